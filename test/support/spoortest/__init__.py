"""The kit for end-to-end and fault tests: real servers, the real binary, topics as any client sees them.

    from spoortest import SpoorCase, wait_until

    class ANewCase(SpoorCase):
        def test_one_event_becomes_one_notification(self):
            self.start()
            self.topics.produce("kanaal.portaal", "key", {...})
            wait_until(lambda: self.read("statuswijzigingen"), 20, "a notification")

It knows nothing of Spoor's code: only its command line, settings, topics and tables.
"""
from .case import SpoorCase
from .channel_case import ChannelCase
from .http import http_get, metric
from .load import Load, event, moment
from .processes import SpoorProcess, run_spoor, spoor_binary, write_settings
from .progress_watch import ProgressWatch
from .sender import Sender
from .servers import Kafka, Postgres, port_free, shared_kafka, shared_postgres
from .topics import Record, Topics
from .waiting import wait_until

__all__ = ["ChannelCase", "Kafka", "Load", "Postgres", "ProgressWatch", "Record", "Sender", "SpoorCase", "SpoorProcess",
           "Topics", "event", "http_get", "metric", "moment", "port_free", "run_spoor", "shared_kafka", "shared_postgres",
           "spoor_binary", "wait_until", "write_settings"]
