"""Journey definitions: a new journey is a new file, versions stand side by side, pictures say what the file says."""
import json
import unittest
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta, timezone

from spoortest import ChannelCase, wait_until
from spoortest.load import event
from spoortest.paths import SOURCE
from spoortest.processes import run_spoor

SVG = "{http://www.w3.org/2000/svg}"


def two(nl, en):
    return {"nl": nl, "en": en}


def phase(code, nl, en, **more):
    return {"code": code, "naam": two(nl, en), "tekst": {"klant": two(nl + ".", en + "."), "adviseur": two(nl, en)}, **more}


def parking(versie, valid_from, phases, last):
    """A journey that nobody at Spoor ever heard of."""
    return {"code": "parkeervergunning", "versie": versie, "geldigVanaf": valid_from,
            "naam": two("Parkeervergunning", "Parking permit"), "fasen": phases,
            "start": [{"gebeurtenis": "aanvraag-verzonden", "product": "parkeren"}],
            "einde": [{"gebeurtenis": "fase-voltooid", "fase": last}], "onderwerpen": ["parkeren"]}


FIRST = parking(1, "1900-01-01", [
    phase("aanvraag", "Aanvraag", "Application"),
    phase("controle", "Controle", "Check", volgt={"akkoord": "besluit"}),
    phase("besluit", "Besluit", "Decision", termijn={"duur": "P8W", "vanaf": "klantreis"}),
    phase("uitgifte", "Uitgifte", "Issue")], "uitgifte")


def second():
    """Valid from so late that it may still be loaded."""
    later = datetime.now(timezone.utc) + timedelta(hours=3)
    return parking(2, later.strftime("%Y-%m-%dT%H:%M:%SZ"), [
        phase("aanvraag", "Aanvraag", "Application"),
        phase("toets", "Toets", "Test", termijn={"duur": "P2W", "vanaf": "fase"},
              verwachteActie={"code": "kenteken_doorgeven", "bijWie": "klant", "gevolg": "buiten_behandeling"}),
        phase("besluit", "Besluit", "Decision", termijn={"duur": "P6W", "vanaf": "klantreis"}),
        phase("digitaal", "Digitale vergunning", "Digital permit")], "digitaal")


