"""The events of the log, and which of them count: what a correction or withdrawal makes of the others.

Written from the rules in words, not from the C code.
"""
import json
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from kinds import CONTACT, CORRECTIE, MIGRATIE, REIS, domain_of



class Amsterdam(tzinfo):
    """Local time as docs/contracten.md takes it: before 1981 UTC+1, whatever clocks said then."""

    zone, before = ZoneInfo("Europe/Amsterdam"), timedelta(hours=1)

    def utcoffset(self, dt):
        return self.before if dt is None or dt.year < 1981 else self.zone.utcoffset(dt)

    def dst(self, dt):
        return timedelta(0) if dt is None or dt.year < 1981 else self.zone.dst(dt)

    def tzname(self, dt):
        return "Amsterdam"

    def fromutc(self, dt):
        if dt.year < 1981:
            return dt + self.before
        return self.zone.fromutc(dt.replace(tzinfo=self.zone)).replace(tzinfo=self)


AMSTERDAM = Amsterdam()
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
HOUR = 3600 * 10 ** 6
NEVER = -(2 ** 63)


def parse_moment(text):
    """Microseconds since 1970 of an RFC 3339 moment or a date (00:00 in Amsterdam); None when it is neither."""
    if not isinstance(text, str) or not text:
        return None
    try:
        if len(text) == 10:
            moment = datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)
        else:
            moment = datetime.fromisoformat(text.replace("Z", "+00:00").replace("z", "+00:00"))
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=AMSTERDAM)
    except ValueError:
        return None
    return (moment - EPOCH) // timedelta(microseconds=1)


def as_text(value):
    if isinstance(value, bool) or value is None or value == "":
        return None
    return value if isinstance(value, str) else str(value) if isinstance(value, (int, float)) else None


def as_texts(value):
    values = value if isinstance(value, list) else [value]
    return [text for text in map(as_text, values) if text]


