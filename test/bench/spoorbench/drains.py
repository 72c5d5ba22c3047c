"""Drains: how fast what lies ready is worked off, from the first to the last commit, with what it costs."""
import json
import subprocess
import time

from confluent_kafka import Consumer, TopicPartition

from spoortest import metric, wait_until

from .observe import Watch, memory_peak
from .world import CEILING, INSTRUMENTED, environment

STEP = 0.02
DRAIN_SECONDS = 1800


def rates(begin, end, used):
    """Events per second and CPU seconds per million events; begin and end are (records, seconds)."""
    records, seconds = end[0] - begin[0], end[1] - begin[1]
    cpu = used["cpu_s"]
    return {"records": records, "drain_seconds": round(seconds, 3), "events_per_s": round(records / max(0.001, seconds)),
            "cpu_s_per_million": {name: round(1e6 * value / records, 1) for name, value in cpu.items()},
            "cpu_s_per_million_all": round(1e6 * sum(cpu.values()) / records, 1),
            "steal_percent": used["steal_percent"], "other_cores": used["other_cores"]}


def observe(trial, watch, process, target):
    """Waits until the fold moved, then until it is at target; what it did in between."""
    before = trial.progress()[0]

    def first_progress():
        state = trial.progress()
        assert process.poll() is None or state[0] > before, f"it ended: {trial.name}"
        return state if state[0] > before else None
    begin = wait_until(first_progress, 60, "the first commit", step=STEP)
    sample = watch.sample()
    end = wait_until(lambda: (lambda state: state if state[0] >= target else None)(trial.progress()), DRAIN_SECONDS,
                     f"the fold at {target} records", step=STEP)
    used = watch.since(sample)
    figures = rates((begin[0], begin[3]), (end[0], end[3]), used)
    figures["batches"] = end[1] - begin[1]
    return figures


COUNTERS = ("late", "refolds", "cache_hits", "cache_misses", "facts_asked", "duplicates", "batches")


def counters(process):
    """What the fold counted, by its own metrics."""
    return {name: int(metric(process.url, f"spoor_{name}_total") or 0) for name in COUNTERS}


def _stopped(process):
    process.terminate(60)
    assert process.process.returncode == 0, f"it ended with {process.process.returncode}: {process.log}"


def fold(world, name, first, workers, target, relay=True, recording=None):
    """`spoor process` drains a canonical topic into a fresh database. Without relay the fold stage runs alone."""
    trial = world.again(first, name, workers=workers)
    variables = {} if relay else {"BENCH_RELAY": "off"}
    if recording:
        recording.mkdir(parents=True)
        variables["BENCH_RECORDING"] = recording
    process = trial.process("process", binary=None if relay else INSTRUMENTED)
    with environment(**variables):
        process.start()
    try:
        watch = Watch(spoor=process.process.pid, postgres=world.postgres_pid, broker=world.kafka.pid)
        figures = observe(trial, watch, process.process, target)
        if relay:
            wait_until(lambda: metric(process.url, "spoor_relay_rows_total") == trial.progress()[2], 120,
                       "the relay at the end of the outbox")
        figures["counters"] = counters(process)
        _stopped(process)
    finally:
        process.discard()
    return trial, figures


def ceiling(world, name, first, target, recording):
    """The recorded rows of a fold, written again by the ceiling program into a fresh database."""
    trial = world.again(first, name)
    files = sorted(path for path in recording.iterdir() if path.stat().st_size)
    process = subprocess.Popen([CEILING, trial.dsn, trial.topic("gebeurtenissen"), *files], stdout=subprocess.PIPE,
                               text=True)
    try:
        watch = Watch(ceiling=process.pid, postgres=world.postgres_pid)
        figures = observe(trial, watch, process, target)
        said = process.communicate(timeout=60)[0]
        assert process.returncode == 0, f"the ceiling ended with {process.returncode}"
    finally:
        if process.poll() is None:
            process.kill()
    figures["own"] = json.loads(said)
    return trial, figures


