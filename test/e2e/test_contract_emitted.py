"""Everything Spoor emits, and everything its simulator makes, is what the schemas say (ajv, by test/contract)."""
import json
import shutil
import subprocess
import unittest

from spoortest import ChannelCase, Load
from spoortest.paths import BUILD, SOURCE

CONTRACT = SOURCE / "test/contract/run.sh"
MAY_SEND = set(json.loads((SOURCE / "schemas/mapping.schema.json").read_text())["properties"]["soorten"]["items"]["enum"]) - {"*"}


class Emitted(ChannelCase):
    def setUp(self):
        super().setUp()
        self.prepare()

    def lines(self, name, values):
        path = self.folder / f"{name}.jsonl"
        path.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values))
        return path

    def assert_valid(self, path, schema):
        self.assertIsNotNone(shutil.which("node"), "node is not there")
        run = subprocess.run([CONTRACT, BUILD / "contract", "--emitted", path, "--schema", schema],
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        self.assertEqual(0, run.returncode, (run.stdout + run.stderr)[-4000:])

    def test_what_goes_out(self):
        self.start()
        self.send(Load(seed=13, klanten=60, poison=0.05).records)
        self.assert_checked()
        self.spoor("beginstand", check=True)
        self.assert_checked(wait=60)
        told = self.read("statuswijzigingen")
        kinds = {message["data"]["soort"] for message in told}
        self.assertLessEqual({"beginstand", "correctie", "statuswijziging", "terugzetting"}, kinds)
        self.assert_valid(self.lines("told", told), "notificatie/status-gewijzigd")
        self.assert_valid(self.lines("quarantine", self.read("quarantaine")), "notificatie/quarantaine-gemeld")
        self.assert_valid(self.lines("canonical", self.read("gebeurtenissen")), "canoniek")

    def examples(self):
        """{kind: its valid examples as events of this test} of what a channel may send."""
        found = {}
        for path in sorted((SOURCE / "schemas/gebeurtenis").glob("*.voorbeelden.json")):
            kind = path.name.partition(".")[0]
            if kind in MAY_SEND:
                found[kind] = [{**value, "source": "urn:spoortest:voorbeelden", "id": f"{kind}-{number}"}
                               for number, value in enumerate(json.loads(path.read_text()))]
        return found

    def test_every_kind_that_a_channel_may_send(self):
        examples = self.examples()
        self.assertEqual(MAY_SEND, examples.keys())
        self.start()
        self.send([(value["id"], value) for values in examples.values() for value in values])
        self.assertNotIn("quarantaine", self.assert_checked(), "a valid example was refused")
        stored = dict(self.sql("select soort, count(*) from spoor.gebeurtenis group by soort"))
        self.assertLessEqual(MAY_SEND, stored.keys())
        partitions = len(self.topics.ends(self.topic("gebeurtenissen")))
        self.assertEqual(2 * partitions, stored["storing-geregistreerd"], "one record in every partition")
        self.assertEqual({"urn:spoortest:voorbeelden"}, {row[0] for row in self.sql(
            "select klant_ref from spoor.klant join spoor.gebeurtenis using (klant_id) where soort = 'bezoeken-geteld'")})
        self.assertEqual(0, self.value("select count(*) from spoor.klantcontact where soort like '%%-ingetrokken'"))
        self.assertEqual(0, self.spoor("verify", check=False).returncode, "spoor verify found something")
        self.assert_valid(self.lines("canonical", self.read("gebeurtenissen")), "canoniek")

    def test_what_the_simulator_makes(self):
        path = self.folder / "simulated"
        self.spoor("simulate", "--dry-run", path, "--events", "3000", "--only", "cloudevents")
        records = [json.loads(line) for line in path.read_text().splitlines()]
        values = [record.get("value", record) for record in records]
        values = [json.loads(value) if isinstance(value, str) else value for value in values]
        self.assertGreaterEqual(len(values), 3000)
        self.assert_valid(self.lines("simulated", values), "gebeurtenis")


if __name__ == "__main__":
    unittest.main()
