"""Records that cannot be used: each lands in quarantine with its reason and sealed bytes, everything around it is
processed, a retry after a mapping was mended moves it exactly once, and nothing that a run leaves behind says in clear
who it was about or what was said."""
import hashlib
import json
import subprocess
import unittest

from spoortest import ChannelCase, event, wait_until
from spoortest.paths import SOURCE

BSN, KLANT, SECRET = "123456782", "KL-GEHEIM-77", "DE-INHOUD-IS-GEHEIM"
STRANGER = "urn:vreemd:systeem"
CONTACT = "klantcontacten.klantcontact-geregistreerd"


def good(id, **data):  # pylint: disable=redefined-builtin
    return event(CONTACT, id, {"identificatie": {"soort": "klantnummer", "waarde": KLANT}, "kanaal": "balie",
                               "plaatsgevondenOp": "2026-01-05T09:00:00Z", "inhoud": SECRET, **data})


def text(value):
    return json.dumps(value)


def without(value, name):
    return {key: item for key, item in value.items() if key != name}


def poison():
    """{label: (value, headers, reason)}"""
    deep = '{"a":' * 10000 + "1" + "}" * 10000
    return {
        "invalid UTF-8": (text(good("v1")).encode().replace(b"balie", b"b\xff\xfelie"), None, "onleesbaar"),
        "truncated JSON": (text(good("v2"))[:-20], None, "onleesbaar"),
        "10 MB": (text(good("v3", toelichting="x" * 10_000_000)), None, "te_groot"),
        "500 KB for 5,000 klanten": (text(good("v19", toelichting="x" * 400_000, betrokkenen=[
            {"klantRef": f"k{number}"} for number in range(5000)])), None, "te_groot"),
        "nesting 10,000 deep": (deep, None, "onleesbaar"),
        "NUL": (text(good("v5")).replace("balie", "b\\u0000"), None, "onleesbaar"),
        "raw NUL": (text(good("v6")).replace("balie", "b\0"), None, "onleesbaar"),
        "huge number": (text(good("v7", volgnummer=0)).replace('"volgnummer": 0', '"volgnummer": 1e99999'), None,
                        "onleesbaar"),
        "missing id": (text(without(good("v8"), "id")), None, "geen_id"),
        "missing source": (text(without(good("v9"), "source")), None, "geen_source"),
        "missing type": (text(without(good("v10"), "type")), None, "geen_type"),
        "wrong types": (text({**good("v11"), "type": {"naam": 1}}), None, "onleesbaar"),
        "data is no object": (text({**good("v12"), "data": [1, 2]}), None, "onleesbaar"),
        "batch": (text([good("v13")]), {"content-type": "application/cloudevents-batch+json"}, "onleesbaar"),
        "empty": (b"", None, "onleesbaar"),
        "tombstone": (None, None, "onleesbaar"),
        "forbidden source": (text({**good("v16"), "source": STRANGER}), None, "niet_bevoegd"),
        "unknown type": (text({**good("v17"), "type": "nl.overheid.klantcontacten.bestaat-niet"}), None,
                         "onbekend_type"),
        "id used for something else": (text(good("goed-1", kanaal="telefoon")), None, "id_hergebruikt"),
    }


class Poison(ChannelCase):
    channel_partitions = 1

    def prepare(self, definitions=None):
        self.topics.create(self.channel(), 1, **{"max.message.bytes": "12000000"})
        self.spoor("migrate")
        self.spoor("topics", "create")

    def setUp(self):
        super().setUp()
        self.prepare()

    def leaks(self, process, *texts):
        """Where a raw identifier or content (or one of the texts) stands in clear."""
        run = subprocess.run(["/usr/bin/python3", SOURCE / "test/check/leaks.py", "--bootstrap", self.bootstrap,
                              "--dsn", self.dsn, "--prefix", self.prefix, "--files", process.log, "--urls",
                              process.url + "/metrics", "--texts", *(texts or (BSN, KLANT, SECRET))],
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        self.assertIn(run.returncode, (0, 1), run.stderr)
        return run.stdout

    def send_poison(self, records):
        """Each between two good ones. {label: offset}"""
        offsets = {}
        for number, (label, (value, headers, _reason)) in enumerate(records.items()):
            self.topics.produce(self.channel(), "k", good(f"goed-{number}"))
            self.topics.produce(self.channel(), BSN, value, headers=headers)
            offsets[label] = 2 * number + 1
        self.topics.produce(self.channel(), "k", good("goed-laatst", identificatie={"soort": "bsn", "waarde": BSN}))
        return offsets

    def test_poison_is_sealed_and_its_neighbours_are_processed(self):
        spoor = self.start()
        records = poison()
        offsets = self.send_poison(records)
        self.wait_accounted()
        rows = {row[0]: row[1:] for row in self.sql("""
            select herkomst_offset, reden, stand, omvang, hash, verzegeld, toelichting from spoor.quarantaine""")}
        for label, (value, _headers, reason) in records.items():
            with self.subTest(label):
                self.assertIn(offsets[label], rows, "not in quarantine")
                reden, stand, omvang, digest, sealed, _why = rows[offsets[label]]
                self.assertEqual((reason, "open"), (reden, stand))
                raw = value.encode() if isinstance(value, str) else value or b""
                if reason != "id_hergebruikt":
                    self.assertEqual((len(raw), hashlib.sha256(raw).hexdigest()), (omvang, digest))
                self.assertTrue(sealed is not None and bytes(sealed)[:20] != raw[:20])
        self.assertEqual(len(records), len(rows))
        self.assertEqual(len(records) + 1, self.value("select count(*) from spoor.gebeurtenis"))
        self.assert_checked()
        self.assertEqual("", self.leaks(spoor), "in clear")
        self.assertIn("gebeurtenis", self.leaks(spoor, "goed-3"), "the search finds nothing at all")
        self.shown_and_retried(spoor, offsets["forbidden source"])

    def shown_and_retried(self, spoor, offset):
        origin = f"{self.channel()}/0/{offset}"
        self.assertIn(STRANGER, self.spoor("quarantaine", "show", origin).stdout)
        self.assertIn("niet_bevoegd", self.spoor("quarantaine", "list").stdout)
        self.assertEqual(0, spoor.terminate())
        self.write_mapping("kanaal", bronnen=["urn:spoortest:*", STRANGER], versie=2)
        spoor.start().wait_ready()
        for _ in range(2):
            refused = self.spoor("quarantaine", "retry", "--all", check=False)
            self.assertIn("of which the first 65536 were kept", refused.stderr + refused.stdout)
        stand = "select stand from spoor.quarantaine where herkomst_offset = %s"
        wait_until(lambda: self.value(stand, offset) == "hersteld", 30, "the record to be accepted")
        wait_until(lambda: self.value("select count(*) from spoor.quarantaine where pogingen < 2 and stand = 'open' "
                                      "and reden <> 'te_groot'") == 0, 30, "the others to be refused again")
        self.assertEqual(1, self.value("select count(*) from spoor.gebeurtenis where source = %s", STRANGER))
        self.assert_checked()
        self.assertEqual("", self.leaks(spoor), "in clear")


if __name__ == "__main__":
    unittest.main()
