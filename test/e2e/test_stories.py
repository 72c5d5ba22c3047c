"""The stories of test/cases/fold once more: by the checker's own fold, and by a running Spoor."""
import json
import sys
import unittest
import uuid

from spoortest import ChannelCase
from spoortest.paths import SOURCE

sys.path.insert(0, str(SOURCE / "test/check"))

import clocks  # pylint: disable=wrong-import-position
from contacts import told as told_contacts  # pylint: disable=wrong-import-position
from events import Event, parse_moment  # pylint: disable=wrong-import-position
from openstaand import Matter, open_matters  # pylint: disable=wrong-import-position
from refold import Definition, Definitions  # pylint: disable=wrong-import-position
from retell import replay, steps  # pylint: disable=wrong-import-position
from rules_state import REF_NAMESPACE, outcome_of  # pylint: disable=wrong-import-position
from tables import us  # pylint: disable=wrong-import-position

STORIES = SOURCE / "test/cases/fold"
DEFINITIONS = ("vergunning.json", "beslistermijn.json")
SOURCE_URN = "urn:spoortest:verhaal"


def definition(document):
    return Definition(document["code"], document["versie"], parse_moment(document["geldigVanaf"]), document)


def stories():
    """{name: (lines, expected publications, expected open matters)}; looks of the clocks are lines, too"""
    out = {}
    for folder in sorted(path for path in STORIES.iterdir() if path.is_dir()):
        lines = [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]
        outcome = json.loads((folder / "expected.json").read_text())
        out[folder.name] = lines, outcome["publicaties"], [matter(item) for item in outcome.get("openstaand", [])]
    return out


def own_definition(name):
    """The definitie.json of a story, if it has one: known from the beginning."""
    path = STORIES / name / "definitie.json"
    return path if path.exists() else None


def counted(name):
    """The counters of contacts that a story tells."""
    return json.loads((STORIES / name / "expected.json").read_text()).get("aantallen")


def signals(name):
    """What the clocks tell in a story: (by, signal, journey, anker, due, number, silent)."""
    told_signals = json.loads((STORIES / name / "expected.json").read_text()).get("signalen", [])
    return [(item["door"], item["signaal"], item.get("klantreisRef"), item["anker"], parse_moment(item["bedoeldOp"]),
             item["nummer"], item.get("stil", False)) for item in told_signals]


def matter(item):
    """An open matter as the stories write it."""
    return Matter(item["soort"], item["ref"], parse_moment(item["sindsOp"]), parse_moment(item.get("uiterlijkOp")),
                  *(item.get(name) for name in Matter._fields[4:]))


def told(ref, revisie, soort, outcome, stil):
    """A publication as the stories write it, what they leave out left out."""
    fase, exemplaar, dossierstatus, ended, einddatum, action = outcome
    return {"klantreisRef": ref, "revisie": revisie, "soort": soort, "fase": fase, "exemplaar": exemplaar,
            "dossierstatus": dossierstatus, "isBeeindigd": ended, "verwachteEinddatum": einddatum,
            "verwachteActie": action[0] if action else None, "actieUiterlijkOp": action[3] if action else None,
            "stil": stil}


BESIDE = ("teInformeren", "bereikbaarVia")


def said_beside(publication):
    """What the message says beside the outcome."""
    return {name: publication.get(name) for name in BESIDE}


def expected(publication):
    return told(publication["klantreisRef"], publication["revisie"], publication["soort"],
                (publication.get("fase"), publication.get("exemplaar"), publication.get("dossierstatus"),
                 publication.get("isBeeindigd", False), parse_moment(publication.get("verwachteEinddatum")),
                 (publication["verwachteActie"], None, None, parse_moment(publication.get("actieUiterlijkOp")))
                 if "verwachteActie" in publication else None),
                publication.get("stil", False))


