"""Contacts of a klant, their switches and counters, from all events at once.

Written from the rules in words (docs/rules.md, rule 15), not from the C code: every contact is put together from all
its events, and the one before it is looked for among all of them. The state keeps the last few contacts and counts
those before; both are told apart here only at the end.
"""
import collections

from kinds import ABOUT_CONTACT, IS_CONTACT

RECENT = 8
REPEAT_US = 28 * 86400 * 10 ** 6
UNKNOWN = (None, "onbekend")


class Contact:  # pylint: disable=too-few-public-methods,too-many-instance-attributes
    """All events of one contact; of each field the last that was given."""

    FIELDS = ("kanaal", "onderwerp", "gesprek", "richting", "vervolg_van", "van_kanaal", "naar_kanaal", "naar_contact",
              "reden")

    def __init__(self, key, place):
        (self.space, self.id), self.place, self.us = key, place, place[0]
        self.is_contact = self.afspraak = self.automatisch = False
        self.doorverwijzingen, self.reis, self.fase = 0, None, None
        for name in self.FIELDS:
            setattr(self, name, None)

    def add(self, event, reis, fase):
        """One more event, later than the others."""
        for name, value in _said(event).items():
            if value is not None:
                setattr(self, name, value)
        self.is_contact |= event.kind in IS_CONTACT
        self.doorverwijzingen += event.kind == "doorverwijzing-geregistreerd"
        if event.kind in IS_CONTACT:
            self.afspraak |= bool(event.gepland_kanaal or event.afspraak_id)
        if event.naar_kanaal and event.kind in ("kanaalwissel-geregistreerd", "chat-overgedragen"):
            self.automatisch |= event.automatisch or event.actor_soort == "geautomatiseerde_actor"
        if reis is not None and (reis is not self.reis or event.fase):
            self.reis, self.fase = reis, fase

    @property
    def counts_as_first(self):
        return self.is_contact or self.naar_kanaal is not None

    def registered(self):
        """(van, naar, reden, automatisch) of the switch that was registered in it; None without one."""
        van = self.van_kanaal or self.kanaal or "onbekend"
        if self.naar_kanaal is None or self.naar_kanaal == van:
            return None
        return van, self.naar_kanaal, self.reden, self.automatisch


def _said(event):
    """What an event says of its contact."""
    said = {"gesprek": event.gesprek_id or event.correlationid}
    if event.kind in IS_CONTACT:
        said |= {"kanaal": event.kanaal, "onderwerp": event.onderwerp_code, "richting": event.richting,
                 "vervolg_van": event.vervolg_van or event.aanleiding}
    if event.naar_kanaal and event.kind == "chat-overgedragen":
        said |= {"van_kanaal": event.van_kanaal, "naar_kanaal": event.naar_kanaal,
                 "reden": event.reden_kanaalwissel, "naar_contact": event.naar_klantcontact_id}
    if event.naar_kanaal and event.kind == "kanaalwissel-geregistreerd":
        said |= {"van_kanaal": event.van_kanaal, "naar_kanaal": event.naar_kanaal,
                 "reden": event.reden_kanaalwissel,
                 "naar_contact": event.klantcontact_id if event.van_klantcontact_id else None}
    return said


def _key(event):
    first = event.van_klantcontact_id if event.kind == "kanaalwissel-geregistreerd" else None
    return event.bron_systeem or event.source, first or event.contact


def contacts_of(fold):
    """The contacts of a folded klant, by the place of their first event."""
    contacts, facts = {}, set()
    for place, event, _ in fold.entries:
        if event.kind not in IS_CONTACT and event.kind not in ABOUT_CONTACT:
            continue
        fact = (event.kind, event.bron_systeem, event.bron_id)
        if None not in fact:
            if fact in facts:  # by another door
                continue
            facts.add(fact)
        reis = fold.attributed[id(event)]
        contacts.setdefault(_key(event), Contact(_key(event), place)).add(event, reis, fold.fase_of[id(event)])
    return list(contacts.values())


# --- two contacts -----------------------------------------------------------------------------------------------------

def _linked(first, second):
    return first.gesprek is not None and first.gesprek == second.gesprek or first.id == second.vervolg_van


def _same_matter(first, second):
    if first.reis is not None and first.reis is second.reis or _linked(first, second):
        return True
    return first.reis is None and second.reis is None and first.onderwerp is not None and \
        first.onderwerp == second.onderwerp


def _announced(first, second):
    return first.naar_kanaal is not None and first.naar_kanaal == second.kanaal


def _repeats(first, second):
    return first.is_contact and second.is_contact and not second.afspraak and second.richting != "uitgaand" and \
        not _announced(first, second) and not (first.gesprek and first.gesprek == second.gesprek) and \
        second.us - first.us <= REPEAT_US


def _seamless(first, second):
    return _linked(first, second) or (first.naar_contact is not None and first.naar_contact == second.id) or \
        (not first.is_contact and second.vervolg_van is not None)


# --- counters ---------------------------------------------------------------------------------------------------------

