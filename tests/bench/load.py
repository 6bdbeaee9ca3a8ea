"""Runs bench-load."""
import json
import os
import signal
import subprocess
import threading

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


class Reports:
    """Reports that are filed at a rate while something else is asked for: no run of them repeats another's."""

    def __init__(self, address, options, rate):
        self.address, self.options, self.rate = address, options, rate
        self.first = 0

    def beside(self, kind, *arguments, calls, pause_s):
        """A row for each call of `bench-load KIND`."""
        line = [BIN / "bench-load", kind, f"--target={self.address}", f"--projects={self.options.projects}",
                f"--rate={self.rate}", f"--first={self.first}", f"--run=run-{self.first}",
                f"--warm-up-ms={int(self.options.warm_up * 1000)}", f"--pause-ms={int(pause_s * 1000)}", *arguments]
        whole_s = self.options.warm_up + pause_s * (calls + 1)
        self.first += int(self.rate * whole_s) + 1
        return _run(line, whole_s + SLACK_S)


def recolor(reports, months, pause_s):
    return reports.beside("recolor", *(f"--month={month}" for month in months), calls=len(months), pause_s=pause_s)


def figures(reports, question, periods, pause_s):
    return reports.beside("figures", question, *(f"--period={period}" for period in periods), calls=len(periods),
                          pause_s=pause_s)


def sync_times(folder):
    return _run([BIN / "bench-load", "sync", f"--dir={folder}"], SLACK_S)


class Watchers:
    """Streams that are held open, in a process of their own."""

    def __init__(self, address, streams, stopped=False, streams_per_connection=100):
        """`stopped`: each reads its first response and none after it."""
        line = [BIN / "bench-load", "watch", f"--target={address}", f"--streams={streams}",
                f"--streams-per-connection={streams_per_connection}"]
        self.process = subprocess.Popen(line + (["--stopped"] if stopped else []), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "ready\n":
            self.process.wait(SLACK_S)
            raise RuntimeError("the streams did not begin")

    def stop(self):
        """The whole process, as a machine that has gone to sleep."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)

    def missing(self, first, last):
        """How many of the updates from `first` to `last` the streams did not bring, after waiting for them."""
        print(first, last, file=self.process.stdin, flush=True)
        return int(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(SLACK_S)
        finally:
            if self.process.poll() is None:
                self.process.kill()


class FanOut:
    """One run of bench-load fan-out: open-loop writers and streams that read; what it costs the server, too."""

    def __init__(self, server, system, options, streams, rate, first=0, seconds=None):
        self.server, self.rate, self.seconds = server, rate, seconds or options.seconds
        self.before_bytes = server.resident_bytes()
        self.line = [BIN / "bench-load", "fan-out", f"--system={system}", f"--target={server.address}",
                     f"--projects={options.projects}", f"--streams={streams}", f"--rate={rate}", f"--first={first}",
                     f"--run=run-{first}", f"--streams-per-connection={options.streams_per_connection}",
                     f"--warm-up-ms={int(options.warm_up * 1000)}", f"--measured-ms={int(self.seconds * 1000)}"]
        self.limit_s = options.warm_up + self.seconds + 2 * SLACK_S
        self.most_bytes = 0
        self.over = threading.Event()

    def run(self):
        """The figures; rates and processor seconds are per second."""
        with subprocess.Popen(self.line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            watchdog = threading.Timer(self.limit_s, process.kill)
            memory = threading.Thread(target=self._sample_memory)
            watchdog.start()
            try:
                return self._follow(process, memory)
            finally:
                watchdog.cancel()
                self.over.set()
                process.kill()
                if memory.ident:
                    memory.join()

    def _follow(self, process, memory):
        self._expect(process, "ready")
        idle_bytes = self.server.resident_bytes()
        memory.start()
        self._expect(process, "measuring")
        server, load = cpu_seconds(self.server.process), cpu_seconds(process)
        self._expect(process, "measured")
        server, load = cpu_seconds(self.server.process) - server, cpu_seconds(process) - load
        output, _ = process.communicate()
        figures = json.loads(output)
        return {**figures, "offered": self.rate, "rate": round(figures["received_in_time"] / self.seconds),
                "messages": round(figures["messages_in_time"] / self.seconds), "server_cpu": server / self.seconds,
                "load_cpu": load / self.seconds, "before_bytes": self.before_bytes, "idle_bytes": idle_bytes,
                "most_bytes": self.most_bytes}

    def _expect(self, process, word):
        line = process.stdout.readline()
        if line != word + "\n":
            raise RuntimeError(f"{' '.join(map(str, self.line))}: {line}{process.stderr.read()}")

    def _sample_memory(self):
        while not self.over.wait(0.05):
            self.most_bytes = max(self.most_bytes, self.server.resident_bytes())


def cpu_seconds(process):
    """That the process has used so far."""
    with open(f"/proc/{process.pid}/stat", encoding="utf-8") as stat:
        user, system = stat.read().rsplit(")", 1)[1].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _run(line, timeout_s):
    done = subprocess.run(line, check=False, capture_output=True, text=True, timeout=timeout_s)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, line))}: {done.stderr.strip()}")
    return json.loads(done.stdout)
