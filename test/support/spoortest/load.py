"""Seeded load for end-to-end and fault tests: CloudEvents of whole journeys, with late, doubled and unusable records.

The same seed gives the same records. Nothing here looks at Spoor's simulator: a second opinion on what may come.
"""
import datetime
import json
import random

from .paths import SOURCE

SOURCE_URN = "urn:spoortest:zaaksysteem"
BEGIN = datetime.datetime(2026, 1, 5, 8, 0, tzinfo=datetime.timezone.utc)
KANALEN = ("portaal", "telefoon", "balie", "email", "werkplein", "fax")


def event(kind, id, data, source=SOURCE_URN, **attributes):  # pylint: disable=redefined-builtin
    """A CloudEvent in structured mode; kind as `klantreizen.fase-gestart`."""
    return {"specversion": "1.0", "type": f"nl.overheid.{kind}", "source": source, "id": id, **attributes, "data": data}


def moment(minutes):
    return (BEGIN + datetime.timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


def phases(code="omgevingsvergunning"):
    document = json.loads((SOURCE / f"schemas/klantreizen/{code}.json").read_text())
    return [fase["code"] for fase in document["fasen"]]


class Load:
    """Records as (key, value): value a dict, bytes for what is no JSON, or None. `poison` counts the unusable ones."""

    def __init__(self, seed, klanten=50, late=0.1, doubled=0.05, poison=0.02, anonymous=0.05,
                 code="omgevingsvergunning"):
        self.random = random.Random(seed)
        self.seed, self.code, self.fasen = seed, code, phases(code)
        self.poison = 0
        journeys = [self._journey(number) + self._matters(number) for number in range(klanten)]
        self.records = self._interleaved(journeys, late)
        self._double(doubled)
        self._poison(poison)
        self._anonymous(anonymous)

    def _who(self, number):
        return {"identificatie": {"soort": "klantnummer", "waarde": f"KL{self.seed:04d}{number:06d}"}}

    def _event(self, kind, number, step, data):
        minutes = number * 3 + step * 60
        return (f"klant-{number}", event(kind, f"{self.seed}-{number}-{step}", {
            **self._who(number), "plaatsgevondenOp": moment(minutes), **data}, time=moment(minutes + 1)))

    def _journey(self, number):
        chance = self.random.random
        zaak = {"zaakRef": [f"zaken/{self.seed}-{number}"]}
        out = [self._event("klantreizen.klantreis-gestart", number, 0, {"definitie": self.code, **zaak})]
        step = 1
        for position, fase in enumerate(self.fasen):
            if chance() < 0.15:
                continue
            out.append(self._event("klantreizen.fase-gestart", number, step, {"fase": fase, **zaak}))
            if chance() < 0.3:
                out.append(self._event("klantcontacten.klantcontact-geregistreerd", number, step + 1, {
                    "kanaal": self.random.choice(KANALEN), "onderwerpCode": "statusvraag", **zaak,
                    "inhoud": f"GEHEIM-{number}"}))
            if chance() < 0.2:
                out.append(self._event("klantreizen.dossierstatus-gezet", number, step + 2, {
                    "dossierstatus": self.random.choice(("in_behandeling", "wacht", "compleet")), **zaak}))
            if chance() < 0.1:
                out.append(self._event("klantreizen.fase-gestart", number, step + 3, {
                    "fase": "onbekende_stap", **zaak}))
            if position and chance() < 0.08:
                out.append(self._event("klantreizen.fase-teruggezet", number, step + 4, {
                    "vanFase": fase, "naarFase": self.fasen[position - 1], "reden": "herbeoordeling", **zaak}))
            elif chance() < 0.8:
                out.append(self._event("klantreizen.fase-voltooid", number, step + 5, {"fase": fase, **zaak}))
            step += 10
        if chance() < 0.7:
            out.append(self._event("klantreizen.klantreis-beeindigd", number, step, {"resultaat": "verleend", **zaak}))
        return out

    def _matters(self, number):
        """What opens, changes and closes matters; of one klant in twelve more than a state keeps."""
        out, many = [], number % 12 == 5
        if not many and self.random.random() < 0.5:
            return out
        actor = {"soort": "medewerker", "ref": self.random.choice(("els", "piet"))}
        for task in range(60 if many else 1):
            step, taak = 200 + 3 * task, {"taakId": f"T{task}"}
            out.append(self._event("klantcontacten.internetaak-aangemaakt", number, step, {
                "soort": "terugbelverzoek", **taak}))
            if self.random.random() < 0.2:
                out.append(self._event("klantcontacten.internetaak-toegewezen", number, step + 1, {
                    "toegewezenAan": actor, "divisie": "uitkeren", **taak}))
            if self.random.random() < 0.3:
                out.append(self._event("klantcontacten.internetaak-verwerkt", number, step + 2, taak))
        for step, kind, data in (
                (190, "bericht-ontvangen", {"klantcontactId": "B1", "kanaal": "email"}),
                (191, "regisseur-toegewezen", {"regisseur": actor, "over": {"soort": "klantcontact", "ref": "B1"}}),
                (192, "klantcontact-geregistreerd", {"klantcontactId": "K1", "resultaat": "terugbellen"}),
                (193, "klantcontact-geregistreerd", {"vervolgVan": "K1", "resultaat": "afgehandeld"}),
                (194, "klacht-ingediend", {"klachtId": "KL1"}),
                (195, "afspraak-gepland", {"afspraakId": "A1", "afspraakTijdstip": moment(9000)}),
                (196, "escalatie-geregistreerd", {"escalatieId": "E1", "soort": "superagent"})):
            if self.random.random() < 0.5:
                out.append(self._event("klantcontacten." + kind, number, step, data))
        return out

    def _interleaved(self, journeys, late):
        """In the order of happening over all klanten, some records moved to later."""
        records = sorted((record for journey in journeys for record in journey),
                         key=lambda record: record[1]["data"]["plaatsgevondenOp"])
        for index in range(len(records)):
            if self.random.random() < late:
                other = min(len(records) - 1, index + self.random.randrange(1, 200))
                records[index], records[other] = records[other], records[index]
        return records

    def _insert(self, record):
        self.records.insert(self.random.randrange(len(self.records) + 1), record)

    def _double(self, share):
        for record in self.random.sample(self.records, int(len(self.records) * share)):
            self._insert(record)

    def _poison(self, share):
        for number in range(int(len(self.records) * share)):
            self.poison += 1
            self._insert(("vergif", self.random.choice((
                b'{"specversion": "1.0", "type', b"\xff\xfe\x00", json.dumps({"specversion": "1.0"}).encode(),
                json.dumps(event("klantreizen.fase-gestart", f"v{self.seed}-{number}", {},
                                 source="urn:vreemd")).encode()))))

    def _anonymous(self, share):
        for number in range(int(len(self.records) * share)):
            self._insert((None, event("klantcontacten.klantcontact-geregistreerd", f"{self.seed}-anoniem-{number}", {
                "plaatsgevondenOp": moment(number), "kanaal": "balie", "klantcontactId": f"c{number % 7}"})))

    def pieces(self, count):
        """The records in `count` pieces of about the same size, in order."""
        size = -(-len(self.records) // count)
        return [self.records[i:i + size] for i in range(0, len(self.records), size)]
