"""I10: what clocks told, from the events alone: which timers a klant had when one went off, and what proved it wrong.

Written from rule 16 in words. A timer is (termijnsoort, klantreisRef or None, anker, due time in microseconds).
"""
import collections
import itertools
import uuid
from datetime import timedelta

import topics
from events import EPOCH, counting, parse_moment
from refold import Definitions, place_of
from retell import steps
from rules_state import EVENT_COLUMNS, REF_NAMESPACE, load_definitions, to_event
from tables import us

SIGNALS = {"herinnering": "herinnering-gevraagd", "stilstand": "stilstand-vastgesteld"}
REMINDERS_MAX = 32
NOTICED_US = 30_000_000  # so long after its due time a timer must have gone off, if its owner lives

Signal = collections.namedtuple("Signal", "id number volgnummer soort anker ref due stil cause")

EVENTS = f"""
select {EVENT_COLUMNS}, k.partitie
from spoor.gebeurtenis g join spoor.klant k using (klant_id)
where k.klant_id in (select klant_id from spoor.signaal union select klant_id from spoor.termijn union
                     select klant_id from spoor.gebeurtenis
                     where soort in ('termijn-verstreken', 'herinnering-ingesteld'))
order by g.klant_id, g.volgnummer"""


def as_text(moment_us):
    return (EPOCH + timedelta(microseconds=moment_us)).isoformat(timespec="microseconds").replace("+00:00", "Z")


def reminders(events, definitions):
    """{timer: its event} of what a klant asked: the last by place of each id, and of those the ones set last."""
    items = {}
    for place, event in sorted(((place_of(e, definitions), e) for e in counting(events)
                                if e.kind == "herinnering-ingesteld"), key=lambda item: item[0]):
        name, due = event.data.get("herinneringId"), parse_moment(event.data.get("herinnerenOp"))
        if name and due is not None:
            items[name] = place, due, event
    for name in sorted(items, key=lambda n: items[n][0])[:-REMINDERS_MAX]:
        del items[name]
    return {("herinnering", event.klantreis_ref, name, due): event for name, (_place, due, event) in items.items()}


def last_events(state):
    """{id of a journey: its last event}, the greatest id of those at the last moment."""
    last = {}
    for _place, event, _start in state.fold.entries:
        reis = state.fold.attributed.get(id(event))
        if reis is not None:
            last[id(reis)] = max(last.get(id(reis), event), event, key=lambda e: (e.us, e.id.encode()))
    return last


def stalls(state):
    """{timer: its event} of the open journeys whose definition has a limit."""
    found, last = {}, last_events(state)
    for reis in state.fold.reizen:
        limit = reis.definition.stall_us if reis.definition else 0
        if reis.ended or not limit or id(reis) not in last:
            continue
        event = last[id(reis)]
        ref = next(t.ref for t in state.tellings if not t.vanished and t.ref in reis.refs)
        found[("stilstand", ref, event.id, event.us + limit)] = event
    return found


class Klant:
    """The sequence of one klant."""

    def __init__(self, ref):
        self.ref = ref
        self.numbers = {}  # timer → messages about it so far
        self.since = {}  # timer of a stall → when its last event was
        self.signals, self.left = [], {}

    def _signal(self, timer, event):
        soort, ref, anker, due = timer
        name = SIGNALS[soort]
        self.numbers[timer] = number = self.numbers.get(timer, 0) + 1
        identity = uuid.uuid5(REF_NAMESPACE, "\0".join((ref or self.ref, name, anker, as_text(due))))
        self.signals.append(Signal(str(identity), number, event.volgnummer,
                                   name + ("" if number % 2 else "-ingetrokken"), anker, ref, due, event.stil, event.id))

    def went_off(self, event, seen, state):
        timer = (event.data.get("termijnsoort"), event.data.get("klantreisRef"), event.data.get("anker"),
                 parse_moment(event.data.get("bedoeldOp")))
        name = f"klant {self.ref}, volgnummer {event.volgnummer}: timer {timer}"
        if event.us != timer[3]:
            yield f"{name} says that it went off at {event.us}"
        if event.time_us < timer[3]:
            yield f"{name} went off early, at {event.time_us}"
        timers = {} if state.facts.frozen else {**reminders(seen, state.fold.definitions), **stalls(state)}
        if timer not in timers:
            yield f"{name} went off, but no such timer was there: {sorted(timers, key=str)}"
        elif (timers[timer].stil and timer[3] <= timers[timer].broker_us) != event.stil:
            yield f"{name}: stil is {event.stil}"
        if self.numbers.get(timer, 0) % 2:
            yield f"{name} went off twice"
        if timer[0] in SIGNALS:
            self.since[timer] = next((e.us for e in last_events(state).values() if e.id == timer[2]), None)
            self._signal(timer, event)

    def disproved(self, event, state):
        """A stall is wrong when the journey's last event is another one before its due time, when this event lies
        between, or when there is no such journey."""
        standing = [t for t, number in self.numbers.items()
                    if number % 2 and t[0] == "stilstand" and not state.facts.frozen]
        last = last_events(state) if standing else {}
        took = next((e for _p, e, _s in state.fold.entries if e.volgnummer == event.volgnummer), None)
        for timer in standing:
            _soort, ref, anker, due = timer
            reis = next((r for r in state.fold.reizen if ref in r.refs), None)
            final = last.get(id(reis))
            if final and (final.us, final.id) == (self.since[timer], anker):
                continue
            between = took is not None and state.fold.attributed.get(id(took)) is reis and \
                self.since[timer] < took.us < due
            if reis is None or final is None or final.us < due or between:
                self._signal(timer, event)


