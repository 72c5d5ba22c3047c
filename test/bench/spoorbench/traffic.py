"""Synthetic traffic of the benchmark's own: journeys over many klanten, every event a CloudEvent that changes a status."""
import json
import time

CHANNEL = "kanaal.api"
SOURCE_URN = "urn:nld:oin:00000001234567890000:systeem:api"
DEFINITION = "bijstand-aanvragen"
# What a klant's journey consists of, in order; each step gives one notification.
STEPS = (
    ("fase-gestart", {"fase": "melding"}), ("fase-gestart", {"fase": "aanvraag"}),
    ("dossierstatus-gezet", {"dossierstatus": "ontvangen"}),
    ("dossierstatus-gezet", {"dossierstatus": "in_behandeling"}), ("fase-gestart", {"fase": "gesprek"}),
    ("dossierstatus-gezet", {"dossierstatus": "gepland"}), ("fase-gestart", {"fase": "besluit"}),
    ("dossierstatus-gezet", {"dossierstatus": "toegekend"}), ("fase-gestart", {"fase": "uitkering"}),
)


def moment():
    now = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now * 1e6) % 1000000:06d}Z"


def event(number, klanten, tag):
    """(key, value) of event `number`: klant = number modulo klanten, so that a klant's steps are far apart."""
    klant, step = number % klanten, number // klanten
    journey, step = divmod(step, len(STEPS))
    kind, fields = STEPS[step]
    now = moment()
    data = {"identificatie": {"soort": "klantnummer", "waarde": f"{tag}-{klant}"}, "plaatsgevondenOp": now,
            "definitie": DEFINITION, "klantreisRef": f"{tag}-{klant}-{journey}", **fields}
    if kind == "dossierstatus-gezet":
        del data["definitie"]
    record = {"specversion": "1.0", "type": f"nl.overheid.klantreizen.{kind}", "source": SOURCE_URN,
              "id": f"{tag}-{number}", "time": now, "datacontenttype": "application/json", "data": data}
    return f"{tag}-{klant}", json.dumps(record)
