"""I3, I6: the state, what was told about it, and their numbers.

Each rule is a function that yields what is wrong, in words; nothing yielded means it holds. What is still on its way
(beyond the fold's position, beyond the relay's mark) is not judged, so an installation may be checked while it runs.
"""
import collections
import itertools
import json
import uuid

from contacts import expected_state, stored_state
from events import Event, counting
from kinds import CONTACT
from klant import without_places
from refold import Definition, Definitions, preferences
from retell import replay
from tables import us
import topics

REF_NAMESPACE = uuid.UUID("5fd20c1e-8a37-4b69-9d04-e17b36c852af")
SOORTEN = ("beginstand", "correctie", "terugzetting", "bijstelling", "statuswijziging")

OUTCOME = ("fase", "exemplaar", "dossierstatus", "beeindigd", "einddatum", "actie", "actieBijWie", "actieGevolg",
           "actieUiterlijk")


def outcome_of(text):
    """The outcome of a publicatie row, as refold.Reis.outcome() gives it."""
    value = json.loads(text)
    action = tuple(value.get(name) for name in OUTCOME[5:]) if value.get("actie") else None
    return (*(value.get(name) for name in OUTCOME[:3]), bool(value.get("beeindigd")), value.get("einddatum"), action)


def load_definitions(tables):
    return [Definition(row.code, row.versie, row.van, row.document) for row in tables.rows(
        f"select code, versie, document, coalesce({us('geldig_vanaf')}, {-2 ** 62}) as van from spoor.definitie")]


EVENT_COLUMNS = f"""k.klant_ref, g.klant_id, g.soort, g.source, g.id, g.volgnummer, g.sequence, g.stil, g.data,
       g.correlationid, {us('g.plaatsgevonden_op')} as us, {us('g.tijd')} as time_us, {us('g.broker_op')} as broker_us"""
EVENTS = f"""
select {EVENT_COLUMNS}
from spoor.gebeurtenis g join spoor.klant k using (klant_id) order by g.klant_id, g.volgnummer"""


def to_event(row):
    """Of a row of EVENT_COLUMNS."""
    own = str(uuid.uuid5(REF_NAMESPACE, "\0".join((row.klant_ref, row.source, row.id))))
    return Event(row.soort, row.klant_ref, row.source, row.id, row.us, row.volgnummer, row.sequence, row.time_us,
                 row.stil, own, row.data, row.broker_us, row.correlationid)


def _published(tables):
    told = collections.defaultdict(list)
    for row in tables.stream("select klant_id, volgnummer, klantreis_ref, revisie, soort, uitkomst, stil "
                             "from spoor.publicatie order by klant_id, volgnummer"):
        told[row.klant_id].append((row.volgnummer, row.klantreis_ref, row.revisie, row.soort,
                                   outcome_of(row.uitkomst), row.stil))
    return told


def _contacts(tables):
    stored = collections.defaultdict(list)
    for row in tables.stream(f"select klant_id, volgnummer, soort, kanaal, klantcontact_id, {us('plaatsgevonden_op')} "
                             "as us from spoor.klantcontact order by klant_id, volgnummer"):
        stored[row.klant_id].append((row.volgnummer, row.soort, row.kanaal, row.klantcontact_id, row.us))
    return stored


def _instances(reizen):
    return [{"fase": i.fase, "exemplaar": i.exemplaar, "stand": i.stand, "dossierstatus": i.dossierstatus}
            for i in reizen.instances]


def _own_view(reis):
    return {"refs": reis.refs, "zaken": sorted(reis.zaken), "objecten": sorted(reis.objecten), "definitie": reis.code,
            "versie": reis.versie, "beeindigd": reis.ended, "fasen": _instances(reis),
            "huidig": next((i for i, item in enumerate(reis.instances) if item is reis.current), -1),
            "vorige": reis.vorige, "dossierstatus": reis.dossierstatus}


DEFAULTS = {"refs": [], "zaken": [], "objecten": [], "versie": 0, "beeindigd": False, "fasen": [], "huidig": -1}


def _stored_view(reis):
    view = {name: reis.get(name, DEFAULTS.get(name)) for name in
            ("refs", "zaken", "objecten", "definitie", "versie", "beeindigd", "huidig", "vorige", "dossierstatus")}
    view["fasen"] = [{name: item.get(name) for name in ("fase", "exemplaar", "stand", "dossierstatus")}
                     for item in reis.get("fasen", [])]
    return view


