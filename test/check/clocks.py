"""I10: what clocks told, from the events alone: which timers a klant had when one went off, and what proved it wrong.

Written from rule 16 in words. A timer is known by its signal, klantreisRef or None, anker and due time.
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

REMINDER, STALL, AHEAD, OVERDUE = ("herinnering-gevraagd", "stilstand-vastgesteld", "termijn-nadert",
                                   "termijn-overschreden")
REMINDERS_MAX = 32
AGAIN_US = 3600_000_000  # so long a timer waits whose rows were refused
NOTICED_US = 30_000_000  # so long after its due time a timer must have gone off, if its owner lives

Timer = collections.namedtuple("Timer", "soort signal ref anker due")  # soort: termijnsoort; due: microseconds
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
    return {Timer("herinnering", REMINDER, event.klantreis_ref, name, due): event
            for name, (_place, due, event) in items.items()}


def last_events(state):
    """{id of a journey: its last event}, the greatest id of those at the last moment."""
    last = {}
    for _place, event, _start in state.fold.entries:
        reis = state.fold.attributed.get(id(event))
        if reis is not None:
            last[id(reis)] = max(last.get(id(reis), event), event, key=lambda e: (e.us, e.id.encode()))
    return last


def told_ref(state, reis):
    return next(t.ref for t in state.tellings if not t.vanished and t.ref in reis.refs)


def stalls(state):
    """{timer: its event} of the open journeys whose definition has a limit."""
    found, last = {}, last_events(state)
    for reis in state.fold.reizen:
        limit = reis.definition.stall_us if reis.definition else 0
        if reis.ended or not limit or id(reis) not in last:
            continue
        event = last[id(reis)]
        found[Timer("stilstand", STALL, told_ref(state, reis), event.id, event.us + limit)] = event
    return found


def anchor(code, exemplaar):
    return "/".join(filter(None, (code or "klantreis", exemplaar)))


def due_times(begin_us, end, lead):
    """{signal: when} of a term."""
    if end is None:
        return {}
    ahead = {AHEAD: end - lead} if lead and end - lead > begin_us else {}
    return {**ahead, OVERDUE: end}


def terms(state):
    """{timer: over when loaded} of the terms that run: those of phases first, ahead before over."""
    found = {}
    for reis in state.fold.reizen:
        for (soort, code, exemplaar), (clock, end, lead) in reis.clocks.dates().items():
            for signal, due in due_times(clock.begin_us, end, lead).items():
                timer = Timer(soort, signal, told_ref(state, reis), anchor(code, exemplaar), due)
                found[timer] = clock.loaded is not None and due <= clock.loaded
    return dict(sorted(found.items(), key=lambda item: (item[0].soort, item[0].signal)))


def timers_of(seen, state):
    """{timer: over when loaded} of a klant, in the order in which those of one moment go off."""
    if state.facts.frozen:
        return {}
    of_an_event = {**reminders(seen, state.fold.definitions), **stalls(state)}
    return {**{timer: e.stil and timer.due <= e.broker_us for timer, e in of_an_event.items()}, **terms(state)}


class Klant:
    """The sequence of one klant."""

    def __init__(self, ref):
        self.ref = ref
        self.numbers = {}  # timer → messages about it so far
        self.since = {}  # timer of a stall → when its last event was
        self.signals, self.left, self.asked = [], {}, {}

    def _signal(self, timer, event):
        self.numbers[timer] = number = self.numbers.get(timer, 0) + 1
        identity = uuid.uuid5(REF_NAMESPACE, "\0".join((timer.ref or self.ref, timer.signal, timer.soort, timer.anker,
                                                        as_text(timer.due))))
        self.signals.append(Signal(str(identity), number, event.volgnummer,
                                   timer.signal + ("" if number % 2 else "-ingetrokken"), timer.anker, timer.ref,
                                   timer.due, event.stil, event.id))

    def stands(self, timer):
        return self.numbers.get(timer, 0) % 2 == 1

    def went_off(self, event, seen, state):
        said = (event.data.get("termijnsoort"), event.data.get("klantreisRef"), event.data.get("anker"),
                parse_moment(event.data.get("bedoeldOp")))
        name = f"klant {self.ref}, volgnummer {event.volgnummer}: timer {said}"
        if event.us != said[3]:
            yield f"{name} says that it went off at {event.us}"
        if event.time_us < said[3]:
            yield f"{name} went off early, at {event.time_us}"
        timers = timers_of(seen, state)
        timer = next((t for t in timers if (t.soort, t.ref, t.anker, t.due) == said), None)
        if timer is None:
            yield f"{name} went off, but no such timer was there: {sorted(timers, key=str)}"
            return
        if timers[timer] != event.stil:
            yield f"{name}: stil is {event.stil}"
        if self.stands(timer):
            yield f"{name} went off twice"
        self.go_off(timer, event, state)

    def go_off(self, timer, event, state):
        if timer.signal == STALL:
            self.since[timer] = next((e.us for e in last_events(state).values() if e.id == timer.anker), None)
        self._signal(timer, event)

    def disproved(self, event, state):
        if state.facts.frozen:
            return
        for timer in [t for t in self.numbers if self.stands(t)]:
            reis = next((r for r in state.fold.reizen if timer.ref in r.refs), None)
            if timer.signal == STALL and (reis is None or self._moved_on(timer, reis, event, state)) or \
                    timer.signal in (AHEAD, OVERDUE) and (reis is None or term_moved_or_met(timer, reis)):
                self._signal(timer, event)

    def _moved_on(self, timer, reis, event, state):
        """A stall is wrong when the journey's last event is another one before its due time, or when this event lies
        between."""
        final, since = last_events(state).get(id(reis)), self.since[timer]
        if final and (final.us, final.id) == (since, timer.anker):
            return False
        took = next((e for _p, e, _s in state.fold.entries if e.volgnummer == event.volgnummer), None)
        between = took is not None and state.fold.attributed.get(id(took)) is reis and since < took.us < timer.due
        return final is None or final.us < timer.due or between


def term_moved_or_met(timer, reis):
    """It runs and its end is another, or it was over by the moment of which the signal spoke, or it never ran."""
    for (soort, code, exemplaar), (clock, end, lead) in reis.clocks.dates().items():
        if (soort, anchor(code, exemplaar)) == (timer.soort, timer.anker):
            return due_times(clock.begin_us, end, lead).get(timer.signal) != timer.due
    for (soort, code, exemplaar), (begin_us, end, lead, over_us) in reis.clocks.over.items():
        if (soort, anchor(code, exemplaar)) == (timer.soort, timer.anker):
            return due_times(begin_us, end, lead).get(timer.signal) != timer.due or over_us <= timer.due
    return True


def _one_klant(klant, events, definitions):
    seen, state = [], None
    for event, state, _told in steps(events, definitions, Definitions):
        if event.kind == "termijn-verstreken":
            yield from klant.went_off(event, seen, state)
        else:
            klant.disproved(event, state)
        seen.append(event)
    klant.left = timers_of(seen, state)
    klant.asked = reminders(seen, state.fold.definitions)


def _unnoticed(klant, clock_us, looks):
    """A reminder must have gone off; for every timer somebody is to look when it is due, or before."""
    for timer in (t for t in klant.left if not klant.stands(t)):
        if timer in klant.asked and max(timer.due, klant.asked[timer].broker_us) < clock_us - NOTICED_US:
            yield f"klant {klant.ref}: timer {timer} was due and never went off"
        look = looks.get(timer.signal != REMINDER)
        if look is None or look > max(timer.due, clock_us + AGAIN_US):
            yield f"klant {klant.ref}: timer {timer} is there, and nobody looks before {look}"


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
    looks = collections.defaultdict(dict)
    for row in installation.tables.stream(f"select klant_id, bewijs, {us('op')} as us from spoor.termijn"):
        looks[row.klant_id][row.bewijs] = row.us
    told = {}
    for klant_id, rows in itertools.groupby(installation.tables.stream(EVENTS), key=lambda row: row.klant_id):
        rows = list(rows)
        klant = Klant(rows[0].klant_ref)
        yield from _one_klant(klant, [to_event(row) for row in rows], definitions)
        yield from _unnoticed(klant, clocks.get(rows[0].partitie) or 0, looks[klant_id])
        have, want = (sorted(signals) for signals in (stored.pop(klant_id, []), klant.signals))
        if have != want:
            yield f"klant {klant.ref}: signals are {have}, expected {want}"
        installation.counts["signals"] += len(want)
        told.update({f"{s.id}-{s.number}": s for s in want})
    for klant_id, signals in stored.items():
        yield f"klant {klant_id}: signals {signals}, without any clock"
    yield from _messages_agree(installation, told)