def _one_klant(klant, events, definitions):
    seen, state = [], None
    for event, state, _told in steps(events, definitions, Definitions):
        if event.kind == "termijn-verstreken":
            yield from klant.went_off(event, seen, state)
        else:
            klant.disproved(event, state)
        seen.append(event)
    klant.left = {} if state.facts.frozen else reminders(seen, state.fold.definitions)


def _unnoticed(klant, clock_us):
    for timer, event in klant.left.items():
        if klant.numbers.get(timer, 0) % 2 == 0 and clock_us is not None and \
                max(timer[3], event.broker_us) < clock_us - NOTICED_US:
            yield f"klant {klant.ref}: timer {timer} was due and never went off"


def _stored(tables):
    rows = collections.defaultdict(list)
    for row in tables.stream(f"select klant_id, signaal_id::text as id, nummer, volgnummer, soort, anker, klantreis_ref, "
                             f"{us('bedoeld_op')} as due, stil, oorzaak_id from spoor.signaal "
                             f"order by klant_id, volgnummer, nummer"):
        rows[row.klant_id].append(Signal(row.id, row.nummer, row.volgnummer, row.soort, row.anker, row.klantreis_ref,
                                         row.due, row.stil, row.oorzaak_id))
    return rows


def _messages_agree(installation, told):
    """What a message says is what its row says; which messages there are is I7's."""
    for message in installation.signal_messages:
        value = topics.decode(message.value) or {}
        data, signal = value.get("data", {}), told.get(value.get("id"))
        if signal and (data.get("signaalId"), data.get("anker"), data.get("klantreisRef"), data.get("bedoeldOp"),
                       value.get("causationid"), value.get("type", "").rpartition(".")[2]) != \
                (signal.id, signal.anker, signal.ref, as_text(signal.due), signal.cause, signal.soort):
            yield f"signal {value.get('id')} says {value}, its row {signal}"


def clocks_are_right(installation):
    """I10 a timer goes off once, never early, tells its true due time; a signal proved wrong is withdrawn"""
    definitions = load_definitions(installation.tables)
    stored = _stored(installation.tables)
    clocks = {row.partitie: row.us for row in installation.tables.rows(
        f"select partitie, {us('laatste_klok')} as us from spoor.progress where topic = %s",
        (installation.canonical_topic,))}
    told = {}
    for klant_id, rows in itertools.groupby(installation.tables.stream(EVENTS), key=lambda row: row.klant_id):
        rows = list(rows)
        klant = Klant(rows[0].klant_ref)
        yield from _one_klant(klant, [to_event(row) for row in rows], definitions)
        yield from _unnoticed(klant, clocks.get(rows[0].partitie))
        have, want = (sorted(signals) for signals in (stored.pop(klant_id, []), klant.signals))
        if have != want:
            yield f"klant {klant.ref}: signals are {have}, expected {want}"
        installation.counts["signals"] += len(want)
        told.update({f"{s.id}-{s.number}": s for s in want})
    for klant_id, signals in stored.items():
        yield f"klant {klant_id}: signals {signals}, without any clock"
    yield from _messages_agree(installation, told)
