"""A SpoorCase with channel topics of its own that take CloudEvents, load for them, and the independent checker."""
import json
import subprocess
import sys
import uuid

from . import servers
from .case import SpoorCase
from .load import event
from .paths import SOURCE
from .waiting import wait_until

CHECKER = SOURCE / "test/check/check.py"


class ChannelCase(SpoorCase):
    """`channel_names`: a channel topic each, named <test>.<name>, with a mapping that allows urn:spoortest:* all kinds."""

    channel_names = ("kanaal",)
    channel_partitions = 2
    mapping_changes = {}

    def settings(self):
        folder = self.folder / "mapping"
        folder.mkdir(exist_ok=True)
        for name in self.channel_names:
            self.write_mapping(name)
        return {**super().settings(), "mappings": folder}

    def write_mapping(self, name, **changes):
        mapping = {"naam": name, "versie": 1, "topic": self.channel(name), "formaat": "cloudevents",
                   "bronnen": ["urn:spoortest:*"], "soorten": ["*"], "begin": "oudste", "leeg": "afkeuren",
                   **self.mapping_changes, **changes}
        (self.folder / "mapping" / f"{name}.json").write_text(json.dumps(mapping))

    def begin_again(self):
        """Another installation with the same keys: its own database, topics and groups. The first one stays."""
        self.name = f"t{uuid.uuid4().hex[:10]}"
        self.prefix = f"{self.name}."
        self.dsn = servers.create_database(self.postgres_conninfo, self.name)
        if self.postgres is None:
            self.addCleanup(servers.drop_database, self.postgres_conninfo, self.name)
        self.config = self.write_config()

    def channel(self, name=None):
        return f"{self.name}.{name or self.channel_names[0]}"

    def prepare(self, definitions=None):
        for name in self.channel_names:
            self.topics.create(self.channel(name), self.channel_partitions)
        super().prepare([SOURCE / "schemas/klantreizen/omgevingsvergunning.json"]
                        if definitions is None else definitions)

    def send(self, records, name=None):
        """Records as load.Load makes them, to the end of the channel."""
        for key, value in records:
            self.topics.produce(self.channel(name), key, value, flush=False)
        self.topics.flush()

    def send_event(self, kind, id, data, **attributes):  # pylint: disable=redefined-builtin
        self.send([(id, event(kind, id, data, **attributes))])

    def checker(self, *words, wait=60, channels=None):
        """The outcome of the independent checker, without judging it."""
        channels = channels if channels is not None else [self.channel(name) for name in self.channel_names]
        run = subprocess.run(["/usr/bin/python3", CHECKER, "--bootstrap", self.bootstrap, "--dsn", self.dsn,
                              "--group", self.name, "--prefix", self.prefix, "--channel-topics", ",".join(channels),
                              "--wait", str(wait), "--json", *words],
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if run.returncode not in (0, 1):
            raise AssertionError(f"the checker ended with {run.returncode}: {run.stderr}")
        return json.loads(run.stdout)

    def assert_checked(self, *words, wait=60, channels=None, but=()):
        """Every invariant holds, those named in `but` left aside. Prints the counts and returns them."""
        outcome = self.checker(*words, wait=wait, channels=channels)
        wrong = {name: rule["problems"][:10] for name, rule in outcome["rules"].items()
                 if rule["problems"] and name not in but}
        if wrong:
            self.fail("the checker found:\n" + json.dumps(wrong, indent=1))
        print(f"{self.id().rpartition('.')[2]}: " + ", ".join(f"{n} {what}" for what, n in
                                                             sorted(outcome["counts"].items())), file=sys.stderr)
        return outcome["counts"]

    def wait_accounted(self, seconds=60, channels=None):
        """Until as many channel records have rows as the channels hold."""
        channels = channels or [self.channel(name) for name in self.channel_names]

        def accounted():
            wanted = sum(sum(self.topics.ends(channel).values()) for channel in channels)
            have = self.value("""
                select count(*) from (select herkomst_topic, herkomst_partitie, herkomst_offset from spoor.gebeurtenis
                union select herkomst_topic, herkomst_partitie, herkomst_offset from spoor.weggelaten
                union select herkomst_topic, herkomst_partitie, herkomst_offset from spoor.quarantaine) as herkomst
                where herkomst_topic = any(%s)""", channels)
            return have >= wanted

        wait_until(accounted, seconds, "every channel record to have a row", step=0.2)

    def wait_timers(self):
        """Until none is due; relay herstel waits for them, too."""
        wait_until(lambda: not self.spoor("termijn", "due", "--json").stdout, 30, "the timers that are due", step=0.5)
