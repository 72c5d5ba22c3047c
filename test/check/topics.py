"""What the checker reads from Kafka: records, end offsets, and the history of committed offsets with their metadata."""
import collections
import json
import struct
import uuid

from confluent_kafka import Consumer, TopicPartition

Record = collections.namedtuple("Record", "topic partition offset key value timestamp_ms")
Commit = collections.namedtuple("Commit", "offset metadata")  # a committed offset; offset None = tombstone

OFFSETS_TOPIC = "__consumer_offsets"


def _consumer(bootstrap, isolation, group=None):
    return Consumer({"bootstrap.servers": bootstrap, "group.id": group or f"checker-{uuid.uuid4()}",
                     "isolation.level": isolation, "enable.auto.commit": False, "enable.partition.eof": True,
                     "auto.offset.reset": "error", "fetch.wait.max.ms": 20, "fetch.message.max.bytes": 12_582_912})


def partitions_of(consumer, topic):
    found = consumer.list_topics(topic, timeout=20).topics[topic]
    if found.error is not None:
        raise LookupError(f"topic {topic}: {found.error}")
    return sorted(found.partitions)


def watermarks(bootstrap, topic, isolation="read_committed"):
    """{partition: (oldest, end)}; with read_committed the end is the last stable offset."""
    consumer = _consumer(bootstrap, isolation)
    try:
        return {p: consumer.get_watermark_offsets(TopicPartition(topic, p), timeout=20)
                for p in partitions_of(consumer, topic)}
    finally:
        consumer.close()


def read(bootstrap, topic, isolation="read_committed", partitions=None, ends=None):
    """Yields every record from the oldest to the present end (or to `ends`), in order per partition."""
    consumer = _consumer(bootstrap, isolation)
    try:
        partitions = partitions_of(consumer, topic) if partitions is None else partitions
        start = []
        for p in partitions:
            oldest, _end = consumer.get_watermark_offsets(TopicPartition(topic, p), timeout=20)
            start.append(TopicPartition(topic, p, oldest))
        consumer.assign(start)
        open_partitions, silent = set(partitions), 0
        while open_partitions:
            messages = consumer.consume(5000, timeout=0.1)
            silent = 0 if messages else silent + 1
            if silent > 600:
                raise TimeoutError(f"{topic}: no end of partitions {sorted(open_partitions)} within a minute")
            for message in messages:
                error = message.error()
                if error is None and (ends is None or message.offset() < ends[message.partition()]):
                    yield Record(topic, message.partition(), message.offset(), message.key(), message.value(),
                                 message.timestamp()[1])
                elif error is None or error.name() == "_PARTITION_EOF":
                    open_partitions.discard(message.partition())
                else:
                    raise RuntimeError(f"{topic}: {error}")
    finally:
        consumer.close()


def committed(bootstrap, group, topic):
    """{partition: committed offset or None} of a group."""
    consumer = _consumer(bootstrap, "read_committed", group)
    try:
        wanted = [TopicPartition(topic, p) for p in partitions_of(consumer, topic)]
        return {tp.partition: tp.offset if tp.offset >= 0 else None for tp in consumer.committed(wanted, timeout=20)}
    finally:
        consumer.close()


# --- __consumer_offsets: what was committed, in order. Format: Kafka's OffsetCommitKey and OffsetCommitValue. ---------

def _text(raw, at):
    (length,) = struct.unpack_from(">h", raw, at)
    return raw[at + 2:at + 2 + length].decode(), at + 2 + length


def _parse_key(raw):
    """(group, topic, partition), or None for other records of that topic."""
    (version,) = struct.unpack_from(">h", raw, 0)
    if version not in (0, 1):
        return None
    group, at = _text(raw, 2)
    topic, at = _text(raw, at)
    return group, topic, struct.unpack_from(">i", raw, at)[0]


def _compact_text(raw, at):
    """A text after an unsigned varint of its length + 1, as flexible versions write it."""
    length = shift = 0
    while True:
        byte, at = raw[at], at + 1
        length |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return raw[at:at + length - 1].decode()


def _parse_value(raw):
    if raw is None:
        return Commit(None, "")
    version, offset = struct.unpack_from(">hq", raw, 0)
    at = 10 + (4 if version >= 3 else 0)
    if version > 4:
        raise RuntimeError(f"committed offset of version {version} is not known to this checker")
    return Commit(offset, _compact_text(raw, at) if version == 4 else _text(raw, at)[0])


def _java_hash(text):
    value = 0
    for unit in struct.unpack(f">{len(text.encode('utf-16-be')) // 2}H", text.encode("utf-16-be")):
        value = (31 * value + unit) & 0xFFFFFFFF
    return value if value < 0x80000000 else (0x100000000 - value) % 0x80000000  # Utils.abs of Kafka


def commit_history(bootstrap, group, topic):
    """{partition: [Commit, …]} in the order of commitment, aborted ones left out. Compaction may have removed old ones."""
    count = len(watermarks(bootstrap, OFFSETS_TOPIC))
    history = collections.defaultdict(list)
    for record in read(bootstrap, OFFSETS_TOPIC, partitions=[_java_hash(group) % count]):
        key = _parse_key(record.key) if record.key else None
        if key and key[0] == group and key[1] == topic:
            history[key[2]].append(_parse_value(record.value))
    return dict(history)


def parse_mark(metadata):
    """(mark, epoch) of "1;h=<mark>;e=<epoch>", else None."""
    parts = metadata.split(";")
    if len(parts) != 3 or parts[0] != "1" or parts[1][:2] != "h=" or parts[2][:2] != "e=":
        return None
    return int(parts[1][2:]), int(parts[2][2:])


def decode(value):
    try:
        return json.loads(value)
    except (TypeError, ValueError, UnicodeDecodeError, RecursionError):
        return None
