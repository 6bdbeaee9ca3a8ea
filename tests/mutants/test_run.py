"""Runs one test and says which case was the first to go red."""
import dataclasses
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

FAILED = re.compile(r"^\[  FAILED  \] (\S+?),?(?: |$)", re.M)
BEGUN = re.compile(r"^\[ RUN      \] (\S+)$", re.M)
SCRIPT_FAILED = re.compile(r"^(?:FAIL|ERROR): (\S+)", re.M)
RAISED = re.compile(r"^\w+(?:Error|Exception)\b.*$", re.M)


@dataclasses.dataclass(frozen=True)
class Result:
    red: str | None  # the first case that failed, crashed or hung; None: all green
    seconds: float
    log: pathlib.Path


class TestRun:
    """A test with its binaries, copied so that the next break can be built meanwhile."""

    def __init__(self, name, test, arguments, tree, work_dir):
        self.test, self.arguments, self.tree = test, arguments, tree
        self.log = work_dir / f"{name}.log"
        self.bin = work_dir / f"{name}.bin"
        self.scratch = work_dir / f"{name}.tmp"
        for folder in (self.bin, self.scratch):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
        for binary in ("wuse-server", "wuse") if test.endswith(".py") else (test,):
            shutil.copy2(tree.bin / binary, self.bin)

    def run(self, limit_s):
        """Ends it after `limit_s`: a broken product may hang."""
        begun = time.monotonic()
        environment = {**os.environ, "WUSE_BIN": str(self.bin), "TMPDIR": str(self.scratch),
                       "TEST_TMPDIR": str(self.scratch), "PYTHONDONTWRITEBYTECODE": "1"}
        with self.log.open("wb") as log:
            process = subprocess.Popen(self._command(), cwd=self.tree.copy, env=environment, stdin=subprocess.DEVNULL,
                                       stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
            try:
                code = process.wait(limit_s)
            except subprocess.TimeoutExpired:
                code = None
            self._end(process)
        seconds = time.monotonic() - begun
        for folder in (self.bin, self.scratch):
            shutil.rmtree(folder, ignore_errors=True)
        return Result(None if code == 0 else self._first_red(code), seconds, self.log)

    def _command(self):
        if self.test.endswith(".py"):
            return [sys.executable, str(self.tree.copy / "tests" / self.test), *self.arguments.split()]
        return [str(self.bin / self.test), f"--gtest_filter={self.arguments or '*'}", "--gtest_fail_fast",
                "--gtest_color=no"]

    @staticmethod
    def _end(process):
        """The test, and servers that it may have left."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()

    def _first_red(self, code):
        text = self.log.read_text(encoding="utf-8", errors="replace")
        how = "hangs" if code is None else f"ends with signal {-code}" if code < 0 else ""
        if self.test.endswith(".py"):
            case = SCRIPT_FAILED.search(text)
            raised = RAISED.findall(text)
            words = case.group(1) if case else how or (raised[-1][:90] if raised else f"exit code {code}")
            return f"{pathlib.Path(self.test).name}: {words}"
        failed = FAILED.search(text)
        if failed:
            return failed.group(1)
        begun = BEGUN.findall(text)
        return f"{begun[-1] if begun else self.test} ({how or f'exit code {code}'})"


def matching_cases(binary, pattern):
    """How many cases of a GoogleTest binary the pattern takes."""
    listed = subprocess.run([binary, "--gtest_list_tests", f"--gtest_filter={pattern or '*'}"], capture_output=True,
                            text=True, check=True).stdout
    return sum(1 for line in listed.splitlines() if line.startswith("  "))
