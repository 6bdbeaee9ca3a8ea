"""The servers that are measured, each a process on loopback at a free port, ended by whoever started it."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

BIN = pathlib.Path(os.environ["WUSE_BIN"])
TODAY = "2021-12-31"  # of the made-up register (load/made_up_register.h)
DEADLINE_S = 120


def wait_for(condition, what, deadline_s=DEADLINE_S):
    end = time.monotonic() + deadline_s
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError(f"timed out waiting for {what}")
        time.sleep(0.001)


class Server:
    """A process with a directory of its own; `traced` writes its syncs, a line each, to that file."""

    name = ""

    def __init__(self, folder):
        self.dir = pathlib.Path(folder)
        self.dir.mkdir(parents=True, exist_ok=True)
        self.address = None
        self.process = None

    def command(self):
        raise NotImplementedError

    def is_ready(self):
        raise NotImplementedError

    def start(self, traced=None):
        command = [str(part) for part in self.command()]
        if traced:  # -D: the server stays our child
            command = ["strace", "-D", "-f", "--seccomp-bpf", "-qq", "-e", "trace=fsync,fdatasync", "-e", "signal=none",
                       "-o", str(traced), *command]
        log = self.dir / f"{self.name}.log"
        begun = time.monotonic()
        with open(log, "ab") as output:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        wait_for(self._ready_or_ended, f"{self.name} to serve")
        self.ready_after_s = time.monotonic() - begun
        return self

    def _ready_or_ended(self):
        if self.process.poll() is not None:
            log = (self.dir / f"{self.name}.log").read_text(errors="replace")
            raise RuntimeError(f"{self.name} ended with {self.process.returncode}:\n{log[-2000:]}")
        return self.is_ready()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(DEADLINE_S)

    def stop(self):
        """In order; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(DEADLINE_S)

    def resident_bytes(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise RuntimeError(f"{self.name} has ended")

    def remove(self):
        shutil.rmtree(self.dir, ignore_errors=True)

    def __enter__(self):
        return self.start() if self.process is None else self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.kill()


class PortFileServer(Server):
    """One that writes its port to a file once it serves."""

    def is_ready(self):
        port_file = self.dir / "port"
        if not port_file.exists():
            return False
        self.address = f"127.0.0.1:{port_file.read_text().strip()}"
        return True

    def start(self, traced=None):
        (self.dir / "port").unlink(missing_ok=True)
        return super().start(traced)


class Wuse(PortFileServer):
    name = "wuse-server"

    def __init__(self, folder, data=None, args=()):
        super().__init__(folder)
        self.data = pathlib.Path(data) if data else self.dir / "data"
        self.args = args

    def command(self):
        return [BIN / "wuse-server", "--data", self.data, "--listen", "127.0.0.1:0", "--port-file", self.dir / "port",
                "--today", TODAY, *self.args]


class Echo(PortFileServer):
    name = "bench-echo"

    def __init__(self, folder, response):
        super().__init__(folder)
        self.response = response  # a file

    def command(self):
        return [BIN / "bench-echo", self.response, self.dir / "port"]


class Etcd(Server):
    """One member, its defaults: every write is synced."""

    name = "etcd"

    def command(self):
        client, peer = free_ports(2)
        self.address = f"127.0.0.1:{client}"
        urls = f"http://127.0.0.1:{client}"
        peers = f"http://127.0.0.1:{peer}"
        return ["etcd", "--name", "bench", "--data-dir", self.dir / "data", "--listen-client-urls", urls,
                "--advertise-client-urls", urls, "--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers,
                "--initial-cluster", f"bench={peers}", "--logger", "zap", "--log-level", "warn"]

    def is_ready(self):
        host, port = self.address.split(":")
        try:
            with socket.create_connection((host, int(port)), timeout=1):
                return True
        except OSError:
            return False


def free_ports(count):
    """Ports that are free now; etcd cannot choose its own."""
    sockets = []
    for _ in range(count):
        taken = socket.socket()
        taken.bind(("127.0.0.1", 0))
        sockets.append(taken)
    ports = [taken.getsockname()[1] for taken in sockets]
    for taken in sockets:
        taken.close()
    return ports


def has_etcd():
    return shutil.which("etcd") is not None


def has_strace():
    return shutil.which("strace") is not None
