"""What was said about the klant himself, and whom a message must let know, from the events alone (docs/rules.md, rule 14).

A fact is what an event says about something: the last by place counts, and of each list the facts said last are kept.
Written from the rules in words; nothing here knows what time it is.
"""
from events import as_text, counting, parse_moment
from refold import place_of

KEPT = {"bereikbaarheid": 12, "casemanagers": 6, "gemachtigden": 8, "machtigingsgevers": 8, "profiel": 4}
FULL = {"bereikbaarheid": 1, "casemanagers": 2, "gemachtigden": 4, "machtigingsgevers": 8}
DIENSTEN_KEPT = 8


def _inner(data, name, inner):
    value = data.get(name)
    return as_text(value.get(inner)) if isinstance(value, dict) else None


def _period(data):
    return parse_moment(data.get("vanafOp")), parse_moment(data.get("totOp"))


def _reversed(begin, end):
    """Holds at no moment: kept, and flagged."""
    return begin is not None and end is not None and end <= begin


def _reach(event):
    """[(list, what it is about, what it says)]"""
    data, (begin, end) = event.data, _period(event.data)
    kanaal = as_text(data.get("kanaal"))
    scope = (event.klantreis_ref or "", "" if event.klantreis_ref else event.definitie or "")
    says = {"bereikbaar": data.get("bereikbaar") is True, "geenKennisgeving": data.get("kennisgevingGewenst") is False,
            "vanaf": begin, "tot": end, "stilteVan": as_text(data.get("stilteVan")),
            "stilteTot": as_text(data.get("stilteTot")), "omgekeerd": _reversed(begin, end)}
    return [("bereikbaarheid", (*scope, kanaal, begin is not None or end is not None), says)] if kanaal else []


def _manager(event):
    begin, end = _period(event.data)
    person = _inner(event.data, "casemanager", "soort"), _inner(event.data, "casemanager", "ref")
    says = {"divisie": as_text(event.data.get("divisie")), "eenheid": as_text(event.data.get("eenheid")),
            "vanaf": begin, "tot": end, "omgekeerd": _reversed(begin, end)}
    return [("casemanagers", (*person, event.kind == "casemanager-beeindigd"), says)] if person[1] else []


def _mandate(event):
    data, (begin, end) = event.data, _period(event.data)
    name = as_text(data.get("machtigingId"))
    if not name:
        return []
    giver = _inner(data, "machtigingsgever", "klantRef")
    withdrawn = event.kind == "machtiging-ingetrokken"
    about = as_text(data.get("bronSysteem")) or event.source, name, withdrawn
    other = giver or _inner(data, "gemachtigde", "klantRef")
    diensten = data.get("diensten")
    says = {} if withdrawn else {
        "ander": other, "soort": as_text(data.get("soort")), "teInformeren": as_text(data.get("teInformeren")),
        "beperkt": isinstance(diensten, list), "vanaf": begin, "tot": end, "zichzelf": other == event.klant_ref,
        "omgekeerd": _reversed(begin, end),
        "diensten": [text for text in map(as_text, diensten) if text][:DIENSTEN_KEPT]
                    if isinstance(diensten, list) else []}
    return [("machtigingsgevers" if giver else "gemachtigden", about, says)]


def _profile(event):
    data, facts = event.data, []
    for name in ("voorkeurstaal", "profielRef"):
        if as_text(data.get(name)):
            facts.append(("profiel", (name,), {"waarde": as_text(data[name])}))
    if isinstance(data.get("indicatieGeheimhouding"), bool):
        facts.append(("profiel", ("indicatieGeheimhouding",),
                      {"waarde": "ja" if data["indicatieGeheimhouding"] else "nee"}))
    if parse_moment(data.get("overledenOp")) is not None:
        facts.append(("profiel", ("overledenOp",), {"op": parse_moment(data["overledenOp"])}))
    return facts


def _freeze(event):
    return [("bevriezing", (), {"bevroren": event.kind == "gegevens-bevroren", "reden": event.reden})]


SAYS = {"bereikbaarheid-gewijzigd": _reach, "casemanager-toegewezen": _manager, "casemanager-beeindigd": _manager,
        "machtiging-verleend": _mandate, "machtiging-ingetrokken": _mandate, "klantprofiel-gewijzigd": _profile,
        "gegevens-bevroren": _freeze, "gegevens-vrijgegeven": _freeze}


