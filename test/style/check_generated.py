"""docs/generated is what the program prints today: drift is an error."""
import os
import pathlib
import subprocess

from tree import root, tell

DOCUMENTS = {"configuration.md": "markdown", "commands.md": "commands"}


def main():
    binary = pathlib.Path(os.environ.get("SPOOR_BUILD_DIR", root() / "build/dev")) / "bin/spoor"
    if not binary.is_file():
        tell([f"{binary.name}: is not built, so docs/generated cannot be checked"], "")
    findings = []
    for name, word in DOCUMENTS.items():
        printed = subprocess.run([binary, "config", word], capture_output=True, text=True, check=True).stdout
        path = root() / "docs/generated" / name
        if not path.is_file() or path.read_text(encoding="utf-8") != printed:
            findings.append(f"docs/generated/{name}: differs from `spoor config {word}`; write it anew")
    tell(findings, "docs/generated is up to date")


main()
