"""The spoor binary as a process: settings, start, orderly stop, kill -9, freeze and thaw."""
import functools
import os
import pathlib
import re
import signal
import subprocess

from .http import http_get
from .paths import BUILD, SOURCE
from .waiting import wait_until


def spoor_binary():
    """SPOOR_BIN, else the binary of the build under test."""
    return os.environ.get("SPOOR_BIN", str(BUILD / "bin/spoor"))


def write_settings(path, settings):
    """One `key = value` a line, as spoor reads it."""
    path.write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))
    path.chmod(0o600)
    return path


def clean_environment(**extra):
    """The environment without settings of another Spoor (a shell with the demo's env, say)."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SPOOR_", "PG")) or k.startswith("SPOOR_TEST_")}
    return {**kept, **{k: str(v) for k, v in extra.items()}}


@functools.lru_cache(maxsize=None)
def exits_told(command):
    """The exit statuses that `--help` of a command names."""
    text = subprocess.run([spoor_binary(), command, "--help"], capture_output=True, text=True, check=True, cwd=SOURCE,
                          env=clean_environment()).stdout
    return frozenset(map(int, re.findall(r"^  (\d+)  ", text.partition("exit statuses:")[2], re.MULTILINE)))


def run_spoor(config, *words, check=True, seconds=120, **extra):
    """Runs one command to its end. AssertionError with its output when it fails and check is set, or when it ends in a
    way that its help does not tell."""
    run = subprocess.run([spoor_binary(), *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                         timeout=seconds, env=clean_environment(SPOOR_CONFIG=config, **extra), cwd=SOURCE, check=False)
    if check and run.returncode:
        raise AssertionError(f"spoor {' '.join(map(str, words))} ended with {run.returncode}\n{run.stdout}{run.stderr}")
    if run.returncode not in (0, 2) and run.returncode not in exits_told(str(words[0])):
        raise AssertionError(f"spoor {words[0]} ended with {run.returncode}, which its --help does not tell")
    return run


class SpoorProcess:
    """A running `spoor run` (or intake, process …). Settings given as keywords of start override the file."""

    def __init__(self, config, log, http_port, command=("run",)):
        self.config, self.log, self.http_port, self.command = config, log, http_port, tuple(command)
        self.process = None

    def start(self, overrides=None):
        words = list(self.command)
        for key, value in (overrides or {}).items():
            words += ["--set", f"{key}={value}"]
        with open(self.log, "ab") as out:
            self.process = subprocess.Popen([spoor_binary(), *words], stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                            env=clean_environment(SPOOR_CONFIG=self.config), cwd=SOURCE)
        return self

    @property
    def url(self):
        return f"http://127.0.0.1:{self.http_port}"

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def ready(self):
        return http_get(self.url + "/readyz")[0] == 200

    def wait_ready(self, seconds=30):
        def ready_or_dead():
            return not self.alive() or self.ready()
        wait_until(ready_or_dead, seconds, f"readiness of {self.url}; log: {self.log}")
        assert self.alive(), f"spoor ended with {self.process.returncode}:\n{self.log_text()[-2000:]}"
        return self

    def wait_ended(self, seconds=30):
        """Waits for the end and returns the exit status (-9 after kill -9)."""
        return self.process.wait(seconds)

    def terminate(self, seconds=30):
        """SIGTERM: drains and ends."""
        if self.alive():
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self):
        """kill -9, at whatever point it is."""
        if self.alive():
            self.process.kill()
        return self.process.wait(10)

    def frozen(self):
        """Stopped by SIGSTOP: by freeze, or by itself at a crash point with :stop."""
        state = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        return state == "T"

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def log_text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def discard(self):
        """Ends it in any state, at the end of a test."""
        if self.alive():
            self.process.send_signal(signal.SIGCONT)
            self.kill()
