"""Clocks after an outage: no false stall while answers wait in the topics, the true one with its true due time; and
kill -9 around the moment a timer goes off tells it once."""
import signal
import time
import unittest

from spoortest import metric, wait_until
from spoortest.clock_case import ClockCase, moment

CRASHES = ("vouw-omheind", "vouw-gevouwen", "vouw-geschreven", "vouw-commit-verzonden", "vouw-vastgelegd",
           "vouw-gemeld", "relay-geproduceerd", "relay-offsets-verzonden", "relay-vastgelegd")


class ClocksOutage(ClockCase):
    channel_names = ("kanaal", "tweede", "losse")

    def write_mapping(self, name, **changes):
        super().write_mapping(name, **({"klok": "negeer"} if name == "losse" else {}), **changes)

    def waited(self, process):
        """How long the clocks wait for the channel."""
        return metric(process.url, "spoor_klok_wacht_seconds", topic=self.channel("kanaal"))

    def incomplete(self, count):
        """{anker: onvolledigBewijs} of the first signals."""
        return {message["data"]["anker"]: message["data"].get("onvolledigBewijs") for message in self.signals(count)}

    def test_two_days_away_with_the_answers_waiting_gives_no_false_stall(self):
        spoor = self.start()
        for number in range(40):
            self.begins(f"b{number}", f"KL{number:06d}", moment(days=27))
        self.assert_checked()
        self.assertEqual(0, spoor.terminate())
        for number in range(39):
            self.answers(f"a{number}", f"KL{number:06d}", moment(hours=1), "kanaal" if number % 2 else "tweede")
        self.clock_ahead("2 days")
        process = self.start("proces", ("process",))
        wait_until(lambda: (self.waited(process) or 0) > 0, 30,
                   "the clocks to say what they wait for")
        time.sleep(3)
        self.assertEqual([], self.told())
        self.assertEqual(40, len(self.spoor("termijn", "due", "--json").stdout.splitlines()))
        intake = self.start("intake", ("intake",))
        self.signals(1)
        self.assert_checked()
        self.assertEqual([("stilstand-vastgesteld", "b39", moment(days=-1))], self.told())
        wait_until(lambda: self.waited(process) == 0, 30,
                   "nothing to be waited for")
        self.assertEqual([0, 0], [intake.terminate(), process.terminate()])

    def test_a_topic_that_stops_no_clock_is_not_waited_for(self):
        spoor = self.start()
        self.begins("b1", "KL000001", moment(days=27))
        self.assert_checked()
        self.assertEqual(0, spoor.terminate())
        self.answers("a1", "KL000001", moment(hours=1), "losse")
        self.clock_ahead("2 days")
        process = self.start("proces", ("process",))
        self.signals(1)
        self.start("intake", ("intake",))
        self.signals(2)
        self.assert_checked()
        self.assertEqual([("stilstand-vastgesteld", "b1", moment(days=-1)),
                          ("stilstand-vastgesteld-ingetrokken", "b1", moment(days=-1))], self.told())
        self.assertEqual(0, process.terminate())

    def test_a_topic_that_cannot_be_read_can_be_left_out_on_the_record(self):
        spoor = self.start()
        self.begins("b1", "KL000001", moment(days=27))
        self.assert_checked()
        self.assertEqual(0, spoor.terminate())
        self.answers("a1", "KL000002", moment(hours=1), "tweede")
        self.clock_ahead("2 days")
        self.start("proces", ("process",))
        self.assertNotEqual(0, self.spoor("klok", "verder", "--zonder", self.channel("losse"), "--reason", "weg",
                                          check=False).returncode)
        self.spoor("klok", "verder", "--zonder", self.channel("tweede"), "--reason", "de bron is weg")
        self.assertEqual({"b1": True}, self.incomplete(1))
        self.start("intake", ("intake",))
        self.assert_checked()
        self.begins("b2", "KL000003", moment(days=30))
        self.assertEqual({"b1": True, "b2": None}, self.incomplete(2))
        wait_until(lambda: self.value("select count(*) from spoor.klok_zonder where gesloten_op is null") == 0, 30,
                   "the decision to be over")
        self.assert_checked()

    def test_kill_9_around_the_moment_a_timer_goes_off_tells_it_once(self):
        spoor = self.process()
        spoor.start().wait_ready()
        for number, _name in enumerate(CRASHES, 1):
            self.remind(f"e{number}", f"KL{number:06d}", f"h-{number}", moment(days=-number))
        self.assert_checked()
        self.assertEqual(0, spoor.terminate())
        for number, name in enumerate(CRASHES, 1):
            with self.subTest(name):
                self.clock_ahead(f"{number * 24 + 1} hours")
                spoor.start({"crash.point": f"{name}:1"})
                self.assertEqual(-signal.SIGKILL, spoor.wait_ended(30), f"{name}: {spoor.log_text()[-2000:]}")
                spoor.start().wait_ready()
                self.signals(number)
                self.assertEqual(0, spoor.terminate())
        spoor.start().wait_ready()
        counts = self.assert_checked()
        self.assertEqual(len(CRASHES), counts["signal messages"])
        self.assertEqual([moment(days=-number) for number, _name in enumerate(CRASHES, 1)],
                         [bedoeld for _soort, _anker, bedoeld in self.told()])


if __name__ == "__main__":
    unittest.main()
