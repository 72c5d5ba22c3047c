"""The README keeps its promise: the commands it names exist and can be run."""
import os
import re

from tree import root, tell, text

COMMANDS = ("./deploy/demo/up", "./test/all")


def main():
    readme = root() / "README.md"
    if not readme.is_file():
        tell(["README.md: is missing"], "")
    content = text(readme)
    findings = [f"README.md: does not tell {command}" for command in COMMANDS if command not in content]
    named = re.findall(r"(?<![\w/])\./((?:deploy|test)/[\w./-]*\w)", content)
    for command in sorted(set(named) | {c[2:] for c in COMMANDS}):
        path = root() / command
        if not path.exists():
            findings.append(f"README.md: {command} does not exist")
        elif path.is_file() and not path.suffix and not os.access(path, os.X_OK):
            findings.append(f"README.md: {command} cannot be run")
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", content):
        if not (root() / target).exists():
            findings.append(f"README.md: link to {target}, which does not exist")
    tell(findings, "the README's commands and links exist")


main()
