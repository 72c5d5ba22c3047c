"""Shell scripts parse, start with a known first line and can be run."""
import os
import subprocess

from tree import files, relative, tell


def main():
    findings, count = [], 0
    for path in files("", ".sh"):
        first = path.read_bytes().partition(b"\n")[0].decode("utf-8", "replace")
        if path.suffix != ".sh" and not first.startswith("#!"):
            continue
        if "bash" not in first and path.suffix != ".sh":
            continue
        count += 1
        run = subprocess.run(["bash", "-n", str(path)], capture_output=True, text=True, check=False)
        if run.returncode:
            findings.append(f"{relative(path)}: {run.stderr.strip()}")
        if first.startswith("#!") and not os.access(path, os.X_OK):
            findings.append(f"{relative(path)}: cannot be run (chmod +x)")
    tell(findings, f"{count} shell scripts parse")


main()