class Facts:
    """{list: {what it is about: (place, what it says)}} of a set of events."""

    def __init__(self, events, definitions):
        self.lists, self.full = {}, 0
        for event in counting(events):
            for name, about, says in SAYS[event.kind](event) if event.kind in SAYS else ():
                place, facts = place_of(event, definitions), self.lists.setdefault(name, {})
                if about not in facts or facts[about][0] < place:
                    facts[about] = place, says
        for name, facts in self.lists.items():
            if len(facts) > KEPT.get(name, 1):
                self.full |= FULL.get(name, 0)
                self.lists[name] = dict(sorted(facts.items(), key=lambda item: item[1][0])[-KEPT[name]:])

    def _all(self, name):
        return self.lists.get(name, {}).items()

    @property
    def frozen(self):
        return any(says["bevroren"] for _about, (_place, says) in self._all("bevriezing"))

    def died(self, us):
        return any(says["op"] <= us for about, (_place, says) in self._all("profiel") if about == ("overledenOp",))

    # what a message tells, at a moment, of a journey: refs, definition code, products that start it

    def reachable_by(self, us, refs, code):
        best = {}
        for (ref, definitie, kanaal, _temporary), (place, says) in self._all("bereikbaarheid"):
            near = (3 if ref in refs else 0) if ref else (2 if definitie == code else 0) if definitie else 1
            holds = (says["vanaf"] is None or says["vanaf"] <= us) and (says["tot"] is None or us < says["tot"])
            if near and holds and kanaal != "onbekend":
                best[kanaal] = max(best.get(kanaal, (0,)), (near, place, says["bereikbaar"] and
                                                            not says["geenKennisgeving"]))
        incomplete = self.full & FULL["bereikbaarheid"]  # a refusal for this journey may be gone
        return sorted((kanaal for kanaal, (near, _place, allowed) in best.items() if allowed and
                       (near == 3 or not incomplete)), key=str.encode)

    def told_too(self, us, klant_ref, code, products):
        """teInformeren: [(klantRef, rol), …]; empty when it is the klant alone."""
        facts = self.lists.get("gemachtigden", {})
        others, himself, instead = [], False, False
        for (bron, name, withdrawn), (place, says) in sorted(facts.items(), key=lambda i: _by_bytes(i[0])):
            if withdrawn or says["zichzelf"] or not says["ander"]:
                continue
            ended = facts.get((bron, name, True))
            if ended and ended[0] > place and ended[0][0] <= us:
                continue
            begin = place[0] if says["vanaf"] is None else says["vanaf"]
            if us < begin or (says["tot"] is not None and us >= says["tot"]):
                continue
            if says["beperkt"] and not set(says["diensten"]) & {code, *products}:
                continue
            instead = instead or says["teInformeren"] == "gemachtigde"
            himself = himself or says["teInformeren"] != "gemachtigde"
            if says["teInformeren"] != "klant" and says["ander"] not in others:
                others.append(says["ander"])
        if not others:
            return []
        return ([(klant_ref, "klant")] if himself or not instead else []) + [(o, "vertegenwoordiger") for o in others]

    def stored(self):
        """As the toestand has it under volg.klant, places left out."""
        out = {name: [{**_named(name, about), **_present(says)} for about, (_place, says) in
                      sorted(facts.items(), key=lambda item: _by_bytes(item[0]))]
               for name, facts in self.lists.items() if name != "bevriezing"}
        for _about, (_place, says) in self._all("bevriezing"):
            out["bevriezing"] = _present(says)
        if self.full:
            out["vol"] = self.full
        return out


NAMES = {"bereikbaarheid": ("klantreisRef", "definitie", "kanaal", "tijdelijk"),
         "casemanagers": ("soort", "ref", "beeindigd"), "gemachtigden": ("bron", "id", "ingetrokken"),
         "machtigingsgevers": ("bron", "id", "ingetrokken"), "profiel": ("feit",)}


def _by_bytes(about):
    return [part.encode() if isinstance(part, str) else part or b"" if not isinstance(part, bool) else bytes([part])
            for part in about]


def _present(says):
    return {name: value for name, value in says.items() if value not in (None, "", [], False)}


def _named(name, about):
    return _present(dict(zip(NAMES[name], about)))


def without_places(klant):
    """volg.klant of a toestand, to compare with Facts.stored()."""
    out = {}
    for name, value in klant.items():
        if isinstance(value, list):
            out[name] = [{k: v for k, v in item.items() if k != "plaats"} for item in value]
        elif isinstance(value, dict):
            out[name] = {k: v for k, v in value.items() if k != "plaats"}
        else:
            out[name] = value
    return out
