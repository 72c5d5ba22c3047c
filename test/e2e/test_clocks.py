"""Clocks end to end: what is due is told once, on spoor.signalen, with its true due time; checker and schema agree."""
import json
import subprocess
import unittest

from spoortest import wait_until
from spoortest.clock_case import ClockCase, moment
from spoortest.load import event
from spoortest.paths import BUILD, SOURCE

CONTRACT = SOURCE / "test/contract/run.sh"


class Clocks(ClockCase):
    channel_names = ("kanaal", "historie")

    def write_mapping(self, name, **changes):
        super().write_mapping(name, **({"stil": True} if name == "historie" else {}), **changes)

    def assert_valid(self, messages):
        path = self.folder / "signals.jsonl"
        path.write_text("".join(json.dumps(message) + "\n" for message in messages))
        run = subprocess.run([CONTRACT, BUILD / "contract", "--emitted", path, "--schema",
                              "notificatie/signaal-gegeven"], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                             check=False)
        self.assertEqual(0, run.returncode, (run.stdout + run.stderr)[-4000:])

    def test_a_reminder_that_is_due_is_told_once_and_a_moved_one_at_its_new_time(self):
        spoor = self.start()
        self.remind("e1", "KL000001", "h-1", moment(days=1))
        self.remind("e2", "KL000002", "h-2", moment(days=-1))
        self.remind("e3", "KL000003", "h-3", moment(days=-9))
        self.remind("e4", "KL000003", "h-3", moment(days=-2))
        self.remind("e5", "KL000004", "h-4", moment(days=-1))
        self.send([("e6", event("klanten.klantgegeven-ingetrokken", "e6", {
            "identificatie": {"soort": "klantnummer", "waarde": "KL000004"}, "reden": "niet_gebeurd",
            "correctieVan": {"id": "e5"}}, time=moment(days=-0.01)))])
        first = self.signals(1)
        self.assertEqual(("h-1", moment(days=1), "opgave"),
                         tuple(first[0]["data"][name] for name in ("anker", "bedoeldOp", "waarvoor")))
        self.assert_checked()
        listed = [json.loads(line) for line in self.spoor("termijn", "list", "--json").stdout.splitlines()]
        self.assertEqual([("h-2", moment(days=-1)), ("h-3", moment(days=-2))],
                         sorted((timer["anker"], timer["bedoeldOp"]) for timer in listed))
        self.assertEqual("", self.spoor("termijn", "due", "--json").stdout)
        self.assertEqual(0, spoor.terminate())
        self.clock_ahead("3 days")
        spoor = self.start()
        messages = self.signals(3)
        self.assertIn("proefklok", spoor.log_text())
        self.assertEqual({"h-1": moment(days=1), "h-2": moment(days=-1), "h-3": moment(days=-2)},
                         {message["data"]["anker"]: message["data"]["bedoeldOp"] for message in messages})
        counts = self.assert_checked()
        self.assertEqual(3, counts["signal messages"])
        self.assert_valid(messages)
        self.assertEqual(0, self.spoor("verify", check=False).returncode, "spoor verify found something")

    def test_history_that_is_loaded_silently_reminds_of_nothing_that_was_over(self):
        self.start()
        self.remind("e1", "KL000001", "h-1", moment(days=30), "historie")
        self.remind("e2", "KL000001", "h-2", moment(days=1))
        self.assertEqual(["h-2"], [message["data"]["anker"] for message in self.signals(1)])
        wait_until(lambda: self.value("select count(*) from spoor.signaal where stil") == 1, 20, "the silent one")
        self.assert_checked()

    def test_a_journey_that_stands_still_is_told_and_taken_back_when_that_was_wrong(self):
        self.start()
        self.begins("e1", "KL000001", moment(days=40))
        self.begins("e2", "KL000002", moment(days=20))
        self.signals(1)
        self.assertEqual([("stilstand-vastgesteld", "e1", moment(days=12))], self.told())
        self.answers("e3", "KL000001", moment(days=15))
        messages = self.signals(2)
        self.assertEqual([("stilstand-vastgesteld", "e1", moment(days=12)),
                          ("stilstand-vastgesteld-ingetrokken", "e1", moment(days=12))], self.told())
        self.assertEqual(["-1", "-2"], [message["id"][-2:] for message in messages])
        self.assertEqual(("e3", "reis-KL000001"), (messages[1]["causationid"], messages[1]["subject"]))
        self.send([("e4", event("klantcontacten.klantcontact-ingetrokken", "e4", {
            "identificatie": {"soort": "klantnummer", "waarde": "KL000001"}, "reden": "niet_gebeurd",
            "correctieVan": {"id": "e3"}}, time=moment(days=-0.01)))])
        messages = self.signals(3)
        self.assertEqual([messages[0]["data"]["signaalId"] + "-3", "termijn"],
                         [messages[2]["id"], messages[2]["causationid"].partition("-")[0]])
        self.assert_checked()
        self.assert_valid(messages)


    def test_a_term_that_was_not_met_is_told_and_taken_back_when_it_was_met_after_all(self):
        self.start()
        self.begins("e1", "KL000001", moment(days=24))
        self.happens("klantreizen.fase-gestart", "e2", "KL000001", moment(days=23.9), fase="aanvraag")
        messages = self.signals(1)
        self.assertEqual([("termijn-overschreden", "aanvraag", messages[0]["data"]["uiterlijkOp"])], self.told())
        self.happens("klantreizen.fase-voltooid", "e3", "KL000001", moment(days=12), fase="aanvraag")
        messages = self.signals(2)
        self.assertEqual(["termijn-overschreden", "termijn-overschreden-ingetrokken"], [name for name, *_rest in self.told()])
        self.assertEqual(("e3", "fase"), (messages[1]["causationid"], messages[1]["data"]["termijnsoort"]))
        listed = [json.loads(line) for line in self.spoor("termijn", "list", "--json").stdout.splitlines()]
        self.assertEqual({("klantreis", "termijn-overschreden", "beoordeling")},
                         {(timer["termijnsoort"], timer["signaal"], timer["anker"]) for timer in listed
                          if timer["termijnsoort"] != "stilstand"})
        self.assert_checked()
        self.assert_valid(messages)


if __name__ == "__main__":
    unittest.main()
