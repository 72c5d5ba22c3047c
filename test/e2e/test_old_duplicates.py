"""A fact delivered again after the worker forgot it: the log's unique index refuses the batch, the batch runs again and
leaves the fact out."""
import unittest

from spoortest import ChannelCase, Load, metric, wait_until

MANY = 24_000  # records: more than a worker asks the log about after its start (recent_facts.c)


class OldDuplicates(ChannelCase):
    def test_a_forgotten_fact_has_no_second_effect(self):
        self.prepare()
        old = Load(seed=1, klanten=40, doubled=0, poison=0)
        self.send(old.records)
        first = self.start()
        self.wait_accounted()
        first.terminate()
        second = self.start()
        new = Load(seed=2, klanten=MANY // 12, doubled=0, poison=0)
        self.send(new.records)
        self.wait_accounted(180)
        wait_until(lambda: self.trusts(second), 30, "facts that are not asked for")
        self.send(old.records)
        self.wait_accounted(60)
        self.assertEqual(len(old.records), self.value("select count(*) from spoor.weggelaten where reden = 'duplicaat'"))
        self.assert_checked()
        self.assertEqual(0, second.terminate())

    def trusts(self, process):
        """One more fact is folded without a question."""
        asked = metric(process.url, "spoor_facts_asked_total")
        facts = self.value("select count(*) from spoor.gebeurtenis")
        self.send(Load(seed=3 + facts, klanten=1, doubled=0, poison=0).records)
        self.wait_accounted()
        return metric(process.url, "spoor_facts_asked_total") == asked


if __name__ == "__main__":
    unittest.main()