def state_is_fold_of_set(installation):
    """I3 toestand, klantcontact = fold of the set of its events; publicatie = replay in order of volgnummer (own fold)"""
    definitions = load_definitions(installation.tables)
    told, contacts = _published(installation.tables), _contacts(installation.tables)
    stored = {row.klant_id: row for row in installation.tables.rows(
        "select klant_id, klant_ref, volgnummer, toestand from spoor.klant")}
    journeys = collections.defaultdict(dict)
    for row in installation.tables.rows("select klant_id, klantreis_ref, fase, exemplaar, dossierstatus, beeindigd, "
                                        "revisie from spoor.klantreis"):
        journeys[row.klant_id][row.klantreis_ref] = row
    installation.counts["klanten"] = len(stored)
    installation.counts["journeys"] = sum(map(len, journeys.values()))
    messages = _messages(installation)
    for klant_id, rows in itertools.groupby(installation.tables.stream(EVENTS), key=lambda row: row.klant_id):
        events = [to_event(row) for row in rows]
        yield from _one_klant(stored[klant_id], events, definitions, told.pop(klant_id, []), journeys[klant_id],
                              messages)
        yield from _contact_rows(stored[klant_id], events, contacts.pop(klant_id, []))
    for klant_id in [*told, *contacts]:
        yield f"klant {klant_id}: told or in klantcontact, without any event"


def _contact_rows(klant, events, stored):
    mine = [(e.volgnummer, e.kind, e.kanaal, e.klantcontact_id, e.us) for e in counting(events) if e.kind in CONTACT]
    if mine != stored:
        yield f"klant {klant.klant_ref}: klantcontact differs: {_difference(mine, stored)}"


BESIDE_OUTCOME = ("vanafRevisie", "informeren", "teInformeren", "bereikbaarVia")


def _messages(installation):
    """{(klantRef, id): what the message says beside the outcome} of the status topic."""
    found = {}
    for message in installation.messages:
        value = topics.decode(message.value) or {}
        data = value.get("data", {})
        found[((message.key or b"").decode(errors="replace"), value.get("id"))] = {
            name: data[name] for name in BESIDE_OUTCOME if data.get(name) is not None}
    return found


def _message_id(told):
    return f"{told.ref}-{told.revisie}" + (f"-b{told.volgnummer}" if told.soort == "beginstand" else "")


def _said_beside(name, klant_ref, told, messages):
    """What is on the topic; what is still under way is not judged."""
    for publication in told:
        message = messages.get((klant_ref, _message_id(publication))) if not publication.stil else None
        if message is not None and message != publication.message:
            yield f"{name}: message {_message_id(publication)} says {message}, expected {publication.message}"


def _one_klant(klant, events, definitions, published, journeys, messages):
    name = f"klant {klant.klant_ref}"
    replayed, told = replay(events, definitions, Definitions)
    fold = replayed.fold
    yield from _said_beside(name, klant.klant_ref, told, messages)
    mine, theirs = replayed.facts.stored(), without_places(json.loads(klant.toestand)["volg"].get("klant", {}))
    if mine != theirs:
        yield f"{name}: what was said about the klant is {theirs}, expected {mine}"
    mine = [_own_view(reis) for reis in fold.reizen]
    theirs = [_stored_view(reis) for reis in json.loads(klant.toestand)["volg"].get("reizen", [])]
    if mine != theirs:
        yield f"{name}: toestand differs: {_difference(mine, theirs)}"
    mine, theirs = expected_state(fold), stored_state(json.loads(klant.toestand))
    if mine != theirs:
        yield f"{name}: contacts are {theirs}, expected {mine}"
    mine = preferences(counting(events), fold.definitions)
    theirs = {(v.get("klantreisRef", ""), v.get("definitie", "")): v.get("kanalen", [])
              for v in json.loads(klant.toestand)["volg"].get("voorkeuren", [])}
    if mine != theirs:
        yield f"{name}: preferred channels are {theirs}, expected {mine}"
    expected = [(t.volgnummer, t.ref, t.revisie, t.soort, t.outcome, t.stil) for t in told]
    by_place = sorted(published, key=lambda p: p[:2]), sorted(expected, key=lambda p: p[:2])
    if by_place[0] != by_place[1]:
        yield f"{name}: publicatie differs: {_difference(by_place[1], by_place[0])}"
    last = {}
    for publication in told:
        last[publication.ref] = publication
    if set(last) != set(journeys):
        yield f"{name}: klantreis rows {sorted(journeys)}, told were {sorted(last)}"
    for ref in set(last) & set(journeys):
        row, outcome = journeys[ref], last[ref].outcome
        if (row.fase, row.exemplaar, row.dossierstatus, row.beeindigd) != outcome[:4] or \
                row.revisie != last[ref].revisie:
            yield f"{name}: row of {ref} says {row.fase}, {row.revisie}; told was {outcome[0]}, {last[ref].revisie}"


