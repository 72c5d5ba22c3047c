"""What is open for a klant, computed once more from the set of its events (docs/rules.md, rule 11).

Matter by matter: the events about it in order of place, from nothing. Gives {(soort, ref): Matter}.
"""
import collections

from events import as_text, as_texts, counting, parse_moment
from refold import place_of

Matter = collections.namedtuple("Matter", "soort ref sinds uiterlijk aard eigenaar divisie regisseur")

KEPT, KEPT_BYTES = 32, 8192

ASKS_MORE = ("terugbellen", "vervolg_nodig")


def _actor(value):
    return as_text(value.get("ref")) if isinstance(value, dict) else None


def _contact(event):
    return event.klantcontact_id or event.id


def _request(event):
    return as_text(event.data.get("aanvraagId")) or event.klantreis_ref or \
        next(iter(as_texts(event.data.get("zaakRef"))), None) or event.id



def _of_contact(event):
    """What klantcontact-geregistreerd does: to the contact itself, and to the one it follows."""
    resultaat = as_text(event.data.get("resultaat"))
    own, before = _contact(event), event.vervolg_van
    if resultaat in ASKS_MORE:
        yield "klantcontact", own, "open"
    elif resultaat not in (None, "niet_bereikt"):
        yield "klantcontact", own, "close"
    if before and before != own and resultaat != "niet_bereikt":
        yield "klantcontact", before, "close"


def _of_task(event):
    yield "taak", as_text(event.data.get("taakId")), "open"
    for contact in {event.klantcontact_id, event.vervolg_van}:
        yield "klantcontact", contact, "take over"


def _of_referral(event):
    if parse_moment(event.data.get("gemeldAanAfzenderOp")) is not None:
        yield "doorzending", _contact(event), "close"
    elif event.data.get("soort") == "doorgezonden":
        yield "doorzending", _contact(event), "open"


def _of_escalation(event):
    finished = parse_moment(event.data.get("afgerondOp")) is not None
    yield "escalatie", as_text(event.data.get("escalatieId")), "close" if finished else "open"


def _of_lead(event):
    over = event.data.get("over") if isinstance(event.data.get("over"), dict) else {}
    whole = {"taak": ("taak",), "klacht": ("klacht",), "klantcontact": ("klantcontact", "bericht", "doorzending")}
    for soort in whole.get(over.get("soort"), ()):
        yield soort, as_text(over.get("ref")), "lead"


def _plain(soort, member, what):
    return lambda event: [(soort, as_text(event.data.get(member)), what)]


def _unless(member, wrong, moves):
    return lambda event: [] if event.data.get(member) is wrong else moves(event)


EFFECTS = {
    "klantcontact-geregistreerd": _of_contact,
    "internetaak-aangemaakt": _of_task,
    "internetaak-toegewezen": _plain("taak", "taakId", "change"),
    "internetaak-verwerkt": _plain("taak", "taakId", "close"),
    "klacht-ingediend": _plain("klacht", "klachtId", "open"),
    "klacht-afgehandeld": _plain("klacht", "klachtId", "close"),
    "bericht-ontvangen": _unless("bevestigingNodig", False, _plain("bericht", "klantcontactId", "open")),
    "bericht-bevestigd": _plain("bericht", "klantcontactId", "close"),
    "bericht-beantwoord": _plain("bericht", "klantcontactId", "close"),
    "bericht-afgehandeld": _plain("bericht", "klantcontactId", "close"),
    "doorverwijzing-geregistreerd": _of_referral,
    "afspraak-gepland": _plain("afspraak", "afspraakId", "open"),
    "afspraak-verzet": _plain("afspraak", "afspraakId", "open"),
    "afspraak-geannuleerd": _plain("afspraak", "afspraakId", "close"),
    "afspraak-gemist": _plain("afspraak", "afspraakId", "close"),
    "afspraak-nagekomen": _plain("afspraak", "afspraakId", "close"),
    "escalatie-geregistreerd": _of_escalation,
    "aanvulling-gevraagd": lambda event: [("aanvulling", _request(event), "open")],
    "aanvulling-ontvangen": _unless("volledig", False, lambda event: [("aanvulling", _request(event), "close")]),
    "kennisgeving-mislukt": lambda event: _plain("kennisgeving", "kennisgevingId", "open")(event)
    if event.data.get("foutsoort") == "blijvend" else [],
    "kennisgeving-afgeleverd": _plain("kennisgeving", "kennisgevingId", "close"),
    "kennisgeving-gelezen": _plain("kennisgeving", "kennisgevingId", "close"),
    "regisseur-toegewezen": _of_lead,
}
AARD = {"klantcontact": "resultaat", "kennisgeving": "foutsoort"}


def _described(matter, event):
    """What the event says replaces what was said before; what it does not say stays."""
    data = event.data
    new = {"uiterlijk": parse_moment(data.get("afspraakTijdstip" if matter.soort == "afspraak" else "uiterlijkOp")),
           "aard": as_text(data.get(AARD.get(matter.soort, "soort"))),
           "eigenaar": _actor(data.get("toegewezenAan")) or _actor(data.get("metActor")),
           "divisie": as_text(data.get("divisie"))}
    return matter._replace(**{name: value for name, value in new.items() if value is not None})


class _Course:  # pylint: disable=too-few-public-methods
    """One matter, while its events go by."""

    def __init__(self, soort, ref):
        self.soort, self.ref, self.matter, self.taken_us = soort, ref, None, None

    def take(self, what, event):
        if what == "open" and self.matter is None and self.taken_us != event.us:
            self.matter = Matter(self.soort, self.ref, event.us, None, None, None, None, None)
        if what == "take over":
            self.taken_us = event.us
        if what in ("close", "take over"):
            self.matter = None
        if self.matter is None:
            return
        if what in ("open", "change"):
            self.matter = _described(self.matter, event)
        elif what == "lead":
            self.matter = self.matter._replace(regisseur=_actor(event.data.get("regisseur")) or self.matter.regisseur)


def open_matters(events, definitions):
    """All of them, in the order of the list: since when, soort, ref."""
    courses = {}
    for event in sorted((e for e in counting(events) if e.kind in EFFECTS), key=lambda e: place_of(e, definitions)):
        for soort, ref, what in EFFECTS[event.kind](event):
            if ref:
                courses.setdefault((soort, ref), _Course(soort, ref)).take(what, event)
    found = [course.matter for course in courses.values() if course.matter]
    return sorted(found, key=lambda m: (m.sinds, m.soort.encode(), m.ref.encode()))


def kept(matters):
    """Those that the row of the klant has: the first ones, as far as there is room for their texts."""
    room = KEPT_BYTES
    for number, matter in enumerate(matters[:KEPT]):
        room -= sum(len(text.encode()) for text in matter if isinstance(text, str))
        if room < 0:
            return matters[:number]
    return matters[:KEPT]
