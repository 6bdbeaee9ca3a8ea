"""wuse watch --resume-file, killed at random moments: a restart leaves nothing out and repeats at most one response."""
import json
import os
import random
import signal
import subprocess
import threading
import time
import unittest

from harness import BIN, Server

UPDATES = 60


class ResumeFile(unittest.TestCase):
    def setUp(self):
        self.server = Server().start()
        self.addCleanup(self.server.stop)
        self.output = self.server.dir / "updates.jsonl"
        self.token = self.server.dir / "token"
        self.env = {**os.environ, "WUSE_SERVER": self.server.address, "WUSE_ACTOR": "tester"}

    def fill(self, first, last):
        """A unit changes again and again."""
        for number in range(first, last + 1):
            path = self.server.dir / "units.csv"
            path.write_text(f"id,name,group,note\nduohu,多湖街道,乡镇街道,{number}\n", encoding="utf-8")
            subprocess.run([BIN / "wuse", "unit", "apply", path, "--yes"], env=self.env, check=True, stdout=subprocess.DEVNULL)

    def watch(self, *more):
        with open(self.output, "ab") as output:
            return subprocess.Popen([BIN / "wuse", "watch", "--from-start", "-o", "json", "--resume-file", self.token, *more],
                                    stdout=output, env=self.env)

    def lines(self):
        """What was printed, a list of sequences for each response; a line that a kill cut off is no line."""
        whole = self.output.read_text(encoding="utf-8").split("\n")[:-1]
        # A line that was cut is followed by the next run's in the same line.
        responses = [json.loads(line[line.rindex('{"resumeToken"'):]) for line in whole]
        return [[int(update["sequence"]) for update in r["updates"]] for r in responses if r["updates"]]

    def test_killed_at_random_moments(self):
        seed = int(os.environ.get("WUSE_SEED", random.SystemRandom().randrange(1 << 32)))
        print(f"seed {seed}", flush=True)
        choose = random.Random(seed)
        self.fill(1, 5)
        # A machine under load, or a build with a sanitizer, takes its time until the first line: the kills are spread
        # over a multiple of it, so that some fall before it and more behind it.
        begun = time.monotonic()
        subprocess.run([BIN / "wuse", "watch", "--from-start", "-o", "json", "--count", "1"], env=self.env, check=True,
                       stdout=subprocess.DEVNULL)
        first_line = time.monotonic() - begun
        writer = threading.Thread(target=self.fill, args=(6, UPDATES))
        writer.start()
        kills = 0
        while writer.is_alive():
            process = self.watch()
            time.sleep(choose.uniform(0.1, 3) * first_line)
            process.send_signal(signal.SIGKILL)
            process.wait(60)
            kills += 1
        writer.join()
        last = self.server.wuse_json("board")["sequence"]
        seen = self.lines()
        while not seen or seen[-1][-1] < int(last):
            process = self.watch("--count", "1")
            self.assertEqual(process.wait(60), 0)
            seen = self.lines()
        expected = 1
        repeats = 0
        before = []
        for response in seen:
            if response[0] < expected:
                repeats += 1
                self.assertEqual(response[0], before[0], f"more than the last response again, seed {seed}")
            else:
                self.assertEqual(response[0], expected, f"left out, seed {seed}")
            self.assertEqual(response, list(range(response[0], response[-1] + 1)), f"seed {seed}")
            expected = max(expected, response[-1] + 1)
            before = response
        self.assertLessEqual(repeats, kills, f"seed {seed}")
        self.assertEqual(expected, int(last) + 1)
        self.assertGreater(len(seen), 10, "there was little to be killed between")


if __name__ == "__main__":
    unittest.main()
