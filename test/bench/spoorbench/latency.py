"""Append to readable: records at an even pace, each timed from the moment at which the broker appended it to its channel
topic to the moment at which a read_committed reader has its notification."""
import datetime
import json
import multiprocessing
import time
import uuid

from confluent_kafka import Consumer, Producer, TopicPartition

from . import traffic

SETTLE_SECONDS = 5
WINDOW_SECONDS = 10
SHARES = (0.5, 0.95, 0.99, 0.999)
STAGES = ("intake", "fold begun", "relay", "reader")  # what is behind a record when its stage is over


def _produce(bootstrap, rate, count, klanten, tag, begin):
    producer = Producer({"bootstrap.servers": bootstrap, "acks": "all", "enable.idempotence": True,
                         "queue.buffering.max.messages": 1_000_000})
    for number in range(count):
        wait = begin + number / rate - time.monotonic()
        if wait > 0:
            producer.poll(0)
            time.sleep(max(0, begin + number / rate - time.monotonic()))
        key, value = traffic.event(number, klanten, tag)
        producer.produce(traffic.CHANNEL, key=key, value=value)
        producer.poll(0)
    producer.flush(30)


def _consumer(bootstrap, topic):
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": f"latency-{uuid.uuid4()}",
                         "isolation.level": "read_committed", "enable.auto.commit": False,
                         "auto.offset.reset": "latest"})
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    ends = [TopicPartition(topic, p, consumer.get_watermark_offsets(TopicPartition(topic, p), timeout=10)[1])
            for p in partitions]
    consumer.assign(ends)
    return consumer


def percentile(values, share):
    return values[min(len(values) - 1, int(share * len(values)))] if values else None


def percentiles(delays):
    """Of seconds, as milliseconds."""
    delays = sorted(delays)
    return {**{f"p{int(share * 1000) / 10:g}_ms": round(1000 * percentile(delays, share), 1) if delays else None
               for share in SHARES}, "max_ms": round(1000 * delays[-1], 1) if delays else None}


def _moments(message, now):
    """Of a notification: the number of its cause's id, and when it was folded, produced and read."""
    value = json.loads(message.value())
    folded = datetime.datetime.fromisoformat(value["data"]["verwerktOp"].replace("Z", "+00:00")).timestamp()
    return value.get("causationid", ""), (folded, message.timestamp()[1] / 1000, now)


def _times(bootstrap, topic, tag):
    """The timestamp of the record of each number on a topic."""
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": f"latency-{uuid.uuid4()}",
                         "enable.auto.commit": False, "enable.partition.eof": True})
    partitions = list(consumer.list_topics(topic, timeout=10).topics[topic].partitions)
    consumer.assign([TopicPartition(topic, p, 0) for p in partitions])
    times, ended = {}, set()
    while len(ended) < len(partitions):
        for message in consumer.consume(1000, timeout=1):
            if message.error():
                ended.add(message.partition())
                continue
            name = json.loads(message.value()).get("id", "")
            if name.startswith(tag + "-"):
                times[int(name.rpartition("-")[2])] = message.timestamp()[1] / 1000
    consumer.close()
    return times


def _stages(found, appended, canonical):
    """Time spent up to intake's produce, from there to the fold's transaction, to the relay's produce, to the reader."""
    parts = {stage: [] for stage in STAGES}
    for number, (folded, published, read) in found.items():
        at = (appended[number], canonical.get(number, folded), folded, published, read)
        for stage, begin, end in zip(STAGES, at, at[1:]):
            parts[stage].append(end - begin)
    return {stage: percentiles(delays) for stage, delays in parts.items()}


def measure(bootstrap, topic, canonical_topic, rate, seconds, tag, klanten=4000):
    """Percentiles in milliseconds over all events but the first second's, whole, by stage and by window."""
    count = int(rate * seconds)
    consumer = _consumer(bootstrap, topic)
    begin, epoch = time.monotonic() + 1.5, time.time() + 1.5
    sender = multiprocessing.get_context("spawn").Process(
        target=_produce, args=(bootstrap, rate, count, klanten, tag, begin))
    sender.start()
    found, last = {}, begin
    while len(found) < count and time.monotonic() < max(last, begin + seconds) + SETTLE_SECONDS:
        first = consumer.poll(0.1)  # consume alone would wait until it has as many as asked
        for message in [first, *consumer.consume(500, timeout=0)] if first else []:
            if message.error():
                continue
            last = time.monotonic()
            cause, moments = _moments(message, epoch + last - begin)
            if cause.startswith(tag + "-"):
                found.setdefault(int(cause.rpartition("-")[2]), moments)
    sender.join()
    consumer.close()
    counted = {number: moments for number, moments in found.items() if number >= rate}
    appended = _times(bootstrap, traffic.CHANNEL, tag)
    windows = {}
    for number, moments in counted.items():
        windows.setdefault(number // (WINDOW_SECONDS * rate), []).append(moments[-1] - appended[number])
    return {"sent": count, "notified": len(found), "rate": rate,
            **percentiles([moments[-1] - appended[number] for number, moments in counted.items()]),
            "from_intended": percentiles([moments[-1] - epoch - number / rate for number, moments in counted.items()]),
            "windows": [percentiles(delays) for _, delays in sorted(windows.items())],
            "stages": _stages(counted, appended, _times(bootstrap, canonical_topic, tag))}
