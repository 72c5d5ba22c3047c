"""A smoke run on the newest Kafka that Spoor is tested with; the other tests run on the baseline."""
import unittest

from spoortest import ChannelCase, Load, wait_until


class NewestKafka(ChannelCase):
    kafka_version = "4.1.1"

    def setUp(self):
        super().setUp()
        self.prepare()

    def test_smoke(self):
        spoor = self.start()
        pieces = Load(seed=14, klanten=60).pieces(2)
        self.send(pieces[0])
        wait_until(lambda: self.read("statuswijzigingen"), 60, "a notification")
        spoor.kill()
        self.send(pieces[1])
        spoor.start().wait_ready()
        self.assert_checked(wait=90)
        self.assertEqual(0, spoor.terminate())


if __name__ == "__main__":
    unittest.main()
