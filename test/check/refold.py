"""The rules of the fold, written once more: what the state of a klant is, from the set of its events alone.

Written from the rules in words (README.md beside this file), not from the C code, and slower on purpose: whatever may
change is computed again from the beginning. Only what is compared is computed: the journeys with their refs, zaakRefs,
definition, phase instances, position, dossierstatus, end, expected dates (termijn.py) and milestone.
"""
import json
from datetime import date
import re

from events import NEVER, counting
from kinds import MIGRATIE, RANK, REIS
from termijn import Clocks, terms_of

NO_FASE, UNKNOWN_FASE = -1, 2 ** 31 - 1
OPEN, VOLTOOID, OVERGESLAGEN, TERUGGEZET = "open", "voltooid", "overgeslagen", "teruggezet"

UNITS_S = {"Y": 360 * 86400, "M": 30 * 86400, "W": 7 * 86400, "D": 86400, "TH": 3600, "TM": 60, "TS": 1}


def parse_duration(text):
    """Microseconds of an ISO 8601 duration, with days of 24 hours, months of 30 and years of 12 months; 0 for none."""
    days, _, clock = (text or "").removeprefix("P").partition("T")
    parts = re.findall(r"(\d+)([YMWD])", days) + [(n, "T" + unit) for n, unit in re.findall(r"(\d+)([HMS])", clock)]
    return sum(int(number) * UNITS_S[unit] for number, unit in parts) * 1_000_000


class Definition:
    """A version of a journey definition, from its document."""

    def __init__(self, code, versie, valid_from_us, document):
        self.code, self.versie, self.valid_from_us = code, versie, valid_from_us
        document = json.loads(document) if isinstance(document, str) else document
        self.fasen = [fase["code"] for fase in document["fasen"]]
        self.repeatable = {fase["code"] for fase in document["fasen"] if fase.get("herhaalbaar")}
        self.terms = [terms_of(fase) for fase in document["fasen"]]
        self.optional = {fase["code"] for fase in document["fasen"] if fase.get("optioneel")}
        self.extra_days = {date.fromisoformat(day) for day in document.get("vrijeDagen", [])}
        self.actions = {fase["code"]: fase["verwachteActie"] for fase in document["fasen"]
                        if fase.get("verwachteActie")}
        self.stall_us = parse_duration(document.get("stilstand"))
        self.starts, self.ends = document.get("start", []), document.get("einde", [])
        self.informs = document.get("informeren") is not False
        self.products = {rule["product"] for rule in self.starts if rule.get("product")}
        self.onderwerpen, self.lijnen = set(document.get("onderwerpen", [])), set(document.get("lijnen", []))

    def order(self, fase):
        return self.fasen.index(fase) if fase in self.fasen else -1

    @staticmethod
    def _matches(rules, event):
        return any(rule["gebeurtenis"] == event.kind and
                   all(rule.get(name) in (None, getattr(event, name)) for name in ("product", "fase", "resultaat"))
                   for rule in rules)

    def begins_with(self, event):
        return self._matches(self.starts, event)

    def ends_with(self, event):
        return event.kind == "klantreis-beeindigd" or self._matches(self.ends, event)


class Definitions:
    """The definitions known at some point of the sequence."""

    def __init__(self, definitions):
        self.by_code = {}
        for definition in sorted(definitions, key=lambda d: (d.code.encode(), d.versie)):
            self.by_code.setdefault(definition.code, []).append(definition)

    def get(self, code, versie):
        return next((d for d in self.by_code.get(code, []) if d.versie == versie), None)

    def valid(self, code, versie, us):
        if versie:
            return self.get(code, versie)
        valid = [d for d in self.by_code.get(code, []) if d.valid_from_us <= us]
        return max(valid, key=lambda d: (d.valid_from_us, d.versie), default=None)

    def all_valid(self, us):
        return [d for d in (self.valid(code, 0, us) for code in sorted(self.by_code, key=str.encode)) if d]


# --- place ------------------------------------------------------------------------------------------------------------

def _sequence_key(sequence):
    if not sequence:
        return (0,)
    if sequence.isascii() and sequence.isdigit():
        digits = sequence.lstrip("0") or "0"
        return 1, len(digits), digits
    return 2, sequence.encode()


def _fase_order(event, definitions):
    fase = event.van_fase or event.fase if event.kind == "fase-teruggezet" else event.fase
    if not fase:
        return NO_FASE
    if event.definitie:
        named = definitions.valid(event.definitie, event.versie, event.us)
        order = named.order(fase) if named else -1
        return order if order >= 0 else UNKNOWN_FASE
    having = [d for d in definitions.all_valid(event.us) if d.order(fase) >= 0]
    if not having:
        return UNKNOWN_FASE
    return having[0].order(fase) if len(having) == 1 else NO_FASE


