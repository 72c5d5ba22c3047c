"""Kafka and PostgreSQL go away under load, in order and by force: Spoor waits, says so, and loses and doubles nothing."""
import sys
import threading
import time
import unittest

from spoortest import ChannelCase, ProgressWatch, Sender, http_get, wait_until
from spoortest.servers import execute


class Outages(ChannelCase):
    private_kafka = True
    private_postgres = True

    def settings(self):
        return {**super().settings(), "kafka.session_timeout_ms": 6000, "batch.records": 100,
                "intake.batch_records": 100}

    def setUp(self):
        super().setUp()
        self.prepare()
        self.spoor = self.start()

    def not_ready(self):
        status, text = http_get(self.spoor.url + "/readyz")
        return text if status == 503 else None

    def progresses(self):
        """Until the fold has moved on from where it is now."""
        def position():
            return self.value("select sum(next_offset) from spoor.progress")
        now = wait_until(position, 60, "PostgreSQL")
        wait_until(lambda: position() > now, 60, "progress")

    def test_outages_under_load(self):
        steps = (self.postgres_stops_at_once, self.backends_are_terminated, self.broker_restarts, self.broker_is_killed)
        with ProgressWatch(self.dsn) as watch:
            with Sender(self, seed=100) as sender:
                for step in steps:
                    with self.subTest(step.__name__):
                        self.progresses()
                        begin = time.monotonic()
                        step()
                        self.progresses()
                        print(f"{step.__name__}: progress after {time.monotonic() - begin:.1f} s", file=sys.stderr)
                        self.assertTrue(self.spoor.alive())
            counts = self.assert_checked(wait=90)
        self.assertEqual([], watch.backwards)
        self.assertLessEqual(counts["quarantaine"], sender.poison)
        self.assertEqual(0, self.value("select count(*) from spoor.quarantaine where reden = 'database_weigert'"))
        wait_until(self.spoor.ready, 20, "readiness")
        self.assertEqual(0, self.spoor.terminate())

    def postgres_stops_at_once(self):
        self.postgres.stop("immediate")
        self.assertTrue(wait_until(self.not_ready, 15, "not ready while PostgreSQL is away"))
        self.postgres.start()

    def backends_are_terminated(self):
        for _ in range(15):
            execute(self.postgres_conninfo, "select pg_terminate_backend(pid) from pg_stat_activity "
                                            "where application_name like 'spoor %'")
            threading.Event().wait(0.1)

    def broker_restarts(self):
        self.kafka.stop()
        threading.Event().wait(3)
        self.kafka.start()

    def broker_is_killed(self):
        self.kafka.kill()
        self.assertTrue(wait_until(self.not_ready, 30, "not ready while Kafka is away"))
        self.kafka.start()


if __name__ == "__main__":
    unittest.main()
