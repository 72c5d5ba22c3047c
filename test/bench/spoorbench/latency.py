"""Append to readable: records at an even pace, each timed from the moment at which it was meant to be sent."""
import json
import multiprocessing
import time
import uuid

from confluent_kafka import Consumer, Producer, TopicPartition

from . import traffic

SETTLE_SECONDS = 5


def _produce(bootstrap, rate, count, klanten, tag, begin):
    producer = Producer({"bootstrap.servers": bootstrap, "acks": "all", "linger.ms": 0, "enable.idempotence": True,
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


def measure(bootstrap, topic, rate, seconds, tag, klanten=4000):
    """Percentiles in milliseconds over all events but the first second's."""
    count = int(rate * seconds)
    consumer = _consumer(bootstrap, topic)
    begin = time.monotonic() + 1.5
    sender = multiprocessing.get_context("spawn").Process(
        target=_produce, args=(bootstrap, rate, count, klanten, tag, begin))
    sender.start()
    found, last = {}, begin
    while len(found) < count and time.monotonic() < max(last, begin + seconds) + SETTLE_SECONDS:
        first = consumer.poll(0.1)  # consume alone would wait until it has as many as asked
        for message in [first, *consumer.consume(500, timeout=0)] if first else []:
            if message.error():
                continue
            now = time.monotonic()
            cause = json.loads(message.value()).get("causationid", "")
            if cause.startswith(tag + "-"):
                found.setdefault(int(cause.rpartition("-")[2]), now)
                last = now
    sender.join()
    consumer.close()
    delays = sorted(1000 * (at - begin - number / rate) for number, at in found.items() if number >= rate)
    return {"sent": count, "notified": len(found), "rate": rate,
            **{f"p{int(share * 1000) / 10:g}_ms": round(percentile(delays, share), 1) if delays else None
               for share in (0.5, 0.95, 0.99, 0.999)},
            "max_ms": round(delays[-1], 1) if delays else None}