class NewJourney(ChannelCase):
    """Nothing but a file is added."""

    def setUp(self):
        super().setUp()
        self.prepare([])

    def load(self, definition):
        path = self.folder / f"{definition['code']}.{definition['versie']}.json"
        path.write_text(json.dumps(definition))
        self.assertIn("right", self.spoor("definitie", "check", path).stdout)
        return self.spoor("definitie", "load", path)

    def tell(self, klant, number, kind, **data):
        moment = (datetime.now(timezone.utc) - timedelta(days=9 - number)).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.send([(klant, event(kind, f"{klant}-{number}", {
            "identificatie": {"soort": "klantnummer", "waarde": klant}, "plaatsgevondenOp": moment, **data}, time=moment))])

    def versions(self):
        return dict(self.sql("select klantreis_ref, definitie_versie from spoor.klantreis"))

    def test_a_journey_is_told_end_to_end_by_its_file_alone(self):
        self.load(FIRST)
        self.start()
        self.tell("KL1", 1, "klantcontacten.aanvraag-verzonden", aanvraagId="a1", product="parkeren",
                  kanaal="portaal", klantreisRef="p1")
        self.tell("KL1", 2, "klantreizen.fase-gestart", fase="aanvraag", klantreisRef="p1")
        self.tell("KL1", 3, "klantcontacten.klantcontact-geregistreerd", kanaal="telefoon", onderwerpCode="parkeren")
        self.tell("KL1", 4, "klantreizen.fase-gestart", fase="controle", klantreisRef="p1")
        self.tell("KL1", 5, "klantreizen.fase-voltooid", fase="uitgifte", resultaat="verleend", klantreisRef="p1")
        wait_until(lambda: self.value("select beeindigd from spoor.klantreis"), 30, "the journey to end")
        self.assert_checked()
        messages = [message["data"] for message in self.read("statuswijzigingen")]
        self.assertEqual([("parkeervergunning", None), ("parkeervergunning", "aanvraag"), ("parkeervergunning", "controle"),
                          ("parkeervergunning", "uitgifte")], [(m["definitie"], m.get("fase")) for m in messages])
        self.assertTrue(messages[-1]["isBeeindigd"])
        status = self.spoor("status", "klantnummer:KL1").stdout
        self.assertIn("Parkeervergunning", status)
        self.assertEqual("p1", self.value("select klantreis_ref from spoor.klantcontact where kanaal = 'telefoon'"))
        self.assertIn("parkeervergunning", self.spoor("definitie", "list").stdout)
        self.assertIn("akkoord -> 3 Decision", self.spoor("definitie", "show", "parkeervergunning", "--taal", "en").stdout)
        ET.fromstring(self.spoor("definitie", "show", "parkeervergunning@1", "--svg", "-").stdout)

    def test_running_journeys_go_on_under_another_version_only_by_command_and_in_silence(self):
        self.load(FIRST)
        self.start()
        for klant, fase in (("KL1", "controle"), ("KL2", "aanvraag"), ("KL3", "besluit")):
            self.tell(klant, 1, "klantreizen.klantreis-gestart", definitie="parkeervergunning", klantreisRef=klant.lower())
            self.tell(klant, 2, "klantreizen.fase-gestart", fase=fase, klantreisRef=klant.lower())
        self.tell("KL3", 3, "klantreizen.klantreis-beeindigd", klantreisRef="kl3")
        self.load(second())
        self.tell("KL4", 4, "klantreizen.klantreis-gestart", definitie="parkeervergunning", definitieVersie=2,
                  klantreisRef="kl4")
        wait_until(lambda: self.versions() == {"kl1": 1, "kl2": 1, "kl3": 1, "kl4": 2}, 30, "both versions side by side")

        migrate = ("definitie", "migrate", "parkeervergunning", "--naar", "2")
        refused = self.spoor(*migrate, check=False)
        self.assertEqual(1, refused.returncode)
        self.assertIn("1 are in a phase that it does not have", refused.stdout)
        self.assertEqual(9, self.spoor(*migrate, "--fasen", "controle=keuring", check=False).returncode)
        self.assertEqual(8, self.spoor("definitie", "migrate", "parkeervergunning", "--naar", "3", check=False).returncode)
        dry = self.spoor(*migrate, "--fasen", "controle=toets", "--dry-run")
        self.assertIn("controle -> toets", dry.stdout)
        self.assertIn("- -> kenteken_doorgeven", dry.stdout)
        told = {row["klantreisRef"]: row for row in map(json.loads, self.spoor(
            *migrate, "--fasen", "controle=toets", "--dry-run", "--json").stdout.splitlines())}
        self.assertEqual({"kl1", "kl2"}, set(told))
        self.assertEqual(("controle", "toets", "kenteken_doorgeven"),
                         (told["kl1"]["nu"]["fase"], told["kl1"]["daarna"]["fase"], told["kl1"]["daarna"]["verwachteActie"]))
        self.assertEqual({"kl1": 1, "kl2": 1, "kl3": 1, "kl4": 2}, self.versions())

        self.spoor(*migrate, "--fasen", "controle=toets")
        wait_until(lambda: self.versions() == {"kl1": 2, "kl2": 2, "kl3": 1, "kl4": 2}, 30, "the journeys to migrate")
        self.assertEqual("toets", self.value("select fase from spoor.klantreis where klantreis_ref = 'kl1'"))
        self.assertIn("0 journeys", self.spoor(*migrate).stdout)
        self.tell("KL1", 8, "klantreizen.fase-gestart", fase="besluit", klantreisRef="kl1")
        wait_until(lambda: self.value("select fase from spoor.klantreis where klantreis_ref = 'kl1'") == "besluit", 30,
                   "the next real change")
        expected = datetime.fromisoformat(told["kl2"]["daarna"]["verwachteEinddatum"].replace("Z", "+00:00"))
        self.assertEqual(expected, self.value("select verwachte_einddatum_op from spoor.klantreis "
                                              "where klantreis_ref = 'kl2'"), "what was foretold came")
        self.assert_checked()
        messages = [message["data"] for message in self.read("statuswijzigingen")]
        self.assertEqual(9, len(messages), "a migration is silent")
        last = max((m for m in messages if m["klantreisRef"] == "kl1"), key=lambda m: m["revisie"])
        self.assertEqual((2, 4, "besluit", "toets", "digitaal"), tuple(
            last[name] for name in ("definitieVersie", "revisie", "fase", "vorigeFase", "volgendeFase")))
        self.assertEqual(0, self.spoor("verify", check=False).returncode, "spoor verify found something")


class Pictures(unittest.TestCase):
    """No server: every shipped definition in both languages."""

    def shown(self, path, *words):
        return run_spoor("/dev/null", "definitie", "show", path, *words).stdout

    def test_every_shipped_definition_is_drawn_whole(self):
        for path in sorted((SOURCE / "schemas/klantreizen").glob("*.json")):
            definition = json.loads(path.read_text())
            for language in ("nl", "en"):
                with self.subTest(f"{path.name} {language}"):
                    root = ET.fromstring(self.shown(path, "--taal", language, "--svg", "-"))
                    self.assertEqual(definition["naam"][language], root.find(SVG + "title").text)
                    self.assertEqual("naam inhoud", root.get("aria-labelledby"))
                    words = " ".join(text.text for text in root.iter(SVG + "text"))
                    text = self.shown(path, "--taal", language)
                    for number, fase in enumerate(definition["fasen"], 1):
                        name = fase["naam"][language]
                        self.assertIn(name, words)
                        self.assertIn(f"{number} {name}", root.find(SVG + "desc").text)
                        self.assertIn(f"{number:3}  {name}", text)
                    boxes = [box for box in root.iter(SVG + "rect") if box.get("class", "").startswith("box")]
                    self.assertEqual(len(definition["fasen"]), len(boxes))
                    tops = [(int(box.get("y")), int(box.get("height"))) for box in boxes]
                    for (top, height), (below, _) in zip(tops, tops[1:]):
                        self.assertLess(top + height, below, "boxes overlap")


if __name__ == "__main__":
    unittest.main()
