"""What was told, replayed: after each event, in order of volgnummer, every journey is compared with what was last said.

Gives the publications that must be there: (volgnummer, klantreisRef, revisie, soort, outcome, stil), and of each that is
not stil what its message says beside the outcome.

While the klant's data are frozen what changes is stil; the first comparison after that tells it in one message for each
journey, under the revisie reached, unless all is again as it was and no herbouw-gepubliceerd named it.
"""
import collections

from klant import SAYS, Facts
from refold import Fold, place_of

Told = collections.namedtuple("Told", "volgnummer ref revisie soort outcome stil message")
WEIGHT = ("correctie", "terugzetting", "statuswijziging", "bijstelling")


class Telling:  # pylint: disable=too-few-public-methods
    """What was last said about a ref."""

    def __init__(self, ref):
        self.ref, self.revisie, self.outcome, self.milestone, self.vanished = ref, 0, None, None, False
        self.named = None, 0  # the definition as last told: code, version
        self.kept_back = None  # (first revisie, outcome before, soorten, owed) not told while frozen

    def keep_back(self, before, soort, owed):
        first, outcome, soorten, already = self.kept_back or (self.revisie, before, [], False)
        self.kept_back = first, outcome, soorten + [soort], already or owed

    def release(self, soort=None):
        """(first revisie, outcome before, the heaviest soort, owed in any case) of what was kept back, and of this."""
        first, before, soorten, owed = self.kept_back
        self.kept_back = None
        heaviest = min(soorten + ([soort] if soort else []), key=WEIGHT.index)
        return first, before, heaviest if first > 1 or owed else "statuswijziging", owed


def _only_dates_or_action(a, b):
    return a[:4] == b[:4]


def _ended(outcome):
    """What is last said of a ref that no journey has; of one we never told nothing is known but that."""
    if outcome is None:
        return None, None, None, True, None, None
    return outcome[:3] + (True, outcome[4], None)