class OwnFold(unittest.TestCase):
    """No server: the checker's fold tells the same story as the C fold, or one of the two is wrong."""

    def events(self, lines):
        seen = {}
        for line in lines:
            if "klok" not in line and (line.get("source"), line["id"]) not in seen:
                seen[(line.get("source"), line["id"])] = Event(
                    line["type"].partition(".")[2], line.get("klant", "k1-verhaal"), line.get("source", "urn:verhaal"),
                    line["id"], parse_moment(line["data"].get("plaatsgevondenOp")), len(seen) + 1, line.get("sequence"),
                    parse_moment(line.get("time")), line.get("stil", False), "start-" + line["id"], line["data"],
                    parse_moment(line.get("ontvangen")))
        return list(seen.values())

    def clocks(self, lines, told_steps):
        """What the clocks tell when they are looked at where the story says so."""
        klant, seen, state = clocks.Klant("k1-verhaal"), [], None
        for line in lines:
            if "klok" not in line:
                event, state, _told = next(told_steps)
                klant.disproved(event, state)
                seen.append(event)
            else:
                due = {timer: stil for timer, stil in clocks.timers_of(seen, state).items()
                       if timer.due <= parse_moment(line["klok"]) and not klant.stands(timer)}
                for timer, stil in sorted(due.items(), key=lambda item: item[0].due):
                    klant.go_off(timer, Event("termijn-verstreken", "k1-verhaal", "klok", line["klok"], timer.due,
                                              stil=stil), state)
        return [(s.cause, s.soort, s.ref, s.anker, s.due, s.number, s.stil) for s in klant.signals]

    def test_stories(self):
        common = [definition(json.loads((STORIES / name).read_text())) for name in DEFINITIONS]
        for name, (lines, publications, matters) in stories().items():
            with self.subTest(name):
                loaded = [definition(line["data"]["document"]) for line in lines if "document" in line.get("data", {})]
                if own_definition(name):
                    loaded.append(definition(json.loads(own_definition(name).read_text())))
                events = self.events(lines)
                replayed, mine = replay(events, [*common, *loaded], Definitions)
                self.assertEqual([expected(p) for p in publications],
                                 [told(t.ref, t.revisie, t.soort, t.outcome, t.stil) for t in mine])
                self.assertEqual(counted(name), told_contacts(replayed.fold))
                if any("klok" in line for line in lines):
                    self.assertEqual(signals(name), self.clocks(lines, steps(events, [*common, *loaded], Definitions)))
                self.assertEqual([p["door"] for p in publications], [events[t.volgnummer - 1].id for t in mine])
                for publication, t in zip(publications, mine):
                    self.assertEqual(said_beside(publication), {name: t.message.get(name) for name in BESIDE}
                                     if t.message else dict.fromkeys(BESIDE))
                self.assertEqual(matters, open_matters(events, Definitions([*common, *loaded])))


