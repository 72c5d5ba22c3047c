"""Everything the rules read: the tables in one snapshot, and the topics read after it."""
import collections

import topics
from kinds import OPDRACHT
from remade import Remade
from tables import Tables

Canonical = collections.namedtuple("Canonical", "partition offset soort origin klant source id type retried broker_ms")


class Installation:
    """Everything the invariants read."""

    def __init__(self, bootstrap, dsn, group, prefix, channel_topics):
        self.bootstrap, self.group, self.prefix = bootstrap, group, prefix
        self.canonical_topic = prefix + "gebeurtenissen"
        # Positions of the consumers first, then tables, then topics: what a position covers is then surely there.
        self.intake = {t: topics.committed(bootstrap, f"{group}-intake", t) for t in channel_topics}
        self.commits = topics.commit_history(bootstrap, f"{group}-proces", self.canonical_topic)
        told = {t: self._ends(prefix + t) for t in ("statuswijzigingen", "signalen", "quarantaine")}
        self.tables = Tables(dsn)
        self.remade = Remade(self.tables)
        self.progress = {row.partitie: row for row in self.tables.rows(
            "select p.*, r.mark from spoor.progress p left join spoor.relay_stand r using (topic, partitie) "
            "where p.topic = %s", (self.canonical_topic,))}
        # What PostgreSQL remembers of Kafka was in Kafka before, so this is read after it.
        self.commits_after = topics.commit_history(bootstrap, f"{group}-proces", self.canonical_topic)
        self.canonical = [_canonical(record) for record in topics.read(bootstrap, self.canonical_topic)]
        self.canonical_end = {p: end for p, (_oldest, end) in
                              topics.watermarks(bootstrap, self.canonical_topic, "read_uncommitted").items()}
        self.messages, self.signal_messages, self.quarantine_messages = (
            list(topics.read(bootstrap, prefix + t, ends=ends)) for t, ends in told.items())
        self.counts = collections.Counter()

    def _ends(self, topic):
        return {p: end for p, (_oldest, end) in topics.watermarks(self.bootstrap, topic).items()}

    def next_offset(self, partition):
        row = self.progress.get(partition)
        return row.next_offset if row else 0

    def mark(self, partition):
        """Published surely up to here: the mark committed in Kafka before the tables were read."""
        for commit in reversed(self.commits.get(partition, [])):
            mark = topics.parse_mark(commit.metadata) if commit.offset is not None else None
            if mark:
                return mark[0]
        return 0


def _canonical(record):
    value = topics.decode(record.value)
    value = value if isinstance(value, dict) else {}
    origin = (value.get("spoortopic"), value.get("spoorpartitie"), value.get("spooroffset"), value.get("spoorindex"))
    return Canonical(record.partition, record.offset, value.get("spoorsoort"), origin, value.get("spoorklant"),
                     value.get("source"), value.get("id"), value.get("type") or "", bool(value.get("spoorherkansing")),
                     (value.get("spoorbrokertijd") or 0) // 1000)


def is_command(record):
    kind = record.type.rpartition(".bediening.")[2]
    return record.soort == "gebeurtenis" and ".bediening." in record.type and kind in OPDRACHT


def origins(installation, table, columns="'' as extra"):
    return installation.tables.rows(
        f"select herkomst_topic as topic, herkomst_partitie as partitie, herkomst_offset as positie, "
        f"herkomst_index as nummer, {columns} from spoor.{table}")


def origin_name(origin):
    return "{}[{}]@{}".format(*origin) + (f"#{origin[3]}" if len(origin) > 3 else "")