class Replay:
    """The sequence of one klant."""

    def __init__(self, definitions):
        self.fold = Fold(definitions)
        self.facts = Facts([], definitions)
        self.starts, self.tellings = [], []

    def _holding(self, ref):
        return next((r for r in self.fold.reizen if ref in r.refs), None)

    def _pair(self):
        """(telling → journey, journeys that are told)."""
        pairs, told = {}, set()
        for telling in self.tellings:
            reis = None if telling.vanished else self._holding(telling.ref)
            if reis is not None and id(reis) in told:
                reis = None
            if reis is not None:
                told.add(id(reis))
            pairs[telling.ref] = reis
        for ref in self.starts:
            reis = self._holding(ref)
            if reis is None or id(reis) in told:
                continue
            if ref not in pairs:
                self.tellings.append(Telling(ref))
            pairs[ref] = reis
            told.add(id(reis))
        return pairs

    def compare(self, cause):
        for reis in self.fold.reizen:
            self.starts += [ref for ref in reis.refs if ref not in self.starts]
        pairs = self._pair()
        anew = cause.klantreis_ref if cause.kind == "herbouw-gepubliceerd" else None
        if anew and anew not in pairs:
            self.tellings.append(Telling(anew))
            pairs[anew] = None
        place = place_of(cause, self.fold.definitions)
        out = []
        for telling in self.tellings:
            reis = pairs[telling.ref]
            if reis is None and telling.vanished and telling.ref != anew:
                out += self._told_after_all(telling, reis, cause)
                continue
            outcome = _ended(telling.outcome) if reis is None else reis.outcome()
            returns = reis is not None and telling.vanished
            if telling.revisie and not returns and outcome == telling.outcome and telling.ref != anew:
                telling.vanished = reis is None
                out += self._told_after_all(telling, reis, cause)
                continue
            before, soort = telling.outcome, self._soort(telling, reis, outcome, cause, place)
            telling.revisie = 1 + max(telling.revisie, cause.revisie if telling.ref == anew else 0)
            telling.outcome, telling.vanished = outcome, reis is None
            if reis is not None:
                telling.milestone, telling.named = reis.milestone, (reis.code, reis.versie)
            first = telling.revisie
            if self.facts.frozen and not cause.stil:
                telling.keep_back(before, soort, telling.ref == anew)
            elif telling.kept_back and not self.facts.frozen:
                first, _before, soort, _owed = telling.release(soort)
            out.append(self._say(cause, telling, reis, soort, first, cause.stil or self.facts.frozen))
        return out

    def _told_after_all(self, telling, reis, cause):
        if not telling.kept_back or self.facts.frozen:
            return
        first, before, soort, owed = telling.release()
        if owed or first == 1 or telling.outcome != before:
            yield self._say(cause, telling, reis, soort, first, cause.stil)

    def _say(self, cause, telling, reis, soort, first, stil):
        code, versie = (reis.code, reis.versie) if reis is not None else telling.named
        definition = self.fold.definitions.get(code, versie)
        refs = reis.refs if reis is not None else [telling.ref]
        us, facts, message = cause.us if cause.broker_us is None else cause.broker_us, self.facts, {}
        if not stil:
            died = facts.died(us)
            message = {"vanafRevisie": first, "informeren": bool(definition and definition.informs and not died and
                                                                soort != "beginstand")}
            via = facts.reachable_by(us, refs, code) if not died else []
            others = facts.told_too(us, cause.klant_ref, code, definition.products if definition else ()) \
                if not died else []
            if via:
                message["bereikbaarVia"] = via
            if others:
                message["teInformeren"] = [{"klantRef": ref, "rol": rol} for ref, rol in others]
        return Told(cause.volgnummer, telling.ref, telling.revisie, soort, telling.outcome, stil, message)

    @staticmethod
    def _soort(telling, reis, outcome, cause, place):
        if cause.kind == "herbouw-gepubliceerd":
            return "correctie"
        if telling.revisie == 0:
            return "statuswijziging"
        if reis is None or telling.vanished or cause.corrects or place < telling.milestone:
            return "correctie"
        if cause.kind == "fase-teruggezet":
            return "terugzetting"
        return "bijstelling" if _only_dates_or_action(telling.outcome, outcome) else "statuswijziging"

    def beginstand(self, cause):
        out = []
        for telling in self.tellings if not self.facts.frozen else ():
            reis = None if telling.vanished else self._holding(telling.ref)
            if reis is None or (cause.klantreis_ref and cause.klantreis_ref not in reis.refs) or \
                    (cause.definitie and cause.definitie != reis.code):
                continue
            out.append(self._say(cause, telling, reis, "beginstand", telling.revisie, cause.stil))
        return out


def steps(events, all_definitions, make_definitions):
    """(event, Replay after it, [Told, …] by it) for each of a klant's events in order of volgnummer.

    A definition that the log of this klant says was loaded on the way is unknown before that.
    """
    later = {(e.definitie, e.versie) for e in events if e.kind == "definitie-geladen"}
    known = [d for d in all_definitions if (d.code, d.versie) not in later]
    state = Replay(make_definitions(known))
    seen = []
    for event in events:
        seen.append(event)
        if event.kind == "definitie-geladen":
            known += [d for d in all_definitions if (d.code, d.versie) == (event.definitie, event.versie)]
            state.fold.load(seen, make_definitions(known))
        elif event.folds:
            state.fold.add(event)
        if event.kind in SAYS or event.corrects or event.kind == "definitie-geladen":
            state.facts = Facts(seen, state.fold.definitions)
        yield event, state, state.beginstand(event) if event.kind == "beginstand-gevraagd" else state.compare(event)


def replay(events, all_definitions, make_definitions):
    """(Replay at the end, [Told, …]) of a klant's events."""
    last, told = Replay(make_definitions([])), []
    for _event, last, some in steps(events, all_definitions, make_definitions):
        told += some
    return last, told
