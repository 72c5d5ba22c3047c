"""Terms, written once more from docs/rules.md (rule 9), the Awb and the Algemene termijnenwet in words.

Day by day and interval by interval on purpose: a clock keeps the intervals in which it stood still, and whoever asks for
its end counts days on the calendar.
"""
import re
from datetime import date, datetime, time, timedelta, timezone

from events import AMSTERDAM

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)
LONG = 999999999
KINDS = {"opschorting", "aanvulling", "verlenging", "storing"}


# --- calendar ---------------------------------------------------------------------------------------------------------

def easter(year):
    """Sunday after the first full moon of spring (Meeus, Jones, Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), g = divmod(b, 4), (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    l = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * l) // 433
    month = (h + l - 7 * m + 90) // 25
    return date(year, month, (h + l - 7 * m + 33 * month + 19) % 32)


def is_working_day(day, extra):
    if day.weekday() >= 5 or day in extra:
        return False
    if (day.month, day.day) in {(1, 1), (5, 5), (12, 25), (12, 26)}:
        return False
    if day - easter(day.year) in {timedelta(n) for n in (-2, 1, 39, 50)}:
        return False
    king = date(day.year, 4, 27) if day.year >= 2014 else date(day.year, 4, 30)
    return day != (king - DAY if king.weekday() == 6 else king)


def local(us):
    return (EPOCH + timedelta(microseconds=us)).astimezone(AMSTERDAM)


def instant(day, moment):
    return (datetime.combine(day, moment, AMSTERDAM) - EPOCH) // MICROSECOND


def end_of_day(day):
    return instant(day, time(23, 59, 59, 999999))


def add_months(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            if year > 9999:
                raise
    raise ValueError("no such month")


def whole_date(us):
    """A moment at midnight is a date: the whole of that day."""
    if us is None or local(us).timetz().replace(tzinfo=None) != time(0):
        return us
    return end_of_day(local(us).date())


# --- durations and definitions ----------------------------------------------------------------------------------------

DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?\Z")


def parse_duration(text):
    """(months, weeks, days, seconds), or None. Digits alone are seconds."""
    match = DURATION.match(text or "")
    if match and any(match.groups()):
        y, mo, w, d, h, mi, s = (min(int(n or 0), LONG) for n in match.groups())
        return 12 * y + mo, w, d, 3600 * h + 60 * mi + s
    digits = re.match(r"\d+", text or "")
    return (0, 0, 0, min(int(digits.group()), LONG)) if digits and int(digits.group()) else None


class Term:  # pylint: disable=too-few-public-methods
    """What a definition says of one term."""

    def __init__(self, json, of_klant=False):
        self.duration = parse_duration(json["duur"])
        self.counts = json.get("soort") or ("klokuren" if self.duration[3] else "kalender")
        self.from_journey = json.get("vanaf") == "klantreis"
        months, weeks, days, seconds = parse_duration(json.get("nadert")) or (0, 0, 0, 0)
        self.lead_us = ((30 * months + 7 * weeks + days) * 86400 + seconds) * 10 ** 6
        default = {"verlenging", "storing"} if of_klant and not self.from_journey else KINDS
        self.moved_by = set(json["beweegtDoor"]) if "beweegtDoor" in json else default

    @property
    def ends_on_a_working_day(self):
        """Algemene termijnenwet art. 4: not a term of more than 3 months, 12 weeks or 90 days."""
        months, weeks, days, _seconds = self.duration
        days += 7 * weeks
        return days <= 90 and months + (1 if days else 0) <= 3


def terms_of(fase):
    """(term of the phase, term of its action); either may be None."""
    action = fase.get("verwachteActie") or {}
    term = Term(fase["termijn"], action.get("bijWie") == "klant") if fase.get("termijn") else None
    return term, Term(action["termijn"]) if action.get("termijn") else None


# --- clocks -----------------------------------------------------------------------------------------------------------

class Clock:  # pylint: disable=too-many-instance-attributes
    """That of a journey or of the phase that is current."""

    def __init__(self, begin_us):
        self.begin_us, self.asked_until = begin_us, None
        self.since, self.held = None, {}  # what holds it up: kind → until when, reden, bijWie
        self.given, self.given_inside = None, False
        self.still, self.longer = [], [0, 0, 0]  # intervals; months, days, microseconds
        self.loaded = None  # the broker's timestamp of the silent event that set its end last

    def set_by(self, event):
        self.loaded = event.broker_us if event.stil else None

    def give(self, us):
        self.given, self.given_inside = us, self.since is not None
        self.still, self.longer = [], [0, 0, 0]

    def lengthen(self, duration, counts):
        months, weeks, days, seconds = duration
        days += weeks * (5 if counts == "werkdagen" else 7)
        self.longer[0] += months
        if counts == "klokuren":
            self.longer[2] += (days * 86400 + seconds) * 10 ** 6
        else:
            self.longer[1] += days + -(-seconds // 86400)

    def hold(self, kind, us, until, why):
        if self.since is None:
            self.since = us
        self.held[kind] = (until, *why)

    def release(self, kinds, us, event):
        """The reason of what no longer holds it up."""
        why = next((self.held[kind][1:] for kind in kinds if kind in self.held), None)
        for kind in kinds:
            self.held.pop(kind, None)
        if self.since is not None and not self.held:
            if not self.given_inside:
                self.still.append((self.since, us))
            self.set_by(event)
            self.since, self.given_inside = None, False
        return why

    def let_pass(self, event):
        """The time to answer may have passed before this event."""
        until = self.held.get("aanvulling", (None,))[0]
        if until is not None and until < event.us:
            self.release(["aanvulling"], until, event)

    def _still(self):
        if self.since is None or self.given_inside:
            return self.still
        untils = [until for until, *_why in self.held.values()]
        return None if None in untils else self.still + [(self.since, max([self.since, *untils]))]

    def end(self, term, extra=()):
        """None when nobody can know it."""
        still = self._still()
        start = self.begin_us if self.given is None else self.given
        if still is None or start is None or (self.given is None and term is None):
            return None
        try:
            return self._count(start, term, extra, still)
        except (ValueError, OverflowError):
            return None

    def _count(self, start, term, extra, still):
        counts = term.counts if term else "kalender"
        months, weeks, days, seconds = term.duration if term and self.given is None else (0, 0, 0, 0)
        if counts == "klokuren":
            begin = local(start)
            if months + self.longer[0]:
                start = instant(add_months(begin.date(), months + self.longer[0]), begin.timetz().replace(tzinfo=None))
            more = sum(b - a for a, b in still if b > a) + self.longer[2]
            us = start + ((weeks * 7 + days) * 86400 + seconds) * 10 ** 6 + more
            return (local(us).date() and us) if us <= end_of_day(date.max) else None
        # A day stands still when no part of it ran; standstills that touch one day each ran on it.
        stopped = [local(a).date() + n * DAY for a, b in still
                   for n in range(1, (local(b).date() - local(a).date()).days)]
        if counts == "werkdagen":
            stopped = [day for day in stopped if is_working_day(day, extra)]
        if self.given is not None and not stopped and not any(self.longer):
            return self.given
        day = add_months(local(start).date(), months)
        if counts == "werkdagen":
            day = add_months(day, self.longer[0])
            left = weeks * 5 + days + self.longer[1] + len(stopped)
            while left:
                day += DAY
                left -= is_working_day(day, extra)
        else:
            day = add_months(day + (weeks * 7 + days) * DAY, self.longer[0]) + (self.longer[1] + len(stopped)) * DAY
        while (term is None or term.ends_on_a_working_day) and not is_working_day(day, extra):
            day += DAY
        return end_of_day(day) if self.given is None else instant(day, local(start).timetz().replace(tzinfo=None))


class Clocks:  # pylint: disable=too-many-instance-attributes
    """The clocks of a journey, and what events do to them. `reis` says where the journey is."""

    def __init__(self, reis):
        self.reis, self.journey, self.phase = reis, Clock(reis.begin_us), None
        self.over = {}  # term that ran and does not → (its begin, its end as it was, its lead, when it was over)

    # which term is meant

    def _fase(self, index):
        return self.reis.definition.terms[index] if self.reis.definition and index >= 0 else (None, None)

    def _journey_fase(self, current_counts=True):
        """The phase whose term counts from the begin of the journey: the current one, else the next that is not optional."""
        definition, at = self.reis.definition, self.reis.current_order()
        term = self._fase(at)[0]
        if term and term.from_journey and current_counts:
            return at
        return next((i for i in range(at + 1, len(definition.fasen) if definition else 0)
                     if definition.terms[i][0] and definition.terms[i][0].from_journey
                     and definition.fasen[i] not in definition.optional), -1)

    def journey_term(self):
        return self._fase(self._journey_fase())[0]

    def phase_term(self):
        term = self._fase(self.reis.current_order())[0]
        return term if term and not term.from_journey else None

    def _shown(self):
        """(clock, term) that say when the end is expected."""
        if self.phase and self.phase_term():
            return self.phase, self.phase_term()
        return self.journey, self.journey_term()

    @property
    def _extra(self):
        return self.reis.definition.extra_days if self.reis.definition else ()

    def expected_end(self):
        clock, term = self._shown()
        return clock.end(term, self._extra)

    def action_due(self, action):
        if action.get("bijWie") == "klant" and self.journey.asked_until is not None:
            return self.journey.asked_until
        own = self._fase(self.reis.current_order())[1]
        if own and self.phase:
            return Clock(self.phase.begin_us).end(own, self._extra)
        return self.expected_end() if self.phase and self.phase_term() else None

    def running(self):
        """{(klantreis or fase, code, exemplaar): (clock, term)} of what runs; a date given to a journey may be no phase's."""
        found, current = {}, self.reis.current
        is_open = current is not None and current.stand == "open"
        if self.reis.ended:
            return found
        if is_open and self.phase and self.phase_term():
            found["fase", current.fase, current.exemplaar] = self.phase, self.phase_term()
        index = self._journey_fase(is_open)
        if index >= 0 or self.journey.given is not None:
            code = self.reis.definition.fasen[index] if index >= 0 else None
            found["klantreis", code, None] = self.journey, self._fase(index)[0]
        return found

    def dates(self):
        """The same with what it comes to: (clock, end, lead)."""
        return {key: (clock, clock.end(term, self._extra), term.lead_us if term else 0)
                for key, (clock, term) in self.running().items()}

    def follow(self, before, event, anew):
        """What ran before this event (dates) is over, or was set by it; all of it where the definition is another."""
        running = self.running()
        for key, (clock, end, lead) in before.items():
            if key not in running:
                self.over[key] = clock.begin_us, end, lead, event.us
        for key, (clock, _term) in running.items():
            if anew or key not in before:
                clock.set_by(event)

    def begin_phase(self, us, is_open, event):
        """The journey came to a phase: a term of its own begins."""
        term, action = self._fase(self.reis.current_order())
        own = (term and not term.from_journey) or action
        self.phase = Clock(us) if own and is_open else None
        if self.phase:
            self.phase.set_by(event)

    # what events do

    def _meant(self, event, kinds):
        """The clocks that an event of one of these kinds moves (none: what ends a standstill may always): (clock, term)."""
        definition = self.reis.definition
        named = definition.order(event.termijn) if definition and event.termijn else -1
        pairs = [(self.journey, self.journey_term()), (self.phase, self.phase_term())]
        if named >= 0:
            term = definition.terms[named][0]
            if term and term.from_journey:
                pairs = pairs[:1]
            else:
                pairs = pairs[1:] if self.reis.current and self.reis.current.fase == event.termijn else []
        for clock, term in pairs:
            if clock and (not kinds or term is None or term.moved_by & kinds):
                clock.let_pass(event)
                yield clock, term

    def _hold(self, event, kind, until, why):
        for clock, term in self._meant(event, {kind}):
            end = clock.end(term, self._extra)
            if end is None or event.us <= end:
                clock.hold(kind, event.us, until, why)
                clock.set_by(event)

    def take(self, event):
        """The end that the event gives, when it gives one."""
        given = whole_date(event.uiterlijk_us)
        if event.kind == "aanvulling-gevraagd":
            if not self.reis.ended:
                if event.schort_op:
                    self._hold(event, "aanvulling", given, ())
                if given is not None:
                    self.journey.asked_until = given
            return None
        if self.reis.ended:
            return given
        if event.kind == "aanvulling-ontvangen" and event.volledig:
            for clock, _term in self._meant(event, set()):
                clock.release(["aanvulling"], event.us, event)
                clock.asked_until = None
        if event.kind == "termijn-opgeschort":
            self._hold(event, "opschorting", event.verwacht_hervat_us, ())
        elif event.kind == "termijn-hervat":
            for clock, _term in self._meant(event, set()):
                clock.release(["opschorting", "aanvulling"], event.us, event)
        elif event.kind == "termijn-verlengd" and given is None:
            for clock, term in self._meant(event, {"verlenging"}):
                duration = parse_duration(event.duur)
                if duration:
                    clock.lengthen(duration, term.counts if term else "kalender")
                    clock.set_by(event)
        return given

    def give(self, us, event):
        clock, _term = self._shown()
        if us is not None and us not in (clock.given, self.expected_end()):
            clock.give(us)
            clock.set_by(event)
