"""Two public event logs of Dutch municipalities through the whole chain, and any order of them gives the same toestand.

"Receipt phase of an environmental permit application process" (J.C.A.M. Buijs) and "BPI Challenge 2015, municipality 2"
(B.F. van Dongen), both 4TU.ResearchData. They are not part of the project: SPOOR_SHARED_DATA names their folder.
"""
import json
import os
import pathlib
import random
import sys
import unittest

from spoortest import ChannelCase
from spoortest.paths import SOURCE

DATA = pathlib.Path(os.environ.get("SPOOR_SHARED_DATA", SOURCE.parent / "shared/data"))
LOGS = {"receipt": ("receipt.csv.gz", "vergunningintake", 8577),
        "bpic15": ("BPIC15_2.xes.gz", "omgevingsvergunning", 44354)}


def shipped(name):
    return json.loads((SOURCE / f"schemas/mapping/{name}.json").read_text())


class RealData(ChannelCase):
    """One installation per arrangement, all with the same keys."""

    channel_names = tuple(LOGS)
    channel_partitions = 4
    partitions = 12

    def write_mapping(self, name, **changes):
        mapping = {**shipped(name if name in LOGS else name[:-1]), "naam": name,
                   "topic": self.channel(name), **changes}
        (self.folder / "mapping" / f"{name}.json").write_text(json.dumps(mapping))

    def setUp(self):
        missing = [file for file, _definition, _count in LOGS.values() if not (DATA / file).exists()]
        if missing:
            message = f"{' and '.join(missing)} not in {DATA} (SPOOR_SHARED_DATA names the folder)"
            if os.environ.get("CI") == "true":
                self.fail(message)
            self.skipTest(message)
        super().setUp()

    def begin(self):
        self.prepare([SOURCE / f"schemas/klantreizen/{definition}.json" for _f, definition, _c in LOGS.values()])
        return self.start(f"spoor-{self.name}")

    def imported(self, name, *words):
        run = self.spoor("import", DATA / LOGS[name][0], "--mapping", self.folder / "mapping" / f"{name}.json",
                         "--topic", self.channel(name), *words, seconds=300)
        return run.stdout + run.stderr

    def dump(self, name):
        path = self.folder / name
        counts = self.assert_checked("--dump-toestand", path, wait=200)
        return path.read_bytes(), counts

    def accepted(self):
        """Events of the logs; journeys that ended long ago without a word also have timers that went off."""
        return self.value("select count(*) from spoor.gebeurtenis where soort <> 'termijn-verstreken'")

    def show(self, counts):
        rows = self.sql("select soort, stil, count(*) from spoor.publicatie group by 1, 2 order by 1, 2")
        out = {"records": counts["channel records"], "accepted": self.accepted(),
               "left out": counts.get("weggelaten", 0), "rejected": counts.get("quarantaine", 0),
               "klanten": counts["klanten"], "journeys": counts["journeys"],
               "publications": {f"{soort}{' (stil)' if stil else ''}": count for soort, stil, count in rows}}
        print(f"{self.id().rpartition('.')[2]}: {json.dumps(out)}", file=sys.stderr)

    def test_import_and_any_order_of_it(self):
        spoor = self.begin()
        for name in LOGS:
            self.imported(name, "--notify")
        straight, counts = self.dump("straight")
        self.show(counts)
        self.assertEqual(sum(count for _f, _d, count in LOGS.values()), counts["channel records"])
        self.assertEqual(0, counts.get("quarantaine", 0))
        self.assertGreater(counts["messages"], 1000)
        self.assertEqual(0, self.spoor("verify", check=False).returncode, "spoor verify found something")
        self.import_twice_adds_nothing(counts, self.accepted())
        records = {name: [r.value for r in self.topics.read(self.channel(name))] for name in LOGS}
        self.assertEqual(0, spoor.terminate())
        shuffled, counts = self.shuffled(records)
        self.show(counts)
        self.assertEqual(straight, shuffled, "another order, duplication and spread gave another toestand")

    def import_twice_adds_nothing(self, counts, accepted):
        self.imported("receipt", "--notify")
        again = self.assert_checked("--only", "I1,I2,I4,I6,I7", wait=200)
        self.assertEqual(accepted, self.accepted())
        self.assertEqual(counts["messages"], again["messages"])

    def shuffled(self, records):
        """The same records in a seeded random order, each twice, over three topics per log."""
        chance = random.Random(20)
        self.channel_names = tuple(f"{name}{part}" for name in LOGS for part in "abc")
        for file in (self.folder / "mapping").iterdir():
            file.unlink()
        self.begin_again()
        self.begin()
        everything = [(name, value) for name, values in records.items() for value in set(values)] * 2
        chance.shuffle(everything)
        for name, value in everything:
            self.topics.produce(self.channel(name + chance.choice("abc")), str(chance.random()), value, flush=False)
        self.topics.flush()
        return self.dump("shuffled")


if __name__ == "__main__":
    unittest.main()
