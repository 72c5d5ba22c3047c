"""What makes one partition or one topic stand still until a person acts, while everything else goes on."""
import json
import time
import unittest

from spoortest import ChannelCase, Load, event, http_get, metric, wait_until
from spoortest.servers import lib


def klant(number):
    return {"identificatie": {"soort": "klantnummer", "waarde": f"KL{number:06d}"},
            "plaatsgevondenOp": "2026-01-05T09:00:00Z"}


class Standstill(ChannelCase):
    channel_names = ("kanaal", "tweede")
    partitions = 3

    def setUp(self):
        super().setUp()
        self.prepare()

    def ready_reasons(self, spoor):
        status, text = http_get(spoor.url + "/readyz")
        return text if status == 503 else None

    def wait_reason(self, spoor, *words):
        return wait_until(lambda: (text := self.ready_reasons(spoor)) and all(w in text for w in words) and text, 30,
                          f"/readyz to say {words}; log: {spoor.log}")

    def truncate(self, topic, partition, offset):
        path = self.folder / "delete.json"
        path.write_text('{"version": 1, "partitions": [{"topic": "%s", "partition": %d, "offset": %d}]}'
                        % (topic, partition, offset))
        lib("kafka_java", "org.apache.kafka.tools.DeleteRecordsCommand", "--bootstrap-server", self.bootstrap,
            "--offset-json-file", path)

    def send_to(self, name, partition, count, start=0):
        for number in range(start, start + count):
            self.topics.produce(self.channel(name), str(number), event(
                "klantcontacten.klantcontact-geregistreerd", f"{name}-{partition}-{number}", klant(number)),
                partition=partition, flush=False)
        self.topics.flush()

    def positions(self):
        return dict(self.sql("select partitie, next_offset from spoor.progress"))

    def has_event(self, id):  # pylint: disable=redefined-builtin
        return self.value("select count(*) from spoor.gebeurtenis where id = %s", id) == 1

    def test_channel_input_truncated_below_our_position(self):
        spoor = self.start()
        self.send_to("kanaal", 0, 10)
        self.assert_checked()
        spoor.terminate()
        self.send_to("kanaal", 0, 10, start=10)
        self.truncate(self.channel("kanaal"), 0, 15)
        spoor.start()
        reason = self.wait_reason(spoor, self.channel("kanaal"), "10", "15", "accept-loss")
        self.assertIn("partition 0", reason)
        self.assertEqual(1, metric(spoor.url, "spoor_halted", topic=self.channel("kanaal"), partition="0"))
        self.send_to("kanaal", 1, 3, start=100)
        self.send_to("tweede", 0, 3, start=100)
        wait_until(lambda: self.has_event("kanaal-1-102") and self.has_event("tweede-0-102"), 30, "the others")
        self.assertFalse(self.has_event("kanaal-0-19"))
        self.spoor("intake", "accept-loss", "--topic", self.channel("kanaal"), "--partition", "0", "--offset", "15",
                   "--reason", "proef")
        wait_until(lambda: self.has_event("kanaal-0-19"), 40, "what is left of the truncated partition")
        wait_until(spoor.ready, 20, "readiness")
        self.assertEqual(0, metric(spoor.url, "spoor_halted", topic=self.channel("kanaal"), partition="0"))
        self.assertEqual(1, self.value("select count(*) from spoor.ingreep"))
        self.assert_checked()

    def test_canonical_input_truncated_below_our_position(self):
        intake, process = self.process("intake", ("intake",)), self.process("process", ("process",))
        intake.start().wait_ready()
        process.start().wait_ready()
        self.send_to("kanaal", 0, 30)
        self.assert_checked()
        process.terminate()
        self.send_to("kanaal", 0, 60, start=30)
        canonical = self.topic("gebeurtenissen")
        wait_until(lambda: sum(self.topics.ends(canonical).values()) >= 93, 30, "intake")
        position = self.value("select next_offset from spoor.progress where partitie = 0")
        self.truncate(canonical, 0, position + 5)
        process.start()
        self.wait_reason(process, "partition 0", str(position), str(position + 5), "accept-loss")
        wait_until(lambda: {p: o for p, o in self.positions().items() if p} ==
                   {p: o for p, o in self.topics.ends(canonical).items() if p}, 30, "the other partitions")
        self.spoor("process", "accept-loss", "--partition", "0", "--offset", str(position + 5), "--reason", "proef")
        wait_until(lambda: self.positions() == self.topics.ends(canonical), 40, "what is left of partition 0")
        self.assert_checked(but=("I1",))

    def poison(self, *values):
        for value in values:
            self.topics.produce(self.channel("kanaal"), "x", value, partition=0)

    def test_channel_topic_recreated(self):
        spoor = self.start()
        self.poison("{oud-0", "{oud-1")
        self.send_to("kanaal", 0, 10)
        self.assert_checked()
        spoor.terminate()
        self.recreate("kanaal", 2)
        self.poison("{nieuw-0", "{nieuw-1")
        self.send_to("kanaal", 0, 3, start=50)
        spoor.start()
        self.wait_reason(spoor, self.channel("kanaal"), "accept-loss")
        self.send_to("tweede", 0, 3, start=100)
        wait_until(lambda: self.has_event("tweede-0-102"), 30, "the other topic")
        self.spoor("intake", "accept-loss", "--topic", self.channel("kanaal"), "--partition", "0", "--offset", "0",
                   "--reason", "proef")
        wait_until(lambda: self.has_event("kanaal-0-52"), 40, "the new topic")
        self.wait_accounted()
        self.rejects_of_both_topics_are_there()
        wait_until(spoor.ready, 20, "readiness")
        self.assert_checked()
        self.spoor("verify")

    def recreate(self, name, partitions):
        self.topics.delete(self.channel(name))
        wait_until(lambda: self.channel(name) not in self.topics.admin().list_topics(timeout=5).topics, 20)
        self.topics.create(self.channel(name), partitions)

    def lag(self, role, topic, partition):
        measured = json.loads(self.spoor("lag", "--json").stdout)["partities"]
        return next(p for p in measured if (p["rol"], p["topic"], p["partitie"]) == (role, topic, partition))

    def accept_loss(self, *words, check=True):
        return self.spoor("intake", "accept-loss", "--reason", "proef", *words, check=check)

    def refused(self, topic, partition, offset, *words):
        """What is not there, or is not needed, is no decision."""
        run = self.accept_loss("--topic", topic, "--partition", str(partition), "--offset", str(offset), check=False)
        self.assertEqual(8, run.returncode, run.stdout + run.stderr)
        for word in words:
            self.assertIn(word, run.stderr)
        self.assertEqual(0, self.value("select count(*) from spoor.ingreep where toegepast_op is null"))

    def test_channel_topic_recreated_while_it_is_read(self):
        topic, spoor = self.channel("kanaal"), self.start()
        self.send_to("kanaal", 0, 10)
        self.assert_checked()
        self.recreate("kanaal", 3)
        command = f"spoor intake accept-loss --topic {topic} --partition 0 --offset 0 --reason TEXT"
        self.wait_reason(spoor, f"{topic} partition 0 stands still", command)
        self.assertIn(command, spoor.log_text())
        self.assertIn("10", self.lag("intake", topic, 0)["stilstand"])
        self.assertNotIn("stilstand", self.lag("intake", self.channel("tweede"), 0))
        self.send_to("kanaal", 0, 25, start=50)  # beyond our position: it could be read, from the middle
        spoor.terminate()
        spoor.start()
        self.wait_reason(spoor, command)
        self.assertEqual(25, self.lag("intake", topic, 0)["records"])
        self.refused(topic, 0, 99, "0 to 25")
        self.refused(topic, 1, 0, "does not stand still")
        self.accept_loss("--topic", topic, "--partition", "0", "--offset", "0")
        wait_until(lambda: self.has_event("kanaal-0-74"), 40, "the new topic")
        wait_until(spoor.ready, 20, "readiness")
        self.assertEqual(25, self.value("select count(*) from spoor.gebeurtenis where id ~ '^kanaal-0-[5-7][0-9]$'"))
        self.assertEqual(0, self.value("select count(*) from spoor.stilstand"))
        self.assertNotIn("stilstand", self.lag("intake", topic, 0))
        self.assert_checked()
        self.spoor("verify")
        self.sql("insert into spoor.weggelaten (herkomst_topic, herkomst_partitie, herkomst_offset, herkomst_index, reden, "
                 "weggelaten_op) values (%s, 0, 3, 0, 'leeg', now())", topic)
        self.assertIn("[0]@3#0 ended in gebeurtenis and gebeurtenis and weggelaten", str(self.checker()["rules"]["I1"]["problems"]))
        self.assertIn("/0/3 is in 2 places", self.spoor("verify", check=False).stdout)

    def test_a_loss_that_is_none_cannot_be_accepted(self):
        topic, spoor = self.channel("kanaal"), self.start()
        self.send_to("kanaal", 0, 10)
        self.assert_checked()
        self.refused(topic + ".nope", 0, 0, "there is no topic")
        self.refused(topic, 77, 0, "partitions 0 to 1, not 77")
        self.refused(topic, 0, 99, "does not stand still", "10")
        self.refused(topic, 0, 0, "does not stand still")
        run = self.spoor("process", "accept-loss", "--partition", "0", "--offset", "0", "--reason", "x", check=False)
        self.assertEqual(8, run.returncode)
        self.assertIn("stand still" if self.positions().get(0) else "never read", run.stderr)
        self.assertEqual(0, self.value("select count(*) from spoor.ingreep"))
        # One that an older program took all the same does not stand until there is something to lose.
        self.sql("insert into spoor.ingreep (topic, partitie, van_offset, tot_offset, reden, kanoniek, genomen_op) "
                 "values (%s, 0, 10, 0, 'proef', false, now())", topic)
        spoor.terminate()
        spoor.start().wait_ready()
        self.assertEqual(1, self.value("select count(*) from spoor.ingreep where vervallen and toegepast_op is not null"))
        self.assert_checked()

    def rejects_of_both_topics_are_there(self):
        self.assertEqual([(0, 0), (0, 1), (1, 0), (1, 1)], self.sql(
            "select herkomst_offset::int, herkomst_index from spoor.quarantaine order by 1, 2"))
        for index, content in ((0, "{nieuw-0"), (1, "{oud-0")):
            self.assertIn(content, self.spoor("quarantaine", "show", f"{self.channel('kanaal')}/0/0/{index}").stdout)
        retried = self.spoor("quarantaine", "retry", f"{self.channel('kanaal')}/0/0/1", check=False)
        self.assertIn("another record has its place", retried.stderr)
        wait_until(lambda: len(self.read("quarantaine")) >= 4, 20, "both to be told")
        self.assertEqual(4, len(self.read("quarantaine")))

    def test_breaker_stops_one_topic(self):
        spoor = self.start()
        # What is left of the flood is far from half of the window that follows, in whatever order partitions are read.
        self.send([("x", b"{") for _ in range(240)])
        self.wait_reason(spoor, self.channel("kanaal"), "would be rejected", "hervat")
        self.assertEqual(1, metric(spoor.url, "spoor_halted", topic=self.channel("kanaal")))
        self.assertIn("would be rejected", self.lag("intake", self.channel("kanaal"), 0)["stilstand"])
        self.assertIn("would be rejected", self.spoor("lag").stdout)
        in_quarantine = "select count(*) from spoor.quarantaine"
        self.send(Load(seed=9, klanten=5, poison=0).records, "tweede")
        wait_until(lambda: self.value("select count(*) from spoor.gebeurtenis") > 20, 30, "the other topic")
        self.assertLessEqual(self.value(in_quarantine), 200, "the breaker must stop the flood")
        self.send_to("kanaal", 0, 200, start=500)
        self.spoor("intake", "hervat", "--topic", self.channel("kanaal"))
        wait_until(lambda: self.has_event("kanaal-0-699"), 40, "what came after the flood")
        wait_until(spoor.ready, 20, "readiness")
        self.assertEqual(0, self.halted(spoor))
        self.assert_checked()

    def test_breaker_judges_a_quiet_topic_by_time(self):
        spoor = self.start(breaker_seconds=1)
        for number in range(12):
            self.send([("x", b"{%d" % number)])
            time.sleep(0.15)
        self.wait_reason(spoor, self.channel("kanaal"), "would be rejected", "hervat")
        self.assertLess(self.value("select count(*) from spoor.quarantaine"), 200)
        self.spoor("intake", "hervat", "--topic", self.channel("kanaal"))
        wait_until(spoor.ready, 20, "readiness")
        time.sleep(1.5)  # what was rejected before somebody let it go on does not count any more
        self.send([("x", b"{%d" % number) for number in range(50, 62)])
        wait_until(lambda: self.value("select max(herkomst_offset) from spoor.quarantaine") >= 23, 20, "the burst")
        time.sleep(1.5)
        self.send_to("kanaal", 0, 1, start=900)
        wait_until(lambda: self.has_event("kanaal-0-900"), 20, "what came a while after a burst")
        self.assertTrue(spoor.ready())
        self.assert_checked()

    def test_missing_commit_of_a_channel_that_was_read_before_is_never_guessed(self):
        self.sql("insert into spoor.bron (topic, partitie, offset_max, records, bijgewerkt_op) values (%s, 0, 40, 41, now())",
                 self.channel("kanaal"))
        self.send_to("kanaal", 0, 3)
        spoor = self.process().start()
        self.wait_reason(spoor, "Kafka forgot the committed offset", "partition 0", "41", "accept-loss")
        self.assertFalse(self.has_event("kanaal-0-0"))
        self.spoor("intake", "accept-loss", "--topic", self.channel("kanaal"), "--partition", "0", "--offset", "0",
                   "--reason", "proef")
        wait_until(lambda: self.has_event("kanaal-0-2"), 40, "the partition")
        wait_until(spoor.ready, 20, "readiness")
        self.assert_checked()

    def halted(self, spoor):
        return metric(spoor.url, "spoor_halted", topic=self.channel("kanaal"), partition="")

    def test_an_open_breaker_is_seen_by_every_member_and_after_a_restart_until_it_is_closed(self):
        members = [self.process(name, ("intake",), instance_name=f"{self.name}-{name}") for name in ("een", "twee")]
        for member in members:
            member.start().wait_ready()
        self.sql("insert into spoor.onderbreking (topic, reden, begonnen_op) values (%s, '150 of 200', now())",
                 self.channel("kanaal"))
        for member in members:
            self.wait_reason(member, self.channel("kanaal"), "150 of 200", "hervat")
            self.assertEqual(1, self.halted(member))
        members[0].terminate()
        members[0].start()
        self.wait_reason(members[0], self.channel("kanaal"), "150 of 200", "hervat")
        self.assertEqual(1, self.halted(members[0]))
        self.spoor("intake", "hervat", "--topic", self.channel("kanaal"))
        for member in members:
            wait_until(member.ready, 40, "readiness")
            self.assertEqual(0, self.halted(member))

    def test_a_row_the_database_refuses_parks_that_record_only(self):
        spoor = self.start()
        self.sql("alter table spoor.gebeurtenis add constraint proef check (id <> 'tweede-0-25')")
        self.send_to("tweede", 0, 50)
        self.wait_accounted()
        self.assertEqual([("database_weigert", "canoniek", 25)],
                         self.sql("select reden, vorm, herkomst_offset::int from spoor.quarantaine"))
        self.assertEqual(49, self.value("select count(*) from spoor.gebeurtenis"))
        self.sql("alter table spoor.gebeurtenis drop constraint proef")
        self.spoor("quarantaine", "retry", f"{self.channel('tweede')}/0/25")
        wait_until(lambda: self.has_event("tweede-0-25"), 30, "the parked record")
        self.assertEqual("hersteld", self.value("select stand from spoor.quarantaine"))
        self.assert_checked()
        self.assertTrue(spoor.ready())

    def test_disk_full_is_waited_for(self):
        """A full disk (test_full_disk.py) cannot be had everywhere; its SQLSTATE can."""
        spoor = self.start()
        self.sql("""create function vol() returns trigger language plpgsql as $$
                    begin raise exception 'could not extend file' using errcode = '53100'; end $$;
                    create trigger vol before insert on spoor.gebeurtenis for each row execute function vol()""")
        self.send(Load(seed=12, klanten=10, poison=0).records)
        self.wait_reason(spoor, "could not extend file")
        for _ in range(60):
            self.assertTrue(self.ready_reasons(spoor), "ready again though nothing can be written")
            time.sleep(0.05)
        self.assertEqual(0, self.value("select count(*) from spoor.gebeurtenis"))
        self.sql("drop trigger vol on spoor.gebeurtenis")
        wait_until(spoor.ready, 30, "readiness")
        counts = self.assert_checked()
        self.assertNotIn("quarantaine", counts)


if __name__ == "__main__":
    unittest.main()
