"""Shell scripts parse, start with a known first line, can be run, and read no variable that Spoor takes for a setting."""
import os
import re
import subprocess

from tree import files, relative, root, tell, text


def settings():
    """Names of the settings in the environment, and what begins a name that Spoor refuses when it is none of them."""
    keys = re.findall(r'^SPOOR_SETTING\(\w+, "([\w.]+)"', text(root() / "include/spoor/config/settings.def"), re.M)
    names = {"SPOOR_" + key.upper().replace(".", "_") for key in keys}
    return names, tuple({"SPOOR_" + key.partition(".")[0].upper() + "_" for key in keys if "." in key})


def main():
    findings, count = [], 0
    names, groups = settings()
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
        for name in sorted(set(re.findall(r"\$\{?(SPOOR_\w+)", text(path))) - names):
            if name.startswith(groups):
                findings.append(f"{relative(path)}: spoor refuses the variable {name}: it looks like a setting")
    tell(findings, f"{count} shell scripts parse")


main()
