"""Partitions added to a channel topic are read from their oldest record, whatever runs when they come."""
import time
import unittest

from confluent_kafka.admin import NewPartitions

from spoortest import ChannelCase, event, wait_until
from spoortest.topics import Topics

NOTICED_S = 15 + 10  # docs/operations.md, and this machine
RESTARTED_S = 25  # a session time-out of the name it had, 6 s here


class AddedPartitions(ChannelCase):
    mapping_changes = {"begin": "nieuwste"}
    channel_partitions = 1

    def settings(self):
        return {**super().settings(), "kafka.session_timeout_ms": 6000}

    def setUp(self):
        super().setUp()
        self.prepare()

    def contact(self, name, partition):
        self.topics.produce(self.channel(), name, event(
            "klantcontacten.klantcontact-geregistreerd", name, {"klantRef": "k-1", "kanaal": "telefoon"}),
            partition=partition)

    def grow(self, partitions):
        admin = self.topics.admin()
        for future in admin.create_partitions([NewPartitions(self.channel(), partitions)], operation_timeout=30).values():
            future.result(30)
        wait_until(lambda: len(self.topics.partitions(self.channel())) == partitions, 10, "the new partitions")
        self.topics = Topics(self.bootstrap)  # a producer that does not know yet how many there were

    def wait_taken(self, seconds, *names):
        begin = time.monotonic()
        wait_until(lambda: set(names) <= {row[0] for row in self.sql("select id from spoor.gebeurtenis")}, seconds,
                   f"{names}")
        return time.monotonic() - begin

    def grows_and_is_read(self, partitions, seconds):
        """The first record is there before anybody reads its partition."""
        self.grow(partitions)
        names = [f"{partitions}-{partition}" for partition in range(partitions)]
        for partition, name in enumerate(names):
            self.contact(name, partition)
        print(f"{self.id().rpartition('.')[2]}: {partitions} partitions read after {self.wait_taken(seconds, *names):.1f} s")

    def test_while_it_runs(self):
        self.start()
        self.contact("first", 0)
        self.wait_taken(30, "first")
        self.grows_and_is_read(2, NOTICED_S)
        self.grows_and_is_read(4, NOTICED_S)
        self.assert_checked()

    def test_while_it_is_down_and_comes_back_at_once(self):
        spoor = self.start()
        self.contact("first", 0)
        self.wait_taken(30, "first")
        spoor.kill()
        self.grow(3)
        spoor.start()
        self.grows_and_is_read(4, RESTARTED_S)
        self.assertEqual(0, spoor.terminate())
        self.grow(5)
        spoor.start().wait_ready()
        self.grows_and_is_read(6, RESTARTED_S)
        self.assert_checked()

    def test_of_two_members_the_one_that_divides_is_down(self):
        first = self.start("first", ("intake",), instance_name=f"{self.name}-a")
        self.start("process", ("process",))
        second = self.start("second", ("intake",), instance_name=f"{self.name}-b")
        self.contact("first", 0)
        self.wait_taken(20, "first")
        for down in (first, second):
            down.kill()
            self.grow(len(self.topics.partitions(self.channel())) + 1)
            down.start()
            self.grows_and_is_read(len(self.topics.partitions(self.channel())) + 1, RESTARTED_S + NOTICED_S)
        self.assert_checked()


if __name__ == "__main__":
    unittest.main()
