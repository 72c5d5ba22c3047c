"""A topic whose mapping begins at its newest record: the begin is chosen once, whatever dies before the first record."""
import signal
import unittest

from spoortest import ChannelCase, wait_until


class BeginNewest(ChannelCase):
    mapping_changes = {"begin": "nieuwste"}
    channel_partitions = 1

    def contact(self, name):
        self.send_event("klantcontacten.klantcontact-geregistreerd", name, {"klantRef": "k-1", "kanaal": "telefoon"})

    def taken(self):
        return [row[0] for row in self.sql("select id from spoor.gebeurtenis order by volgnummer")]

    def test_records_behind_the_chosen_begin_are_never_passed_over(self):
        self.prepare()
        self.contact("before")
        spoor = self.process().start({"crash.point": "intake-gelezen:1"})
        self.assertEqual(-signal.SIGKILL, spoor.wait_ended(30), spoor.log_text()[-2000:])
        self.contact("between")
        spoor.start().wait_ready()
        self.contact("after")
        wait_until(lambda: "after" in self.taken(), 30, "the last record")
        self.assertEqual(["between", "after"], self.taken())


if __name__ == "__main__":
    unittest.main()
