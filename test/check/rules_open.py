"""I3, open matters: the rows of openstaand, and what the toestand keeps of them, are those of the set of events."""
import itertools
import json

from openstaand import Matter, kept, open_matters
from refold import Definitions
from rules_state import EVENTS, load_definitions, to_event
from tables import us

ROWS = f"""
select klant_id, soort, ref, {us('sinds_op')} as sinds, {us('uiterlijk_op')} as uiterlijk, aard, eigenaar, divisie, regisseur
from spoor.openstaand order by klant_id, sinds_op, soort collate "C", ref collate "C" """


def _stored(toestand):
    volg = json.loads(toestand)["volg"]
    return [Matter(*(item.get(name) for name in Matter._fields)) for item in volg.get("openstaand", [])], \
        volg.get("openstaandRest", 0)


def _differences(name, expected, rows, toestand):
    missing, surplus = [m for m in expected if m not in rows], [m for m in rows if m not in expected]
    if missing or surplus:
        yield f"{name}: openstaand lacks {missing[:3]}, and has {surplus[:3]} too many"
    first = kept(expected)
    if toestand != (first, len(expected) - len(first)):
        yield f"{name}: toestand keeps {toestand[0][:3]} and {toestand[1]} more, expected {first[:3]} of {len(expected)}"


def open_matters_are_those_of_the_set(installation):
    """I3-open every open matter and nothing else has its row in openstaand; the toestand keeps the first of them"""
    definitions = Definitions(load_definitions(installation.tables))
    names = {row.klant_id: (row.klant_ref, _stored(row.toestand)) for row in installation.tables.rows(
        "select klant_id, klant_ref, toestand from spoor.klant")}
    rows = {klant_id: [Matter(*row[1:]) for row in group] for klant_id, group in itertools.groupby(
        installation.tables.rows(ROWS), key=lambda row: row.klant_id)}
    installation.counts["open matters"] = sum(map(len, rows.values()))
    for klant_id, group in itertools.groupby(installation.tables.stream(EVENTS), key=lambda row: row.klant_id):
        expected = open_matters([to_event(row) for row in group], definitions)
        name, toestand = names[klant_id]
        yield from _differences(f"klant {name}", expected, rows.pop(klant_id, []), toestand)
    for klant_id in rows:
        yield f"klant {klant_id}: {len(rows[klant_id])} open matters, without any event"
