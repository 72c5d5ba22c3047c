"""What was told, replayed: after each event, in order of volgnummer, every journey is compared with what was last said.

Gives the publications that must be there: (volgnummer, klantreisRef, revisie, soort, outcome, stil).
"""
import collections

from refold import Fold, place_of

Told = collections.namedtuple("Told", "volgnummer ref revisie soort outcome stil")


class Telling:  # pylint: disable=too-few-public-methods
    """What was last said about a ref."""

    def __init__(self, ref):
        self.ref, self.revisie, self.outcome, self.milestone, self.vanished = ref, 0, None, None, False


def _only_dates_or_action(a, b):
    return a[:4] == b[:4]


def _ended(outcome):
    return outcome[:3] + (True, outcome[4], None)


class Replay:
    """The sequence of one klant."""

    def __init__(self, definitions):
        self.fold = Fold(definitions)
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
        place = place_of(cause, self.fold.definitions)
        out = []
        for telling in self.tellings:
            reis = pairs[telling.ref]
            if reis is None and telling.vanished:
                continue
            outcome = _ended(telling.outcome) if reis is None else reis.outcome()
            returns = reis is not None and telling.vanished
            if telling.revisie and not returns and outcome == telling.outcome:
                telling.vanished = reis is None
                continue
            soort = self._soort(telling, reis, outcome, cause, place)
            telling.revisie += 1
            telling.outcome, telling.vanished = outcome, reis is None
            if reis is not None:
                telling.milestone = reis.milestone
            out.append(Told(cause.volgnummer, telling.ref, telling.revisie, soort, outcome, cause.stil))
        return out

    @staticmethod
    def _soort(telling, reis, outcome, cause, place):
        if telling.revisie == 0:
            return "statuswijziging"
        if reis is None or telling.vanished or cause.corrects or place < telling.milestone:
            return "correctie"
        if cause.kind == "fase-teruggezet":
            return "terugzetting"
        return "bijstelling" if _only_dates_or_action(telling.outcome, outcome) else "statuswijziging"

    def beginstand(self, cause):
        out = []
        for telling in self.tellings:
            reis = None if telling.vanished else self._holding(telling.ref)
            if reis is None or (cause.klantreis_ref and cause.klantreis_ref not in reis.refs) or \
                    (cause.definitie and cause.definitie != reis.code):
                continue
            out.append(Told(cause.volgnummer, telling.ref, telling.revisie, "beginstand", telling.outcome, cause.stil))
        return out


def replay(events, all_definitions, make_definitions):
    """(Fold at the end, [Told, …]) of a klant's events in order of volgnummer.

    A definition that the log of this klant says was loaded on the way is unknown before that.
    """
    later = {(e.definitie, e.versie) for e in events if e.kind == "definitie-geladen"}
    known = [d for d in all_definitions if (d.code, d.versie) not in later]
    state = Replay(make_definitions(known))
    told, seen = [], []
    for event in events:
        seen.append(event)
        if event.kind == "definitie-geladen":
            known += [d for d in all_definitions if (d.code, d.versie) == (event.definitie, event.versie)]
            state.fold.load(seen, make_definitions(known))
        elif event.folds:
            state.fold.add(event)
        told += state.beginstand(event) if event.kind == "beginstand-gevraagd" else state.compare(event)
    return state.fold, told
