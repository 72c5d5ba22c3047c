"""Two instances that share the work: rebalances under load, zombies, and two processes with one name."""
import unittest

from spoortest import ChannelCase, Load, ProgressWatch, wait_until

ZOMBIES = ("relay-geproduceerd",        # rows produced, no offsets sent
           "relay-offsets-verzonden",   # offsets sent, not committed
           "vouw-geschreven",           # rows in an open transaction of PostgreSQL, locks held
           "intake-geproduceerd")       # records produced, offsets not committed


class Takeover(ChannelCase):
    partitions = 6
    channel_partitions = 4

    def settings(self):
        return {**super().settings(), "kafka.session_timeout_ms": 6000, "batch.records": 50,
                "intake.batch_records": 50, "relay.rows_max": 40}

    def setUp(self):
        super().setUp()
        self.prepare()

    def instance(self, name, **overrides):
        return self.process(name, instance_name=f"{self.name}-{name}", **overrides)

    def owners(self):
        """{instance: number of canonical partitions}"""
        return dict(self.sql("select replace(instantie, %s, ''), count(*) from spoor.progress group by 1",
                             f"{self.name}-"))

    def wait_shared(self, *names):
        wait_until(lambda: set(self.owners()) == set(names), 40, f"partitions to be with {', '.join(names)}")

    def test_rebalances_under_load(self):
        pieces = iter(Load(seed=4, klanten=120).pieces(6))
        one, two = self.instance("one").start().wait_ready(), self.instance("two")
        with ProgressWatch(self.dsn) as watch:
            self.send(next(pieces))
            two.start()
            self.send(next(pieces))
            self.wait_shared("one", "two")
            self.send(next(pieces))
            self.assertEqual(0, one.terminate())
            self.send(next(pieces))
            self.wait_shared("two")
            one.start()
            self.send(next(pieces))
            self.wait_shared("one", "two")
            two.kill()
            self.send(next(pieces))
            self.wait_shared("one")
            self.assert_checked()
        self.assertEqual([], watch.backwards)

    def make_zombie(self, point, pieces):
        """An instance that froze at the point while it owned partitions."""
        zombie = self.instance("zombie", crash_point=f"{point}:2:stop").start()
        self.wait_shared("one", "zombie") if not point.startswith("intake") else None

        def frozen():
            if not zombie.frozen():
                self.send(next(pieces))
            return zombie.frozen()

        wait_until(frozen, 30, f"the zombie to pass {point}", step=0.3)
        return zombie

    def test_zombies_change_nothing(self):
        pieces = iter(Load(seed=5, klanten=250).pieces(200))
        one = self.instance("one").start().wait_ready()
        with ProgressWatch(self.dsn) as watch:
            for point in ZOMBIES:
                with self.subTest(point):
                    zombie = self.make_zombie(point, pieces)
                    self.wait_shared("one")
                    self.send(next(pieces))
                    self.wait_accounted()
                    zombie.thaw()
                    self.send(next(pieces))
                    self.wait_shared("one", "zombie")
                    self.assertEqual(0, zombie.terminate())
            self.send(next(pieces))
            self.assert_checked()
        self.assertEqual([], watch.backwards)
        self.assertTrue(one.alive())

    def test_the_later_of_two_with_one_name_wins(self):
        pieces = iter(Load(seed=6, klanten=60).pieces(4))
        early = self.instance("one").start().wait_ready()
        self.send(next(pieces))
        late = self.process("late", instance_name=f"{self.name}-one").start()
        self.send(next(pieces))
        self.assertEqual(6, early.wait_ended(40), early.log_text()[-2000:])
        self.assertIn("another process", early.log_text())
        self.assertIn(" stops: ", early.log_text())
        late.wait_ready()
        self.assertNotRegex(late.log_text(), "stops|this one")  # the one that goes on never says that it ends
        self.send(next(pieces))
        self.assert_checked()
        self.assertTrue(late.alive())


if __name__ == "__main__":
    unittest.main()
