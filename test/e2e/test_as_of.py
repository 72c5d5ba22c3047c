"""spoor status --known-on --valid-on: what was known then of what was true then, against the checker's own fold of so much."""
import datetime
import json
import random
import sys
import unittest

from spoortest import ChannelCase, Load
from spoortest.paths import SOURCE

sys.path.insert(0, str(SOURCE / "test/check"))

from contacts import contacts_of  # pylint: disable=wrong-import-position
from refold import Definitions, Fold  # pylint: disable=wrong-import-position
from rules_state import EVENTS, load_definitions, to_event  # pylint: disable=wrong-import-position
from tables import Tables  # pylint: disable=wrong-import-position

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
LAST = 2 ** 62


def text(us):
    return (EPOCH + datetime.timedelta(microseconds=us)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def expected(events, definitions, known_us, valid_us):
    """Journeys and number of contacts, by a fold that shares no code with Spoor."""
    fold = Fold(Definitions(definitions))
    fold.load([event for event in events if event.broker_us <= known_us], fold.definitions)
    fold.entries = [entry for entry in fold.entries if entry[1].us <= valid_us]
    fold._from_nothing()  # pylint: disable=protected-access
    return [{"fase": reis.outcome()[0], "dossierstatus": reis.outcome()[2], "isBeeindigd": reis.ended,
             "verwachteEinddatum": reis.outcome()[4], "fasen": [(i.fase, i.stand) for i in reis.instances]}
            for reis in fold.reizen], sum(contact.is_contact for contact in contacts_of(fold))


def shown(klant):
    def date(reis):
        moment = reis.get("verwachteEinddatum")
        return None if moment is None else \
            (datetime.datetime.fromisoformat(moment.replace("Z", "+00:00")) - EPOCH) // datetime.timedelta(microseconds=1)
    return [{"fase": reis.get("fase"), "dossierstatus": reis.get("dossierstatus"), "isBeeindigd": reis["isBeeindigd"],
             "verwachteEinddatum": date(reis), "fasen": [(i["fase"], i["stand"]) for i in reis["fasen"]]}
            for reis in klant["klantreizen"]], klant["contacten"]["totaal"]


class AsOf(ChannelCase):
    channel_partitions = 1

    def setUp(self):
        super().setUp()
        self.prepare()
        self.process_of_spoor = self.start()

    def status(self, who, *words):
        return json.loads(self.spoor("status", who, "--json", *words).stdout)[0]

    def step(self, kind, id, day, **data):  # pylint: disable=redefined-builtin
        self.send_event(f"klantreizen.{kind}", id, {
            "identificatie": {"soort": "klantnummer", "waarde": "KL-1"}, "plaatsgevondenOp": f"2026-03-{day:02}T09:00:00Z",
            "klantreisRef": "r1", **data})

    def known_now(self):
        """This moment, with all folded and told: before the millisecond that the broker may give to what comes next."""
        self.assert_checked()
        return text(int(self.value("select (extract(epoch from clock_timestamp()) * 1000)::bigint")) * 1000 - 1001)

    def fase(self, *words):
        reis = self.status("klantnummer:KL-1", *words)["klantreizen"][0]
        return reis.get("fase"), reis.get("revisie")

    def test_a_correction_changes_what_was_true_and_not_what_was_known(self):
        self.step("klantreis-gestart", "e1", 2, definitie="omgevingsvergunning")
        self.step("fase-gestart", "e2", 3, fase="aanvraag")
        self.step("fase-gestart", "e3", 10, fase="besluit")
        before = self.known_now()
        self.step("stap-gecorrigeerd", "e4", 20, correctieVan={"id": "e3"}, reden="verkeerde_fase",
                  vervanging={"plaatsgevondenOp": "2026-03-10T09:00:00Z", "fase": "beoordeling", "klantreisRef": "r1"})
        self.assert_checked()
        self.assertEqual(("beoordeling", 4), self.fase())
        self.assertEqual(("besluit", 3), self.fase("--known-on", before))
        self.assertEqual(("beoordeling", 4), self.fase("--valid-on", "2026-03-10"))
        self.assertEqual("aanvraag", self.fase("--valid-on", "2026-03-09")[0])
        self.assertEqual(("aanvraag", 3), self.fase("--known-on", before, "--valid-on", "2026-03-09"))
        self.assertEqual(2, self.spoor("status", "klantnummer:KL-1", "--known-on", "gisteren", check=False).returncode)
        self.assertIn("as it was on 2026-03-09 23:59",
                      self.spoor("status", "klantnummer:KL-1", "--valid-on", "2026-03-09").stdout)

    def test_any_moment_is_the_fold_of_what_was_known_and_true_then(self):
        self.send(Load(seed=71, klanten=25).records)
        self.assert_checked()
        tables = Tables(self.dsn)
        self.addCleanup(tables.close)
        definitions = load_definitions(tables)
        klanten = {}
        for row in tables.rows(EVENTS):
            klanten.setdefault(row.klant_ref, []).append(to_event(row))
        chance, compared = random.Random(7), 0
        for who, events in sorted(klanten.items())[:20]:
            for _ in range(3):
                known = chance.choice([LAST, chance.choice(events).broker_us])
                valid = chance.choice([LAST, chance.choice(events).us])
                words = [word for option, us in (("--known-on", known), ("--valid-on", valid)) if us != LAST
                         for word in (option, text(us))]
                with self.subTest(who, words=words):
                    self.assertEqual(expected(events, definitions, known, valid), shown(self.status(who, *words)))
                    compared += bool(words)
        self.assertGreater(compared, 20)


if __name__ == "__main__":
    unittest.main()
