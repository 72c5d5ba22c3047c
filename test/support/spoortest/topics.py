"""Topics as any client sees them: produce, and read what is committed from the beginning to the end of now."""
import collections
import json
import uuid

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewTopic

from .waiting import wait_until

Record = collections.namedtuple("Record", "topic partition offset key value headers timestamp_ms")


class Topics:
    """One broker's topics."""

    def __init__(self, bootstrap):
        self.bootstrap = bootstrap
        self._producer = None

    def admin(self):
        """An admin client; keep it in a variable while its futures are awaited."""
        return AdminClient({"bootstrap.servers": self.bootstrap})

    def create(self, name, partitions=1, **config):
        topic = NewTopic(name, num_partitions=partitions, replication_factor=1, config=config)
        admin = self.admin()
        for future in admin.create_topics([topic], operation_timeout=30).values():
            future.result(30)

    def configure(self, name, **config):
        """Sets these settings of a topic (underscores for dots), all others to their defaults."""
        wanted = {key.replace("_", "."): value for key, value in config.items()}
        admin = self.admin()
        for future in admin.alter_configs([ConfigResource(ConfigResource.Type.TOPIC, name, set_config=wanted)]).values():
            future.result(30)

    def delete(self, *names):
        admin = self.admin()
        for future in admin.delete_topics(list(names), operation_timeout=30).values():
            future.result(30)

    def partitions(self, topic):
        found = self.admin().list_topics(topic, timeout=10).topics[topic]
        return sorted(found.partitions) if found.error is None else []

    def produce(self, topic, key, value, partition=None, headers=None, flush=True):
        """One record; a dict becomes JSON, str UTF-8, bytes and None (a tombstone) go as they are."""
        if self._producer is None:
            self._producer = Producer({"bootstrap.servers": self.bootstrap, "enable.idempotence": True,
                                       "message.max.bytes": 12_000_000, "linger.ms": 5,
                                       "partitioner": "murmur2_random",  # as Spoor and Java: a key has one partition
                                       "queue.buffering.max.messages": 1_000_000})
        if isinstance(value, (dict, list)):
            value = json.dumps(value, ensure_ascii=False)
        where = {} if partition is None else {"partition": partition}
        failures = []

        def delivered(error, _message):
            if error is not None:
                failures.append(error)

        while True:
            try:
                self._producer.produce(topic, key=key, value=value, headers=headers, on_delivery=delivered, **where)
                break
            except BufferError:
                self._producer.poll(0.1)
        if flush:
            self.flush()
            assert not failures, f"not produced to {topic}: {failures[0]}"

    def flush(self):
        assert self._producer.flush(60) == 0, "records were not delivered within 60 s"

    def ends(self, topic, isolation="read_committed"):
        """{partition: end offset} as a reader of that isolation sees it (the last stable offset)."""
        consumer = self._consumer(isolation)
        try:
            return {p: consumer.get_watermark_offsets(TopicPartition(topic, p), timeout=20)[1]
                    for p in self.partitions(topic)}
        finally:
            consumer.close()

    def _consumer(self, isolation):
        return Consumer({"bootstrap.servers": self.bootstrap, "group.id": f"reader-{uuid.uuid4()}",
                         "isolation.level": isolation, "enable.auto.commit": False, "enable.partition.eof": True,
                         "auto.offset.reset": "earliest", "fetch.wait.max.ms": 20,
                         "fetch.message.max.bytes": 12_582_912})

    def read(self, topic, isolation="read_committed", seconds=60):
        """Every record from the beginning to the present end, in order per partition."""
        consumer = self._consumer(isolation)
        try:
            partitions = self.partitions(topic)
            consumer.assign([TopicPartition(topic, p, 0) for p in partitions])
            records, at_end = [], set()

            def all_read():
                for message in consumer.consume(5000, timeout=0.2):
                    error = message.error()
                    if error is None:
                        at_end.discard(message.partition())
                        records.append(Record(topic, message.partition(), message.offset(), message.key(),
                                              message.value(), dict(message.headers() or []), message.timestamp()[1]))
                    elif error.name() == "_PARTITION_EOF":
                        at_end.add(message.partition())
                return len(at_end) == len(partitions)

            wait_until(all_read, seconds, f"the end of {topic}", step=0)
            return records
        finally:
            consumer.close()

    def read_json(self, topic, **options):
        """The values of read(), decoded; tombstones are left out."""
        return [json.loads(record.value) for record in self.read(topic, **options) if record.value is not None]