def place_of(event, definitions):
    """Where the event stands among the events of its klant; comparable."""
    return (event.us, _fase_order(event, definitions), RANK[event.kind], event.source.encode(),
            _sequence_key(event.sequence), NEVER if event.time_us is None else event.time_us, event.id.encode())


def preferences(events, definitions):
    """What was last said, by place, about preferred channels: of a journey, of a definition, or of all."""
    last = {}
    for event in events:
        if event.kind != "voorkeurskanaal-gewijzigd":
            continue
        key = (event.klantreis_ref or "", "" if event.klantreis_ref else event.definitie or "")
        place = place_of(event, definitions)
        if key not in last or last[key][0] < place:
            last[key] = place, event.kanalen
    return {key: kanalen for key, (_place, kanalen) in last.items()}


# --- journeys ---------------------------------------------------------------------------------------------------------

class Instance:  # pylint: disable=too-few-public-methods
    """A phase instance."""

    def __init__(self, fase, exemplaar, stand, us):
        self.fase, self.exemplaar, self.stand, self.dossierstatus = fase, exemplaar, stand, None
        self.begin_us = us if stand == OPEN else None


class Reis:  # pylint: disable=too-many-instance-attributes
    """A journey. What `forget` leaves is what attribution needs: refs, keys, definition."""

    def __init__(self, code, definition, begin_us):
        self.code, self.first_definition, self.begin_us = code, definition, begin_us
        self.refs, self.zaken, self.objecten = [], set(), set()
        self.begun = False
        self.forget()

    def forget(self):
        self.begun = self.ended = False
        self.definition, self.migrated_to = self.first_definition, 0
        self.ended_us = None
        self.instances, self.current = [], None
        self.vorige = self.dossierstatus = self.milestone = None
        self.clocks = Clocks(self)

    @property
    def versie(self):
        return self.migrated_to or (self.definition.versie if self.definition else 0)

    def order(self, fase):
        return self.definition.order(fase) if self.definition else -1

    def current_order(self):
        return self.order(self.current.fase) if self.current else -1

    def last(self, fase, standen=None, **exemplaar):
        """The last instance of a phase, of these standen and, when given, of this exemplaar."""
        for item in reversed(self.instances):
            if item.fase == fase and (standen is None or item.stand in standen) and \
                    ("exemplaar" not in exemplaar or item.exemplaar == exemplaar["exemplaar"]):
                return item
        return None

    def outcome(self):
        """What is told: fase, exemplaar, dossierstatus, beeindigd, einddatum, actie (code, bijWie, gevolg, uiterlijk)."""
        action = None
        if self.current and self.current.stand == OPEN and not self.ended and self.definition:
            action = self.definition.actions.get(self.current.fase)
        return (self.current.fase if self.current else None, self.current.exemplaar if self.current else None,
                self.dossierstatus, self.ended, self.clocks.expected_end(),
                (action.get("code"), action.get("bijWie"), action.get("gevolg"), self.clocks.action_due(action))
                if action else None)

    # what events do

    def _move(self, item, event):
        if self.current is not None and self.current is not item:
            self.vorige = self.current.fase
        self.current, self.dossierstatus = item, None
        self.clocks.begin_phase(event.us, item.stand == OPEN, event)

    def _add(self, fase, exemplaar, stand, us):
        self.instances.append(Instance(fase, exemplaar, stand, us))
        return self.instances[-1]

    def _open_instance(self, event):
        found = self.last(event.fase, {OPEN}, exemplaar=event.exemplaar)
        return found if found or event.exemplaar else self.last(event.fase, {OPEN})

    def fase_gestart(self, event):
        if not event.fase or self.last(event.fase, {OPEN}, exemplaar=event.exemplaar):
            return
        order = self.order(event.fase)
        another = self.last(event.fase, exemplaar=event.exemplaar) is None
        item = self._add(event.fase, event.exemplaar, OPEN, event.us)
        if order >= 0 and (order >= self.current_order() or
                           (another and event.fase in self.definition.repeatable)):
            self._move(item, event)

    def fase_voltooid(self, event):
        if not event.fase:
            return
        item = self._open_instance(event)
        if item:
            item.stand = VOLTOOID
            return
        order = self.order(event.fase)
        again = self.last(event.fase, {VOLTOOID}, exemplaar=event.exemplaar) is not None
        if again and (order < 0 or order <= self.current_order()):
            return
        forward = 0 <= order >= self.current_order()
        item = self._add(event.fase, event.exemplaar, VOLTOOID, event.us)
        if forward:
            self._move(item, event)

    def fase_overgeslagen(self, event):
        if not event.fase:
            return
        item = self._open_instance(event)
        if item:
            item.stand = OVERGESLAGEN
        elif not self.last(event.fase, {OVERGESLAGEN}, exemplaar=event.exemplaar):
            self._add(event.fase, event.exemplaar, OVERGESLAGEN, event.us)

    def fase_teruggezet(self, event):
        if not event.naar_fase:
            return
        order = self.order(event.naar_fase)
        if order < 0:
            return
        for item in self.instances:
            if item.stand == OPEN and self.order(item.fase) > order:
                item.stand = TERUGGEZET
        which = {"exemplaar": event.exemplaar} if event.exemplaar else {}
        item = self.last(event.naar_fase, **which) or self._add(event.naar_fase, event.exemplaar, OPEN, event.us)
        item.stand = OPEN
        self._move(item, event)

    def dossierstatus_gezet(self, event):
        if not event.dossierstatus:
            return
        item = self.current
        if event.fase:
            which = {"exemplaar": event.exemplaar} if event.exemplaar else {}
            item = self.last(event.fase, **which)
        if item:
            item.dossierstatus = event.dossierstatus
        elsewhere = self.current is not None and event.fase is not None and (
            item is not self.current if item else 0 <= self.order(event.fase) < self.current_order())
        if not elsewhere:
            self.dossierstatus = event.dossierstatus

    def migrate(self, event, definitions):
        """It goes on under another version: what was keeps its course, under the names that the new one has for it."""
        if event.klantreis_ref not in self.refs or event.naar_versie in (0, self.versie):
            return
        self.definition, self.migrated_to = definitions.get(self.code, event.naar_versie), event.naar_versie
        for item in self.instances:
            item.fase = event.fase_afbeelding.get(item.fase, item.fase)
        self.vorige = event.fase_afbeelding.get(self.vorige, self.vorige)
        if self.current and self.current.begin_us is not None and not self.clocks.phase:
            self.clocks.begin_phase(self.current.begin_us, self.current.stand == OPEN, event)

    REOPENING = {"klantreis-gestart", "fase-gestart", "fase-teruggezet", "dossierstatus-gezet"}

    def take(self, event):
        ends = event.kind == "klantreis-beeindigd" or (self.definition and self.definition.ends_with(event))
        if self.ended and not ends and event.kind in self.REOPENING and event.us > self.ended_us:
            self.ended, self.ended_us = False, None
        effect = getattr(self, event.kind.replace("-", "_"), None)
        if effect:
            effect(event)
        if event.kind in REIS:
            self.clocks.give(self.clocks.take(event), event)
        if ends and not self.ended:
            self.ended, self.ended_us = True, event.us

    def may_end_terms(self, event):
        return event.kind in REIS or event.kind in MIGRATIE or (self.definition is not None and self.definition.ends_with(event))

    def fits(self, event):
        """Whether the event could belong here by what it is about."""
        if event.is_contact:
            return self.definition is not None and (event.onderwerp_code in self.definition.onderwerpen or
                                                    event.kanaallijn in self.definition.lijnen)
        if event.definitie and event.definitie != self.code:
            return False
        fase = event.naar_fase if event.kind == "fase-teruggezet" else event.fase
        if not fase:
            return True
        return self.definition.order(fase) >= 0 if self.definition else event.definitie is not None


