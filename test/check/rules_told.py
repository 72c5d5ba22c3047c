"""I7, I8, I9: what went out on the topics, and how far the relay says it is.

Each rule is a function that yields what is wrong, in words; nothing yielded means it holds. What is still on its way
(beyond the fold's position, beyond the relay's mark) is not judged, so an installation may be checked while it runs.
"""
import collections
import hashlib
import re

import topics
from installation import origin_name, origins


MOMENTS = tuple(re.compile(rb'("%s":")[^"]*(")' % name) for name in (b"time", b"verwerktOp"))


def _passed_over(installation):
    """Places in the outbox that herstel says are not told (again): readers know their id, or a later revisie."""
    places = collections.defaultdict(set)
    for row in installation.tables.rows("select partitie, van_offset, tot_offset from spoor.ingreep where topic = %s "
                                        "and soort in ('vooruit', 'herstel')", (installation.canonical_topic,)):
        places[row.partitie].update(range(row.van_offset + 1, row.tot_offset + 1))
    return places


def _corrected(installation):
    """{(klantRef, klantreisRef): revisie up to which readers knew something else, and were told anew}."""
    corrected = collections.defaultdict(int)
    for row in installation.tables.rows("select k.klant_ref, g.klantreis_ref, g.data from spoor.gebeurtenis g "
                                        "join spoor.klant k using (klant_id) where g.soort = 'herbouw-gepubliceerd'"):
        key = row.klant_ref, row.klantreis_ref
        corrected[key] = max(corrected[key], (topics.decode(row.data) or {}).get("revisie") or 0)
    return corrected


def _as_made_again(value, row):
    """The message with the moment at which its row was made: all that making it once more may change."""
    moment = row.verwerkt.encode()
    for member in MOMENTS:
        value = member.sub(rb"\g<1>" + moment + rb"\g<2>", value, count=1)
    return value


class _Told:  # pylint: disable=too-few-public-methods
    """What a topic says against the rows. Nothing corrects a signal: what readers know under its id stands."""

    def __init__(self, installation, rows, stands):
        self.stands = stands
        self.by_id = {(row.klant_ref, row.id): row for row in rows}
        self.over, self.corrected = _passed_over(installation), _corrected(installation)
        self.seen, self.last, self.foreign = set(), {}, 0

    def is_over(self, row):
        return row.outbox_sequence in self.over[row.partitie]

    def is_corrected(self, key, ref, revisie):
        return isinstance(revisie, int) and 0 < revisie <= self.corrected[(key, ref)]

    def content(self, message, row, data):
        """What is wrong with the bytes; None when nothing is. Other words only where a correctie followed."""
        if hashlib.sha256(message.value).digest() == bytes(row.hash):
            return None
        if not self.is_over(row):
            return f"the bytes of {row.id} are not those of its row"
        if hashlib.sha256(_as_made_again(message.value, row)).digest() == bytes(row.hash) or \
                self.stands or self.is_corrected(row.klant_ref, row.klantreis_ref, data.get("revisie")):
            return None
        return f"{row.id} was told otherwise than its row says, and not corrected"

    def order(self, message, row):
        """What is wrong with its place among those of its klant; the order of a lost time is its own."""
        before = self.last.get(row.klant_ref)
        if self.is_over(row) and before and self.is_over(before[1]) and before[0] == message.partition:
            return None
        self.last[row.klant_ref] = message.partition, row
        if before and (before[0] != message.partition or before[1].outbox_sequence >= row.outbox_sequence):
            return f"{row.id} comes after {before[1].id} of the same klant"
        return None

    def problems(self, message):
        value = topics.decode(message.value) or {}
        data = value.get("data") or {}
        key = (message.key or b"").decode(errors="replace")
        row = self.by_id.get((key, value.get("id")))
        if (key, value.get("id")) in self.seen:
            yield f"message {value.get('id')} is there twice"
        self.seen.add((key, value.get("id")))
        if row is None:
            self.foreign += 1
            lost_time = self.stands and any(self.over.values())  # it may not have gone off again
            if not lost_time and not self.is_corrected(key, data.get("klantreisRef"), data.get("revisie")):
                yield f"message {value.get('id')} without a row"
            return
        yield from filter(None, (self.content(message, row, data), self.order(message, row)))


PUBLICATIONS = """
select p.id, k.klant_ref, p.klantreis_ref, p.revisie, p.volgnummer, p.outbox_sequence, p.partitie, p.hash,
       to_char(p.verwerkt_op at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as verwerkt
from spoor.publicatie p join spoor.klant k using (klant_id) where not p.stil"""
SIGNALS = """
select s.signaal_id || '-' || s.nummer as id, k.klant_ref, s.klantreis_ref, 0 as revisie, s.volgnummer, s.outbox_sequence,
       s.partitie, s.hash, to_char(s.verwerkt_op at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as verwerkt
from spoor.signaal s join spoor.klant k using (klant_id) where not s.stil"""


