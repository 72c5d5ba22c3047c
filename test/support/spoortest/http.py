"""Health and metrics over HTTP, by the standard library."""
import re
import urllib.error
import urllib.request


def http_get(url, seconds=2):
    """(status, text); an error status is no exception, a refused connection is."""
    try:
        with urllib.request.urlopen(url, timeout=seconds) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def metric(url, name, **labels):
    """The sum of a metric's samples that have these labels; None when there is no such sample."""
    total = None
    for line in http_get(url + "/metrics")[1].splitlines():
        match = re.match(r"([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)", line)
        if not match or match.group(1) != name:
            continue
        found = dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', match.group(2) or ""))
        if all(found.get(key) == str(value) for key, value in labels.items()):
            total = (total or 0) + float(match.group(3))
    return total
