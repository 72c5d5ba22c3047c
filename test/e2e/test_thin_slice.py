"""The thinnest slice: one record on one channel topic becomes one event, one journey, one notification."""
import unittest

from spoortest import ChannelCase, Load, wait_until


class ThinSlice(ChannelCase):
    def setUp(self):
        super().setUp()
        self.prepare()

    def test_one_record_becomes_one_notification(self):
        spoor = self.start()
        self.send_event("klantreizen.klantreis-gestart", "e1", {
            "identificatie": {"soort": "klantnummer", "waarde": "KL000001"}, "definitie": "omgevingsvergunning",
            "plaatsgevondenOp": "2026-01-05T09:00:00Z"})
        self.send_event("klantreizen.fase-gestart", "e2", {
            "identificatie": {"soort": "klantnummer", "waarde": "KL000001"}, "fase": "aanvraag",
            "plaatsgevondenOp": "2026-01-05T09:05:00Z"})
        messages = wait_until(lambda: len(found := self.read("statuswijzigingen")) == 2 and found, 30,
                              "two notifications")
        self.assertEqual([1, 2], [message["data"]["revisie"] for message in messages])
        self.assertEqual("aanvraag", messages[1]["data"]["fase"])
        self.assertEqual("aanvraag", self.value("select fase from spoor.klantreis"))
        self.assert_checked()
        self.assertEqual(0, spoor.terminate())

    def test_a_day_of_load_is_accounted_for(self):
        load = Load(seed=1, klanten=60)
        self.start()
        self.send(load.records)
        counts = self.assert_checked()
        self.assertEqual(len(load.records), counts["channel records"])
        self.assertEqual(load.poison, counts["quarantaine"])


if __name__ == "__main__":
    unittest.main()