class Counts:
    """Counters of a klant or of a journey."""

    def __init__(self):
        self.numbers, self.switches = collections.Counter(), collections.defaultdict(lambda: [0, 0])
        self.kanalen, self.fasen = {}, {}

    @staticmethod
    def _touch(codes, code, us):
        if code is not None:
            count, last = codes.get(code, (0, us))
            codes[code] = (count + 1, max(last, us))

    def contact(self, contact, with_fase):
        self.numbers["doorverwijzingen"] += contact.doorverwijzingen
        if contact.registered():
            self.switches[contact.registered()][0] += 1
        if not contact.is_contact:
            return
        self.numbers["contacten"] += 1
        self.numbers["statusvragen"] += contact.onderwerp == "statusvraag"
        self._touch(self.kanalen, contact.kanaal, contact.us)
        if with_fase:
            self._touch(self.fasen, contact.fase, contact.us)

    def stored(self):
        """As the state has them: what is zero is left out."""
        out = {name: number for name, number in self.numbers.items() if number}
        for name, codes in (("kanalen", self.kanalen), ("fasen", self.fasen)):
            if codes:
                out[name] = [[code, *codes[code]] for code in sorted(codes, key=str.encode)]
        order = sorted(self.switches, key=lambda s: (s[0].encode(), s[1].encode(), s[2] is not None,
                                                     (s[2] or "").encode(), s[3]))
        switches = [_switch(sort, *self.switches[sort]) for sort in order]
        return out | ({"wissels": switches} if switches else {})

    def told(self):
        """As a story tells them."""
        out = self.stored()
        for name in ("kanalen", "fasen"):
            if name in out:
                out[name] = {code: count for code, count, _last in out[name]}
        if "wissels" in out:
            out["wissels"] = [_in_words(switch) for switch in out["wissels"]]
        return out


def _switch(sort, count, seamless):
    van, naar, reden, automatisch = sort
    out = {"van": van, "naar": naar, "reden": reden, "automatisch": automatisch or None, "aantal": count,
           "naadloos": seamless or None}
    return {name: value for name, value in out.items() if value is not None}


def _in_words(switch):
    return (f"{switch['van']} naar {switch['naar']}" + (", automatisch" if switch.get("automatisch") else "") +
            (f", reden {switch['reden']}" if "reden" in switch else "") +
            f": {switch['aantal']}, naadloos {switch.get('naadloos', 0)}")


def counts_of(contacts, counted):
    """(counters of the klant, {journey: counters}) of the first `counted` contacts."""
    klant, reizen = Counts(), collections.defaultdict(Counts)

    def scopes(reis):
        return [klant] + ([reizen[reis]] if reis is not None else [])

    for number, contact in enumerate(contacts[:counted]):
        for counts in scopes(contact.reis):
            counts.contact(contact, counts is not klant)
        first = next((c for c in reversed(contacts[:number]) if c.counts_as_first and _same_matter(c, contact)), None)
        if first is None:
            continue
        for counts in scopes(contact.reis):
            counts.numbers["herhaald"] += _repeats(first, contact)
        if contact.is_contact and _announced(first, contact):
            if first.registered():
                for counts in scopes(first.reis):
                    counts.switches[first.registered()][1] += _seamless(first, contact)
            continue
        van = first.kanaal if first.is_contact else first.van_kanaal
        if contact.is_contact and not contact.afspraak and van != contact.kanaal and \
                van not in UNKNOWN and contact.kanaal not in UNKNOWN:
            for counts in scopes(contact.reis):
                counts.switches[van, contact.kanaal, None, False][0] += 1
                counts.switches[van, contact.kanaal, None, False][1] += _seamless(first, contact)
    return klant, reizen


def _recent_view(contact, reizen):
    view = {"id": contact.id, "contact": None if contact.is_contact else False, "kanaal": contact.kanaal,
            "onderwerp": contact.onderwerp, "gesprek": contact.gesprek, "richting": contact.richting,
            "vervolgVan": contact.vervolg_van, "afspraak": contact.afspraak or None, "vanKanaal": contact.van_kanaal,
            "naarKanaal": contact.naar_kanaal, "naarContact": contact.naar_contact, "reden": contact.reden,
            "automatisch": contact.automatisch or None, "doorverwijzingen": contact.doorverwijzingen or None,
            "reis": None if contact.reis is None else reizen.index(contact.reis), "fase": contact.fase}
    return {name: value for name, value in view.items() if value is not None}


def expected_state(fold):
    """{"recent": [...], "ouder": {...}, "reizen": [{...}]}: what the state must say about contacts."""
    contacts = contacts_of(fold)
    older = max(len(contacts) - RECENT, 0)
    klant, reizen = counts_of(contacts, older)
    return {"recent": [_recent_view(contact, fold.reizen) for contact in contacts[older:]], "ouder": klant.stored(),
            "reizen": [reizen[reis].stored() for reis in fold.reizen]}


NOT_COMPARED = ("bron", "begin", "feiten", "vorige")  # how Spoor finds its way; the rest is compared


def stored_state(toestand):
    """The same of a toestand document."""
    contacten = toestand["tellers"]["contacten"]
    recent = [{"id": contact["begin"][-1]} | {n: value for n, value in contact.items() if n not in NOT_COMPARED}
              for contact in contacten.get("recent", [])]
    return {"recent": recent, "ouder": contacten["ouder"],
            "reizen": [reis["ouder"] for reis in toestand["tellers"].get("reizen", [])]}


def told(fold):
    """The counters of all contacts as a story tells them; None when there is nothing to tell."""
    contacts = contacts_of(fold)
    klant, reizen = counts_of(contacts, len(contacts))
    if not klant.told():
        return None
    return klant.told() | {"klantreizen": {reis.refs[0]: reizen[reis].told() for reis in fold.reizen
                                           if reis in reizen and reizen[reis].told()}}
