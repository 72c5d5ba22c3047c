"""A TestCase with a world of its own: database, topic prefix, group prefix, keys, settings, on the run's servers."""
import os
import shutil
import unittest
import uuid

from . import servers
from .paths import SOURCE, fresh_folder
from .processes import SpoorProcess, run_spoor, write_settings
from .servers import port_free, shared_kafka, shared_postgres
from .topics import Topics

DEFINITIONS = SOURCE / "schemas/klantreizen"
MAPPINGS = SOURCE / "schemas/mapping"


class SpoorCase(unittest.TestCase):
    """Class attributes that a test may change: partitions, mappings (folder or list), definitions (files).

    `private_kafka` and `private_postgres` give the test servers that it may stop and kill; without them it shares the
    run's. `postgres_folder` says where the private cluster lives; without it, in a fresh folder. `channels`: channel
    topics to make, name → partitions (channel topics carry no prefix).
    """

    partitions = 4
    private_kafka = False
    private_postgres = False
    postgres_folder = None
    kafka_version = None
    kafka_settings = ()
    mappings = MAPPINGS
    channels = {}

    def setUp(self):
        self.name = f"t{uuid.uuid4().hex[:10]}"
        self.folder = fresh_folder(type(self).__name__)
        self.addCleanup(self._remove_folder)
        self._find_servers()
        self.dsn = servers.create_database(self.postgres_conninfo, self.name)
        self.addCleanup(self._drop_database)
        self.topics = Topics(self.bootstrap)
        self.prefix = f"{self.name}."
        self.config = self.write_config()
        self._processes = []

    def _find_servers(self):
        self.postgres = self.kafka = None
        if self.private_postgres:
            self.postgres = servers.Postgres(self.postgres_folder)
            self.addCleanup(self.postgres.remove)
            self.postgres.start()
        if self.private_kafka or self.kafka_version or self.kafka_settings:
            self.kafka = servers.Kafka(version=self.kafka_version, settings=self.kafka_settings)
            self.addCleanup(self.kafka.remove)
            self.kafka.start()
        self.postgres_conninfo = self.postgres.conninfo() if self.postgres else shared_postgres()
        self.bootstrap = self.kafka.bootstrap if self.kafka else shared_kafka()

    def settings(self):
        """The settings of this world; override to add some."""
        mappings = self.mappings
        if isinstance(mappings, (list, tuple)):
            mappings = ",".join(map(str, mappings))
        return {
            "instance.name": self.name, "kafka.bootstrap": self.bootstrap, "kafka.group_prefix": self.name,
            "topic.prefix": self.prefix, "topic.partitions": self.partitions, "postgres.dsn": self.dsn,
            "pseudonym.key_file": self._key("pseudoniem"), "seal.key_file": self._key("verzegel"),
            "mappings": mappings, "schemas.dir": SOURCE / "schemas", "log.format": "json",
        }

    def _key(self, name):
        path = self.folder / f"{name}.key"
        if not path.exists():
            path.write_text(f"1 {os.urandom(32).hex()}\n")
            path.chmod(0o600)
        return path

    def write_config(self, name="spoor", **overrides):
        """A settings file of its own with its own HTTP port; the names of overrides use _ for the dot of the group."""
        values = {**self.settings(), "http.listen": f"127.0.0.1:{port_free()}"}
        values.update({key.replace("_", ".", 1): value for key, value in overrides.items()})
        return write_settings(self.folder / f"{name}.conf", values)

    def spoor(self, *words, **options):
        """Runs a spoor command in this world and returns it (stdout, stderr, returncode)."""
        return run_spoor(self.config, *words, **options)

    def prepare(self, definitions=None):
        """Schema, topics, channel topics, journey definitions: what an operator does once."""
        self.spoor("migrate")
        self.spoor("topics", "create")
        for channel, partitions in self.channels.items():
            if channel not in self.topics.admin().list_topics(timeout=10).topics:
                self.topics.create(channel, partitions)
        for definition in definitions if definitions is not None else sorted(DEFINITIONS.glob("*.json")):
            self.spoor("definitie", "load", definition)

    def process(self, name="spoor", command=("run",), **overrides):
        """A SpoorProcess, not started; ended at the end of the test whatever happens."""
        config = self.write_config(name, **overrides)
        lines = config.read_text().splitlines()
        port = next(line.rpartition(":")[2] for line in lines if line.startswith("http.listen"))
        process = SpoorProcess(config, self.folder / f"{name}.log", int(port), command)
        self.addCleanup(process.discard)
        return process

    def start(self, name="spoor", command=("run",), **overrides):
        """A SpoorProcess that is ready."""
        return self.process(name, command, **overrides).start().wait_ready()

    def topic(self, name):
        return self.prefix + name

    def read(self, name, **options):
        """Committed records of one of Spoor's own topics, decoded."""
        return self.topics.read_json(self.topic(name), **options)

    def sql(self, query, *arguments):
        """Rows of one query, each in a connection of its own."""
        connection = servers.connect(self.dsn)
        try:
            with connection.cursor() as cursor:
                cursor.execute(query, arguments or None)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def value(self, query, *arguments):
        """The single value of a query."""
        return self.sql(query, *arguments)[0][0]

    def _drop_database(self):
        if self.postgres is None:
            servers.drop_database(self.postgres_conninfo, self.name)

    def _failed(self):
        result = getattr(getattr(self, "_outcome", None), "result", None)
        told = result.failures + result.errors if result else []
        return any(test is self or getattr(test, "test_case", None) is self for test, _ in told)

    def _remove_folder(self):
        if self._failed():
            print(f"files of this test: {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
