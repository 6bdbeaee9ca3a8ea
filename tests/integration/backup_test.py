"""Backups of a live server under load, each restored elsewhere and compared.

Reports are pushed in batches and singly while several backups are made. Each is restored into a directory of its own:
the ledger is whole (--verify --expect), and the state that it gives is the source's at that sequence. The newest is
served: under a new store id, which refuses the old one's resume tokens, with the requests that it knew, and with backups
of its own made by schedule. Where a restore was killed no server starts. The restore drill finds it good, and a damaged copy bad.

  backup_test.py [--reports N] [--backups N] [--seed N]     default 2000 reports, 5 backups
"""
import argparse
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading

import grpc

from harness import ACTOR, BIN, ROOT, Server, Stubs, wait_for

PROJECTS = 200
WEEKS = [f"2021-W{w:02}" for w in range(1, 19)]
IN_FLIGHT = 16
LARGEST_BATCH = 300
LONG_S = 600  # of one verification or restore of a large register


def run_server(*arguments, check=0):
    """wuse-server in a mode that ends by itself: its lines as a dict name → rest, and what it said on standard error."""
    done = subprocess.run([BIN / "wuse-server", *map(str, arguments)], capture_output=True, text=True, timeout=LONG_S)
    assert done.returncode == check, f"{arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line), done.stderr


def create_register(stubs, channel):
    stubs.unit_service_grpc.UnitServiceStub(channel).ApplyUnits(stubs.unit_service.ApplyUnitsRequest(
        units=[stubs.unit.Unit(id="duohu", name="多湖街道", group=stubs.unit.TOWNSHIP)]), metadata=ACTOR)
    kinds = stubs.kinds
    edits = [stubs.project_service.ProjectEdit(project=stubs.project.Project(
        id=f"p-{n:03}", name=f"项目{n}", kind=kinds.CONTINUING, level=kinds.TOWN, category=kinds.URBAN, unit="duohu",
        lists=["district-key"], total_investment_yuan=10**9)) for n in range(PROJECTS)]
    stubs.project_service_grpc.ProjectServiceStub(channel).ApplyProjects(
        stubs.project_service.ApplyProjectsRequest(edits=edits), metadata=ACTOR)


