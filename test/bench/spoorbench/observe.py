"""CPU time, memory and steal, from /proc."""
import os
import time

TICKS = os.sysconf("SC_CLK_TCK")


def _stat(pid):
    """Fields of /proc/PID/stat after the name; None when the process is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            return file.read().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None


def tree(root):
    """The process and all below it: {pid: fields}."""
    parents = {}
    for name in os.listdir("/proc"):
        fields = _stat(name) if name.isdigit() else None
        if fields:
            parents[int(name)] = (int(fields[1]), fields)
    found, grown = {root}, True
    while grown:
        below = {pid for pid, (parent, _) in parents.items() if parent in found}
        grown = not below <= found
        found |= below
    return {pid: parents[pid][1] for pid in found if pid in parents}


def cpu_seconds(root):
    """User and system time of a process tree, ended children that were waited for included."""
    return sum(sum(map(int, fields[11:15])) for fields in tree(root).values()) / TICKS


def compiler_seconds(pid):
    """Of a JVM: what its just-in-time compiler took, which a broker that has run for a while no longer does."""
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{thread}/stat", encoding="utf-8", errors="replace") as file:
                name, _, fields = file.read().partition("(")[2].rpartition(")")
        except FileNotFoundError:
            continue
        if name.startswith(("C1 Compiler", "C2 Compiler")):
            total += sum(map(int, fields.split()[11:13])) / TICKS
    return total


def memory_peak(pid):
    """VmHWM in bytes."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM:"))


def _machine():
    with open("/proc/stat", encoding="utf-8") as file:
        user, nice, system, idle, wait, irq, soft, steal = map(int, file.readline().split()[1:9])
    return {"all": user + nice + system + idle + wait + irq + soft + steal, "steal": steal,
            "busy": user + nice + system + irq + soft}


class Watch:
    """Samples of process trees and of the machine; `since` gives what was used between a sample and now."""

    def __init__(self, **roots):
        self.roots = {name: pid for name, pid in roots.items() if pid}

    def sample(self):
        cpu = {name: cpu_seconds(pid) for name, pid in self.roots.items()}
        if "broker" in cpu:
            cpu["its compiler"] = compiler_seconds(self.roots["broker"])
            cpu["broker"] -= cpu["its compiler"]
        return {"at": time.monotonic(), "machine": _machine(), "cpu": cpu}

    def since(self, first):
        last = self.sample()
        machine = {key: last["machine"][key] - first["machine"][key] for key in first["machine"]}
        cpu = {name: round(last["cpu"][name] - first["cpu"][name], 2) for name in first["cpu"]}
        elapsed = last["at"] - first["at"]
        other = machine["busy"] / TICKS - sum(cpu.values())
        return {"seconds": round(elapsed, 3), "cpu_s": cpu,
                "steal_percent": round(100 * machine["steal"] / max(1, machine["all"]), 1),
                "other_cores": round(max(0, other) / max(0.01, elapsed), 2)}
