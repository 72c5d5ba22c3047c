"""PostgreSQL's disk is full, to the last byte: Spoor waits, says why, and loses and doubles nothing.

The disk is a small tmpfs of its own that a stranger's file fills; only root can mount one.
"""
import contextlib
import errno
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import psycopg2

from spoortest import ChannelCase, ProgressWatch, Sender, http_get, wait_until
from spoortest.servers import connect, execute, lib

SIZE = "300m"


class FullDisk(ChannelCase):
    private_postgres = True

    def settings(self):
        return {**super().settings(), "batch.records": 100, "intake.batch_records": 100}

    def setUp(self):
        self.disk = self.mount_disk()
        self.stranger = self.disk / "vreemd.bin"
        self.postgres_folder = self.disk / "postgres"
        self.keep_server_log()
        super().setUp()
        self.addCleanup(lambda: shutil.copy(self.server_log, self.folder))
        self.prepare()
        self.spoor = self.start()

    def mount_disk(self):
        """A disk where the user postgres may look into; it goes when everything on it has been stopped."""
        if os.geteuid() != 0:
            self.cannot_run("only root can mount a small disk")
        base = pathlib.Path(tempfile.mkdtemp(prefix="spoor-disk.", dir="/var/tmp"))
        self.addCleanup(shutil.rmtree, base, ignore_errors=True)
        base.chmod(0o755)
        disk = base / "disk"
        disk.mkdir()
        run = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=755", "spoor-disk", disk],
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if run.returncode:
            self.cannot_run(f"a small disk cannot be mounted: {run.stderr.strip()}")
        self.addCleanup(self.unmount, disk)
        return disk

    def cannot_run(self, why):
        message = f"cannot run here: {why}"
        if os.environ.get("CI") == "true":
            self.fail(message)
        self.skipTest(message)

    def unmount(self, disk):
        for words in (["umount", disk], ["umount", "--lazy", disk]):
            if subprocess.run(words, stdin=subprocess.DEVNULL, check=False).returncode == 0:
                return
        self.fail(f"{disk} stays mounted")

    def keep_server_log(self):
        """PostgreSQL's log lies beside the full disk: there it can go on saying what happens."""
        self.server_log = self.disk.parent / "postgresql.log"
        self.server_log.touch()
        shutil.chown(self.server_log, "postgres")
        self.postgres_folder.mkdir()
        (self.postgres_folder / "postgresql.log").symlink_to(self.server_log)

    def panics(self):
        return self.server_log.read_text(errors="replace").count("PANIC: ")

    def fill(self):
        """The stranger writes until not a byte more fits; again, because PostgreSQL gives files back too."""
        with open(self.stranger, "ab", buffering=0) as file:
            try:
                while file.write(bytes(1 << 20)):
                    pass
            except OSError as full:
                if full.errno != errno.ENOSPC:
                    raise

    def fill_until(self, condition, what):
        def filled():
            self.fill()
            return condition()
        return wait_until(filled, 20, what)

    def reason(self):
        status, text = http_get(self.spoor.url + "/readyz")
        return text if status == 503 and re.search(r"No space left|cannot be reached", text) else None

    @contextlib.contextmanager
    def full_disk(self):
        """The disk is full and Spoor says so; afterwards there is room again, and somebody starts PostgreSQL if it ended."""
        try:
            reason = self.fill_until(self.reason, "/readyz to say why it is not ready")
            print(f"not ready: {reason.strip()}", file=sys.stderr)
            yield
        finally:
            self.stranger.unlink(missing_ok=True)
            wait_until(lambda: self.postgres.start() and not psycopg2.connect(self.dsn).close(), 30, "PostgreSQL")

    def panic(self, session):
        """PostgreSQL must make the next file of its log and cannot; in time load alone brings it there. The session is
        one from before: a full disk may refuse new ones."""
        before = self.panics()

        def next_files():
            with contextlib.suppress(psycopg2.Error), session.cursor() as cursor:
                while True:
                    cursor.execute("select pg_create_restore_point('vol'), pg_switch_wal()")

        # Apart: it hangs when another backend is the one that fails, until the postmaster ends all of them.
        threading.Thread(target=next_files, daemon=True).start()
        self.fill_until(lambda: self.panics() > before, "PANIC")

    def postmaster(self):
        return int((self.postgres_folder / "data/postmaster.pid").read_text().split()[0])

    def progresses(self):
        """Until the fold has moved on from where it is now."""
        def position():
            return self.value("select sum(next_offset) from spoor.progress")
        now = wait_until(position, 60, "PostgreSQL")
        wait_until(lambda: position() > now, 60, "progress")

    def test_a_full_disk_is_waited_out(self):
        steps = (self.tables_cannot_grow, self.postmaster_restarts_its_backends, self.postgres_stays_down)
        with ProgressWatch(self.dsn) as watch:
            with Sender(self, seed=300) as sender:
                for step in steps:
                    with self.subTest(step.__name__):
                        self.progresses()
                        begin = time.monotonic()
                        step()
                        self.assertTrue(self.spoor.alive())
                        self.progresses()
                        wait_until(self.spoor.ready, 20, "readiness")
                        print(f"{step.__name__}: ready after {time.monotonic() - begin:.1f} s", file=sys.stderr)
            counts = self.assert_checked(wait=60)
        self.assertEqual([], watch.backwards)
        self.assertLessEqual(counts["quarantaine"], sender.poison)
        self.assertEqual(0, self.value("select count(*) from spoor.quarantaine where reden = 'database_weigert'"))
        wait_until(self.spoor.ready, 20, "readiness")
        self.assertEqual(0, self.spoor.terminate())

    def tables_cannot_grow(self):
        """PostgreSQL goes on and refuses each transaction that needs a new page (53100)."""
        for statement in ("select pg_switch_wal()", "checkpoint"):  # room in PostgreSQL's log: its next file is made now
            execute(self.postgres_conninfo, statement)
        with self.full_disk():
            end = time.monotonic() + 2
            self.fill_until(lambda: time.monotonic() > end and self.reason(), "/readyz to say why it is not ready")
        self.assertEqual(0, self.panics())

    def postmaster_restarts_its_backends(self):
        """There is room again before the postmaster looks: it ends all backends and recovers by itself."""
        postmaster = self.postmaster()
        session = connect(self.postgres_conninfo)
        with self.full_disk():
            os.kill(postmaster, signal.SIGSTOP)
            try:
                self.panic(session)
                self.stranger.unlink()
            finally:
                os.kill(postmaster, signal.SIGCONT)
        self.assertEqual(postmaster, self.postmaster())

    def postgres_stays_down(self):
        """Recovery finds the disk full too, and PostgreSQL ends."""
        session = connect(self.postgres_conninfo)
        with self.full_disk():
            self.panic(session)
            self.fill_until(lambda: not lib("pg_running", self.postgres_folder, check=False), "the end of PostgreSQL")
            wait_until(self.reason, 10, "/readyz to say why it is not ready")
            self.assertTrue(self.spoor.alive())


if __name__ == "__main__":
    unittest.main()
