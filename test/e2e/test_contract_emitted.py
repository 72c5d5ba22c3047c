"""Everything Spoor emits, and everything its simulator makes, is what the schemas say (ajv, by test/contract)."""
import json
import shutil
import subprocess
import unittest

from spoortest import ChannelCase, Load
from spoortest.paths import BUILD, SOURCE

CONTRACT = SOURCE / "test/contract/run.sh"


class Emitted(ChannelCase):
    def setUp(self):
        super().setUp()
        self.prepare()

    def lines(self, name, values):
        path = self.folder / f"{name}.jsonl"
        path.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values))
        return path

    def assert_valid(self, path, schema):
        self.assertIsNotNone(shutil.which("node"), "node is not there")
        run = subprocess.run([CONTRACT, BUILD / "contract", "--emitted", path, "--schema", schema],
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        self.assertEqual(0, run.returncode, (run.stdout + run.stderr)[-4000:])

    def test_what_goes_out(self):
        self.start()
        self.send(Load(seed=13, klanten=60, poison=0.05).records)
        self.assert_checked()
        self.spoor("beginstand", check=True)
        self.assert_checked(wait=60)
        told = self.read("statuswijzigingen")
        kinds = {message["data"]["soort"] for message in told}
        self.assertLessEqual({"beginstand", "correctie", "statuswijziging", "terugzetting"}, kinds)
        self.assert_valid(self.lines("told", told), "notificatie/status-gewijzigd")
        self.assert_valid(self.lines("quarantine", self.read("quarantaine")), "notificatie/quarantaine-gemeld")
        self.assert_valid(self.lines("canonical", self.read("gebeurtenissen")), "canoniek")

    def test_what_the_simulator_makes(self):
        path = self.folder / "simulated"
        self.spoor("simulate", "--dry-run", path, "--events", "3000", "--only", "cloudevents")
        records = [json.loads(line) for line in path.read_text().splitlines()]
        values = [record.get("value", record) for record in records]
        values = [json.loads(value) if isinstance(value, str) else value for value in values]
        self.assertGreaterEqual(len(values), 3000)
        self.assert_valid(self.lines("simulated", values), "gebeurtenis")


if __name__ == "__main__":
    unittest.main()
