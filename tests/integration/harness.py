"""What the black-box tests share: the real server and CLI as processes, and a stock gRPC client.

The binaries come from $WUSE_BIN. Servers listen on loopback at a free port and are ended by the test that started them.
"""
import importlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import grpc

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEMO = ROOT / "deploy" / "demo"
BIN = pathlib.Path(os.environ.get("WUSE_BIN", ROOT / "build" / "release" / "bin"))
DEADLINE_S = 60


def wait_for(condition, what, deadline_s=DEADLINE_S):
    """Polls until `condition()` is true; fails the test with `what` when the deadline passes."""
    end = time.monotonic() + deadline_s
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"timed out waiting for {what}")
        time.sleep(0.01)


class Server:
    """A wuse-server process on a data directory of its own (or a given one)."""

    def __init__(self, data=None, today="2021-05-08", args=()):
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="wuse-test-"))
        self.data = pathlib.Path(data) if data else self.dir / "data"
        self.today = today
        self.args = list(args)
        self.process = None
        self.address = None

    def start(self):
        self.launch()
        wait_for(self.is_up, "the server's port file")
        return self

    def launch(self):
        """Starts the process and does not wait until it serves."""
        port_file = self.dir / "port"
        port_file.unlink(missing_ok=True)
        self.log = open(self.dir / "server.log", "ab")
        self.process = subprocess.Popen(
            [BIN / "wuse-server", "--data", self.data, "--listen", "127.0.0.1:0", "--port-file", port_file,
             "--holidays", DEMO / "holidays.csv", "--today", self.today, *self.args],
            stdout=self.log, stderr=self.log)

    def is_up(self):
        port_file = self.dir / "port"
        if self.process.poll() is not None:
            raise AssertionError(f"server ended with {self.process.returncode}:\n{self.log_text()[-2000:]}")
        if not port_file.exists() or not port_file.read_text().strip():
            return False
        self.address = f"127.0.0.1:{port_file.read_text().strip()}"
        return True

    def log_text(self):
        return (self.dir / "server.log").read_text(errors="replace")

    def kill(self):
        """SIGKILL: a crash."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(DEADLINE_S)
        self.log.close()

    def stop(self):
        """SIGTERM; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(DEADLINE_S)
        self.log.close()
        return code

    def close(self):
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.dir, ignore_errors=True)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.close()

    def wuse(self, *args, input=None, env=None, check=None):
        """Runs the CLI against this server; `check` is the expected exit code."""
        environment = {**os.environ, "WUSE_SERVER": self.address, "WUSE_ACTOR": "tester", **(env or {})}
        done = subprocess.run([BIN / "wuse", *map(str, args)], input=input, capture_output=True, text=True,
                              env=environment, timeout=DEADLINE_S, stdin=subprocess.DEVNULL if input is None else None)
        if check is not None and done.returncode != check:
            raise AssertionError(f"wuse {' '.join(map(str, args))}: exit {done.returncode}, expected {check}\n"
                                 f"{done.stdout}\n{done.stderr}\n--- server\n{self.log_text()[-2000:]}")
        return done

    def wuse_json(self, *args):
        return json.loads(self.wuse(*args, "-o", "json", check=0).stdout)


def load_demo(server, weeks=None):
    """Units, projects and the weekly reports (all, or the first `weeks`)."""
    server.wuse("unit", "apply", DEMO / "units.csv", "--yes", check=0)
    server.wuse("project", "apply", DEMO / "projects.csv", "--yes", check=0)
    for week in sorted((DEMO / "reports").glob("*.csv"))[:weeks]:
        server.wuse("report", "push", week, "--yes", check=0)


class Stubs:
    """Python stubs made by protoc's own python output and grpc_python_plugin, as any stranger would make them."""

    def __init__(self):
        self.dir = tempfile.mkdtemp(prefix="wuse-stubs-")
        protos = sorted(str(p.relative_to(ROOT / "proto")) for p in (ROOT / "proto").rglob("*.proto"))
        subprocess.run(["protoc", "-I", ROOT / "proto", f"--python_out={self.dir}", f"--grpc_out={self.dir}",
                        f"--plugin=protoc-gen-grpc={shutil.which('grpc_python_plugin')}", *protos], check=True)
        sys.path.insert(0, self.dir)

    def __getattr__(self, noun):
        """stubs.report_service → module wuse.v1.report_service_pb2; stubs.report_service_grpc → its stubs."""
        suffix = "_pb2_grpc" if noun.endswith("_grpc") else "_pb2"
        return importlib.import_module(f"wuse.v1.{noun.removesuffix('_grpc')}{suffix}")

    def close(self):
        shutil.rmtree(self.dir, ignore_errors=True)


ACTOR = (("wuse-actor", "tester"),)
