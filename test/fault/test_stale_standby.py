"""PostgreSQL goes back in time (failover to a standby that was behind): what was told is not told again, nothing is lost."""
import collections
import json
import unittest

from spoortest import ChannelCase, Load, http_get, metric, servers, wait_until


class StaleStandby(ChannelCase):
    partitions = 2

    def setUp(self):
        super().setUp()
        self.prepare()
        self.seed = 300

    def send_load(self, klanten=30):
        self.seed += 1
        self.send(Load(seed=self.seed, klanten=klanten).records)

    def copy_database(self, source, target):
        servers.execute(self.postgres_conninfo, f'drop database if exists "{target}" with (force)')
        servers.execute(self.postgres_conninfo, f'create database "{target}" template "{source}"')

    def told_and_forgotten(self):
        """Everything of a second load is told; then the database is what it was before."""
        behind = self.name + "x"
        self.addCleanup(servers.drop_database, self.postgres_conninfo, behind)
        spoor = self.start()
        self.send_load()
        self.assert_checked()
        self.assertEqual(0, spoor.terminate())
        self.copy_database(self.name, behind)
        spoor.start().wait_ready()
        self.send_load()
        self.assert_checked()
        spoor.kill()
        self.copy_database(behind, self.name)
        return spoor

    def herstel(self, *words, status=0):
        run = self.spoor("relay", "herstel", "--json", *words, check=False)
        self.assertEqual(status, run.returncode, run.stdout + run.stderr)
        return {finding["uitkomst"] for finding in json.loads(run.stdout)["partities"]}

    def wait_stands_still(self, spoor):
        def told():
            status, text = http_get(spoor.url + "/readyz")
            return status == 503 and "mark_ahead" in text and "spoor relay herstel" in text
        wait_until(told, 40, f"mark_ahead; log: {spoor.log}")
        wait_until(lambda: all(metric(spoor.url, "spoor_halted", partition=p) == 1 for p in range(self.partitions)), 20,
                   "both partitions to stand still")

    def wait_folded_again(self):
        self.wait_accounted()
        wait_until(lambda: self.value("""select count(*) from spoor.progress p join spoor.relay_stand r
            using (topic, partitie) where p.outbox_sequence < r.vooruit""") == 0, 30, "all rows to be made again")

    def assert_each_once(self):
        for name in ("statuswijzigingen", "quarantaine"):
            ids = collections.Counter(message["id"] for message in self.read(name))
            self.assertEqual([], [id for id, count in ids.items() if count > 1][:5])
        self.assert_checked()

    def test_what_was_told_is_not_told_again(self):
        spoor = self.told_and_forgotten()
        self.assertEqual({"mark_ahead"}, self.herstel(status=7))
        spoor.start()
        self.wait_stands_still(spoor)
        self.wait_folded_again()
        self.assertEqual({"gevonden"}, self.herstel("--dry-run"))
        # The outbox is long enough now; another start still tells nothing before the comparison.
        spoor.kill()
        spoor.start()
        self.wait_stands_still(spoor)
        self.send_load()
        self.wait_accounted()
        self.assertEqual({"vastgelegd"}, self.herstel("--reason", "failover"))
        self.assertEqual([("vooruit", "failover", self.partitions)],
                         self.sql("select soort, reden, count(*)::int from spoor.ingreep group by 1, 2"))
        wait_until(spoor.ready, 30, "readiness")
        self.assert_each_once()
        self.assertEqual({"in_orde"}, self.herstel())
        spoor.kill()
        spoor.start().wait_ready()
        self.send_load()
        self.assert_each_once()

    def test_what_comes_out_otherwise_is_refused(self):
        spoor = self.told_and_forgotten()
        spoor = self.process("anders", type_source="urn:spoortest:anders").start()
        self.wait_stands_still(spoor)
        self.wait_folded_again()
        self.assertEqual({"verschilt"}, self.herstel(status=7))
        self.assertEqual(0, self.value("select count(*) from spoor.ingreep"))
        self.wait_stands_still(spoor)


if __name__ == "__main__":
    unittest.main()
