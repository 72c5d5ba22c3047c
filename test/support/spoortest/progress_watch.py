"""Looks at the tables of positions all the time a test runs: whatever goes back is noted."""
import threading

import psycopg2

COLUMNS = ("next_offset", "stap", "epoch", "outbox_sequence", "mark")
QUERY = """select partitie, next_offset, stap, epoch, outbox_sequence, coalesce(mark, -1)
           from spoor.progress left join spoor.relay_stand using (topic, partitie)"""


class ProgressWatch:
    """A context manager; `backwards` lists what went back. Losing PostgreSQL for a while is no fault."""

    def __init__(self, dsn, interval=0.05):
        self.dsn, self.interval = dsn, interval
        self.backwards, self.looks = [], 0
        self._last = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(10)

    def _run(self):
        connection = None
        while not self._stop.wait(self.interval):
            try:
                connection = connection or psycopg2.connect(self.dsn)
                connection.autocommit = True
                with connection.cursor() as cursor:
                    cursor.execute(QUERY)
                    self._compare(cursor.fetchall())
            except psycopg2.Error:
                connection = None
        if connection:
            connection.close()

    def _compare(self, rows):
        self.looks += 1
        for partition, *now in rows:
            for name, before, after in zip(COLUMNS, self._last.get(partition, now), now):
                if after < before:
                    self.backwards.append(f"{name} of partition {partition} went back from {before} to {after}")
            self._last[partition] = now