class Load:
    """Pushes `total` reports: half of them in batches of many sizes, half singly with several in flight."""

    def __init__(self, stubs, address, total, rng):
        self.stubs, self.address, self.total, self.rng = stubs, address, total, rng
        self.lock = threading.Lock()
        self.next = 0
        self.acknowledged = 0  # reports
        self.sequence = 0      # the highest that was acknowledged
        self.error = None
        self.threads = [threading.Thread(target=self._guarded, args=(self._batches,))]
        self.threads += [threading.Thread(target=self._guarded, args=(self._singles,)) for _ in range(2)]
        for thread in self.threads:
            thread.start()

    def _guarded(self, work):
        try:
            with grpc.insecure_channel(self.address) as channel:
                work(self.stubs.report_service_grpc.ReportServiceStub(channel))
        except Exception as error:  # told by the main thread
            self.error = error

    def _take(self, count):
        with self.lock:
            first = self.next
            self.next = min(self.total, first + count)
            return range(first, self.next)

    def _edit(self, n):
        return self.stubs.report_service.ReportEdit(report=self.stubs.report.Report(
            project=f"p-{n % PROJECTS:03}", week=WEEKS[n // PROJECTS % len(WEEKS)],
            invested_this_year_yuan=1_000_000, progress=f"第 {n} 次"))

    def _done(self, reports, sequence):
        with self.lock:
            self.acknowledged += reports
            self.sequence = max(self.sequence, sequence)

    def _batches(self, stub):
        while True:
            taken = self._take(self.rng.randrange(2, LARGEST_BATCH))
            # A batch holds a project and week once: numbers in a row differ in the project.
            for part in (taken[i:i + PROJECTS] for i in range(0, len(taken), PROJECTS)):
                answer = stub.FileReports(self.stubs.report_service.FileReportsRequest(
                    request_id=f"batch-{part[0]}", edits=[self._edit(n) for n in part]), metadata=ACTOR)
                self._done(len(part), answer.sequence)
            if not taken:
                return
            # The single ones are slower: let them have as many.
            wait_for(lambda: self.error or self.acknowledged >= self.total or self.next >= self.total
                     or self.singles * 2 >= self.acknowledged, "the single reports", LONG_S)

    singles = 0

    def _singles(self, stub):
        while taken := self._take(IN_FLIGHT):
            calls = [stub.FileReport.future(self.stubs.report_service.FileReportRequest(
                request_id=f"single-{n}", edit=self._edit(n)), metadata=ACTOR) for n in taken]
            for call in calls:
                self._done(1, call.result().sequence)
            with self.lock:
                self.singles += len(taken)

    def wait_until(self, reports):
        wait_for(lambda: self.error or self.acknowledged >= reports, f"{reports} reports", LONG_S)
        if self.error:
            raise self.error

    def join(self):
        for thread in self.threads:
            thread.join()
        if self.error:
            raise self.error


def back_up_under_load(server, stubs, load, directory, count):
    """Backups evenly over the load, the last when it has ended; (id, sequence, chain) of each."""
    made, overtaken = [], 0
    with grpc.insecure_channel(server.address) as channel:
        admin = stubs.admin_service_grpc.AdminServiceStub(channel)
        for i in range(1, count + 1):
            load.wait_until(load.total * i // (count + 1))
            before = load.sequence
            if i % 2:
                backup = admin.Backup(stubs.admin_service.BackupRequest(dir=str(directory)), metadata=ACTOR,
                                      timeout=LONG_S)
                one = (backup.id, backup.sequence, backup.chain)
            else:
                backup = server.wuse_json("admin", "backup", directory)
                one = (backup["id"], int(backup["sequence"]), backup["chain"])
            after = load.sequence
            assert before <= one[1], f"backup {one} misses the update {before} that was acknowledged before it"
            overtaken += after > one[1]
            made.append(one)
        load.join()
        last = admin.Backup(stubs.admin_service.BackupRequest(dir=str(directory)), metadata=ACTOR, timeout=LONG_S)
        assert last.sequence == load.sequence, (last, load.sequence)
        made.append((last.id, last.sequence, last.chain))
        listed = admin.ListBackups(stubs.admin_service.ListBackupsRequest(dir=str(directory)), metadata=ACTOR).backups
        assert [(one.id, one.sequence, one.chain) for one in listed] == made
    assert overtaken > 0, "no backup was made while reports came in"
    return made, overtaken


def compare(source, directory, made, scratch):
    """Restores each and holds it against the stopped source. Returns the state hashes."""
    states = []
    for number, sequence, chain in made:
        to, head = scratch / f"restored-{number}", f"{sequence}:{chain}"
        restored, _ = run_server("--restore", directory, "--to", to, "--backup", number)
        assert restored["head"] == head and restored["backup"] == str(number), restored
        assert restored["store"] != restored["made_from"], restored
        verified, _ = run_server("--verify", "--expect", head, "--data", to)
        assert verified["head"] == head, (verified, head)
        at_source, _ = run_server("--verify", "--until", sequence, "--data", source)
        assert at_source["head"] == head, (at_source, head)
        assert verified["state"] == at_source["state"], f"backup {number} differs from the source at {sequence}"
        states.append(verified["state"])
    assert len(set(states)) == len(set(sequence for _, sequence, _ in made)), "the state hash tells nothing apart"
    return states


def refuses_to_overwrite(directory, data):
    before = sorted((path.relative_to(data), path.stat().st_mtime_ns) for path in data.rglob("*"))
    _, errors = run_server("--restore", directory, "--to", data, check=1)
    assert "不会覆盖" in errors, errors
    assert sorted((path.relative_to(data), path.stat().st_mtime_ns) for path in data.rglob("*")) == before
    run_server("--restore", directory, check=2)
    run_server("--restore", directory, "--to", data.parent / "none", "--backup", 10_000, check=1)
    assert not (data.parent / "none").exists()


def killed_restore(directory, scratch):
    """A server does not start on what it leaves, as that would be with an empty ledger; nor does that change anything."""
    for attempt in range(20):  # it may end before it is killed
        to = scratch / f"killed-{attempt}"
        restore = subprocess.Popen([BIN / "wuse-server", "--restore", directory, "--to", to], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        rest = to / "ledger.restoring"
        wait_for(lambda: restore.poll() is not None or rest.exists(), "the restore to begin")
        restore.kill()
        restore.wait()
        if rest.exists():
            break
    else:
        raise AssertionError("no restore was killed in time")
    before = sorted((path.relative_to(to), path.stat().st_mtime_ns) for path in to.rglob("*"))
    _, errors = run_server("--data", to, "--listen", "127.0.0.1:0", check=1)
    assert "没有完成的恢复" in errors and str(rest) in errors, errors
    _, errors = run_server("--restore", directory, "--to", to, check=1)
    assert "没有完成的恢复" in errors and str(rest) in errors, errors
    assert sorted((path.relative_to(to), path.stat().st_mtime_ns) for path in to.rglob("*")) == before
    shutil.rmtree(rest)
    run_server("--restore", directory, "--to", to)
    run_server("--verify", "--data", to)


def serves(data, stubs, old_token, sequence, scratch):
    """The restored store is another one that knows everything the old one did, and backs itself up."""
    backups = scratch / "scheduled"
    with Server(data=data, args=["--backup-dir", backups, "--backup-every", "1h", "--backup-keep", "2"]) as server, \
            grpc.insecure_channel(server.address) as channel:
        watch = stubs.watch_service_grpc.WatchServiceStub(channel)
        try:
            next(iter(watch.Watch(stubs.watch_service.WatchRequest(resume_token=old_token), metadata=ACTOR)))
            raise AssertionError("a token of the old store is taken")
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.FAILED_PRECONDITION, error
            assert b"TOKEN_OF_ANOTHER_STORE" in dict(error.trailing_metadata())["grpc-status-details-bin"]
        stream = watch.Watch(stubs.watch_service.WatchRequest(from_sequence=sequence), metadata=ACTOR)
        last = next(response.updates[0] for response in stream if response.updates)
        stream.cancel()
        assert last.sequence == sequence and last.request_id, last
        reports = stubs.report_service_grpc.ReportServiceStub(channel)
        request = stubs.report_service.FileReportRequest(request_id="after-restore", edit=stubs.report_service.ReportEdit(
            report=stubs.report.Report(project="p-000", week="2021-W18", invested_this_year_yuan=2_000_000,
                                       progress="恢复以后")))
        assert reports.FileReport(request, metadata=ACTOR).sequence > sequence
        admin = stubs.admin_service_grpc.AdminServiceStub(channel)
        ask = stubs.admin_service.ListBackupsRequest(dir=str(backups))

        def scheduled():
            try:
                return admin.ListBackups(ask, metadata=ACTOR).backups
            except grpc.RpcError as error:
                assert error.code() == grpc.StatusCode.NOT_FOUND, error
                return []

        wait_for(lambda: len(scheduled()) == 1, "the first scheduled backup")
        assert server.stop() == 0


def token_of(server, stubs):
    with grpc.insecure_channel(server.address) as channel:
        stream = stubs.watch_service_grpc.WatchServiceStub(channel).Watch(
            stubs.watch_service.WatchRequest(from_sequence=1), metadata=ACTOR)
        token = next(iter(stream)).resume_token
        stream.cancel()
        assert token
        return token


def drill(directory, scratch):
    """The script for cron: good backups, damaged ones, none at all. It leaves nothing behind."""
    def ran(backups, check):
        room = scratch / "drill"
        room.mkdir(exist_ok=True)
        done = subprocess.run(["bash", ROOT / "deploy" / "restore-drill.sh", "--backups", backups, "--wuse-server",
                               BIN / "wuse-server", "--tmp", room], capture_output=True, text=True, timeout=LONG_S)
        assert done.returncode == check, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        assert len(done.stdout.splitlines()) == (1 if check < 2 else 0), done.stdout
        assert not list(room.iterdir()), "the drill leaves its copy"
        return done.stdout

    assert ran(directory, 0).startswith("OK backup=")
    damaged = scratch / "damaged"
    shutil.copytree(directory, damaged)
    for table in (damaged / "shared_checksum").iterdir():
        content = bytearray(table.read_bytes())
        content[len(content) // 2] ^= 0x20
        table.write_bytes(content)
    assert ran(damaged, 1).startswith("FAILED restore")
    assert ran(scratch / "nowhere", 1).startswith("FAILED restore")
    ran("", 2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--backups", type=int, default=5)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = parser.parse_args()
    print(f"seed {options.seed}")

    stubs = Stubs()
    server = Server()
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="wuse-backup-"))
    directory = scratch / "backups"
    try:
        server.start()
        with grpc.insecure_channel(server.address) as channel:
            create_register(stubs, channel)
        load = Load(stubs, server.address, options.reports, random.Random(options.seed))
        made, overtaken = back_up_under_load(server, stubs, load, directory, options.backups)
        assert load.acknowledged == options.reports, load.acknowledged
        token = token_of(server, stubs)
        assert server.stop() == 0
        states = compare(server.data, directory, made, scratch)
        refuses_to_overwrite(directory, scratch / f"restored-{made[0][0]}")
        killed_restore(directory, scratch)
        serves(scratch / f"restored-{made[-1][0]}", stubs, token, made[-1][1], scratch)
        drill(directory, scratch)
        size = sum(path.stat().st_size for path in directory.rglob("*") if path.is_file())
    finally:
        server.close()
        stubs.close()
        shutil.rmtree(scratch, ignore_errors=True)
    print(f"{options.reports} reports, {load.sequence} updates; {len(made)} backups at "
          f"{', '.join(str(sequence) for _, sequence, _ in made)}, {overtaken} of them overtaken by reports; "
          f"{size / 2**20:.1f} MiB in all; {len(states)} restored, 0 differ from the source")


if __name__ == "__main__":
    sys.exit(main())
