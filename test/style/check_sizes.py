"""Files stay small (< 24 kB of code), functions too: median and p90 are told, p90 < 56 lines is the rule."""
import re
import statistics

from tree import bare_c, files, relative, tell, text

FILE_BYTES_MAX = 24_000
FUNCTION_P90_MAX = 56
LINE_COLUMNS_MAX = 132
HEAD = re.compile(r"^[A-Za-z_][^;{}#]*\)\s*$|^[A-Za-z_][^;{}#]*\)\s*\{\s*$")


def functions(source):
    """(name, lines) of each function of a K&R file: from its opening brace in column one to the closing one."""
    lines = source.splitlines()
    for number, line in enumerate(lines):
        if line.rstrip() != "{" or number == 0:
            continue
        head = " ".join(lines[max(0, number - 6):number])
        names = re.findall(r"(\w+)\s*\(", head.rpartition("}")[2].rpartition(";")[2])
        end = next((i for i in range(number, len(lines)) if lines[i].startswith("}")), None)
        if names and end is not None:
            yield names[0], end - number - 1


def main():
    findings, lengths, sizes = [], [], []
    for path in files(".c", ".h", ".py", ".def", under=("src/", "include/", "test/")):
        content = text(path)
        if len(content.encode()) >= FILE_BYTES_MAX:
            findings.append(f"{relative(path)}: {len(content.encode())} bytes; split it (< {FILE_BYTES_MAX})")
        for number, line in enumerate(content.splitlines(), 1):
            if len(line) > LINE_COLUMNS_MAX:
                findings.append(f"{relative(path)}:{number}: {len(line)} columns (at most {LINE_COLUMNS_MAX})")
        if path.suffix == ".c" and relative(path).startswith("src/"):
            sizes.append(content.count("\n"))
            lengths += [(length, f"{relative(path)} {name}") for name, length in functions(bare_c(content))]
    told = "no code yet"
    if len(lengths) > 10:
        lengths.sort()
        p90 = lengths[int(len(lengths) * 0.9)][0]
        told = (f"{len(lengths)} functions: median {statistics.median(l for l, _ in lengths):.0f} lines, p90 {p90}, "
                f"longest {lengths[-1][0]} ({lengths[-1][1]}); "
                f"{len(sizes)} files: median {statistics.median(sizes):.0f} lines")
        if p90 >= FUNCTION_P90_MAX:
            findings.append(f"functions: p90 is {p90} lines (< {FUNCTION_P90_MAX}): "
                            + ", ".join(f"{what} {length}" for length, what in lengths[-8:]))
    print(told)
    tell(findings, "sizes hold")


main()
