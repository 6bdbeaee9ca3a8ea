"""Killed with -9 in the middle of pushing, again and again, with calls in flight.

After each restart: every acknowledged report is there, sequences have no gap, and a subscriber that resumes with its
token has seen each update exactly once. Prints how many calls were in flight at each kill.

  crash_test.py [--kills N]     default 50
"""
import argparse
import collections
import random
import sys
import threading

import grpc

from harness import ACTOR, Server, Stubs, wait_for

PROJECTS = 40
IN_FLIGHT = 32
WEEKS = [f"2021-W{w:02}" for w in range(1, 19)]


class Pusher:
    """Keeps IN_FLIGHT FileReport calls under way and remembers what was acknowledged."""

    def __init__(self, stubs, channel, counter, acknowledged):
        self.stubs, self.counter, self.acknowledged = stubs, counter, acknowledged
        self.stub = stubs.report_service_grpc.ReportServiceStub(channel)
        self.lock = threading.Lock()
        self.pending = 0
        self.acked_here = 0
        self.stopping = False

    def start(self):
        for _ in range(IN_FLIGHT):
            self._send()

    def _send(self):
        with self.lock:
            if self.stopping:
                return
            n = next(self.counter)
            self.pending += 1
        project, week = f"p-{n % PROJECTS:03}", WEEKS[(n // PROJECTS) % len(WEEKS)]
        text = f"第 {n} 次"
        call = self.stub.FileReport.future(self.stubs.report_service.FileReportRequest(
            request_id=f"r{n}",
            edit=self.stubs.report_service.ReportEdit(report=self.stubs.report.Report(
                project=project, week=week, invested_this_year_yuan=1_000_000, progress=text))), metadata=ACTOR)
        call.add_done_callback(lambda done: self._finished(done, project, week, text))

    def _finished(self, call, project, week, text):
        ok = call.code() == grpc.StatusCode.OK
        with self.lock:
            self.pending -= 1
            if ok:
                self.acked_here += 1
                answer = call.result()
                self.acknowledged[answer.sequence] = (project, week, text)
        if ok:
            self._send()

    def stop(self):
        """No more calls from here on; returns how many are in flight now."""
        with self.lock:
            self.stopping = True
            return self.pending


class Subscriber:
    """Resumes with its last token after every break; counts how often it saw each sequence."""

    def __init__(self, stubs):
        self.stubs = stubs
        self.token = ""
        self.seen = collections.Counter()
        self.reports = {}

    def follow(self, address):
        self.channel = grpc.insecure_channel(address)
        stub = self.stubs.watch_service_grpc.WatchServiceStub(self.channel)
        request = (self.stubs.watch_service.WatchRequest(resume_token=self.token) if self.token
                   else self.stubs.watch_service.WatchRequest(from_sequence=1))
        self.stream = stub.Watch(request, metadata=ACTOR)
        self.error = None
        self.thread = threading.Thread(target=self._read)
        self.thread.start()

    def _read(self):
        try:
            for response in self.stream:
                for update in response.updates:
                    self.seen[update.sequence] += 1
                    for change in update.changes:
                        if change.HasField("report_filed"):
                            report = change.report_filed.report
                            self.reports[update.sequence] = (report.project, report.week, report.progress)
                if response.resume_token:
                    self.token = response.resume_token
        except grpc.RpcError as error:
            self.error = error

    def stop(self):
        self.stream.cancel()
        self.thread.join()
        self.channel.close()


def create_register(stubs, channel):
    units = stubs.unit_service_grpc.UnitServiceStub(channel)
    units.ApplyUnits(stubs.unit_service.ApplyUnitsRequest(
        units=[stubs.unit.Unit(id="duohu", name="多湖街道", group=stubs.unit.TOWNSHIP)]), metadata=ACTOR)
    project_pb, kinds = stubs.project, stubs.kinds
    edits = [stubs.project_service.ProjectEdit(project=project_pb.Project(
        id=f"p-{n:03}", name=f"项目{n}", kind=kinds.CONTINUING, level=kinds.TOWN, category=kinds.URBAN, unit="duohu",
        lists=["district-key"], total_investment_yuan=10**9)) for n in range(PROJECTS)]
    stubs.project_service_grpc.ProjectServiceStub(channel).ApplyProjects(
        stubs.project_service.ApplyProjectsRequest(edits=edits), metadata=ACTOR)


def check(acknowledged, subscriber, stubs, server):
    """Everything that was acknowledged is in the stream from the beginning, once; so it is in the resumed one."""
    with grpc.insecure_channel(server.address) as channel:
        stub = stubs.watch_service_grpc.WatchServiceStub(channel)
        overview = stubs.board_service_grpc.BoardServiceStub(channel).GetOverview(
            stubs.board_service.GetOverviewRequest(), metadata=ACTOR)
        whole = {}
        stream = stub.Watch(stubs.watch_service.WatchRequest(from_sequence=1), metadata=ACTOR, timeout=60)
        for response in stream:
            for update in response.updates:
                assert update.sequence == len(whole) + 1, f"gap or repeat at {update.sequence} after {len(whole)}"
                whole[update.sequence] = update
            if len(whole) >= overview.sequence:
                break
        stream.cancel()
    for sequence, (project, week, text) in acknowledged.items():
        update = whole.get(sequence)
        assert update is not None, f"acknowledged update {sequence} is lost"
        report = update.changes[0].report_filed.report
        assert (report.project, report.week, report.progress) == (project, week, text), f"update {sequence} differs"
    wait_for(lambda: len(subscriber.seen) >= len(whole), "the resumed subscriber")
    assert all(count == 1 for count in subscriber.seen.values()), "the subscriber saw an update twice"
    assert sorted(subscriber.seen) == list(range(1, len(whole) + 1)), "the subscriber missed an update"
    return len(whole)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = parser.parse_args()
    rng = random.Random(options.seed)
    print(f"seed {options.seed}")

    stubs = Stubs()
    server = Server()
    counter = iter(range(10**9))
    acknowledged, in_flight = {}, []
    subscriber = Subscriber(stubs)
    try:
        server.start()
        with grpc.insecure_channel(server.address) as channel:
            create_register(stubs, channel)
        for _ in range(options.kills):
            subscriber.follow(server.address)
            channel = grpc.insecure_channel(server.address)
            pusher = Pusher(stubs, channel, counter, acknowledged)
            pusher.start()
            target = rng.randrange(1, 200)
            wait_for(lambda: pusher.acked_here >= target, "acknowledged reports")
            in_flight.append(pusher.stop())
            server.kill()
            wait_for(lambda: pusher.pending == 0, "the broken calls to end")
            channel.close()
            subscriber.stop()
            server.start()
        subscriber.follow(server.address)
        total = check(acknowledged, subscriber, stubs, server)
        subscriber.stop()
    finally:
        server.close()
        stubs.close()
    print(f"{options.kills} kills, calls in flight at the kills: min {min(in_flight)}, sum {sum(in_flight)}; "
          f"{len(acknowledged)} acknowledged, {total} updates, 0 lost, 0 gaps, each seen once")
    assert sum(1 for n in in_flight if n > 0) == options.kills, "a kill had no call in flight"


if __name__ == "__main__":
    sys.exit(main())