# --- the fold ---------------------------------------------------------------------------------------------------------

class Fold:
    """The events of one klant in order of place. `add` takes one more and gives the state of the set again.

    Starts are decided one after another, by what stands before them; after each of them everything before is folded
    again with all journeys, refs and keys known from the first event on.
    """

    def __init__(self, definitions):
        self.definitions = definitions
        self.events = []  # all that was added
        self.entries = []  # [place, event, journey], by place, of those that count
        self.reizen = []
        self.mentioned = set()  # every key that some folded event names
        self.attributed = {}  # id of an event → its journey, or None
        self.fase_of = {}  # id of an event → the phase it belongs to, or None

    def load(self, events, definitions):
        """From nothing: other definitions, or the whole set at once."""
        self.definitions, self.events = definitions, [e for e in events if e.folds]
        self.entries = sorted(([place_of(e, definitions), e, None] for e in counting(self.events) if e.has_place),
                              key=lambda entry: entry[0])
        self._from_nothing()

    def add(self, event):
        if event.corrects or any(e.corrects for e in self.events):
            self.load([*self.events, event], self.definitions)
            return
        self.events.append(event)
        entry = [place_of(event, self.definitions), event, None]
        if not self.entries or entry[0] > self.entries[-1][0]:
            self.entries.append(entry)
            self._fold_last(len(self.entries) - 1)
            return
        self.entries.append(entry)
        self.entries.sort(key=lambda e: e[0])
        self._from_nothing()

    def _from_nothing(self):
        self.reizen, self.mentioned = [], set()
        for index in range(len(self.entries)):
            self._fold_last(index)

    def _fold_last(self, index):
        """Folds the entry that stands last so far; what it teaches may move earlier ones."""
        entry = self.entries[index]
        _place, event, _ = entry
        started = self._started_definition(event)
        learns = False
        if started is not None:
            entry[2], learns = self._start(event, *started)
        else:
            reis = self._by_ref(event)
            if reis and set(event.zaken) - reis.zaken:
                learns = any(("zaak", z) in self.mentioned for z in set(event.zaken) - reis.zaken)
                reis.zaken |= set(event.zaken)
        self._mention(event)
        if not learns:
            self._take(index)
            return
        self._teach(index)
        for reis in self.reizen:
            reis.forget()
        for i in range(index + 1):
            self._take(i)

    def _teach(self, index):
        """An event that names a journey and zaakRefs teaches them, also when it stands before the journey's start."""
        for _place, event, _ in self.entries[:index + 1]:
            reis = self._by_ref(event)
            if reis:
                reis.zaken |= set(event.zaken)

    def _mention(self, event):
        self.mentioned |= {("zaak", z) for z in event.zaken} | {("object", o) for o in event.objecten}
        if event.klantreis_ref:
            self.mentioned.add(("ref", event.klantreis_ref))

    def _take(self, index):
        place, event, start = self.entries[index]
        reis = start or self._attribute(index, event)
        self.attributed[id(event)] = reis
        self.fase_of[id(event)] = event.fase or (reis.current.fase if reis and reis.current else None)
        if reis is None:
            return
        opens = start is not None and not reis.begun
        reis.begun = reis.begun or start is not None
        before, terms = reis.outcome(), {} if opens or not reis.may_end_terms(event) else reis.clocks.dates()
        was = reis.definition
        if event.kind in MIGRATIE:
            reis.migrate(event, self.definitions)
        reis.take(event)
        if opens or reis.may_end_terms(event):
            reis.clocks.follow(terms, event, reis.definition is not was)
        if opens or reis.outcome() != before:
            reis.milestone = place

    # starts

    def _started_definition(self, event):
        """(code, definition or None while unknown) when the event starts a journey, else None."""
        if not event.own_ref or event.klant_ref.startswith("anoniem:"):
            return None
        named = self.definitions.valid(event.definitie, event.versie, event.us) if event.definitie else None
        if event.kind == "klantreis-gestart":
            return (event.definitie, named) if event.definitie else None
        if event.definitie:
            return (named.code, named) if named and named.begins_with(event) else None
        for definition in self.definitions.all_valid(event.us):
            if definition.begins_with(event):
                return definition.code, definition
        return None

    def _start(self, event, code, definition):
        reis = self._join(event, code)
        if reis is None:
            reis = Reis(code, definition, event.us)
            self.reizen.append(reis)
        new = {("zaak", z) for z in event.zaken if z not in reis.zaken}
        new |= {("object", o) for o in event.objecten if o not in reis.objecten}
        if event.own_ref not in reis.refs:
            new.add(("ref", event.own_ref))
            reis.refs.append(event.own_ref)
        reis.zaken |= set(event.zaken)
        reis.objecten |= set(event.objecten)
        return reis, bool(new & self.mentioned)

    def _join(self, event, code):
        for reis in self.reizen:
            if event.own_ref in reis.refs:
                return reis
        same = [reis for reis in self.reizen if reis.code == code]
        for reis in same:
            if reis.zaken & set(event.zaken):
                return reis
        for reis in same:
            if not reis.ended and (not event.zaken or not reis.zaken):
                return reis
        return None

    # attribution

    def _by_ref(self, event):
        return next((r for r in self.reizen if event.klantreis_ref and event.klantreis_ref in r.refs), None)

    def _by_key(self, event, keys, known):
        for key in keys:
            having = [reis for reis in self.reizen if key in known(reis)]
            if having:
                return next((reis for reis in having if reis.fits(event)), having[0])
        return None

    def _attribute(self, index, event):
        reis = self._by_ref(event) or self._by_key(event, event.zaken, lambda r: r.zaken) or \
            self._by_key(event, event.objecten, lambda r: r.objecten)
        if reis is None and event.vervolg_van:
            for _place, earlier, _ in self.entries[:index]:
                if earlier.contact == event.vervolg_van and self.attributed.get(id(earlier)) is not None:
                    return self.attributed[id(earlier)]
        if reis is None:
            fitting = [r for r in self.reizen if r.begun and not r.ended and r.fits(event)]
            reis = fitting[0] if len(fitting) == 1 else None
        return reis


