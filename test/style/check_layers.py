"""Layers point one way only (src/layers.txt): includes of other layers, headers of system libraries, link lines."""
import re

from tree import bare_c, files, line_of, relative, root, tell, text

LIBRARY_OF_HEADER = [
    (re.compile(r"^(jansson)\.h$"), "jansson"),
    (re.compile(r"^(libpq-fe|libpq-events|pg_config.*|postgres_ext)\.h$"), "libpq"),
    (re.compile(r"^librdkafka/"), "rdkafka"),
    (re.compile(r"^microhttpd\.h$"), "libmicrohttpd"),
    (re.compile(r"^openssl/"), "openssl"),
    (re.compile(r"^expat\.h$"), "expat"),
    (re.compile(r"^zlib\.h$"), "zlib"),
    (re.compile(r"^systemd/"), "libsystemd"),
]
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.M)


def rules():
    uses, libraries = {}, {}
    for line in text(root() / "src/layers.txt").splitlines():
        line = line.split("#")[0].strip()
        if not line:
            continue
        layer, rest = line.split(":", 1)
        used, _, owned = rest.partition(";")
        uses[layer.strip()], libraries[layer.strip()] = set(used.split()), set(owned.split())
    return uses, libraries


def layer_of(path):
    parts = relative(path).split("/")
    if parts[0] == "src" and len(parts) > 2:
        return parts[1]
    if parts[:2] == ["include", "spoor"] and len(parts) > 3:
        return parts[2]
    return None


def cycles(uses):
    order = list(uses)
    for layer, used in uses.items():
        for other in used:
            if other not in uses:
                yield f"src/layers.txt: {layer} uses {other}, which is no layer"
            elif order.index(other) >= order.index(layer):
                yield f"src/layers.txt: {layer} uses {other}, which stands above it"


def included(path, source, layer, uses, libraries):
    for match in INCLUDE.finditer(source):
        name = match.group(1)
        where = f"{relative(path)}:{line_of(source, match.start())}"
        own = re.match(r"spoor/([^/]+)/", name)
        if own:
            if own.group(1) != layer and own.group(1) not in uses[layer]:
                yield f"{where}: layer {layer} may not use {own.group(1)} (<{name}>)"
            continue
        if name.startswith("../"):
            yield f"{where}: no include through a parent folder ({name})"
        for pattern, library in LIBRARY_OF_HEADER:
            if pattern.match(name) and library not in libraries[layer]:
                yield f"{where}: {library} does not belong in layer {layer} (<{name}>)"


def main():
    uses, libraries = rules()
    findings = list(cycles(uses))
    for path in files(".c", ".h", ".def", under=("src/", "include/")):
        layer = layer_of(path)
        if layer is None:
            findings.append(f"{relative(path)}: in no layer")
        elif layer not in uses:
            findings.append(f"{relative(path)}: layer {layer} is not in src/layers.txt")
        else:
            findings += included(path, text(path), layer, uses, libraries)
    for path in files(".txt", under=("src/",)):
        layer = relative(path).split("/")[1]
        if path.name != "CMakeLists.txt" or layer not in uses:
            continue
        for word in re.findall(r"[\w-]+", re.sub(r"#.*", "", text(path)).partition("LINK")[2]):
            if word.removeprefix("spoor_") in uses and word.removeprefix("spoor_") not in uses[layer] | {layer}:
                findings.append(f"{relative(path)}: layer {layer} may not link {word}")
    tell(findings, f"{len(uses)} layers, one way only")


main()
