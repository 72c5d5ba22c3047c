"""I7, I8, I9: what went out on the topics, and how far the relay says it is.

Each rule is a function that yields what is wrong, in words; nothing yielded means it holds. What is still on its way
(beyond the fold's position, beyond the relay's mark) is not judged, so an installation may be checked while it runs.
"""
import collections
import hashlib

import topics
from installation import origin_name, origins


def _made_again(installation):
    """Ranges of outbox sequences that were told before PostgreSQL went back in time: only their moment may differ."""
    ranges = collections.defaultdict(list)
    for row in installation.tables.rows("select partitie, van_offset, tot_offset from spoor.ingreep where soort = 'vooruit'"):
        ranges[row.partitie].append(range(row.van_offset + 1, row.tot_offset + 1))
    return ranges


def topic_equals_publications(installation):
    """I7 spoor.statuswijzigingen (read_committed) = publicatie rows that are not stil: ids, order per klant, bytes"""
    rows = installation.tables.rows("""
        select p.id, k.klant_ref, p.volgnummer, p.outbox_sequence, p.partitie, p.hash
        from spoor.publicatie p join spoor.klant k using (klant_id) where not p.stil""")
    # An id is one fact of one klant: two klanten (employer, employee) may share a klantreisRef, hence ids.
    by_id = {(row.klant_ref, row.id): row for row in rows}
    if len(by_id) != len(rows):
        yield f"{len(rows) - len(by_id)} publications of one klant share an id"
    seen, last, again = set(), {}, _made_again(installation)
    for message in installation.messages:
        installation.counts["messages"] += 1
        value = topics.decode(message.value) or {}
        key = (message.key or b"").decode(errors="replace")
        row = by_id.get((key, value.get("id")))
        where = f"{message.topic}[{message.partition}]@{message.offset}"
        if row is None:
            yield f"{where}: message {value.get('id')} without a publicatie row"
            continue
        if (key, row.id) in seen:
            yield f"{where}: message {row.id} is there twice"
        seen.add((key, row.id))
        same_bytes = not any(row.outbox_sequence in sequences for sequences in again[row.partitie])
        if same_bytes and hashlib.sha256(message.value).digest() != bytes(row.hash):
            yield f"{where}: the bytes of {row.id} are not those of its row"
        before = last.get(row.klant_ref)
        if before and (before[0] != message.partition or before[1] >= row.outbox_sequence):
            yield f"{where}: {row.id} comes after {before[2]} of the same klant"
        last[row.klant_ref] = message.partition, row.outbox_sequence, row.id
    for row in rows:
        if (row.klant_ref, row.id) not in seen and row.outbox_sequence <= installation.mark(row.partitie):
            yield f"publication {row.id} ({row.partitie}, sequence {row.outbox_sequence}) was never told"
    yield from _quarantine_told(installation)


def _quarantine_told(installation):
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
    total = len(installation.messages) + len(installation.quarantine_messages)
    drawn = sum(row.outbox_sequence for row in installation.progress.values())
    if settled and total != drawn:
        yield f"{drawn} outbox rows were made, {total} messages are on the topics"


def marks_are_right(installation):
    """I8 the published mark never exceeds the outbox sequence and never goes back"""
    for partition, row in installation.progress.items():
        if row.mark is not None and row.mark > row.outbox_sequence:
            yield f"partition {partition}: mark {row.mark} is beyond the outbox ({row.outbox_sequence})"
        marks = [m for m in (topics.parse_mark(c.metadata) for c in installation.commits.get(partition, [])) if m]
        for before, after in zip(marks, marks[1:]):
            if after[0] < before[0]:
                yield f"partition {partition}: the mark went back from {before[0]} to {after[0]}"
        if marks and marks[-1][0] > row.outbox_sequence:
            yield f"partition {partition}: Kafka's mark {marks[-1][0]} is beyond the outbox ({row.outbox_sequence})"
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
