#!/usr/bin/python3
"""Searches everything a run leaves behind for texts that must not be there in clear: topics, tables, files, metrics.

    leaks.py --bootstrap HOST:PORT --dsn CONNINFO --prefix spoor. --files spoor.log --urls http://…/metrics --texts TEXT…

Finds a text as it is, in base64 and in hex. Channel topics are not searched: they are other systems' own. Exit status 0
nothing found, 1 something found.
"""
import argparse
import base64
import pathlib
import sys
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import topics  # pylint: disable=wrong-import-position
from tables import Tables  # pylint: disable=wrong-import-position

TABLES = """select format('%I.%I', schemaname, tablename) as name from pg_tables
            where schemaname in ('spoor', 'spoor_api') order by 1"""


def forms(text):
    """The text in each form in which a careless program would write it."""
    raw = text.encode()
    middle = base64.b64encode(b"\0" * 3 + raw[: len(raw) // 3 * 3])[4:]
    return {raw, raw.hex().encode(), base64.b64encode(raw).rstrip(b"="), middle, raw.decode().encode("utf-16-le")}


def in_topics(bootstrap, prefix):
    consumer = topics._consumer(bootstrap, "read_uncommitted")  # pylint: disable=protected-access
    names = [name for name in consumer.list_topics(timeout=20).topics if name.startswith(prefix)]
    consumer.close()
    own = {"gebeurtenissen", "statuswijzigingen", "signalen", "quarantaine", "herkansing", "wenken"}
    for name in sorted(n for n in names if n[len(prefix):] in own):
        for record in topics.read(bootstrap, name, "read_uncommitted"):
            yield f"{name}[{record.partition}]@{record.offset}", (record.key or b"") + b"\0" + (record.value or b"")


def in_tables(dsn):
    tables = Tables(dsn)
    for row in tables.rows(TABLES):
        for found in tables.stream(f"select ctid::text as place, x::text as text from {row.name} x"):
            yield f"{row.name} {found.place}", found.text.encode()
    tables.close()


def in_files(paths):
    for path in paths:
        yield str(path), pathlib.Path(path).read_bytes()


def in_urls(urls):
    for url in urls:
        with urllib.request.urlopen(url, timeout=10) as answer:
            yield url, answer.read()


def search(places, needles):
    """Yields (where, which text)."""
    wanted = [(needle, form) for needle in needles for form in forms(needle)]
    for where, content in places:
        for needle in sorted({needle for needle, form in wanted if form in content}):
            yield where, needle


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--bootstrap", required=True)
    parser.add_argument("--dsn", required=True)
    parser.add_argument("--prefix", default="spoor.")
    parser.add_argument("--files", nargs="*", default=[])
    parser.add_argument("--urls", nargs="*", default=[])
    parser.add_argument("--texts", nargs="+", required=True)
    options = parser.parse_args()
    found = 0
    for places in (in_topics(options.bootstrap, options.prefix), in_tables(options.dsn), in_files(options.files),
                   in_urls(options.urls)):
        for where, needle in search(places, options.texts):
            print(f"{where}: {needle}")
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
