"""The parts of a run, in the order in which they must go: latency while the channel topics are empty, then the fill."""
from . import drains, latency, traffic
from .observe import Watch
from .report import median
from .world import World

CHANNELS = ("kanaal.portaal", "kanaal.email", "kanaal.api")  # what `spoor simulate --only cloudevents` fills
SEED = 20260301
FILL_RATE = 5000  # slow enough for intake to keep up, so that the canonical topic is in the order of life
WARM_UP = "warm"


def _checked(options, report, trial, name, channels=()):
    report.check(name, "not checked" if options.no_check else trial.check(channels))


def paced_place(trial, rate):
    """Where latency.measure reads, and its pace."""
    return trial.world.kafka.bootstrap, trial.topic("statuswijzigingen"), trial.topic("gebeurtenissen"), rate


def _latency(world, options, report, tell):
    trial = world.trial("latency")
    world.topics.configure(traffic.CHANNEL, message_timestamp_type="LogAppendTime")
    process = trial.process("run").start()
    try:
        process.wait_ready()
        where = paced_place(trial, options.rate)
        tell("latency: warming up")
        latency.measure(*where, 5 if options.quick else 30, WARM_UP)
        tell(f"latency: {options.rate} events/s")
        watch = Watch(spoor=process.process.pid, postgres=world.postgres_pid, broker=world.kafka.pid)
        sample = watch.sample()
        figures = latency.measure(*where, 15 if options.quick else 60, "paced")
        used = watch.since(sample)
        process.terminate(60)
    finally:
        process.discard()
    report.keep("latency", {**figures, **used})
    _checked(options, report, trial, "latency", ["kanaal.api"])
    for key, name in (("", "p50"), ("", "p95"), ("latency_p99", "p99")):
        report.figure(key, f"append → readable at {options.rate}/s, {name}", figures[f"{name}_ms"], "ms", used,
                      ["latency"])
    report.figure("", "  from the intended moment of sending, p99", figures["from_intended"]["p99_ms"], "ms", used, ["latency"])
    for stage, delays in figures["stages"].items():
        report.figure("", f"  of which {stage}, p50 (p99 {delays['p99_ms']:g})", delays["p50_ms"], "ms", used, ["latency"])
    world.topics.configure(traffic.CHANNEL, message_timestamp_type="CreateTime")
    trial.close()


def fill(world, options, tell):
    """Prefills channel topics and canonical topic, as drains.fill says."""
    tell(f"fill: {options.events} records")
    simulate = ["simulate", "--only", "cloudevents", "--events", options.events, "--seed", SEED, "--rate", FILL_RATE]
    return drains.fill(world, simulate, CHANNELS)


def _warm_up(world, options, tell, channels):
    """A broker that has just started spends most on compiling itself: drains that do not count."""
    for number in range(1 if options.quick else 3):
        tell(f"warming up: drain {number + 1}")
        world.drop(drains.chain(world, f"warm-{number}", channels)[0])


def _chain(world, options, report, tell, channels):
    for workers in (1, 2):
        name = f"chain-{workers}"
        tell(f"whole chain, {workers} worker{'s' * (workers > 1)}")
        trial, figures = drains.chain(world, name, channels, workers=workers)
        report.keep(name, figures)
        _checked(options, report, trial, name, channels)
        title = "whole chain" if workers == 1 else "whole chain, 2 workers"
        report.split(title, figures, [name])
        report.figure("memory", f"{title}: resident memory at most", round(figures["memory_peak_bytes"] / 2**20, 1),
                      "MiB", figures, [name])
        world.drop(trial)


def _fold_round(world, options, report, tell, first, target, workers, number, recording):
    """One pair of fold and ceiling, and the fold with its relay."""
    name = f"fold-{workers}-{number}"
    tell(f"fold, {workers} worker(s), round {number + 1} of {options.rounds}")
    trial, alone = drains.fold(world, f"alone-{workers}-{number}", first, workers, target, relay=False)
    counts = trial.counts()
    world.drop(trial)
    trial, ceiling = drains.ceiling(world, f"ceiling-{workers}-{number}", first, target, recording)
    report.check(f"rows {name}", "green" if trial.counts() == counts else
                 f"RED: the fold wrote {counts}, the ceiling {trial.counts()}")
    world.drop(trial)
    trial, whole = drains.fold(world, name, first, workers, target)
    _checked(options, report, trial, name)
    world.drop(trial)
    for kind, figures in (("alone", alone), ("ceiling", ceiling), ("fold", whole)):
        report.keep(f"{kind}-{workers}", figures)
    return alone, ceiling, whole


def _fold(world, options, report, tell, first, target):
    for workers in (1, 2):
        recording = world.folder / f"recording-{workers}"
        tell(f"recording what {workers} worker(s) write")
        world.drop(drains.fold(world, f"record-{workers}", first, workers, target, relay=False, recording=recording)[0])
        rounds = [_fold_round(world, options, report, tell, first, target, workers, number, recording)
                  for number in range(options.rounds)]
        checks = [f"rows fold-{workers}-{n}" for n in range(options.rounds)]
        title = f"{workers} worker" + "s" * (workers > 1)
        report.split(f"ceiling, {title}", rounds[-1][1], checks)
        report.split(f"fold, {title}", rounds[-1][0], checks)
        checks += [f"fold-{workers}-{n}" for n in range(options.rounds)]
        report.split(f"fold with relay, {title}", rounds[-1][2], checks)
        report.figure("fold_to_ceiling", f"fold ÷ ceiling, {title}",
                      median([a["events_per_s"] / c["events_per_s"] for a, c, _ in rounds]), "", rounds[-1][0], checks)
        report.figure("", f"fold with relay ÷ ceiling, {title}",
                      median([w["events_per_s"] / c["events_per_s"] for _, c, w in rounds]), "", rounds[-1][2], checks)


def _restart(world, options, report, tell, channels):
    tell("kill -9 under load")
    trial, figures = drains.restart(world, "restart", channels, 3)
    report.keep("restart", figures)
    _checked(options, report, trial, "restart", channels)
    report.figure("restart", "kill -9 → next commit, worst of 3", figures["worst_s"], "s", figures, ["restart"])
    world.drop(trial)


def measure(options, report, tell):
    with World(options.partitions) as world:
        if "latency" in options.only:
            _latency(world, options, report, tell)
        if set(options.only) == {"latency"}:
            return
        channels, first, target = fill(world, options, tell)
        _warm_up(world, options, tell, channels)
        if "chain" in options.only:
            _chain(world, options, report, tell, channels)
        if "fold" in options.only:
            _fold(world, options, report, tell, first, target)
        if "restart" in options.only:
            _restart(world, options, report, tell, channels)
