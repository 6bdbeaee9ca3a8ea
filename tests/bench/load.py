"""Runs bench-load."""
import json
import subprocess

from servers import BIN

SLACK_S = 120  # for connecting, and for the last calls to be answered


def command(workload, address, options, in_flight, **more):
    """What runs calls. `more`: further options of bench-load call, with underscores."""
    values = {"target": address, "projects": options.projects, "in-flight": in_flight,
              "warm-up-ms": int(options.warm_up * 1000), "measured-ms": int(options.seconds * 1000)}
    values.update({name.replace("_", "-"): value for name, value in more.items()})
    return [BIN / "bench-load", "call", workload, *(f"--{name}={value}" for name, value in values.items())]


def call(workload, address, options, in_flight, **more):
    """One run of calls; its figures."""
    return _run(command(workload, address, options, in_flight, **more), options.warm_up + options.seconds + SLACK_S)


def fill(address, projects, weeks=0, first_week=1):
    subprocess.run([BIN / "bench-load", "fill", f"--target={address}", f"--projects={projects}", f"--weeks={weeks}",
                    f"--first-week={first_week}"], check=True, timeout=3600)


def sync_times(folder):
    return _run([BIN / "bench-load", "sync", f"--dir={folder}"], SLACK_S)


class Watchers:
    """Streams that are held open."""

    def __init__(self, address, streams, stopped=False):
        line = [BIN / "bench-load", "watch", f"--target={address}", f"--streams={streams}"]
        self.process = subprocess.Popen(line + (["--stopped"] if stopped else []), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "ready\n":
            self.process.wait(SLACK_S)
            raise RuntimeError("the streams did not begin")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(SLACK_S)
        finally:
            if self.process.poll() is None:
                self.process.kill()


def _run(line, timeout_s):
    done = subprocess.run(line, check=False, capture_output=True, text=True, timeout=timeout_s)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, line))}: {done.stderr.strip()}")
    return json.loads(done.stdout)
