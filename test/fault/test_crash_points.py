"""kill -9 at every named crash point (include/spoor/base/crash_points.def) while a load runs; then the checker."""
import random
import re
import signal
import unittest

from spoortest import ChannelCase, Load, ProgressWatch
from spoortest.paths import SOURCE

TABLE = SOURCE / "include/spoor/base/crash_points.def"
ONCE_PER_START = ("overname-", "outbox-")  # passed once; the others at every batch
LATE = ("outbox-gewisseld",)  # needs a full outbox table


def crash_points():
    names = re.findall(r'^SPOOR_CRASH\(\w+, "([^"]+)"', TABLE.read_text(), re.MULTILINE)
    return sorted(names, key=lambda name: name in LATE)


class CrashPoints(ChannelCase):
    """One load, one installation, one life per crash point."""

    channel_names = ("kanaal", "tweede")

    def settings(self):
        return {**super().settings(), "batch.records": 40, "intake.batch_records": 40, "relay.rows_max": 30,
                "outbox.rotate_rows": 1000}

    def setUp(self):
        super().setUp()
        self.prepare()

    def send_piece(self, piece):
        half = len(piece) // 2
        self.send(piece[:half])
        self.send(piece[half:], "tweede")

    def die_at(self, spoor, name, passage):
        """Intake settles every batch, so that each step of it is passed, or many at once, as it ships."""
        commit_ms = 100 if name == "intake-geproduceerd" else 0
        spoor.start({"crash.point": f"{name}:{passage}", "intake.commit_ms": commit_ms})
        try:
            status = spoor.wait_ended(30)
        except Exception:  # pylint: disable=broad-except
            self.fail(f"crash point {name} was never passed ({passage} times)\n{spoor.log_text()[-3000:]}")
        self.assertEqual(-signal.SIGKILL, status, f"{name}: {spoor.log_text()[-2000:]}")

    def test_every_crash_point_loses_and_doubles_nothing(self):
        points, chance = crash_points(), random.Random(7)
        self.assertGreaterEqual(len(points), 15)
        pieces = Load(seed=2, klanten=190).pieces(len(points))
        spoor = self.process()
        with ProgressWatch(self.dsn) as watch:
            for name, piece in zip(points, pieces):
                with self.subTest(name):
                    self.send_piece(piece)
                    self.die_at(spoor, name, 1 if name.startswith(ONCE_PER_START) else chance.randrange(1, 4))
            spoor.start().wait_ready()
            counts = self.assert_checked()
        self.assertEqual([], watch.backwards)
        self.assertGreater(counts["messages"], 1000)
        self.assertEqual(0, spoor.terminate())


if __name__ == "__main__":
    unittest.main()