def intake_done(world, group, channels):
    """True when intake has committed to the end of every channel topic."""
    consumer = Consumer({"bootstrap.servers": world.kafka.bootstrap, "group.id": group})
    try:
        for channel, end in channels.items():
            places = [TopicPartition(channel, p) for p in end]
            for place in consumer.committed(places, timeout=20):
                if max(0, place.offset) < end[place.partition]:
                    return False
        return True
    finally:
        consumer.close()


def fill(world, simulate, channels):
    """Channel topics and, by an intake that runs along, a canonical topic in the order of life. Returns the ends of the
    channel topics, the trial to repeat, and the number of records on the canonical topic."""
    trial = world.trial("canonical", publishes=False)
    process = trial.process("intake").start().wait_ready()
    try:
        trial.spoor(*simulate)
        ends = {channel: world.topics.ends(channel) for channel in channels}
        wait_until(lambda: intake_done(world, f"{trial.name}-intake", ends), DRAIN_SECONDS, "intake", step=0.2)
        _stopped(process)
    finally:
        process.discard()
    trial.close()
    return ends, trial, sum(world.topics.ends(trial.topic("gebeurtenissen")).values())


def _records_in(process):
    return metric(process.url, "spoor_records_in_total") or 0


def chain(world, name, channels, **settings):
    """`spoor run` drains the channel topics to the notifications."""
    total = sum(sum(ends.values()) for ends in channels.values())
    trial = world.trial(name, **settings)
    process = trial.process("run").start()
    try:
        watch = Watch(spoor=process.process.pid, postgres=world.postgres_pid, broker=world.kafka.pid)
        wait_until(lambda: _records_in(process) > 0, 60, "the first channel record", step=STEP)
        sample, begin = watch.sample(), time.monotonic()
        wait_until(lambda: _all_told(trial, process, channels), DRAIN_SECONDS, "the end of the chain", step=STEP)
        end, used = time.monotonic(), watch.since(sample)
        figures = rates((0, begin), (total, end), used)
        figures["memory_peak_bytes"] = memory_peak(process.process.pid)
        figures["notifications"] = trial.progress()[2]
        figures["counters"] = counters(process)
        figures["klanten"] = trial.row("select count(*) from spoor.klant")[0]
        _stopped(process)
    finally:
        process.discard()
    return trial, figures


def _all_folded(trial, channels):
    """Intake is at the end of its topics, and the fold at the end of the canonical one: the last record of a channel
    partition may be folded while those before it, in other canonical partitions, are not."""
    total = sum(sum(ends.values()) for ends in channels.values())
    seen = trial.row("select coalesce(sum(offset_max + 1), 0) from spoor.bron where topic like 'kanaal.%%'")[0]
    return seen >= total and trial.progress()[0] >= sum(trial.world.topics.ends(trial.topic("gebeurtenissen")).values())


def _all_told(trial, process, channels):
    """All of that, and the relay is at the end of the outbox."""
    return _all_folded(trial, channels) and \
        (metric(process.url, "spoor_relay_rows_total") or 0) >= trial.progress()[2]


def restart(world, name, channels, kills):
    """kill -9 under load, start again with the same identity: seconds to the next commit, for each kill."""
    trial = world.trial(name)
    process = trial.process("run").start()
    watch, seconds = Watch(), []
    sample = watch.sample()
    total = sum(sum(ends.values()) for ends in channels.values())
    try:
        for number in range(kills):
            mark = trial.progress()[0]
            wait_until(lambda mark=mark: trial.progress()[0] > mark + total // (3 * kills), 120, "progress")
            process.kill()
            before = trial.progress()[1]
            begin = time.monotonic()
            process.start()
            wait_until(lambda before=before: trial.progress()[1] > before, 60, "the next commit", step=0.005)
            seconds.append(round(time.monotonic() - begin, 3))
        wait_until(lambda: _all_folded(trial, channels), DRAIN_SECONDS, "the end", step=0.2)
        wait_until(lambda: trial.row("select bool_and(p.outbox_sequence <= r.mark) from spoor.progress p"
                                     " join spoor.relay_stand r using (topic, partitie)")[0], 60, "the last mark")
        _stopped(process)
    finally:
        process.discard()
    return trial, {"restart_seconds": seconds, "worst_s": max(seconds), **watch.since(sample)}
