"""Names say what a thing is: words that say nothing are not used in file names, function names and types."""
import re

from tree import bare_c, files, line_of, relative, tell, text

EMPTY_WORDS = {"manager", "helper", "helpers", "util", "utils", "misc", "common", "do", "tmp", "info"}
DEFINED = re.compile(r"\b(?:struct|enum|union)\s+(\w+)|\b(spoor_\w+)\s*\(")


def words(name):
    return set(re.split(r"[^a-z]+", name.lower()))


def main():
    findings = []
    for path in files(under=("src/", "include/", "test/", "cmake/", "deploy/", "schemas/", "migrations/")):
        if words(path.stem) & EMPTY_WORDS:
            found = ", ".join(words(path.stem) & EMPTY_WORDS)
            findings.append(f"{relative(path)}: the file name has the word {found}")
    for path in files(".h", ".c", under=("include/", "src/")):
        source = bare_c(text(path))
        for match in DEFINED.finditer(source):
            name = match.group(1) or match.group(2)
            empty = words(name) & EMPTY_WORDS
            if name.startswith("spoor_") and empty:
                where = f"{relative(path)}:{line_of(source, match.start())}"
                findings.append(f"{where}: {name} has the word {', '.join(empty)}")
    tell(findings, "names hold")


main()
