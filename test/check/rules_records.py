"""I1, I2, I4, I11: what became of every record.

Each rule is a function that yields what is wrong, in words; nothing yielded means it holds. What is still on its way
(beyond the fold's position, beyond the relay's mark) is not judged, so an installation may be checked while it runs.
"""
import collections

import topics
from installation import is_command, origin_name, origins
from kinds import OPDRACHT


def _of_command(row):
    return ".bediening." in (row.type or "")


def every_record_ended_once(installation):
    """I1 every channel record ended in exactly one of gebeurtenis, weggelaten, quarantaine; nothing without input"""
    ended = collections.defaultdict(list)  # origin → where
    by_record = collections.defaultdict(set)  # record → the topics made under its name that rows of it are of
    for table, columns in (("gebeurtenis", "soort as extra, broker_op"),
                           ("weggelaten", "reden as extra, null as broker_op, weggelaten_op as written"),
                           ("quarantaine", "stand as extra, type, broker_op")):
        for row in origins(installation, table, columns):
            closed = table == "quarantaine" and row.extra == "hersteld"
            # One record, an event of every klant, or a reject of one of them.
            command = row.extra in OPDRACHT if table == "gebeurtenis" else table == "quarantaine" and _of_command(row)
            if not closed and not command:
                number = installation.remade.number(row.topic, row.partitie, row.broker_op, getattr(row, "written", None))
                ended[(row.topic, row.partitie, row.positie, row.nummer)].append((number, table))
                by_record[(row.topic, row.partitie, row.positie)].add(number)
            installation.counts[table] += 1
    for origin, where in ended.items():
        if len({number for number, _table in where}) < len(where):
            yield f"{origin_name(origin)} ended in {' and '.join(table for _number, table in where)}"
    parts = collections.defaultdict(set)
    for topic, partition, offset, index in ended:
        parts[(topic, partition, offset)].add(index)
    for record, indexes in parts.items():
        if indexes != set(range(len(indexes))):
            yield f"{origin_name(record)}: parts {sorted(indexes)} ended, some in between did not"
    yield from _channels(installation, by_record)
    yield from _nothing_without_input(installation, ended)


def _channels(installation, by_record):
    made = {(c.origin[:3], c.broker_ms) for c in installation.canonical}
    remade = installation.remade
    waiting = {c.origin[:3] for c in installation.canonical if c.offset >= installation.next_offset(c.partition)}
    for topic, positions in installation.intake.items():
        seen = set()
        for record in topics.read(installation.bootstrap, topic):
            installation.counts["channel records"] += 1
            if record.offset >= (positions.get(record.partition) or 0):
                continue
            key = (topic, record.partition, record.offset)
            seen.add(key)
            if key not in by_record and key not in waiting:
                yield f"{origin_name(key)} is nowhere, and intake says it has read it"
            # The same event delivered again where the old topic had it leaves no row.
            older = key in by_record and max(by_record[key]) < remade.last(*key[:2])
            if older and (key, record.timestamp_ms) not in made:
                yield f"{origin_name(key)} is nowhere: its rows are of the topic as it was before"
        ends = topics.watermarks(installation.bootstrap, topic)
        for key in (k for k in by_record if k[0] == topic):
            if max(by_record[key]) < remade.last(*key[:2]) or (key[1] not in ends and remade.any(topic)):
                continue
            oldest, end = ends.get(key[1], (0, 0))
            if key[2] >= end or (key[2] >= oldest and key not in seen and
                                 key[2] < (positions.get(key[1]) or 0)):
                yield f"{origin_name(key)} has rows, but the topic has no such record"


def _nothing_without_input(installation, ended):
    made = {c.origin for c in installation.canonical}
    own = {(installation.canonical_topic, c.partition, c.offset, 0) for c in installation.canonical}
    known = set(installation.intake)
    for origin, where in ended.items():
        # A reject whose topic was made again stands at a free index of its origin.
        displaced = {table for _number, table in where} == {"quarantaine"} and origin[:3] + (0,) in made
        if origin[0] in known and origin not in made and origin not in own and not displaced:
            yield f"{origin_name(origin)} has a row, but no canonical record"


def position_is_right(installation):
    """I2 the fold's position: not beyond the topic, never back, all below it accounted for, in that order"""
    for partition, row in installation.progress.items():
        if row.next_offset > installation.canonical_end.get(partition, 0):
            yield f"partition {partition}: position {row.next_offset} is beyond the end of the topic"
    for partition, commits in installation.commits.items():
        offsets = [c.offset for c in commits if c.offset is not None]
        for before, after in zip(offsets, offsets[1:]):
            if after < before:
                yield f"partition {partition}: the committed offset went back from {before} to {after}"
        if offsets and offsets[-1] > installation.next_offset(partition):
            yield f"partition {partition}: committed offset {offsets[-1]} is beyond the fold's position"
    yield from _all_below_accounted(installation)
    yield from _volgnummer_follows_topic(installation)


