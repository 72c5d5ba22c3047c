"""Bad input and misuse: for each, one clear message with what to do, and a named exit status (docs/operations.md)."""
import json
import re
import unittest

from spoortest import ChannelCase, http_get, port_free, wait_until
from spoortest.paths import SOURCE
from spoortest.processes import exits_told

USAGE, CONFIGURATION, UNAVAILABLE, SCHEMA, FENCED, NOT_FOUND = 2, 3, 4, 5, 6, 8
OWN_SOURCE = "urn:nld:oin:00000000000000000000:systeem:spoor"
DEFINITION = SOURCE / "schemas/klantreizen/omgevingsvergunning.json"


class Misuse(ChannelCase):
    def refused(self, status, *words, config=None, command=("run", "--no-wait")):
        """The words of a command that must end with this status."""
        own, self.config = self.config, config or self.config
        try:
            run = self.spoor(*command, check=False, seconds=60)
        finally:
            self.config = own
        said = run.stdout + run.stderr
        self.assertEqual(status, run.returncode, said)
        for word in words:
            self.assertIn(str(word), said)
        return said

    def reasons(self, process):
        def not_ready():
            status, text = http_get(process.url + "/readyz")
            return text if status == 503 else None
        return wait_until(not_ready, 20, "a reason on /readyz")

    def test_postgres_is_not_there(self):
        away = self.dsn.replace(self.dsn.split("port=")[1].split()[0], str(port_free()))
        self.refused(UNAVAILABLE, "PostgreSQL", config=self.write_config("away", postgres_dsn=away))
        waiting = self.process("waiting", postgres_dsn=away).start()
        wait_until(lambda: "PostgreSQL" in self.reasons(waiting), 30, "/readyz to name PostgreSQL")
        self.assertIn("waits", waiting.log_text())
        self.assertEqual(0, waiting.terminate())

    def test_kafka_is_not_there(self):
        self.prepare()
        away = f"127.0.0.1:{port_free()}"
        self.refused(UNAVAILABLE, "Kafka", away, config=self.write_config("away", kafka_bootstrap=away))
        waiting = self.process("waiting", kafka_bootstrap=away).start()
        wait_until(lambda: away in self.reasons(waiting), 30, "/readyz to name the broker")
        self.assertEqual(0, waiting.terminate())

    def test_topic_is_missing(self):
        self.spoor("migrate")
        self.refused(UNAVAILABLE, self.topic("gebeurtenissen"), "spoor topics create")
        waiting = self.process("waiting").start()
        wait_until(lambda: "spoor topics create" in self.reasons(waiting), 20, "/readyz to name the command")
        self.spoor("topics", "create")
        waiting.wait_ready()

    def test_every_command_tells_how_it_may_end(self):
        commands = re.findall(r"^  (\w+) +\S", self.spoor("--help").stdout.partition("options of")[0], re.MULTILINE)
        self.assertIn("verify", commands)
        for command in commands:
            told = exits_told(command)
            self.assertLessEqual({0, USAGE, CONFIGURATION}, told, command)
            self.assertEqual(command in ("run", "intake", "process"), FENCED in told, command)
            self.assertEqual(USAGE, self.spoor(command, "--no-such-option", check=False).returncode)

    def test_commands_as_data(self):
        version = json.loads(self.spoor("version", "--json").stdout)
        self.assertIn(version["versie"], self.spoor("version").stdout)
        self.topics.create(self.topic("signalen"), 3)
        made = {row["topic"]: row for row in json.loads(self.spoor("topics", "create", "--json").stdout)}
        self.assertEqual({"topic": self.topic("signalen"), "partities": 3, "gemaakt": False}, made[self.topic("signalen")])
        self.assertEqual(self.partitions, made[self.topic("gebeurtenissen")]["partities"])
        self.assertTrue(made[self.channel()]["gemaakt"])
        again = json.loads(self.spoor("topics", "create", "--json", "--topic", self.channel()).stdout)
        self.assertEqual([{**made[self.channel()], "gemaakt": False}], again)

    def test_schema_is_too_old(self):
        self.spoor("topics", "create")
        self.refused(SCHEMA, "spoor migrate")

    def test_schema_is_too_new(self):
        self.prepare()
        self.sql("""insert into spoor.migratie (nummer, oudste_binair, naam, checksum)
                    values (9999, 9999, 'later', 'x')""")
        self.refused(SCHEMA, "newer")

    def control_record(self, number, kind, source):
        """Straight onto the canonical topic, as only Spoor itself should."""
        self.topics.produce(self.topic("gebeurtenissen"), "klant-1", {
            "specversion": "1.0", "type": f"nl.overheid.{kind}", "source": source, "id": f"b-{number}",
            "time": "2026-01-05T09:00:00.000000Z", "spoorcanon": 1, "spoorsoort": "gebeurtenis", "spoorklant": "klant-1",
            "spoortopic": "bediening", "spoorpartitie": 0, "spooroffset": number, "spoorindex": 0,
            "spoorbrokertijd": 1767603600000000, "spoorafdruk": f"{number:032x}", "data": {"reden": "proef"}}, partition=0)

    def test_control_record_of_a_stranger(self):
        self.prepare()
        self.start()
        self.control_record(1, "bediening.gegevens-bevroren", OWN_SOURCE)
        self.control_record(2, "bediening.gegevens-vrijgegeven", "urn:spoortest:vreemd")
        self.control_record(3, "bediening.beginstand-gevraagd", "urn:spoortest:vreemd")
        self.control_record(4, "intern.wachtvenster-gesloten", OWN_SOURCE)
        wait_until(lambda: self.value("select count(*) from spoor.quarantaine") == 3, 20, "three refusals")
        self.assertEqual({"niet_bevoegd"}, {row[0] for row in self.sql("select reden from spoor.quarantaine")})
        self.assertEqual([("gegevens-bevroren",)], self.sql("select soort from spoor.gebeurtenis"))
        self.assert_checked()

    def test_mapping_is_wrong(self):
        self.prepare()
        self.write_mapping("kanaal", gebeurtenissen=[{"type": "klantreizen.fase-gestart", "id": {"pad": "/x", "tabel": "niet_daar"},
                                                      "source": "urn:spoortest:x"}])
        self.refused(CONFIGURATION, "kanaal.json", "/gebeurtenissen/0/id")

    def test_import_that_nobody_reads(self):
        self.prepare()
        rule = {"type": "klantreizen.fase-gestart", "id": {"pad": "/spoor:zaak"}, "data": {"fase": {"pad": "/stap"}}}
        self.write_mapping("eigen", formaat="json", bronnen=["urn:spoortest:x"], gebeurtenissen=[rule],
                           **{"import": {"formaat": "csv", "zaak": "/zaak"}})
        rows = self.folder / "rijen.csv"
        rows.write_text("zaak,stap\n1,een\n")
        self.topics.create(self.channel("eigen"), 1)
        read = (self.folder / "mapping/eigen.json").read_text()
        run = self.spoor("import", rows, "--mapping", self.folder / "mapping/eigen.json")
        self.assertNotIn("note", run.stderr)
        (self.folder / "mapping/eigen.json").rename(self.folder / "eigen.json")
        run = self.spoor("import", rows, "--mapping", self.folder / "eigen.json")
        self.assertIn(f"Spoor does not read {self.channel('eigen')}", run.stderr)
        (self.folder / "mapping/eigen.json").write_text(read.replace('"versie": 1', '"versie": 2'))
        run = self.spoor("import", rows, "--mapping", self.folder / "eigen.json")
        self.assertIn("with mapping eigen@2, not with eigen@1", run.stderr)
        self.refused(NOT_FOUND, "nergens.csv", command=("import", "nergens.csv", "--mapping", self.folder / "eigen.json"))
        self.refused(CONFIGURATION, "--mapping nergens", "receipt", command=("import", rows, "--mapping", "nergens"))

    def test_definition_is_wrong(self):
        document = json.loads(DEFINITION.read_text())
        document["fasen"][1]["code"] = 7
        path = self.folder / "omgevingsvergunning.json"
        path.write_text(json.dumps(document))
        self.refused(1, path.name, "/fasen/1/code", command=("definitie", "check", path))
        said = self.refused(1, "nergens.json: No such file", command=("definitie", "check", "nergens.json"))
        self.assertEqual(1, said.count("nergens.json"))
        self.prepare([])
        run = self.spoor("definitie", "load", path, check=False)
        self.assertNotEqual(0, run.returncode)
        self.assertIn("/fasen/1/code", run.stdout + run.stderr)

    def test_loaded_version_of_a_definition_is_changed(self):
        self.prepare()
        document = json.loads(DEFINITION.read_text())
        document["fasen"][0]["naam"]["nl"] = "Anders"
        path = self.folder / "omgevingsvergunning.json"
        path.write_text(json.dumps(document))
        spoor = self.start()
        wait_until(lambda: self.value("select count(*) from spoor.definitie") == 1, 20, "the first version")
        run = self.spoor("definitie", "load", path, check=False)
        self.assertNotEqual(0, run.returncode, run.stdout + run.stderr)
        self.assertIn("versie", run.stdout + run.stderr)
        self.assertTrue(spoor.alive())

    def test_key_files(self):
        self.prepare()
        key = self.folder / "pseudoniem.key"
        sound = key.read_text()
        key.chmod(0o644)
        self.refused(CONFIGURATION, key, "chmod 600")
        key.chmod(0o600)
        key.write_text("abcd\n")
        self.refused(CONFIGURATION, key)
        key.unlink()
        self.refused(CONFIGURATION, key)
        key.write_text(sound)
        key.chmod(0o600)
        self.start()

    def test_unknown_setting_suggests_the_nearest(self):
        config = self.folder / "wrong.conf"
        config.write_text(self.config.read_text() + "batch.recrods = 5\n")
        self.refused(CONFIGURATION, "batch.recrods", "batch.records", config=config)
        self.refused(CONFIGURATION, "wrong", command=("run", "--set", "batch.records=wrong"))

    def test_everything_that_is_wrong_is_told_at_once(self):
        mappings = self.folder / "wrong"
        mappings.mkdir()
        (mappings / "een.json").write_text("[]")
        (mappings / "twee.json").write_text('{"naam": "twee", "versoin": 1}')
        config = self.folder / "wrong.conf"
        config.write_text(self.config.read_text() + "batch.recrods = 5\nlog.level = loud\n")
        settings = ["batch.recrods", "log.level"]
        files = [mappings / "een.json", "twee.json: /versoin: unknown member; did you mean \"versie\"?"]
        flags = ("--set", f"mappings={mappings},/nowhere", "--set", "workers=many")
        self.refused(1, *settings, "workers", *files, "/nowhere", config=config, command=("config", "check", *flags))
        self.refused(CONFIGURATION, *settings, "workers", config=config, command=("run", *flags))
        self.refused(CONFIGURATION, *files, "/nowhere", command=("run", *flags[:2]))

    def test_unknown_command_and_option(self):
        self.refused(USAGE, "rnu", command=("rnu",))
        self.refused(USAGE, "--wrong", command=("lag", "--wrong"))

    def test_what_an_operator_asks_is_answered(self):
        self.prepare()
        self.start()
        self.send([("x", b"{")])
        self.send_event("klantcontacten.klantcontact-geregistreerd", "een", {
            "identificatie": {"soort": "klantnummer", "waarde": "KL000001"}, "plaatsgevondenOp": "2026-01-05T09:00:00Z"})
        self.wait_accounted()
        klant = json.loads(self.spoor("status", "klantnummer:KL000001", "--json").stdout)
        self.assertEqual(1, len(klant))
        self.assertIn(klant[0]["klantRef"], self.spoor("status", "klantnummer:KL000001").stdout)
        for role in ("intake", "proces", "relay"):
            self.assertIn(role, self.spoor("lag").stdout)
            self.assertIn(role, json.dumps(json.loads(self.spoor("lag", "--json").stdout)))
        self.assertIn(f"topic.prefix = {self.prefix}", self.spoor("config", "print").stdout)
        origin = "/".join(map(str, self.sql("select herkomst_topic, herkomst_partitie, herkomst_offset "
                                            "from spoor.quarantaine")[0]))
        self.spoor("quarantaine", "drop", origin, "--reason", "proef")
        self.assertEqual("vervallen", self.value("select stand from spoor.quarantaine"))
        again = self.spoor("quarantaine", "drop", origin, "--reason", "proef", check=False)
        self.assertNotEqual(0, again.returncode)


if __name__ == "__main__":
    unittest.main()
