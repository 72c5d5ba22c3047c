"""Channel partitions whose topic was made again: which rows are of which topic.

Their origins are the same. A person accepted that the old topic is lost, and the broker time at which the new one begins is
kept with that; a row without broker time was written before or after the decision.
"""
import collections


class Remade:
    """Numbers the topics that a channel partition has been of: 0, 1, 2 …"""

    def __init__(self, tables):
        self.begins = collections.defaultdict(list)
        for row in tables.rows("""
                select topic, partitie, coalesce(broker_vanaf, genomen_op) as broker, genomen_op from spoor.ingreep
                where soort = 'verlies' and not kanoniek and not vervallen and tot_offset < van_offset
                  and toegepast_op is not null"""):
            self.begins[(row.topic, row.partitie)].append(row)

    def number(self, topic, partition, broker, written=None):
        """Of the topic that a row is of, by its broker time, else by when it was written, else the last."""
        begins = self.begins.get((topic, partition), ())
        if broker is not None:
            return sum(begin.broker <= broker for begin in begins)
        return sum(begin.genomen_op <= written for begin in begins) if written is not None else len(begins)

    def last(self, topic, partition):
        """The number of the topic that is there now."""
        return len(self.begins.get((topic, partition), ()))

    def any(self, topic):
        """Whether partitions may have gone with the topic as it was."""
        return any(key[0] == topic for key in self.begins)
