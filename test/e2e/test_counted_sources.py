"""What intake notices is counted per source of a topic."""
import datetime
import unittest

from spoortest import ChannelCase, metric, wait_until


class CountedSources(ChannelCase):
    def contact(self, name, source, happened):
        self.send_event("klantcontacten.klantcontact-geregistreerd", name,
                        {"kanaal": "telefoon", "plaatsgevondenOp": happened.isoformat()}, source=source)

    def test_an_unlikely_time_is_counted_for_its_source_alone(self):
        self.prepare()
        spoor = self.start()
        now = datetime.datetime.now(datetime.timezone.utc)
        later = now + datetime.timedelta(hours=3)
        for number in range(3):
            self.contact(f"a-{number}", "urn:spoortest:a", later)
        self.contact("b-0", "urn:spoortest:b", later)
        self.contact("c-0", "urn:spoortest:c", now)
        self.contact("refused", "urn:other", later)
        self.wait_accounted()

        def counted(name, source):
            return metric(spoor.url, name, topic=self.channel(), source=source)
        wait_until(lambda: counted("spoor_source_events_total", "urn:spoortest:c") == 1, 10, "the counters")
        self.assertEqual([3, 1, None], [counted("spoor_unlikely_times_total", f"urn:spoortest:{s}") for s in "abc"])
        self.assertEqual([3, 1, 1], [counted("spoor_anonymous_events_total", f"urn:spoortest:{s}") for s in "abc"])
        self.assertIsNone(counted("spoor_source_events_total", "urn:other"))
        self.assertEqual(1, metric(spoor.url, "spoor_rejected_total", topic=self.channel(), reden="niet_bevoegd"))


if __name__ == "__main__":
    unittest.main()
