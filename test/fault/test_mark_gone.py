"""The mark of a partition is wiped by another program: spoor relay herstel finds it again, nothing is doubled or lost."""
import collections
import json
import re
import socket
import struct
import unittest

from spoortest import ChannelCase, Load, http_get, metric, wait_until

PARTITION = 1
FOREIGN_OFFSET, FOREIGN_MARK = 1, 3


class MarkGone(ChannelCase):
    partitions = 3

    def settings(self):
        return {**super().settings(), "kafka.session_timeout_ms": 6000}  # a foreigner waits until it is over

    def setUp(self):
        super().setUp()
        self.prepare()
        self.seed = 100

    def send_load(self, klanten=30):
        self.seed += 1
        self.send(Load(seed=self.seed, klanten=klanten, poison=0.02).records)

    def commit_as_foreigner(self, partitions, offset=FOREIGN_OFFSET, mark=""):
        """OffsetCommit version 2 as any program may send it; Kafka refuses it while a member is in the group, and a
        static one stays until its session ends."""
        def text(value):
            return struct.pack(">h", len(value)) + value.encode()

        body = text(f"{self.name}-proces") + struct.pack(">i", -1) + text("") + struct.pack(">qi", -1, 1)
        body += text(self.topic("gebeurtenissen")) + struct.pack(">i", len(partitions))
        for partition in partitions:
            body += struct.pack(">iq", partition, offset) + text(mark)
        request = struct.pack(">hhi", 8, 2, 1) + text("proef") + body

        def accepted():
            host, _, port = self.bootstrap.rpartition(":")
            with socket.create_connection((host, int(port)), 5) as connection:
                connection.sendall(struct.pack(">i", len(request)) + request)
                answer = connection.makefile("rb")
                return answer.read(struct.unpack(">i", answer.read(4))[0]).endswith(b"\0\0")
        wait_until(accepted, 40, "the group to be empty", step=0.5)

    def herstel(self, *words, status=0):
        run = self.spoor("relay", "herstel", "--json", *words, check=False)
        if status is not None:
            self.assertEqual(status, run.returncode, run.stdout + run.stderr)
        return {p["partitie"]: p for p in json.loads(run.stdout)["partities"]}

    def outcome(self, *words, status=0):
        return self.herstel(*words, status=status)[PARTITION]["uitkomst"]

    def wait_stands_still(self, spoor, code, partition=PARTITION):
        def told():
            status, text = http_get(spoor.url + "/readyz")
            return status == 503 and f"partition {partition} " in text and code in text and "spoor relay herstel" in text
        wait_until(told, 40, f"{code} of partition {partition}; log: {spoor.log}")
        self.assertEqual(1, metric(spoor.url, "spoor_halted", partition=partition))

    def wait_told(self, spoor):
        wait_until(spoor.ready, 30, f"readiness; log: {spoor.log}")
        untold = """select count(*) from spoor.progress p join spoor.relay_stand r using (topic, partitie)
                    where r.mark < p.outbox_sequence"""
        wait_until(lambda: self.value(untold) == 0, 30, "everything to be told")
        self.assertEqual(0, metric(spoor.url, "spoor_halted", partition=PARTITION))

    def assert_each_once(self):
        for name in ("statuswijzigingen", "quarantaine"):
            ids = collections.Counter(message["id"] for message in self.read(name))
            self.assertEqual([], [id for id, count in ids.items() if count > 1][:5])
        self.assert_checked_but_for_us()

    def assert_checked_but_for_us(self):
        """The checker also sees that offset or mark went back to what the foreigner committed."""
        ours = re.compile(f"went back from \\d+ to ({FOREIGN_OFFSET}|{FOREIGN_MARK})$")
        wrong = {name: [p for p in rule["problems"] if not ours.search(p)]
                 for name, rule in self.checker()["rules"].items()}
        self.assertEqual({}, {name: problems for name, problems in wrong.items() if problems})

    def fill_while_halted(self, spoor):
        """Rows of the partition that are not told."""
        before = self.value("select outbox_sequence from spoor.progress where partitie = %s", PARTITION)
        self.send_load()
        self.wait_accounted()
        self.assertGreater(self.value("select outbox_sequence from spoor.progress where partitie = %s", PARTITION), before)
        self.wait_timers()
        self.assertTrue(spoor.alive())

    def begun(self):
        spoor = self.start()
        self.send_load()
        self.assert_checked()
        self.wait_timers()
        return spoor

    def halted(self):
        """A run that stands still at one partition, with rows that wait."""
        spoor = self.begun()
        self.assertEqual(0, spoor.terminate())
        self.commit_as_foreigner([PARTITION])
        spoor.start()
        self.wait_stands_still(spoor, "mark_gone")
        self.fill_while_halted(spoor)
        return spoor

    def test_herstel_while_spoor_runs(self):
        spoor = self.halted()
        self.assertEqual("gevonden", self.outcome("--dry-run"))
        self.assertEqual(0, self.value("select count(*) from spoor.ingreep"))
        found = self.herstel("--reason", "proef")
        self.assertEqual({0: "in_orde", 1: "vastgelegd", 2: "in_orde"}, {p: f["uitkomst"] for p, f in found.items()})
        self.assertEqual([("herstel", PARTITION, found[PARTITION]["gevonden"], "proef")],
                         self.sql("select soort, partitie, tot_offset::int, reden from spoor.ingreep"))
        self.wait_told(spoor)
        self.assert_each_once()
        self.assertEqual("in_orde", self.outcome())
        self.assertEqual(0, spoor.terminate())
        spoor.start().wait_ready()
        self.send_load()
        self.assert_each_once()

    def test_an_older_finding_is_not_taken_again(self):
        spoor = self.halted()
        self.herstel()
        self.wait_told(spoor)
        self.send_load()
        self.assert_checked_but_for_us()
        self.assertEqual(0, spoor.terminate())
        self.commit_as_foreigner([PARTITION])
        spoor.start()
        self.wait_stands_still(spoor, "mark_gone")
        self.assertEqual("vastgelegd", self.outcome())
        self.wait_told(spoor)
        self.assert_each_once()

    def test_published_beyond_what_is_remembered_while_spoor_is_down(self):
        """The relay dies between its Kafka commit and remembering: only the topics know."""
        spoor = self.begun()
        spoor.terminate()
        spoor.start({"crash.point": "relay-vastgelegd:2"})
        wait_until(lambda: not spoor.alive() or self.send_load(10), 60, "the crash", step=0.3)
        self.commit_as_foreigner(range(self.partitions))
        remembered = dict(self.sql("select partitie, mark from spoor.relay_stand"))
        found = self.herstel()
        self.assertEqual({"vastgelegd"}, {f["uitkomst"] for f in found.values()})
        self.assertGreater(sum(f["gevonden"] for f in found.values()), sum(remembered.values()))
        spoor.start()
        self.wait_accounted()
        self.wait_told(spoor)
        self.assert_each_once()

    def test_a_mark_that_went_back(self):
        spoor = self.begun()
        spoor.terminate()
        self.commit_as_foreigner([PARTITION], mark=f"1;h={FOREIGN_MARK};e=1")
        spoor.start()
        self.wait_stands_still(spoor, "mark_behind")
        self.fill_while_halted(spoor)
        self.assertEqual("vastgelegd", self.outcome("--partition", PARTITION))
        self.wait_told(spoor)
        self.assert_each_once()

    def test_a_mark_ahead_is_explained_and_refused(self):
        spoor = self.begun()
        spoor.terminate()
        self.commit_as_foreigner([PARTITION], mark="1;h=999999;e=1")
        finding = self.herstel(status=7)[PARTITION]
        self.assertEqual(("mark_ahead", 999999), (finding["uitkomst"], finding["kafka"]))
        self.assertIn("standby", finding["toelichting"])
        self.assertEqual(0, self.value("select count(*) from spoor.ingreep"))

    def waiting_row(self, place):
        return self.sql("""select topic, sleutel, waarde from spoor.outbox where partitie = %s and sequence >
            (select mark from spoor.relay_stand where partitie = %s) order by sequence offset %s limit 1""",
                        PARTITION, PARTITION, place)[0]

    def test_gaps_are_refused(self):
        spoor = self.halted()
        self.topics.produce(*self.waiting_row(2))
        self.assertEqual("ontbreekt", self.outcome(status=7))
        self.assertEqual(0, self.value("select count(*) from spoor.ingreep"))
        self.wait_stands_still(spoor, "mark_gone")

    def tell_otherwise(self):
        """The first waiting row about a journey, with other bytes, after those before it; its journey."""
        for place in range(100):
            topic, key, value = self.waiting_row(place)
            told = topic == self.topic("statuswijzigingen")
            self.topics.produce(topic, key, value[:-1] + " }" if told else value)
            if told:
                return json.loads(value)["data"]["klantreisRef"]
        return self.fail("no row about a journey waits")

    def test_other_bytes_under_an_id_are_answered_by_a_correctie(self):
        spoor = self.halted()
        ref = self.tell_otherwise()
        self.assertEqual("verschilt", self.outcome("--dry-run", status=7))
        self.assertEqual("wacht", self.outcome(status=7))
        wait_until(lambda: self.outcome(status=None) == "vastgelegd", 30, "the correctie to be folded", step=0.5)
        self.wait_told(spoor)
        self.assert_each_once()
        self.assertEqual([(ref, "correctie")], self.sql(
            "select p.klantreis_ref, p.soort from spoor.publicatie p join spoor.gebeurtenis g using (klant_id, volgnummer) "
            "where g.soort = 'herbouw-gepubliceerd'"))
        told = [m["data"]["soort"] for m in self.read("statuswijzigingen") if m["data"]["klantreisRef"] == ref]
        self.assertEqual("correctie", told[-1])

    def test_unknown_partition(self):
        run = self.spoor("relay", "herstel", "--partition", 7, check=False)
        self.assertEqual(8, run.returncode)


if __name__ == "__main__":
    unittest.main()
