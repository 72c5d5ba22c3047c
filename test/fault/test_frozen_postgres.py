"""PostgreSQL hangs: connections stay open and nothing is answered. Spoor says so, waits no longer than it must, goes on."""
import os
import signal
import threading
import time
import unittest

from spoortest import ChannelCase, Sender, http_get, metric, wait_until
from spoortest.servers import execute

ANSWER_S = 3
HELD_UP_S = 4  # by a question of intake (1 s), and by this test's own machine


class FrozenPostgres(ChannelCase):
    private_postgres = True

    def settings(self):
        return {**super().settings(), "kafka.session_timeout_ms": 6000, "batch.records": 100,
                "intake.batch_records": 100, "postgres.answer_timeout_ms": ANSWER_S * 1000}

    def setUp(self):
        super().setUp()
        self.prepare()
        self.spoor_process = self.start()

    def not_ready(self, *words):
        def told():
            status, text = http_get(self.spoor_process.url + "/readyz")
            return status == 503 and all(word in text for word in words) and text
        return wait_until(told, 30, f"/readyz to say {words}")

    def position(self):
        return self.value("select sum(next_offset) from spoor.progress")

    def progresses(self):
        """Until the fold has moved on from where it is now."""
        now = wait_until(self.position, 60, "PostgreSQL")
        wait_until(lambda: self.position() > now, 60, "progress")

    def standby(self, name):
        """Every commit waits for the synchronous standby of this name."""
        execute(self.postgres_conninfo, f"alter system set synchronous_standby_names = '{name}'")
        execute(self.postgres_conninfo, "select pg_reload_conf()")

    def read_by_intake(self):
        return metric(self.spoor_process.url, "spoor_records_in_total", topic=self.channel())

    def longest_silence(self, seconds):
        """Of intake, while records come all the time."""
        end, longest, since, last = time.monotonic() + seconds, 0, time.monotonic(), self.read_by_intake()
        while time.monotonic() < end:
            threading.Event().wait(0.1)
            now = self.read_by_intake()
            longest = max(longest, time.monotonic() - since)
            if now != last:
                last, since = now, time.monotonic()
        return longest

    def fold_backends(self):
        return [row[0] for row in self.sql("select pid from pg_stat_activity where application_name like 'spoor proces%%'")]

    def test_intake_reads_on_and_the_fold_recovers(self):
        with Sender(self, seed=300) as sender:
            self.progresses()
            self.postgres.freeze()
            self.not_ready("PostgreSQL", "in time")
            self.assertLess(self.longest_silence(20), HELD_UP_S)
            self.postgres.thaw()
            self.progresses()
        counts = self.assert_checked(wait=90)
        self.assertLessEqual(counts["quarantaine"], sender.poison)
        wait_until(self.spoor_process.ready, 30, "readiness")
        self.assertEqual(0, self.spoor_process.terminate())

    def test_one_frozen_backend_keeps_its_rows_until_it_thaws(self):
        with Sender(self, seed=500):
            self.progresses()
            frozen = self.fold_backends()
            self.assertTrue(frozen)
            for pid in frozen:
                os.kill(pid, signal.SIGSTOP)
            try:
                self.not_ready("PostgreSQL")
                threading.Event().wait(15)
            finally:
                for pid in frozen:
                    os.kill(pid, signal.SIGCONT)
            self.progresses()
        self.assert_checked(wait=90)
        wait_until(self.spoor_process.ready, 30, "readiness")

    def test_a_commit_that_waits_for_its_standby_is_not_ended(self):
        with Sender(self, seed=600):
            self.progresses()
            self.standby("nobody")
            self.not_ready("PostgreSQL")
            before = self.position()
            threading.Event().wait(20)
            self.assertEqual(before, self.position())
            self.standby("")
            self.progresses()
        self.assert_checked(wait=90)

    def test_an_end_is_asked_while_it_hangs(self):
        with Sender(self, seed=700):
            self.progresses()
            self.postgres.freeze()
            begin = time.monotonic()
            self.assertEqual(0, self.spoor_process.terminate(60))
            self.assertLess(time.monotonic() - begin, 30)
            self.postgres.thaw()
            self.spoor_process.start().wait_ready()
            self.progresses()
        self.assert_checked(wait=90)

    def test_a_command_says_that_nobody_answers(self):
        self.postgres.freeze()
        asked = self.spoor("intake", "hervat", "--topic", self.channel(), "--reason", "proef", check=False, seconds=30)
        self.assertEqual(4, asked.returncode, asked.stderr)
        self.assertIn("no answer in time", asked.stderr)
        self.postgres.thaw()


if __name__ == "__main__":
    unittest.main()
