"""What the style checks share: the files of the tree, C text without comments and strings, telling findings."""
import pathlib
import re
import subprocess
import sys

CODE_FOLDERS = ("src", "include", "test")
TEXT_SUFFIXES = {".c", ".h", ".def", ".sql", ".py", ".sh", ".md", ".json", ".yaml", ".yml", ".cmake", ".txt", ".conf",
                 ".service", ".xml", ".in", ".properties", ".example", ""}
SKIPPED_FOLDERS = {"build", ".git", "node_modules", "__pycache__", "state"}


def root():
    """The source tree: the first argument, else the folder above test/."""
    return pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2]).resolve()


def files(*suffixes, under=("",)):
    """Files below the given folders, tracked or new but not ignored; all suffixes when none is named."""
    listed = subprocess.run(["git", "-C", str(root()), "ls-files", "-co", "--exclude-standard", "-z"],
                            capture_output=True, check=False)
    if listed.returncode == 0:
        paths = [root() / name for name in listed.stdout.decode().split("\0") if name]
    else:
        paths = [path for path in root().rglob("*") if not SKIPPED_FOLDERS & set(path.relative_to(root()).parts)]
    for path in sorted(set(paths)):
        name = path.relative_to(root()).as_posix()
        if path.is_file() and (not suffixes or path.suffix in suffixes) and any(name.startswith(u) for u in under):
            yield path


def relative(path):
    return path.relative_to(root()).as_posix()


def text(path):
    return path.read_text(encoding="utf-8")


TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def bare_c(source):
    """C text with comments and string contents blanked, line numbers kept."""
    def blank(match):
        token = match.group(0)
        if token[0] == '"':
            return '""'
        if token[0] == "'":
            return "' '"
        return re.sub(r"[^\n]", " ", token)
    return TOKEN.sub(blank, source)


def line_of(source, position):
    return source.count("\n", 0, position) + 1


def tell(findings, ok):
    """Prints the findings and ends the check: exit status 1 if there are any."""
    for finding in findings:
        print(finding)
    if findings:
        print(f"{len(findings)} finding(s)")
        sys.exit(1)
    print(ok)
