"""The table for people and the targets (what a run is held against)."""
import statistics


def median(values):
    return round(statistics.median(values), 3)


# figure → (what it is, target in words, whether a value meets it)
TARGETS = {
    "fold_to_ceiling": ("≥ 0.7", lambda value: value >= 0.7),
    "chain_cpu": ("≤ 60", lambda value: value <= 60),
    "latency_p99": ("≤ 50", lambda value: value <= 50),
    "memory": ("≤ 128", lambda value: value <= 128),
    "restart": ("≤ 2", lambda value: value <= 2),
}


class Report:
    """Rows of the table, and everything measured for the JSON file."""

    def __init__(self, **about):
        self.data = {"about": about, "measured": {}, "figures": [], "checks": {}}

    def keep(self, name, measured):
        self.data["measured"].setdefault(name, []).append(measured)

    def check(self, name, outcome):
        self.data["checks"][name] = outcome

    def figure(self, key, name, value, unit, used=None, checks=()):
        """One row; used has the steal and the other load beside it; checks: the trials whose checker must be green."""
        target, holds = TARGETS.get(key, ("", None))
        valid = all(self.data["checks"].get(check) == "green" for check in checks)
        verdict = "" if holds is None or value is None else "met" if holds(value) else "MISSED"
        used = used or {}
        self.data["figures"].append({
            "key": key, "name": name, "value": value, "unit": unit, "target": target,
            "verdict": verdict if valid else "INVALID", "steal_percent": used.get("steal_percent"),
            "other_cores": used.get("other_cores")})

    def split(self, name, figures, checks=()):
        """Rate and CPU of a drain: one row each."""
        self.figure("", f"{name}: events per second", figures["events_per_s"], "1/s", figures, checks)
        parts = " + ".join(f"{part} {value}" for part, value in figures["cpu_s_per_million"].items())
        self.figure("chain_cpu" if name == "whole chain" else "", f"{name}: CPU ({parts})",
                    figures["cpu_s_per_million_all"], "s per million", figures, checks)

    def table(self):
        lines = [("figure", "value", "unit", "target", "", "steal %", "other cores")]
        for row in self.data["figures"]:
            lines.append((row["name"], _text(row["value"]), row["unit"], row["target"], row["verdict"],
                          _text(row["steal_percent"]), _text(row["other_cores"])))
        widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
        shown = ["  ".join(cell.ljust(width) if i in (0, 2, 4) else cell.rjust(width)
                           for i, (cell, width) in enumerate(zip(line, widths))).rstrip() for line in lines]
        shown.insert(1, "-" * len(shown[0]))
        red = [f"{name}: {outcome}" for name, outcome in self.data["checks"].items() if outcome != "green"]
        shown.append(f"checker: {len(self.data['checks'])} trials, {'all green' if not red else 'NOT GREEN'}")
        return "\n".join(shown + red)


def _text(value):
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