class Event:  # pylint: disable=too-few-public-methods,too-many-instance-attributes
    """One accepted event, as the log has it."""

    TEXTS = {"fase": "fase", "naar_fase": "naarFase", "van_fase": "vanFase", "exemplaar": "exemplaar",
             "definitie": "definitie", "dossierstatus": "dossierstatus", "resultaat": "resultaat",
             "product": "product", "reden": "reden", "bij_wie": "bijWie", "klantreis_ref": "klantreisRef",
             "vervolg_van": "vervolgVan", "kanaal": "kanaal", "kanaallijn": "kanaallijn", "klantcontact_id": "klantcontactId",
             "onderwerp_code": "onderwerpCode", "termijn": "termijn", "duur": "duur",
             "bron_systeem": "bronSysteem", "bron_id": "bronId",
             "gesprek_id": "gesprekId", "richting": "richting", "gepland_kanaal": "geplandKanaal",
             "afspraak_id": "afspraakId", "van_kanaal": "vanKanaal", "naar_kanaal": "naarKanaal",
             "van_klantcontact_id": "vanKlantcontactId", "naar_klantcontact_id": "naarKlantcontactId",
             "reden_kanaalwissel": "redenKanaalwissel"}

    def __init__(self, kind, klant_ref, source, id, us, volgnummer=0, sequence=None, time_us=None, stil=False,
                 own_ref=None, data=None, broker_us=None, correlationid=None):  # pylint: disable=redefined-builtin
        self.kind, self.klant_ref, self.source, self.id, self.us = kind, klant_ref, source, id, us
        self.volgnummer, self.sequence, self.time_us, self.stil = volgnummer, sequence, time_us, stil
        self.data = data = json.loads(data) if isinstance(data, str) else data or {}
        for name, member in self.TEXTS.items():
            setattr(self, name, as_text(data.get(member)))
        version = data.get("definitieVersie")
        self.versie = version if isinstance(version, int) and not isinstance(version, bool) and version > 0 else 0
        self.zaken = as_texts(data.get("zaakRef"))
        objects = data.get("onderwerpobjecten")
        objects = objects if isinstance(objects, list) else [objects]
        self.objecten = [text for text in (as_text(o.get("objectId")) for o in objects if isinstance(o, dict)) if text]
        self.kanalen = as_texts(data.get("kanalen"))
        self.uiterlijk_us = parse_moment(data.get("uiterlijkOp"))
        revisie = data.get("revisie")
        self.revisie = revisie if isinstance(revisie, int) and not isinstance(revisie, bool) and revisie > 0 else 0
        other = data.get("naarVersie")
        self.naar_versie = other if isinstance(other, int) and not isinstance(other, bool) and other > 0 else 0
        names = data.get("faseAfbeelding")
        names = names.items() if isinstance(names, dict) else ()
        self.fase_afbeelding = {old: as_text(new) for old, new in names if as_text(new)}
        self.verwacht_hervat_us = parse_moment(data.get("verwachtHervatOp"))
        self.schort_op, self.volledig = data.get("schortOp") is not False, data.get("volledig") is not False
        self.name_ref, self.own_ref, self.broker_us = own_ref, self.klantreis_ref or own_ref, broker_us
        self.correlationid, self.automatisch = correlationid, data.get("automatisch") is True
        actor, aanleiding = data.get("actor"), data.get("naarAanleidingVan")
        self.actor_soort = as_text(actor.get("soort")) if isinstance(actor, dict) else None
        of_contact = isinstance(aanleiding, dict) and aanleiding.get("soort") == "klantcontact"
        self.aanleiding = as_text(aanleiding.get("ref")) if of_contact else None
        van = data.get("correctieVan")
        van = van if isinstance(van, dict) else {}
        self.wrong = as_text(van.get("source")) or source, as_text(van.get("id"))
        self.vervanging = data.get("vervanging") if isinstance(data.get("vervanging"), dict) else None

    @property
    def is_contact(self):
        return self.kind in CONTACT

    @property
    def folds(self):
        return self.has_place or self.corrects

    @property
    def has_place(self):
        return self.kind in CONTACT or self.kind in REIS or self.kind in MIGRATIE

    @property
    def corrects(self):
        return self.kind in CORRECTIE

    @property
    def withdraws(self):
        return self.corrects and self.kind.endswith("-ingetrokken")

    def names(self, event):
        return self.wrong == (event.source, event.id) and domain_of(event.kind) == domain_of(self.kind)

    def with_data(self, data):
        """The same fact with these data: what they leave out is absent, a moment falls back as for any event."""
        us = parse_moment(data.get("plaatsgevondenOp"))
        if us is None:
            us = self.broker_us if self.time_us is None else self.time_us
        if self.broker_us is not None and us > self.broker_us + HOUR:
            us = self.broker_us
        return Event(self.kind, self.klant_ref, self.source, self.id, us, self.volgnummer, self.sequence, self.time_us,
                     self.stil, self.name_ref, data, self.broker_us, self.correlationid)

    @property
    def contact(self):
        return self.klantcontact_id or self.bron_id or self.id


def counting(events):
    """The events that count, with the data with which they count.

    Only a later correction, by (time, source, id), says anything of a correction: the last is as it is, and so back to
    the first. A withdrawal beats a correction, the last correction beats the others.
    """
    holding = {}

    def as_said(event):
        said = [c for c in holding.get((event.source, event.id), []) if c.names(event)]
        if any(c.withdraws for c in said):
            return None
        return event.with_data(said[0].vervanging) if said else event

    for correction in sorted((e for e in events if e.corrects), reverse=True, key=lambda e: (
            NEVER if e.time_us is None else e.time_us, e.source.encode(), e.id.encode())):
        correction = as_said(correction)
        if correction and (correction.withdraws or correction.vervanging is not None):
            holding.setdefault(correction.wrong, []).append(correction)
    settled = (as_said(e) if holding else e for e in events if not e.corrects)
    return [e for e in settled if e is not None]
