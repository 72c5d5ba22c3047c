#!/usr/bin/python3
"""Checks a Spoor installation from outside: reads topics and tables, shares no code with Spoor. See README.md.

    check.py --bootstrap HOST:PORT --dsn CONNINFO --group spoor --channel-topics kanaal.portaal,kanaal.balie

Exit status: 0 everything holds, 1 something does not, 2 it could not be checked.
"""
import argparse
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import topics  # pylint: disable=wrong-import-position
from installation import Installation  # pylint: disable=wrong-import-position
from rules_records import (every_record_ended_once, facts_are_unique,  # pylint: disable=wrong-import-position
                           position_is_right, retried_moved_once)
from clocks import clocks_are_right  # pylint: disable=wrong-import-position
from rules_open import open_matters_are_those_of_the_set  # pylint: disable=wrong-import-position
from rules_state import numbers_are_dense, state_is_fold_of_set  # pylint: disable=wrong-import-position
from rules_told import (epochs_only_rise, marks_are_right,  # pylint: disable=wrong-import-position
                        topic_equals_publications)
from tables import Tables  # pylint: disable=wrong-import-position

RULES = {"I1": every_record_ended_once, "I2": position_is_right, "I3": state_is_fold_of_set,
         "I3-open": open_matters_are_those_of_the_set, "I4": facts_are_unique,
         "I6": numbers_are_dense, "I7": topic_equals_publications, "I8": marks_are_right, "I9": epochs_only_rise,
         "I10": clocks_are_right, "I11": retried_moved_once}
SHOWN = 5


def arguments(words=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--bootstrap", required=True, help="Kafka, host:port")
    parser.add_argument("--dsn", required=True, help="PostgreSQL, as libpq takes it")
    parser.add_argument("--group", default="spoor", help="prefix of the consumer groups (kafka.group_prefix)")
    parser.add_argument("--prefix", default="spoor.", help="prefix of Spoor's own topics (topic.prefix)")
    parser.add_argument("--channel-topics", default="", help="channel topics, separated by commas")
    parser.add_argument("--only", default="", help="rules to check, separated by commas, such as I1,I3")
    parser.add_argument("--wait", type=float, default=0, metavar="SECONDS",
                        help="first wait until nothing is on its way any more; a failure when it does not come to that")
    parser.add_argument("--json", action="store_true", help="the outcome as JSON")
    parser.add_argument("--dump-toestand", metavar="FILE",
                        help="write every klantRef and its toestand, sorted, to compare two installations (I5)")
    options = parser.parse_args(words)
    options.channel_topics = [topic for topic in options.channel_topics.split(",") if topic]
    return options


def on_its_way(options):
    """What is not through yet, in words; None when everything is."""
    for topic in options.channel_topics:
        positions = topics.committed(options.bootstrap, f"{options.group}-intake", topic)
        for partition, (oldest, end) in topics.watermarks(options.bootstrap, topic).items():
            if end > oldest and (positions.get(partition) or 0) < end:
                return f"intake of {topic}[{partition}] is at {positions.get(partition)} of {end}"
    canonical = options.prefix + "gebeurtenissen"
    tables = Tables(options.dsn)
    try:
        rows = {r.partitie: r for r in tables.rows("select * from spoor.progress where topic = %s", (canonical,))}
    finally:
        tables.close()
    committed = topics.committed(options.bootstrap, f"{options.group}-proces", canonical)
    for partition, (_oldest, end) in topics.watermarks(options.bootstrap, canonical).items():
        row = rows.get(partition)
        if (row.next_offset if row else 0) < end:
            return f"the fold of partition {partition} is at {row.next_offset if row else 0} of {end}"
        if row and (committed.get(partition) or 0) < row.next_offset:
            return f"the relay of partition {partition} is at {committed.get(partition)} of {row.next_offset}"
    return None


def wait_for_quiet(options):
    """None, or what is still on its way when the time is up."""
    deadline = time.monotonic() + options.wait
    while True:
        what = on_its_way(options)
        if what is None or time.monotonic() >= deadline:
            return what
        time.sleep(0.2)


def check(options):
    """({rule: (title, seconds, [problem, …])}, counts)."""
    outcome = {}
    if options.wait:
        begin = time.monotonic()
        what = wait_for_quiet(options)
        outcome["I14"] = ("I14 nothing is on its way any more", time.monotonic() - begin,
                          [f"after {options.wait:g} s: {what}"] if what else [])
    wanted = [name for name in options.only.split(",") if name] or list(RULES)
    installation = Installation(options.bootstrap, options.dsn, options.group, options.prefix, options.channel_topics)
    for name in wanted:
        begin = time.monotonic()
        problems = list(RULES[name](installation))
        outcome[name] = (RULES[name].__doc__, time.monotonic() - begin, problems)
    installation.tables.close()
    return outcome, dict(installation.counts)


def print_table(outcome, counts):
    for title, seconds, problems in outcome.values():
        name, _, text = title.partition(" ")
        print(f"{'FAIL' if problems else 'ok':4}  {name:4} {text}  ({seconds:.1f} s)")
        for problem in problems[:SHOWN]:
            print(f"            {problem}")
        if len(problems) > SHOWN:
            print(f"            … and {len(problems) - SHOWN} more")
    print("      " + ", ".join(f"{count} {name}" for name, count in sorted(counts.items())))


def dump_toestand(options):
    tables = Tables(options.dsn)
    with open(options.dump_toestand, "w", encoding="utf-8") as out:
        for row in tables.stream('select klant_ref, toestand from spoor.klant order by klant_ref collate "C"'):
            out.write(f"{row.klant_ref}\t{row.toestand}\n")
    tables.close()


def main():
    options = arguments()
    outcome, counts = check(options)
    if options.dump_toestand:
        dump_toestand(options)
    failed = any(problems for _title, _seconds, problems in outcome.values())
    if options.json:
        print(json.dumps({"ok": not failed, "counts": counts, "rules": {
            name: {"title": title, "seconds": round(seconds, 3), "problems": problems}
            for name, (title, seconds, problems) in outcome.items()}}, indent=1))
    else:
        print_table(outcome, counts)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Exception as problem:  # pylint: disable=broad-except
        print(f"could not be checked: {type(problem).__name__}: {problem}", file=sys.stderr)
        sys.exit(2)
