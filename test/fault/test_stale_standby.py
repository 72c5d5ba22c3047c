"""PostgreSQL goes back in time (failover to a standby that was behind): what readers know is not told again, what comes out
otherwise is told anew as a correctie, nothing is lost."""
import collections
import json
import random
import subprocess
import threading
import time
import unittest

from spoortest import ChannelCase, Load, http_get, metric, servers, wait_until
from spoortest.paths import SOURCE
from spoortest.processes import clean_environment, spoor_binary

OMGEVING = SOURCE / "schemas/klantreizen/omgevingsvergunning.json"
REFUSE = """
create function spoor.weiger() returns trigger language plpgsql as $$ begin
    if new.soort like 'fase-%%' and abs(hashtext(new.id)) %% 7 = 0 then
        raise exception 'refused for the test' using errcode = '23514', constraint = 'proef';
    end if;
    return new;
end $$;
create trigger weiger before insert on spoor.gebeurtenis for each row execute function spoor.weiger()"""


class StaleStandby(ChannelCase):
    partitions = 2
    definitions = None
    once = ("statuswijzigingen", "quarantaine")

    def setUp(self):
        super().setUp()
        self.prepare(self.definitions)
        self.seed = 300

    def send_load(self, klanten=30):
        self.seed += 1
        self.send(Load(seed=self.seed, klanten=klanten).records)

    def copy_database(self, source, target):
        servers.execute(self.postgres_conninfo, f'drop database if exists "{target}" with (force)')
        servers.execute(self.postgres_conninfo, f'create database "{target}" template "{source}"')

    def told_and_forgotten(self, meanwhile=lambda: None, **overrides):
        """Everything of a second load is told; then the database is what it was before."""
        behind = self.name + "x"
        self.addCleanup(servers.drop_database, self.postgres_conninfo, behind)
        spoor = self.start(**overrides)
        self.send_load()
        self.assert_checked()
        self.assertEqual(0, spoor.terminate())
        self.copy_database(self.name, behind)
        spoor.start().wait_ready()
        self.send_load()
        meanwhile()
        self.wait_commands()
        self.assert_checked()
        spoor.kill()
        self.copy_database(behind, self.name)
        return spoor

    def folded_otherwise(self):
        """After a time that was lost all is folded again, under another name of ours in every message."""
        self.told_and_forgotten()
        spoor = self.process("anders", type_source="urn:nld:oin:00000001234567890001:systeem:spoor").start()
        self.config = spoor.config
        self.wait_stands_still(spoor)
        self.wait_folded_again()
        return spoor

    def wait_commands(self):
        wait_until(lambda: self.value("select count(*) from spoor.opdracht where not afgerond") == 0, 30,
                   "the commands to be worked off")

    def herstel(self, *words, status=0):
        run = self.spoor("relay", "herstel", "--json", *words, check=False)
        if status is not None:
            self.assertEqual(status, run.returncode, run.stdout + run.stderr)
        return {finding["uitkomst"] for finding in json.loads(run.stdout)["partities"]}

    def settle(self, *words):
        """Gives the command until it is done, as an operator would."""
        def settled():
            seen = self.herstel(*words, status=None)
            self.assertLessEqual(seen, {"wacht", "vastgelegd", "in_orde"})
            return "wacht" not in seen
        wait_until(settled, 60, "herstel to settle it", step=0.5)

    def wait_stands_still(self, spoor):
        def told():
            status, text = http_get(spoor.url + "/readyz")
            return status == 503 and "mark_ahead" in text and "spoor relay herstel" in text
        wait_until(told, 40, f"mark_ahead; log: {spoor.log}")
        wait_until(lambda: all(metric(spoor.url, "spoor_halted", partition=p) == 1 for p in range(self.partitions)), 20,
                   "both partitions to stand still")

    def wait_folded_again(self):
        self.wait_accounted()
        ends = self.topics.ends(self.topic("gebeurtenissen"))
        wait_until(lambda: dict(self.sql("select partitie, next_offset from spoor.progress")) == ends, 30,
                   "all to be folded again")
        self.wait_commands()
        self.wait_timers()

    def commands(self):
        """Commands in the log, and messages of correctie that they caused."""
        return self.sql("""
            select count(*)::int, count(distinct (g.klant_id, g.klantreis_ref))::int,
                count(p.id) filter (where p.soort = 'correctie' and p.klantreis_ref = g.klantreis_ref)::int
            from spoor.gebeurtenis g left join spoor.publicatie p using (klant_id, volgnummer)
            where g.soort = 'herbouw-gepubliceerd'""")[0]

    def assert_corrected_once(self):
        """Each journey concerned was told anew once, and what was last told of every journey is what we know."""
        commands, journeys, told = self.commands()
        self.assertGreater(commands, 0)
        self.assertEqual((commands, commands), (journeys, told))
        last = {}
        for message in self.read("statuswijzigingen"):
            data = message["data"]
            if data["soort"] != "beginstand":
                last[data["klantreisRef"]] = data["revisie"], data.get("fase"), data["isBeeindigd"]
        rows = self.sql("""select klantreis_ref, revisie, fase, beeindigd from spoor.klantreis r where exists
            (select from spoor.publicatie p where p.klant_id = r.klant_id and p.klantreis_ref = r.klantreis_ref
             and not p.stil)""")
        self.assertEqual({ref: tuple(outcome) for ref, *outcome in rows}, last)

    def assert_each_once(self):
        for name in self.once:
            ids = collections.Counter(message["id"] for message in self.read(name))
            self.assertEqual([], [id for id, count in ids.items() if count > 1][:5])
        self.assert_checked()
        self.spoor("verify")

    def assert_goes_on(self, spoor):
        wait_until(spoor.ready, 30, "readiness")
        self.assert_each_once()
        wait_until(lambda: self.herstel(status=None) == {"in_orde"}, 10, "the marks to be well")
        spoor.kill()
        spoor.start().wait_ready()
        self.send_load()
        self.assert_each_once()

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
        self.wait_timers()
        # Of those that stand still the first is named; what was settled is not.
        self.assertEqual({"vastgelegd"}, self.herstel("--partition", "1", "--reason", "failover"))
        wait_until(lambda: "partition 0 publishes nothing" in http_get(spoor.url + "/readyz")[1], 10,
                   "the other partition to be named")
        wait_until(lambda: metric(spoor.url, "spoor_halted", partition=1) == 0, 10, "the settled one to go on")
        self.assertIn("partition 0 publishes nothing", http_get(spoor.url + "/readyz")[1])
        self.assertEqual({"vastgelegd"}, self.herstel("--partition", "0", "--reason", "failover"))
        self.assertEqual([("vooruit", "failover", self.partitions)],
                         self.sql("select soort, reden, count(*)::int from spoor.ingreep group by 1, 2"))
        self.assert_goes_on(spoor)
        self.assertEqual(0, self.commands()[0])

    def test_what_comes_out_otherwise_is_told_anew_once(self):
        """Every message names another source; the command is given twice at once, killed, and given again."""
        spoor = self.folded_otherwise()
        self.assertEqual({"verschilt"}, self.herstel("--dry-run", status=7))
        self.assertEqual(0, self.value("select count(*) from spoor.gebeurtenis where soort = 'herbouw-gepubliceerd'"))
        twice = [threading.Thread(target=self.herstel, kwargs={"status": None}) for _ in range(2)]
        for one in twice:
            one.start()
        for one in twice:
            one.join()
        self.send_load()
        for _ in range(8):
            with subprocess.Popen([spoor_binary(), "relay", "herstel"], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, env=clean_environment(SPOOR_CONFIG=self.config)) as run:
                time.sleep(random.uniform(0.02, 0.6))
                run.kill()
        if not spoor.ready():
            self.settle()
        self.assert_goes_on(spoor)
        self.assert_corrected_once()

    def test_a_frozen_klant_holds_up_nobody(self):
        """His correctie is kept back until the release; the others are told theirs meanwhile."""
        spoor = self.folded_otherwise()
        ref = self.value("""select k.klant_ref from spoor.klant k join spoor.publicatie p using (klant_id)
            where not p.stil order by p.outbox_sequence desc limit 1""")
        self.spoor("klant", "bevries", ref, "--reden", "bezwaar")
        self.settle()
        wait_until(spoor.ready, 30, "readiness while a klant is frozen")
        corrected = """select array_agg(distinct p.klantreis_ref order by p.klantreis_ref) from spoor.publicatie p
            join spoor.klant k using (klant_id) where k.klant_ref = '%s' and p.soort = 'correctie' and %s p.stil
            and p.volgnummer >= (select min(g.volgnummer) from spoor.gebeurtenis g
                                 where g.klant_id = p.klant_id and g.soort = 'herbouw-gepubliceerd')"""
        kept_back = self.value(corrected % (ref, ""))
        self.assertTrue(kept_back)
        self.assertIsNone(self.value(corrected % (ref, "not")))
        self.spoor("klant", "vrijgeef", ref, "--reden", "klaar")
        wait_until(lambda: self.value(corrected % (ref, "not")) == kept_back, 20, "the release to tell what was owed")
        self.assert_goes_on(spoor)

    def test_another_order_of_arrival(self):
        """The database refuses some events at first: they come after those that followed them, when the fold redoes it."""
        spoor = self.told_and_forgotten()
        servers.execute(self.dsn, REFUSE.replace("%%", "%"))
        spoor.start()
        self.wait_stands_still(spoor)
        self.wait_folded_again()
        servers.execute(self.dsn, "drop function spoor.weiger cascade")
        refused = "select count(*) from spoor.quarantaine where reden = 'database_weigert' and stand = 'open'"
        self.assertGreater(self.value(refused), 0)
        self.once = ("statuswijzigingen",)  # what is rejected again is told again
        self.spoor("quarantaine", "retry", "--all", check=False)
        wait_until(lambda: self.value(refused) == 0, 30, "the refused to be accepted")
        self.settle("--reason", "failover")
        self.assert_goes_on(spoor)
        self.assert_corrected_once()

    def test_a_relay_that_dies_before_it_remembers(self):
        """The mark of after herstel is in Kafka, PostgreSQL did not hear of it: the command again, and nothing twice."""
        source = "urn:nld:oin:00000001234567890001:systeem:spoor"
        self.told_and_forgotten()
        spoor = self.process("anders", type_source=source, crash_point="relay-vastgelegd:1").start()
        self.config = self.write_config("zonder", type_source=source)
        self.wait_stands_still(spoor)
        self.wait_folded_again()
        self.settle()
        wait_until(lambda: not spoor.alive(), 60, "the crash", step=0.3)
        self.send_load()
        spoor = self.process("zonder", type_source=source).start()
        self.wait_stands_still(spoor)
        self.settle()
        self.assert_goes_on(spoor)
        self.assert_corrected_once()


class StaleStandbyCommands(StaleStandby):
    """Commands were worked off in the lost time: klanten get them in another order, and the same is told of each."""

    definitions = ()

    def commanded(self):
        self.spoor("definitie", "load", OMGEVING)
        self.send_load()
        self.spoor("beginstand")
        self.send_load()

    def test_what_was_told_is_not_told_again(self):
        self.told_and_forgotten(self.commanded, opdracht_slice=2)
        spoor = self.process("anders", opdracht_slice=7).start()
        self.config = spoor.config
        self.wait_stands_still(spoor)
        self.send_load()
        self.settle()
        self.assert_goes_on(spoor)
        self.assertEqual(0, self.commands()[0])

    test_what_comes_out_otherwise_is_told_anew_once = None
    test_a_frozen_klant_holds_up_nobody = None
    test_another_order_of_arrival = None
    test_a_relay_that_dies_before_it_remembers = None


if __name__ == "__main__":
    unittest.main()
