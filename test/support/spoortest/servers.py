"""Private PostgreSQL and Kafka servers, started and stopped by deploy/demo/lib.sh, the same code as the demo's."""
import atexit
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess

import psycopg2

from .paths import SOURCE, fresh_folder
from .waiting import wait_until


def port_free():
    """A port of 127.0.0.1 that nobody listens on now, below the ephemeral range so that no client takes it."""
    while True:
        port = random.randint(20000, 32000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def lib(*words, environment=None, check=True):
    """Calls a function of deploy/demo/lib.sh; RuntimeError with its words when it fails."""
    run = subprocess.run(["bash", "-c", f'. "{SOURCE}/deploy/demo/lib.sh"; "$@"', "_", *map(str, words)],
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                         env={**os.environ, **(environment or {})}, check=False)
    if check and run.returncode:
        raise RuntimeError(f"{' '.join(map(str, words))}: {run.stdout.strip()}")
    return run.returncode == 0


class Postgres:
    """A private cluster; superuser spoor, no password. All addresses are loopback."""

    def __init__(self, folder=None):
        self.owned = folder is None
        self.folder = folder or fresh_folder("postgres")
        self.port = port_free()
        self.frozen = []

    def start(self):
        lib("pg_start", self.folder, self.port)
        return self

    def stop(self, mode="fast"):
        """mode immediate is what a power cut leaves: recovery at the next start."""
        lib("pg_stop", self.folder, mode)

    def pids(self):
        """The postmaster, then every process it made."""
        postmaster = int(next(self.folder.rglob("postmaster.pid")).read_text().split()[0])
        children = pathlib.Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="ascii")
        return [postmaster, *map(int, children.split())]

    def freeze(self):
        """Connections stay open, and nobody answers."""
        self.frozen = []
        for pid in self.pids():
            os.kill(pid, signal.SIGSTOP)
            self.frozen.append(pid)

    def thaw(self):
        while self.frozen:
            os.kill(self.frozen.pop(), signal.SIGCONT)

    def remove(self):
        self.thaw()
        lib("pg_remove", self.folder, check=False)

    def conninfo(self, database="postgres"):
        return f"host=127.0.0.1 port={self.port} user=spoor dbname={database}"


class Kafka:
    """A private broker, one KRaft node. `settings`: further lines for server.properties."""

    def __init__(self, folder=None, version=None, settings=()):
        self.folder = folder or fresh_folder("kafka")
        self.port, self.controller_port = port_free(), port_free()
        self.environment = {"SPOOR_DEMO_KAFKA_SETTINGS": "\n".join(settings)}
        if version:
            self.environment["SPOOR_DEMO_KAFKA_VERSION"] = version

    @property
    def bootstrap(self):
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self):
        return int((self.folder / "kafka.pid").read_text().split()[0])

    def start(self):
        lib("kafka_start", self.folder, self.port, self.controller_port, environment=self.environment)
        return self

    def stop(self):
        lib("kafka_stop", self.folder)

    def kill(self):
        lib("kafka_kill", self.folder)

    def freeze(self):
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self):
        os.kill(self.pid, signal.SIGCONT)

    def remove(self):
        lib("kafka_remove", self.folder, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


class _Shared:
    postgres = None
    kafka = None


def shared_postgres():
    """Conninfo of the run's cluster (SPOOR_TEST_PG), or of one started now and removed at the end."""
    if "SPOOR_TEST_PG" in os.environ:
        return os.environ["SPOOR_TEST_PG"]
    if _Shared.postgres is None:
        _Shared.postgres = Postgres().start()
        atexit.register(_Shared.postgres.remove)
    return _Shared.postgres.conninfo()


def shared_kafka():
    """Bootstrap address of the run's broker (SPOOR_TEST_KAFKA), or of one started now and removed at the end."""
    if "SPOOR_TEST_KAFKA" in os.environ:
        return os.environ["SPOOR_TEST_KAFKA"]
    if _Shared.kafka is None:
        _Shared.kafka = Kafka().start()
        atexit.register(_Shared.kafka.remove)
    return _Shared.kafka.bootstrap


def connect(conninfo, autocommit=True):
    connection = wait_until(lambda: psycopg2.connect(conninfo), 10, "PostgreSQL")
    connection.autocommit = autocommit
    return connection


def execute(conninfo, statement):
    """One statement on a connection of its own, outside any transaction."""
    connection = connect(conninfo)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


def create_database(conninfo, name):
    """A fresh database beside the one of conninfo; returns its conninfo."""
    execute(conninfo, f'create database "{name}"')
    return " ".join(w for w in conninfo.split() if not w.startswith("dbname=")) + f" dbname={name}"


def drop_database(conninfo, name):
    execute(conninfo, f'drop database if exists "{name}" with (force)')