def _difference(mine, theirs):
    for index, (a, b) in enumerate(itertools.zip_longest(mine, theirs)):
        if a != b:
            return f"number {index}: expected {a}, stored {b}"
    return ""


def numbers_are_dense(installation):
    """I6 volgnummer dense per klant, outbox sequence dense per partition, one publicatie row per change of outcome"""
    for row in installation.tables.rows("""
            select k.klant_ref, k.volgnummer, count(g.volgnummer) as n, count(distinct g.volgnummer) as d,
                   min(g.volgnummer) as low, max(g.volgnummer) as high
            from spoor.klant k left join spoor.gebeurtenis g using (klant_id) group by k.klant_id
            having count(g.volgnummer) <> k.volgnummer or count(distinct g.volgnummer) <> k.volgnummer
                or min(g.volgnummer) <> 1 or max(g.volgnummer) <> k.volgnummer"""):
        yield (f"klant {row.klant_ref}: {row.n} events ({row.d} numbers, {row.low} to {row.high}), row says "
               f"{row.volgnummer}")
    yield from (f"klant {r.klant_id}: events without a klant row" for r in installation.tables.rows(
        "select distinct klant_id from spoor.gebeurtenis g where not exists "
        "(select from spoor.klant k where k.klant_id = g.klant_id)"))
    yield from _revisions(installation)
    yield from _outbox(installation)


def told_anew(installation):
    """{(klant_id, klantreisRef, volgnummer): revisie that readers knew} of the commands of herstel."""
    return {(row.klant_id, row.klantreis_ref, row.volgnummer): json.loads(row.data).get("revisie") or 0
            for row in installation.tables.rows("select klant_id, klantreis_ref, volgnummer, data from spoor.gebeurtenis "
                                                "where soort = 'herbouw-gepubliceerd'")}


def _revisions(installation):
    last, anew = {}, told_anew(installation)
    for row in installation.tables.stream("select klant_id, klantreis_ref, volgnummer, revisie, soort, uitkomst, stil "
                                          "from spoor.publicatie order by klant_id, klantreis_ref, volgnummer"):
        installation.counts[f"publicatie {row.soort}"] += 1
        key = (row.klant_id, row.klantreis_ref)
        revision, outcome, stil = last.get(key, (0, None, False))
        if row.soort == "beginstand":
            if (row.revisie, row.uitkomst) != (revision, outcome):
                yield f"{key}: beginstand {row.revisie} is not what was told last ({revision})"
            continue
        if row.revisie == revision and stil and (row.uitkomst, row.soort in SOORTEN) == (outcome, True):
            last[key] = revision, outcome, row.stil  # kept back while frozen, and told after all
            continue
        if row.revisie != 1 + max(revision, anew.get((*key, row.volgnummer), 0)):
            yield f"{key}: revisie {row.revisie} after {revision}"
        if row.soort not in SOORTEN or row.uitkomst == outcome and row.soort != "correctie":
            yield f"{key}: revisie {row.revisie} ({row.soort}) changes nothing"
        last[key] = row.revisie, row.uitkomst, row.stil


def _outbox(installation):
    for row in installation.tables.rows("""
            select partitie, min(sequence) as low, max(sequence) as high, count(*) as n from spoor.outbox
            group by partitie having count(*) <> max(sequence) - min(sequence) + 1"""):
        yield f"outbox of partition {row.partitie}: {row.n} rows between {row.low} and {row.high}"
    drawn = {row.partitie: row.high for row in installation.tables.rows(
        "select partitie, max(sequence) as high from spoor.outbox group by partitie")}
    for partition, row in installation.progress.items():
        if partition in drawn and drawn[partition] != row.outbox_sequence:
            yield f"outbox of partition {partition} ends at {drawn[partition]}, progress says {row.outbox_sequence}"
    for row in installation.tables.rows("""
            select partitie, outbox_sequence, count(*) as n from spoor.publicatie where not stil
            group by partitie, outbox_sequence having count(*) > 1 or outbox_sequence < 1"""):
        yield f"partition {row.partitie}: {row.n} publications have outbox sequence {row.outbox_sequence}"
    for row in installation.tables.rows("""
            select p.partitie, p.outbox_sequence, g.outbox_sequence as last from spoor.publicatie p
            join spoor.progress g using (partitie)
            where p.outbox_sequence > g.outbox_sequence and g.topic = %s""", (installation.canonical_topic,)):
        yield f"partition {row.partitie}: publication {row.outbox_sequence} is beyond the outbox ({row.last})"
