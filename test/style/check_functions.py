"""Functions that Spoor does not call: unsafe ones anywhere, and those that only the composition root may."""
import re

from tree import bare_c, files, line_of, relative, tell, text

UNSAFE = ["strcpy", "strcat", "sprintf", "vsprintf", "gets", "strtok", "atoi", "atol", "atoll", "atof", "alloca",
          "strncpy", "strncat", "tmpnam", "mktemp", "localtime", "gmtime", "ctime", "asctime", "rand", "srand"]
# Libraries never read the environment, end the process, print or log to a stream of their own.
ROOT_ONLY = ["getenv", "secure_getenv", "exit", "_exit", "quick_exit", "printf", "puts", "putchar", "perror",
             "system", "popen", "setenv", "putenv", "signal"]
ROOT_FOLDERS = ("src/cli/", "src/config/")
CALL = "(?<![\\w.>])({})[ \t]*\\("


def main():
    findings = []
    unsafe, root_only = (re.compile(CALL.format("|".join(names))) for names in (UNSAFE, ROOT_ONLY))
    for path in files(".c", ".h", under=("src/", "include/", "test/")):
        name = relative(path)
        source = bare_c(text(path))
        checks = [(unsafe, "is banned")]
        if not name.startswith(ROOT_FOLDERS) and not name.startswith("test/"):
            checks.append((root_only, "only in the composition root (src/cli, src/config)"))
        for pattern, why in checks:
            for match in pattern.finditer(source):
                findings.append(f"{name}:{line_of(source, match.start())}: {match.group(1)}() {why}")
    tell(findings, "no banned function")


main()