def topic_equals_publications(installation):
    """I7 outgoing topics (read_committed) = rows of publicatie and signaal that are not stil: ids, order per klant, bytes"""
    surplus = []
    yield from _topic_equals_rows(installation, installation.messages, PUBLICATIONS, "messages", surplus)
    yield from _topic_equals_rows(installation, installation.signal_messages, SIGNALS, "signal messages", surplus, True)
    yield from _quarantine_told(installation, sum(surplus))


def _topic_equals_rows(installation, messages, query, name, surplus, stands=False):
    rows = installation.tables.rows(query)
    told = _Told(installation, rows, stands)
    # An id is one fact of one klant: two klanten (employer, employee) may share a klantreisRef, hence ids.
    if len(told.by_id) != len(rows):
        yield f"{len(rows) - len(told.by_id)} {name} of one klant share an id"
    for message in messages:
        installation.counts[name] += 1
        for problem in told.problems(message):
            yield f"{message.topic}[{message.partition}]@{message.offset}: {problem}"
    untold = 0
    for row in rows:
        if (row.klant_ref, row.id) in told.seen or row.outbox_sequence > installation.mark(row.partitie):
            continue
        untold += 1
        if not told.is_over(row) or not told.is_corrected(row.klant_ref, row.klantreis_ref, row.revisie):
            yield f"publication {row.id} ({row.partitie}, sequence {row.outbox_sequence}) was never told"
    installation.counts["told otherwise"] += told.foreign
    surplus.append(told.foreign - untold)


def _quarantine_told(installation, surplus):
    """surplus: messages of a lost time without a row, less the rows that were passed over untold."""
    told = collections.Counter()
    for message in installation.quarantine_messages:
        data = (topics.decode(message.value) or {}).get("data", {})
        told[(data.get("topic"), data.get("partition"), data.get("offset"), data.get("index"))] += 1
    settled = all(row.outbox_sequence <= installation.mark(p) for p, row in installation.progress.items())
    rejected = collections.Counter()
    for row in origins(installation, "quarantaine", "pogingen as extra"):
        origin = (row.topic, row.partitie, row.positie, row.nummer)
        # One that made room, as its topic was made again, was told where it stood.
        rejected[origin if origin in told else origin[:3] + (0,)] += row.extra
    for origin, times in rejected.items():
        count = told.pop(origin, 0)
        if count > times or (settled and count < times):
            yield f"{origin_name(origin)}: rejected {times} times, told {count}"
    for origin in told:
        yield f"{origin_name(origin)}: told as rejected, without a row"
    total = sum(map(len, (installation.messages, installation.signal_messages, installation.quarantine_messages)))
    drawn = sum(row.outbox_sequence for row in installation.progress.values())
    if settled and total != drawn + surplus:
        yield f"{drawn} outbox rows were made, {total} messages are on the topics, {surplus} of them of a lost time"


def _went_back(installation):
    """{partition: [end of the outbox when PostgreSQL came back, …]}: once each the mark may fall, not below it."""
    ends = collections.defaultdict(set)
    for row in installation.tables.rows("select partitie, min(van_offset) as van, genomen_op from spoor.ingreep "
                                        "where topic = %s and soort = 'vooruit' group by partitie, genomen_op",
                                        (installation.canonical_topic,)):
        ends[row.partitie].add(row.van)
    return {partition: sorted(found) for partition, found in ends.items()}


def marks_are_right(installation):
    """I8 the published mark never exceeds the outbox sequence and never goes back"""
    went_back = _went_back(installation)
    for partition, row in installation.progress.items():
        if row.mark is not None and row.mark > row.outbox_sequence:
            yield f"partition {partition}: mark {row.mark} is beyond the outbox ({row.outbox_sequence})"
        marks = [m for m in (topics.parse_mark(c.metadata) for c in installation.commits.get(partition, [])) if m]
        for before, after in zip(marks, marks[1:]):
            if after[0] >= before[0]:
                continue
            ends = went_back.get(partition, [])
            if ends and ends[0] <= after[0]:
                ends.pop(0)
            else:
                yield f"partition {partition}: the mark went back from {before[0]} to {after[0]}"
        if marks and marks[-1][0] > row.outbox_sequence:
            yield f"partition {partition}: Kafka's mark {marks[-1][0]} is beyond the outbox ({row.outbox_sequence})"
        marks = [m for m in (topics.parse_mark(c.metadata) for c in installation.commits_after.get(partition, [])) if m]
        if row.mark is not None and row.mark > (marks[-1][0] if marks else 0):
            yield f"partition {partition}: PostgreSQL remembers mark {row.mark}, Kafka has {marks[-1:] or 'none'}"


def epochs_only_rise(installation):
    """I9 after a takeover nothing of the old epoch commits"""
    for partition, row in installation.progress.items():
        epochs = [m[1] for m in (topics.parse_mark(c.metadata) for c in installation.commits.get(partition, [])) if m]
        for before, after in zip(epochs, epochs[1:]):
            if after < before:
                yield f"partition {partition}: epoch {after} committed after epoch {before}"
        if epochs and epochs[-1] > row.epoch:
            yield f"partition {partition}: epoch {epochs[-1]} committed, progress says {row.epoch}"
