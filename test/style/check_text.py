"""Nothing left for later, no path of one machine, no line end or tab of another world."""
import re

from tree import TEXT_SUFFIXES, files, relative, tell, text

LATER = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")
MACHINE = re.compile(r"(?<![\w./-])/(?:wo" + r"rk|ro" + r"ot|home/\w+)(?:/|\b)(?!\.\.)")
TABS_ALLOWED = {"Makefile"}
# Say what a clone in root's home means for PostgreSQL: the path is the subject there, not a place.
MACHINE_ALLOWED = {"deploy/demo/lib.sh"}
BINARY = {".gz", ".png", ".ico", ".woff2", ".bin"}


def main():
    findings = []
    for path in files():
        name = relative(path)
        if path.suffix in BINARY or path.suffix not in TEXT_SUFFIXES or "/cases/" in name or "/corpus/" in name:
            continue
        try:
            content = text(path)
        except UnicodeDecodeError:
            findings.append(f"{name}: is not UTF-8")
            continue
        for number, line in enumerate(content.splitlines(), 1):
            if LATER.search(line):
                findings.append(f"{name}:{number}: left for later: {line.strip()[:80]}")
            if MACHINE.search(line) and name not in MACHINE_ALLOWED:
                findings.append(f"{name}:{number}: a path of one machine: {line.strip()[:80]}")
            if line != line.rstrip() and path.suffix != ".md":
                findings.append(f"{name}:{number}: blanks at the end of the line")
            if "\t" in line and path.name not in TABS_ALLOWED and path.suffix in {".c", ".h", ".py"}:
                findings.append(f"{name}:{number}: a tab")
        if "\r" in content:
            findings.append(f"{name}: carriage returns")
        if content and not content.endswith("\n"):
            findings.append(f"{name}: no newline at the end")
    tell(findings, "texts hold")


main()
