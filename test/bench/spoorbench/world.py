"""Servers, topics and databases of a run: one broker with prefilled topics, a fresh database for every measurement."""
import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from spoortest import Kafka, Postgres, SpoorProcess, Topics, port_free, run_spoor, servers, wait_until, write_settings
from spoortest.paths import SOURCE

BUILD = pathlib.Path(os.environ["SPOOR_BUILD_DIR"])
CEILING = BUILD / "test/bin/spoor_bench_ceiling"
INSTRUMENTED = BUILD / "test/bin/spoor_bench_instrumented"
DEFINITIONS = sorted((SOURCE / "schemas/klantreizen").glob("*.json"))
CHECK = SOURCE / "test/check/check.py"
OUTGOING = ("statuswijzigingen", "signalen", "quarantaine", "herkansing", "wenken")


@contextlib.contextmanager
def environment(**values):
    """Sets variables for the processes started within."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update({name: str(value) for name, value in values.items()})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class World:
    """Real Kafka and PostgreSQL, private and durable: fsync and synchronous_commit on, acks=all."""

    def __init__(self, partitions):
        self.partitions = partitions
        (BUILD / "state").mkdir(parents=True, exist_ok=True)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="run.", dir=BUILD / "state"))
        self.folder.chmod(0o755)
        self.postgres, self.kafka = Postgres(self.folder / "postgres"), Kafka(self.folder / "kafka")
        self.databases = []

    def __enter__(self):
        self.postgres.start()
        self.kafka.start()
        self.topics = Topics(self.kafka.bootstrap)
        for name in ("pseudoniem", "verzegel"):
            (self.folder / f"{name}.key").write_text(f"v1 {os.urandom(32).hex()}\n")
            (self.folder / f"{name}.key").chmod(0o600)
        return self

    def __exit__(self, *failure):
        self.kafka.remove()
        self.postgres.remove()
        if failure[0] is None:
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            print(f"files of this run: {self.folder}", file=sys.stderr)

    @property
    def postgres_pid(self):
        home = subprocess.run(["bash", "-c", f'. "{SOURCE}/deploy/demo/lib.sh"; pg_home "$1"', "_",
                               str(self.postgres.folder)], capture_output=True, text=True, check=True).stdout.strip()
        return int(pathlib.Path(home, "data/postmaster.pid").read_text(encoding="utf-8").split()[0])

    def delete_outgoing(self, prefix):
        """Without them every trial on the same canonical topic publishes anew."""
        present = self.topics.admin().list_topics(timeout=10).topics
        doomed = [prefix + name for name in OUTGOING if prefix + name in present]
        if doomed:
            self.topics.delete(*doomed)
            wait_until(lambda: not set(doomed) & set(self.topics.admin().list_topics(timeout=10).topics), 30,
                       "deleted topics to be gone")

    def _database(self, name, template="template1"):
        database = f"b{len(self.databases)}_{name.replace('-', '_')}"
        self.databases.append(database)
        servers.execute(self.postgres.conninfo(), f'create database "{database}" template "{template}"')
        return database, self.postgres.conninfo(database)

    def trial(self, name, publishes=True, **settings):
        """A fresh database, with topics and consumer groups of its own, in which all definitions are loaded."""
        database, dsn = self._database(name)
        trial = Trial(self, database, dsn, f"{database}.", settings)
        trial.spoor("migrate")
        trial.spoor("topics", "create")
        trial.load_definitions(publishes)
        return trial

    def again(self, first, name, **settings):
        """A trial that begins as `first` began, on the same canonical topic, and publishes anew."""
        database, dsn = self._database(name, template=first.name)
        self.delete_outgoing(first.prefix)
        trial = Trial(self, database, dsn, first.prefix, settings)
        trial.spoor("topics", "create", "--own")
        return trial

    def drop(self, trial):
        trial.close()
        servers.drop_database(self.postgres.conninfo(), trial.name)


class Trial:
    """One measurement's database, settings and process."""

    def __init__(self, world, name, dsn, prefix, settings):
        self.world, self.name, self.dsn, self.prefix = world, name, dsn, prefix
        self.http_port = port_free()
        values = {
            "instance.name": "bench", "kafka.bootstrap": world.kafka.bootstrap, "kafka.group_prefix": name,
            "topic.prefix": prefix, "topic.partitions": world.partitions, "postgres.dsn": dsn,
            "pseudonym.key_file": world.folder / "pseudoniem.key", "seal.key_file": world.folder / "verzegel.key",
            "schemas.dir": SOURCE / "schemas", "log.format": "json", "http.listen": f"127.0.0.1:{self.http_port}",
            **{key.replace("_", ".", 1): value for key, value in settings.items()},
        }
        self.config = write_settings(world.folder / f"{name}.conf", values)
        self._connection = None

    @property
    def connection(self):
        if self._connection is None:
            self._connection = servers.connect(self.dsn)
        return self._connection

    def close(self):
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def load_definitions(self, publishes):
        """All definitions, worked off: their commands must not run through the measurement."""
        for definition in DEFINITIONS:
            self.spoor("definitie", "load", definition)
        wanted = len(DEFINITIONS) * self.world.partitions
        process = self.process("process", binary=None if publishes else INSTRUMENTED)
        with environment(**({} if publishes else {"BENCH_RELAY": "off"})):
            process.start()
        try:
            wait_until(lambda: self.row("select count(*) from spoor.opdracht where afgerond")[0] == wanted, 60,
                       "the definitions to be loaded")
            process.terminate(60)
        finally:
            process.discard()
            self.close()

    def spoor(self, *words, **options):
        return run_spoor(self.config, *words, **{"seconds": 900, **options})

    def process(self, *command, binary=None):
        """A process of this trial, not started; binary: another program than the spoor of this build."""
        process = SpoorProcess(self.config, self.world.folder / f"{self.name}.log", self.http_port, command)
        if binary:
            start = process.start

            def start_other(overrides=None):
                with environment(SPOOR_BIN=binary):
                    return start(overrides)
            process.start = start_other
        return process

    def row(self, query, *arguments):
        with self.connection.cursor() as cursor:
            cursor.execute(query, arguments or None)
            return cursor.fetchone()

    def progress(self):
        """(records folded, transactions, sequence drawn, seconds of the last commit by the database's clock)."""
        return self.row("select coalesce(sum(next_offset), 0)::bigint, coalesce(sum(stap), 0)::bigint,"
                        " coalesce(sum(outbox_sequence), 0)::bigint,"
                        " coalesce(extract(epoch from max(bijgewerkt_op) filter (where stap > 0)), 0)::float8"
                        " from spoor.progress")

    def topic(self, name):
        return self.prefix + name

    def counts(self):
        """Rows per table and a hash of all states: what two trials on the same input have in common."""
        tables = ("gebeurtenis", "klant", "klantreis", "publicatie", "klantcontact", "weggelaten", "quarantaine")
        found = {table: self.row(f"select count(*) from spoor.{table}")[0] for table in tables}
        found["toestand"] = self.row("select md5(string_agg(md5(toestand), '' order by klant_id)) from spoor.klant")[0]
        return found

    def check(self, channels=()):
        """"green", or what does not hold, by the independent checker (test/check)."""
        words = ["--bootstrap", self.world.kafka.bootstrap, "--dsn", self.dsn, "--group", self.name, "--prefix",
                 self.prefix, "--channel-topics", ",".join(channels), "--wait", "60"]
        run = subprocess.run(["/usr/bin/python3", CHECK, *words], capture_output=True, text=True, check=False,
                             cwd=SOURCE)
        if run.returncode == 0:
            return "green"
        return "RED: " + "\n".join(line for line in (run.stdout + run.stderr).splitlines() if not line.startswith("ok "))
