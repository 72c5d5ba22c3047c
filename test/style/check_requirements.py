"""docs/requirements.md is a whole table: no id twice, every place it names exists, nothing without an answer."""
import re

from tree import root, tell, text

ROW = re.compile(r"^\| ((?:\d-\d\d|law [\d:.]+|law \S+)) \| (.+?) \| (.+?) \|$")


def findings_of(lines):
    seen = set()
    for number, line in enumerate(lines, 1):
        if not line.startswith("| ") or line.startswith("| id ") or line.startswith("|---"):
            continue
        row = ROW.match(line)
        if not row:
            yield f"docs/requirements.md:{number}: not `| id | requirement | shown by |`"
            continue
        if row[1] in seen and not row[1].startswith("law AVG"):
            yield f"docs/requirements.md:{number}: {row[1]} stands twice"
        seen.add(row[1])
        places = re.findall(r"`([^`]+)`", row[3])
        if row[3] != "later" and not places:
            yield f"docs/requirements.md:{number}: {row[1]} names no place and is not `later`"
        for place in places:
            if "/" in place and not (root() / place).exists():
                yield f"docs/requirements.md:{number}: {place} does not exist"
    if len(seen) < 100:
        yield f"docs/requirements.md: only {len(seen)} requirements"


tell(list(findings_of(text(root() / "docs/requirements.md").splitlines())), "every requirement says where it is shown")
