"""The table of test/cases/bad-input on a running installation: each row is refused with its reason or kept with its flags, no
partition stands still, the klant goes on, and the independent checker comes to the same."""
import json
import time
import unittest

from spoortest import ChannelCase, event
from spoortest.paths import SOURCE

CASES = SOURCE / "test/cases"
ROWS = json.loads((CASES / "bad-input/rows.json").read_text())
STARTED = {"plaatsgevondenOp": "2026-01-05T09:00:00Z", "definitie": "beslistermijn", "klantreisRef": "{reis}"}
BEHIND = {"plaatsgevondenOp": "2026-05-01", "kanaal": "post", "klantcontactId": "{klant}-na"}


def klant_ref(number):
    return f"k1-{number:032x}"


def filled(data, number, index, repetition):
    """With the names of this row, of its event, and the number of its repetition, counted up and down."""
    text = json.dumps(data)
    for name, value in {"{klant}": klant_ref(number), "{reis}": f"reis-{number}", "{n}": f"{repetition:06}",
                        "{zelf}": f"rij-{number}-{index}-{repetition:06}", "{rest}": f"{999999 - repetition:06}"}.items():
        text = text.replace(name, value)
    return json.loads(text)


def records(number, row):
    """[(index, event)] of a row, an ordinary beginning before it and an ordinary contact behind it."""
    events = [{"type": "klantreizen.klantreis-gestart", "data": STARTED}, *row["gebeurtenissen"],
              {"type": "klantcontacten.klantcontact-geregistreerd", "data": BEHIND}]
    for index, one in enumerate(events):
        for repetition in range(row.get("herhaal", 1) if 0 < index < len(events) - 1 else 1):
            data = filled(one["data"], number, index, repetition)
            yield event(one["type"], f"rij-{number}-{index}-{repetition:06}", {"klantRef": klant_ref(number), **data})


def pointed(document, pointer):
    """The value at a JSON pointer, None when there is none."""
    for name in pointer.split("/")[1:]:
        if isinstance(document, list):
            document = document[int(name)] if int(name) < len(document) else None
        else:
            document = (document or {}).get(name)
    return document


class BadInput(ChannelCase):
    channel_partitions = 1  # so that the offset of a record says which it was

    def setUp(self):
        super().setUp()
        self.prepare([CASES / "fold/beslistermijn.json"])

    def judge(self, number, row, refused, began_us):
        toestand = json.loads(self.value("select toestand from spoor.klant where klant_ref = %s", klant_ref(number)))
        self.assertEqual(row.get("afgewezen"), refused.get(number))
        self.assertEqual(f"{klant_ref(number)}-na", toestand["tellers"]["contacten"]["recent"][-1]["id"])
        for pointer, value in row.get("toestand", {}).items():
            found = pointed(toestand, pointer)
            if value == "{aankomst}":
                self.assertTrue(began_us <= found <= time.time_ns() // 1000, (pointer, found))
            else:
                self.assertEqual(value, found, pointer)
        self.spoor("status", klant_ref(number))

    def test_every_row_is_refused_or_kept_and_nothing_stands_still(self):
        self.start()
        began_us = time.time_ns() // 1000
        sent = [(number, one) for number, row in enumerate(ROWS) for one in records(number, row)]
        self.send([(klant_ref(number), one) for number, one in sent])
        self.wait_accounted(300)
        refused = {sent[offset][0]: reden for offset, reden in
                   self.sql("select herkomst_offset, reden from spoor.quarantaine")}
        for number, row in enumerate(ROWS):
            with self.subTest(row["naam"]):
                self.judge(number, row, refused, began_us)
        self.assert_checked(wait=300)


if __name__ == "__main__":
    unittest.main()