def _all_below_accounted(installation):
    rows = {(r.topic, r.partitie, r.positie, r.nummer) for table in ("gebeurtenis", "weggelaten", "quarantaine")
            for r in origins(installation, table)}
    commands = {(r.partitie, r.kanoniek_offset) for r in
                installation.tables.rows("select partitie, kanoniek_offset from spoor.opdracht")}
    for record in installation.canonical:
        installation.counts["canonical records"] += 1
        if record.offset >= installation.next_offset(record.partition):
            continue
        own = (installation.canonical_topic, record.partition, record.offset, 0)
        if is_command(record):
            if (record.partition, record.offset) not in commands and own not in rows and record.origin not in rows:
                yield f"{origin_name(own[:3])}: a command that was passed over"
        elif record.origin not in rows and own not in rows:
            yield f"{origin_name(own[:3])}: made from {origin_name(record.origin)}, was passed over"


def _volgnummer_follows_topic(installation):
    first = {}  # by the event too: a topic made again has the same origins
    for record in installation.canonical:
        first.setdefault((record.origin, record.source, record.id), (record.partition, record.offset))
    last = {}
    for row in installation.tables.stream(
            "select klant_id, volgnummer, herkansing, source, id, herkomst_topic as topic, herkomst_partitie as partitie, "
            "herkomst_offset as positie, herkomst_index as nummer from spoor.gebeurtenis order by klant_id, volgnummer"):
        at = first.get(((row.topic, row.partitie, row.positie, row.nummer), row.source, row.id))
        if at is None or row.herkansing:
            continue
        before = last.get(row.klant_id)
        if before and (before[0] != at[0] or before[1] > at[1]):
            yield f"klant {row.klant_id}: volgnummer {row.volgnummer} stands at {at}, the one before at {before}"
        last[row.klant_id] = at


def facts_are_unique(installation):
    """I4 one fact (klantRef, source, id) once; a duplicate names an event that is there"""
    yield from (f"fact {r.source} {r.id} of klant {r.klant_id} is there {r.n} times" for r in installation.tables.rows(
        "select klant_id, source, id, count(*) as n from spoor.gebeurtenis group by 1, 2, 3 having count(*) > 1"))
    yield from (f"{r.herkomst_topic}[{r.herkomst_partitie}]@{r.herkomst_offset}: duplicate of an event that is not there"
                for r in installation.tables.rows("""
        select w.* from spoor.weggelaten w where w.reden = 'duplicaat' and not exists (
            select from spoor.gebeurtenis g where g.source = w.source and g.id = w.id
               and g.herkomst_topic = w.eerste_topic and g.herkomst_partitie = w.eerste_partitie
               and g.herkomst_offset = w.eerste_offset and g.herkomst_index = w.eerste_index)"""))
    yield from (f"{r.herkomst_topic}[{r.herkomst_partitie}]@{r.herkomst_offset}: id_hergebruikt, but nothing used it"
                for r in installation.tables.rows("""
        select q.* from spoor.quarantaine q where q.reden = 'id_hergebruikt' and not exists (
            select from spoor.gebeurtenis g where g.source = q.source and g.id = q.id)"""))
    facts = {(r.klant_ref, r.source, r.id) for r in installation.tables.rows(
        "select k.klant_ref, g.source, g.id from spoor.gebeurtenis g join spoor.klant k using (klant_id)")}
    refused = {(r.topic, r.partitie, r.positie, r.nummer) for r in origins(installation, "quarantaine")}
    for record in installation.canonical:
        if record.soort == "gebeurtenis" and not is_command(record) and record.origin not in refused and \
                record.offset < installation.next_offset(record.partition) and \
                (record.klant, record.source, record.id) not in facts:
            yield f"{origin_name(record.origin)}: fact {record.source} {record.id} was not accepted"


def retried_moved_once(installation):
    """I11 a quarantined record retried moved once"""
    counts = collections.Counter()
    number = installation.remade.number
    for table, columns in (("gebeurtenis", "broker_op, null as written"),
                           ("weggelaten", "null as broker_op, weggelaten_op as written")):
        for row in origins(installation, table, columns):
            counts[(row.topic, row.partitie, row.positie, row.nummer,
                    number(row.topic, row.partitie, row.broker_op, row.written))] += 1
    for row in origins(installation, "quarantaine", "stand as extra, gesloten_op, type, broker_op"):
        count = counts[(row.topic, row.partitie, row.positie, row.nummer,
                        number(row.topic, row.partitie, row.broker_op))]
        name = f"{row.topic}[{row.partitie}]@{row.positie}#{row.nummer}"
        if row.extra == "hersteld" and count != 1 and not _of_command(row):
            yield f"{name}: hersteld, and {count} rows came of it"
        if row.extra == "open" and count and not _of_command(row):
            yield f"{name}: still open, but accepted"
        if (row.extra == "open") != (row.gesloten_op is None):
            yield f"{name}: {row.extra}, closed at {row.gesloten_op}"
