"""A ChannelCase whose clock can be set ahead, with reminders and journeys that stand still."""
import datetime

from .channel_case import ChannelCase
from .load import event
from .servers import execute
from .waiting import wait_until

NOW = datetime.datetime.now(datetime.timezone.utc)


def moment(**ago):
    """So long before the tests began (negative: after), as Spoor writes moments."""
    return (NOW - datetime.timedelta(**ago)).strftime("%Y-%m-%dT%H:%M:%S.000000Z")


class ClockCase(ChannelCase):
    """Journeys are of omgevingsvergunning, which stands still after 28 days."""

    def setUp(self):
        super().setUp()
        self.prepare()

    def remind(self, id, who, name, when, channel=None):  # pylint: disable=redefined-builtin
        self.send([(id, event("klanten.herinnering-ingesteld", id, {
            "identificatie": {"soort": "klantnummer", "waarde": who}, "herinneringId": name, "herinnerenOp": when,
            "waarvoor": "opgave"}))], channel)

    def happens(self, kind, id, who, when, channel=None, **data):  # pylint: disable=redefined-builtin
        self.send([(id, event(kind, id, {"identificatie": {"soort": "klantnummer", "waarde": who},
                                         "klantreisRef": f"reis-{who}", "plaatsgevondenOp": when, **data}))], channel)

    def begins(self, id, who, when):  # pylint: disable=redefined-builtin
        self.happens("klantreizen.klantreis-gestart", id, who, when, definitie="omgevingsvergunning")

    def answers(self, id, who, when, channel=None):  # pylint: disable=redefined-builtin
        self.happens("klantcontacten.klantcontact-geregistreerd", id, who, when, channel)

    def signals(self, count, seconds=30):
        return wait_until(lambda: len(found := self.read("signalen")) >= count and found, seconds, f"{count} signals")

    def told(self):
        """[(soort, anker, bedoeldOp), …] in order of anker."""
        return sorted((message["type"].rpartition(".")[2], message["data"]["anker"], message["data"]["bedoeldOp"])
                      for message in self.read("signalen"))

    def clock_ahead(self, interval):
        """Of sessions that begin later: Spoor is started again."""
        execute(self.dsn, f"alter database {self.name} set spoor.proefklok = '{interval}'")