class RunningSpoor(ChannelCase):
    """Each story is a klant of its own. Commands and history loads have tests of their own."""

    channel_partitions = 1

    def setUp(self):
        super().setUp()
        self.prepare([STORIES / name for name in DEFINITIONS])

    @staticmethod
    def is_told_here(name):
        return not own_definition(name)

    def data(self, story, data):
        """The refs and ids of a story are its own among the others, also those that a correction names."""
        own = dict(data)
        if "klantreisRef" in data:
            own["klantreisRef"] = f"{story}.{data['klantreisRef']}"
        if "correctieVan" in data:
            own["correctieVan"] = {**data["correctieVan"], "id": f"{story}.{data['correctieVan']['id']}"}
        if "vervanging" in data:
            own["vervanging"] = self.data(story, data["vervanging"])
        return own

    def cloud_event(self, story, line):
        data = self.data(story, line["data"])
        if "klant" not in line:
            data["identificatie"] = {"soort": "klantnummer", "waarde": story}
        extra = {name: line[name] for name in ("time", "sequence") if name in line}
        return {"specversion": "1.0", "type": "nl.overheid." + line["type"], "source": SOURCE_URN,
                "id": f"{story}.{line['id']}", **extra, "data": data}

    def ref(self, story, klant_ref, ref):
        if not ref.startswith("start-"):
            return f"{story}.{ref}"
        return str(uuid.uuid5(REF_NAMESPACE, "\0".join((klant_ref, SOURCE_URN, f"{story}.{ref[6:]}"))))

    def open_matters(self, story):
        """Rows of the klant whose events are those of the story."""
        return [Matter(*row) for row in self.sql(f"""
            select o.soort, o.ref, {us('o.sinds_op')}, {us('o.uiterlijk_op')}, o.aard, o.eigenaar, o.divisie, o.regisseur
            from spoor.openstaand o
            where o.klant_id in (select klant_id from spoor.gebeurtenis where id like %s)
            order by o.sinds_op, o.soort collate "C", o.ref collate "C" """, story + ".%")]

    @staticmethod
    def here(story, lines, one):
        """The matter as it is called here: a ref of a journey is that of the story's own."""
        refs = {line["data"].get("klantreisRef") for line in lines if "data" in line}
        return one._replace(ref=f"{story}.{one.ref}") if one.ref in refs else one

    def assert_status_shows(self, matters, story):
        """spoor status KLANT: the same, as JSON and for people."""
        klant = f"klantnummer:{story}"
        if not matters:
            return
        shown = json.loads(self.spoor("status", klant, "--json").stdout)[0]
        self.assertEqual((len(matters), matters),
                         (shown["aantalOpenstaand"], [matter(item) for item in shown["openstaand"]]))
        text = self.spoor("status", klant).stdout
        self.assertIn("open since", text)
        for one in matters:
            self.assertRegex(text, rf"{one.soort}.* {one.ref} +{one.eigenaar or '-'} ")

    def test_stories(self):
        wanted = {name: story for name, story in stories().items()
                  if self.is_told_here(name)
                  and not any(line.get("type", "").startswith("bediening") or line.get("stil") for line in story[0])}
        self.start()
        for name, (lines, _publications, _matters) in wanted.items():
            self.send([(name, self.cloud_event(name, line)) for line in lines if "klok" not in line])
        self.assertNotIn("quarantaine", self.assert_checked(), "a story that a sender may not tell")
        self.compare(wanted)
        self.show()

    def show(self):
        shown = self.spoor("status", "klantnummer:termijn-staat-stil").stdout
        self.assertIn("waiting for derde", shown)
        self.assertNotIn("expected", shown.partition("phases")[0], "a date that nobody can know")
        self.status_shows_switches("chatbot-draagt-over-aan-chat")

    def compare(self, wanted):
        for name, (lines, publications, matters) in wanted.items():
            matters = [self.here(name, lines, one) for one in matters]
            with self.subTest(name):
                rows = self.sql("""
                    select p.klantreis_ref, p.revisie::int, p.soort, p.uitkomst, p.stil, k.klant_ref
                    from spoor.publicatie p join spoor.klant k using (klant_id)
                    where p.oorzaak_id like %s order by p.volgnummer, p.outbox_sequence""", name + ".%")
                found = [told(row[0], row[1], row[2], outcome_of(row[3]), row[4]) for row in rows]
                klant_ref = rows[0][5] if rows else ""
                self.assertEqual([{**expected(p), "klantreisRef": self.ref(name, klant_ref, p["klantreisRef"])}
                                  for p in publications], found)
                self.assertEqual(matters, self.open_matters(name))
                self.assert_status_shows(matters, name)

    def status_shows_switches(self, name):
        contacts = json.loads(self.spoor("status", f"klantnummer:{name}", "--json").stdout)[0]["contacten"]
        self.assertEqual({"chat": 1, "chatbot": 1}, contacts["kanalen"])
        self.assertEqual([{"vanKanaal": "chatbot", "naarKanaal": "chat", "automatisch": True, "aantal": 1, "naadloos": 1}],
                         contacts["kanaalwissels"])
        self.assertIn("switched chatbot to chat 1, 1 seamless, automatic",
                      self.spoor("status", f"klantnummer:{name}").stdout)


class ShippedJourneys(RunningSpoor):
    """The stories that follow a definition of their own, all of these in force together."""

    def setUp(self):
        ChannelCase.setUp(self)
        self.prepare(sorted({path.resolve() for path in map(own_definition, stories()) if path}))

    @staticmethod
    def is_told_here(name):
        return bool(own_definition(name))

    def show(self):
        shown = self.spoor("status", "klantnummer:omgevingsvergunning-met-bezwaar").stdout
        self.assertIn("last       Afronding  done 2026-07-31", shown)


if __name__ == "__main__":
    unittest.main()
