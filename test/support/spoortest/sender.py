"""Load without end, beside what a fault test does meanwhile."""
import itertools
import threading

from .load import Load


class Sender:
    """Sends load after load, piece by piece, until it is told to stop. `poison`: unusable records sent so far at most."""

    def __init__(self, case, seed, pause=0.1):
        self.case, self.seed, self.pause = case, seed, pause
        self.poison = 0
        self.enough = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.enough.set()
        self.thread.join(120)

    def run(self):
        for seed in itertools.count(self.seed):
            load = Load(seed, klanten=50)
            self.poison += load.poison
            for piece in load.pieces(50):
                self.case.send(piece)
                if self.enough.wait(self.pause):
                    return
