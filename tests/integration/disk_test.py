"""A disk that fills, on a small file system of its own: writes are refused, reads and streams go on, and once there is
room everything goes on; again and again. At the end every acknowledged report is there.

  disk_test.py [--cycles N]     default 3

Needs a file system to fill: mounts a tmpfs in a mount namespace of its own (root, or a user namespace); where neither
is allowed it says so and exits with 77, which ctest shows as skipped.
"""
import argparse
import errno
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import grpc

from harness import ACTOR, BIN, Server, Stubs, wait_for

DISK_MIB = 800  # what the server needs to begin, and some
SKIPPED = 77
INSIDE = "WUSE_DISK_TEST_INSIDE"


def enter_namespace(arguments):
    """Runs this script again in a mount namespace of its own; returns its exit code."""
    for unshare in (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"]):
        if subprocess.run([*unshare, "mount", "-t", "tmpfs", "-o", "size=1m", "none", "/mnt"],
                          capture_output=True).returncode == 0:
            return subprocess.run([*unshare, sys.executable, __file__, *arguments],
                                  env={**os.environ, INSIDE: "1"}).returncode
    print("skipped: no file system can be mounted here")
    return SKIPPED


class Filler:
    """Files that take up the disk."""

    def __init__(self, disk):
        self.disk = disk
        self.files = []

    def fill_to(self, free_mib):
        """Until only so much is free; 0: until nothing more can be written."""
        path = self.disk / f"filler-{len(self.files)}"
        self.files.append(path)
        want = shutil.disk_usage(self.disk).free - (free_mib << 20)
        try:
            with open(path, "wb", buffering=0) as file:
                os.posix_fallocate(file.fileno(), 0, max(want, 1))
                while free_mib == 0:
                    file.seek(0, os.SEEK_END)
                    file.write(b"x" * 4096)
        except OSError as error:
            assert free_mib == 0 and error.errno == errno.ENOSPC, error

    def free(self):
        for path in self.files:
            path.unlink()
        self.files = []


class Office:
    """Files reports, reads and watches over gRPC."""

    def __init__(self, stubs, address):
        self.stubs = stubs
        self.channel = grpc.insecure_channel(address)
        self.reports = stubs.report_service_grpc.ReportServiceStub(self.channel)
        self.projects = stubs.project_service_grpc.ProjectServiceStub(self.channel)
        self.watch = stubs.watch_service_grpc.WatchServiceStub(self.channel).Watch(
            stubs.watch_service.WatchRequest(from_sequence=1), metadata=ACTOR)
        self.filed = {}
        self.invested = 0

    def create(self):
        stubs = self.stubs
        stubs.unit_service_grpc.UnitServiceStub(self.channel).ApplyUnits(stubs.unit_service.ApplyUnitsRequest(
            units=[stubs.unit.Unit(id="duohu", name="多湖街道", group=stubs.unit.TOWNSHIP)]), metadata=ACTOR)
        self.projects.CreateProject(stubs.project_service.CreateProjectRequest(project=stubs.project.Project(
            id="p", name="项目", kind=stubs.kinds.CONTINUING, level=stubs.kinds.TOWN, category=stubs.kinds.URBAN,
            unit="duohu", total_investment_yuan=10**9)), metadata=ACTOR)

    def file(self):
        """Files one report more; returns the reason of the refusal, or None."""
        self.invested += 1000
        report = self.stubs.report.Report(project="p", week="2021-W18", invested_this_year_yuan=self.invested,
                                          progress="施工" * 200)
        try:
            answer = self.reports.FileReport(self.stubs.report_service.FileReportRequest(
                edit=self.stubs.report_service.ReportEdit(report=report)), metadata=ACTOR, timeout=30)
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED, error
            assert "DISK_NEARLY_FULL" in str(error.trailing_metadata()), error
            return "DISK_NEARLY_FULL"
        self.filed[answer.sequence] = self.invested
        return None

    def read(self):
        self.projects.GetProject(self.stubs.project_service.GetProjectRequest(id="p"), metadata=ACTOR, timeout=30)

    def see(self, sequence):
        """Reads the stream up to this update."""
        for response in self.watch:
            if any(update.sequence == sequence for update in response.updates):
                return
        raise AssertionError("the stream has ended")


def run_cycle(office, filler, number):
    for _ in range(20):
        assert office.file() is None, "refused though there is room"
    office.see(max(office.filed))
    for free_mib in (400, 0) if number % 2 else (0,):
        filler.fill_to(free_mib)
        wait_for(lambda: office.file() is not None, "the refusal")
        office.read()
    filler.free()
    wait_for(lambda: office.file() is None, "writes to go on")
    office.read()
    office.see(max(office.filed))


def check_full_at_start(stubs, server, filler):
    """On a full disk the server starts on what its reserve held, to be read, and stops in order; without it, it says
    why it does not start."""
    reserve = server.data / "reserve"
    wait_for(reserve.exists, "the reserve")
    assert server.stop() == 0
    filler.fill_to(0)
    server.start()
    office = Office(stubs, server.address)
    office.read()
    assert office.file() == "DISK_NEARLY_FULL"
    office.channel.close()
    assert not reserve.exists(), "the reserve is given back"
    filler.fill_to(0)
    assert server.stop() == 0, "a stop in order on a full disk"
    done = subprocess.run([BIN / "wuse-server", "--data", server.data, "--listen", "127.0.0.1:0"],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "磁盘将满" in done.stderr, (done.returncode, done.stderr)
    filler.free()


def run(options):
    disk = pathlib.Path(tempfile.mkdtemp(prefix="wuse-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "none", disk], check=True)
    stubs = Stubs()
    server = Server(data=disk / "data")
    try:
        server.start()
        office = Office(stubs, server.address)
        office.create()
        filler = Filler(disk)
        for number in range(options.cycles):
            run_cycle(office, filler, number)
        office.channel.close()
        check_full_at_start(stubs, server, filler)
        server.start()
        again = Office(stubs, server.address)
        seen = {}
        for response in again.watch:
            for update in response.updates:
                for change in update.changes:
                    if change.HasField("report_filed"):
                        seen[update.sequence] = change.report_filed.report.invested_this_year_yuan
            if len(seen) >= len(office.filed):
                break
        again.channel.close()
        assert seen == office.filed, "an acknowledged report is lost, or a refused one is there"
        print(f"{options.cycles} fill/free cycles, {len(office.filed)} acknowledged, 0 lost")
    finally:
        server.close()
        stubs.close()
        subprocess.run(["umount", disk], check=False)
        disk.rmdir()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cycles", type=int, default=3)
    options = parser.parse_args()
    if INSIDE not in os.environ:
        return enter_namespace(sys.argv[1:])
    run(options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
