"""A ledger that cannot be written any more: the process ends with 70, whoever waited is not told "written", and after the
restart every acknowledged report is there.

The write fails by a limit on the size of files (RLIMIT_FSIZE), which is set while the server runs.
"""
import resource
import sys

import grpc

import harness
from harness import ACTOR, DEADLINE_S, Server, Stubs

FATAL = 70
LIMIT_BYTES = 1 << 20
REPORTS = 3000  # more than the limit has room for


def ignore_the_signal(server):
    """The limit also comes with a signal; where it is ignored, the write just fails as on any bad disk."""
    wrapped = server.dir / "bin"
    wrapped.mkdir()
    script = wrapped / "wuse-server"
    script.write_text(f"#!/bin/sh\ntrap '' XFSZ\nexec {harness.BIN}/wuse-server \"$@\"\n")
    script.chmod(0o755)
    harness.BIN = wrapped


def create(stubs, channel):
    stubs.unit_service_grpc.UnitServiceStub(channel).ApplyUnits(stubs.unit_service.ApplyUnitsRequest(
        units=[stubs.unit.Unit(id="duohu", name="多湖街道", group=stubs.unit.TOWNSHIP)]), metadata=ACTOR)
    stubs.project_service_grpc.ProjectServiceStub(channel).CreateProject(
        stubs.project_service.CreateProjectRequest(project=stubs.project.Project(
            id="p", name="项目", kind=stubs.kinds.CONTINUING, level=stubs.kinds.TOWN, category=stubs.kinds.URBAN,
            unit="duohu", total_investment_yuan=10**9)), metadata=ACTOR)


def file_until_it_fails(stubs, channel):
    """Sequence → amount of what was acknowledged, and the error of the one that was not."""
    reports = stubs.report_service_grpc.ReportServiceStub(channel)
    acknowledged = {}
    for amount in range(1, REPORTS):
        report = stubs.report.Report(project="p", week="2021-W18", invested_this_year_yuan=amount, progress="施工" * 200)
        try:
            answer = reports.FileReport(stubs.report_service.FileReportRequest(
                edit=stubs.report_service.ReportEdit(report=report)), metadata=ACTOR, timeout=DEADLINE_S)
        except grpc.RpcError as error:
            return acknowledged, error
        acknowledged[answer.sequence] = amount
    raise AssertionError("nothing failed")


def amounts_from_the_beginning(stubs, channel, last):
    stream = stubs.watch_service_grpc.WatchServiceStub(channel).Watch(
        stubs.watch_service.WatchRequest(from_sequence=1), metadata=ACTOR, timeout=DEADLINE_S)
    amounts = {}
    for response in stream:
        for update in response.updates:
            for change in update.changes:
                if change.HasField("report_filed"):
                    amounts[update.sequence] = change.report_filed.report.invested_this_year_yuan
        if max(amounts, default=0) >= last:
            stream.cancel()
            return amounts
    raise AssertionError("the stream has ended")


def main():
    stubs = Stubs()
    server = Server()
    try:
        ignore_the_signal(server)
        server.start()
        with grpc.insecure_channel(server.address) as channel:
            create(stubs, channel)
            resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (LIMIT_BYTES, LIMIT_BYTES))
            acknowledged, error = file_until_it_fails(stubs, channel)
        assert error.code() == grpc.StatusCode.UNAVAILABLE, error
        code = server.process.wait(DEADLINE_S)
        assert code == FATAL, f"exit code {code}, not {FATAL}"
        server.start()
        with grpc.insecure_channel(server.address) as channel:
            found = amounts_from_the_beginning(stubs, channel, max(acknowledged))
        lost = {sequence for sequence, amount in acknowledged.items() if found.get(sequence) != amount}
        assert not lost, f"acknowledged reports are lost: {sorted(lost)[:10]}"
        assert server.stop() == 0
        print(f"{len(acknowledged)} acknowledged, 0 lost, exit code {code}")
    finally:
        server.close()
        stubs.close()


if __name__ == "__main__":
    sys.exit(main())
