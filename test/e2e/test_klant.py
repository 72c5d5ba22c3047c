"""What is said about the klant himself: whom messages let know and how, and what is shown; freezing his data (AVG 18)."""
import json
import unittest

from spoortest import ChannelCase, wait_until

SECRET_PROFILE = "profiel-fraude-90017"
WHO = {"identificatie": {"soort": "klantnummer", "waarde": "KL-1"}}
DAUGHTER = {"identificatie": {"soort": "klantnummer", "waarde": "KL-2"}}


class Klant(ChannelCase):
    channel_partitions = 1

    def setUp(self):
        super().setUp()
        self.prepare()
        self.process_of_spoor = self.start()
        self.count = 0

    def say(self, kind, data, who=WHO):
        self.count += 1
        self.send_event(kind, f"e{self.count:03}", {**who, "plaatsgevondenOp": f"2026-03-01T09:{self.count:02}:00Z", **data})

    def fase(self, fase):
        self.say("klantreizen.fase-gestart", {"klantreisRef": "r1", "definitie": "omgevingsvergunning", "fase": fase})

    def begin(self):
        self.say("klantreizen.klantreis-gestart", {"klantreisRef": "r1", "definitie": "omgevingsvergunning"})
        self.settled()

    def settled(self):
        self.assert_checked()

    def status(self, who="KL-1"):
        run = self.spoor("status", f"klantnummer:{who}", "--json", check=True)
        return json.loads(run.stdout)[0]

    def told(self):
        return [message["data"] for message in self.read("statuswijzigingen")]

    def ref(self, who):
        return self.status(who)["klantRef"]

    def test_who_hears_and_how_and_what_is_shown(self):
        self.begin()
        self.say("klanten.bereikbaarheid-gewijzigd", {"kanaal": "email", "bereikbaar": True, "stilteVan": "22:00"})
        self.say("klanten.bereikbaarheid-gewijzigd", {"kanaal": "sms", "bereikbaar": False})
        self.say("klanten.casemanager-toegewezen", {"casemanager": {"soort": "medewerker", "ref": "mw-1"}, "divisie": "werk"})
        self.say("klanten.machtiging-verleend", {"machtigingId": "m-1", "gemachtigde": DAUGHTER, "teInformeren": "beiden",
                                                 "diensten": ["omgevingsvergunning"]})
        self.say("klanten.machtiging-verleend", {"machtigingId": "m-2", "gemachtigde": WHO})
        self.say("klanten.klantprofiel-gewijzigd", {"voorkeurstaal": "ara", "profielRef": SECRET_PROFILE})
        self.fase("aanvraag")
        self.settled()
        mine, hers = self.status("KL-1"), self.status("KL-2")
        message = self.told()[-1]
        self.assertEqual(["email"], message["bereikbaarVia"])
        self.assertEqual([{"klantRef": mine["klantRef"], "rol": "klant"},
                          {"klantRef": hers["klantRef"], "rol": "vertegenwoordiger"}], message["teInformeren"])
        self.assertEqual([("email", True), ("sms", False)],
                         [(item["kanaal"], item["bereikbaar"]) for item in mine["bereikbaarheid"]])
        self.assertEqual(["mw-1"], [item["ref"] for item in mine["casemanagers"] if item["geldt"]])
        self.assertEqual([(hers["klantRef"], True), (mine["klantRef"], False)],
                         [(item["klantRef"], item["geldt"]) for item in mine["gemachtigden"]])
        self.assertEqual([(mine["klantRef"], True)],
                         [(item["klantRef"], item["geldt"]) for item in hers["machtigingsgevers"]])
        self.assertEqual({"voorkeurstaal": "ara", "heeftProfiel": True}, mine["profiel"])
        shown = self.spoor("status", "klantnummer:KL-1", check=True).stdout
        for words in ("reachable     email", "not reachable sms", "case manager  mw-1", "may act       " + hers["klantRef"],
                      "given to this klant himself", "language      ara", "profile       kept elsewhere"):
            self.assertIn(words, shown)
        self.assertIn("acts for      " + mine["klantRef"], self.spoor("status", "klantnummer:KL-2", check=True).stdout)
        out = json.dumps([self.read(topic) for topic in ("statuswijzigingen", "quarantaine")])
        self.assertNotIn(SECRET_PROFILE, out + shown + json.dumps(mine))
        self.say("klanten.machtiging-ingetrokken", {"machtigingId": "m-1", "gemachtigde": DAUGHTER})
        self.say("klanten.klantprofiel-gewijzigd", {"overledenOp": "2026-02-28"})
        self.fase("beoordeling")
        self.settled()
        message = self.told()[-1]
        self.assertFalse(message["informeren"])
        self.assertNotIn("bereikbaarVia", message)
        self.assertEqual([False], [item["geldt"] for item in self.status("KL-2")["machtigingsgevers"]])

    def folded(self, kind):
        wait_until(lambda: self.value("select count(*) from spoor.gebeurtenis where soort = %s", kind), 30, kind)

    def test_frozen_data_are_not_shown_and_told_in_one_message_afterwards(self):
        self.begin()
        before = len(self.told())
        self.spoor("klant", "bevries", "klantnummer:KL-1", "--reden", "juistheid_betwist", check=True)
        self.folded("gegevens-bevroren")
        self.fase("aanvraag")
        self.fase("beoordeling")
        self.settled()
        self.assertEqual(before, len(self.told()))
        frozen = self.status()
        self.assertEqual((True, "juistheid_betwist"), (frozen["isBevroren"], frozen["reden"]))
        self.assertNotIn("klantreizen", frozen)
        self.assertIn("kept, not shown", self.spoor("status", "r1", check=True).stdout)
        self.spoor("beginstand", check=True)
        self.settled()
        self.assertEqual(before, len(self.told()))
        self.spoor("klant", "vrijgeef", "klantnummer:KL-1", "--reden", "juistheid_vastgesteld", check=True)
        self.folded("gegevens-vrijgegeven")
        self.settled()
        messages = self.told()[before:]
        self.assertEqual([("statuswijziging", 2, 3, "beoordeling")],
                         [(m["soort"], m["vanafRevisie"], m["revisie"], m["fase"]) for m in messages])
        self.fase("besluit")
        self.settled()
        self.assertEqual((4, 4), (self.told()[-1]["vanafRevisie"], self.told()[-1]["revisie"]))
        self.assertEqual("besluit", self.status()["klantreizen"][0]["fase"])
        verified = self.spoor("verify", check=False)
        self.assertEqual(0, verified.returncode, verified.stdout + verified.stderr)

    def test_a_klant_is_named_and_a_reason_given(self):
        for words, said in ((("bevries", "klantnummer:KL-1"), "--reden"), (("ontdooi", "klantnummer:KL-1"), "vrijgeef"),
                            (("bevries", "Jansen", "--reden", "x"), "klantRef")):
            run = self.spoor("klant", *words, check=False)
            self.assertNotEqual(0, run.returncode)
            self.assertIn(said, run.stdout + run.stderr)


if __name__ == "__main__":
    unittest.main()
