"""Every header compiles alone, twice included."""
import concurrent.futures
import shutil
import subprocess

from tree import files, relative, root, tell

COMPILER = shutil.which("cc") or "gcc"
# libpq is the one library whose headers do not lie in the compiler's own folders.
LIBRARIES = subprocess.run(["pkg-config", "--cflags", "libpq"], capture_output=True, text=True, check=False).stdout.split()


def compile_alone(path):
    folder = path.parent
    source = f'#include "{path}"\n#include "{path}"\nextern int spoor_not_empty;\n'
    run = subprocess.run(
        [COMPILER, "-std=gnu11", "-D_GNU_SOURCE", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-x", "c",
         f"-I{root()}/include", *LIBRARIES, "-iquote", str(folder), "-"], input=source, capture_output=True, text=True, check=False)
    return [] if run.returncode == 0 else [f"{relative(path)}: does not compile alone\n{run.stderr.strip()[:600]}"]


def main():
    headers = list(files(".h", under=("include/", "src/", "test/")))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        findings = [finding for found in pool.map(compile_alone, headers) for finding in found]
    tell(findings, f"{len(headers)} headers compile alone")


main()
