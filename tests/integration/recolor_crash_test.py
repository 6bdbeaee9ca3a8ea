"""Killed with -9 while a month's official colors are frozen, again and again, until the month is whole.

It goes on by itself after each start; now and then it is stopped orderly instead. At the end the ledger has, for each
month, one RecoloringBegun, each project exactly once, then one MonthRecolored that agrees with them; and readers are
told the same. Prints how many kills fell in between: after the first of a month's colors and before the last.

  recolor_crash_test.py [--kills N] [--cut N] [--projects N] [--seed N]     at least 12 kills, 3 of them in between
"""
import argparse
import collections
import random
import subprocess
import sys
import threading
import time

import grpc

from harness import ACTOR, BIN, DEADLINE_S, Server, Stubs, wait_for

BATCH = 500
UNITS = ["duohu", "dongxiao", "lipu"]
MONTHS = [f"{year}-{month:02}" for year in range(2020, 2010, -1) for month in range(12, 0, -1)]


class Register:
    """The calls of the test, over the server's newest address."""

    def __init__(self, stubs, server):
        self.stubs, self.server = stubs, server

    def connect(self):
        self.channel = grpc.insecure_channel(self.server.address)
        self.colors = self.stubs.color_service_grpc.ColorServiceStub(self.channel)
        self.watches = self.stubs.watch_service_grpc.WatchServiceStub(self.channel)

    def create(self, count):
        stubs, kinds = self.stubs, self.stubs.kinds
        stubs.unit_service_grpc.UnitServiceStub(self.channel).ApplyUnits(stubs.unit_service.ApplyUnitsRequest(
            units=[stubs.unit.Unit(id=unit, name=f"街道{unit}", group=stubs.unit.TOWNSHIP) for unit in UNITS]),
            metadata=ACTOR)
        projects = stubs.project_service_grpc.ProjectServiceStub(self.channel)
        for first in range(0, count, BATCH):
            edits = [stubs.project_service.ProjectEdit(project=stubs.project.Project(
                id=f"p-{n:05}", name=f"项目{n}", kind=kinds.NEW, level=kinds.TOWN, category=kinds.URBAN,
                unit=UNITS[n % len(UNITS)], lists=["district-key"], listed_on="2010-01-01", total_investment_yuan=10**9,
                milestones=[stubs.project.Milestone(id="roof-topped", name="结顶",
                                                    planned_on=f"{2010 + n % 12}-06-{1 + n % 28:02}")]))
                for n in range(first, min(first + BATCH, count))]
            projects.ApplyProjects(stubs.project_service.ApplyProjectsRequest(edits=edits), metadata=ACTOR)

    def begin(self, month):
        """Asks for the month and does not wait for the answer."""
        return self.colors.RecolorMonth.future(self.stubs.color_service.RecolorMonthRequest(month=month),
                                               metadata=ACTOR)

    def month(self, month, **asked):
        """The recolored month; None: it is not whole."""
        try:
            return self.colors.GetRecoloredMonth(
                self.stubs.color_service.GetRecoloredMonthRequest(month=month, **asked), metadata=ACTOR)
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.NOT_FOUND, error
            return None

    def span(self):
        """When the newest month's first colors were frozen and when it was whole, by the machine's clock."""
        kinds = self.stubs.update
        projects = self.stubs.project_service_grpc.ProjectServiceStub(self.channel)
        changes = projects.ListChanges(self.stubs.project_service.ListChangesRequest(
            kinds=[kinds.RECOLORING_BEGUN, kinds.MONTH_RECOLORED], page_size=2), metadata=ACTOR)
        ended, begun = changes.updates
        [first] = self.updates(begun.sequence + 1, begun.sequence + 1)  # nobody else writes
        assert first.changes[0].HasField("project_recolored"), "nothing was frozen after the begin"
        return first.time.ToNanoseconds() / 1e9, ended.time.ToNanoseconds() / 1e9

    def head(self):
        return self.stubs.board_service_grpc.BoardServiceStub(self.channel).GetOverview(
            self.stubs.board_service.GetOverviewRequest(), metadata=ACTOR).sequence

    def updates(self, first, head):
        """All updates from `first` to `head`; nothing is missing or repeated."""
        expected = first
        stream = self.watches.Watch(self.stubs.watch_service.WatchRequest(from_sequence=first), metadata=ACTOR,
                                    timeout=60)
        for response in stream:
            for update in response.updates:
                assert update.sequence == expected, f"gap or repeat at {update.sequence}, expected {expected}"
                expected += 1
                yield update
                if expected > head:
                    stream.cancel()
                    return


class Freezing:
    """Counts the updates with frozen colors that a live stream brings."""

    def __init__(self, register):
        self.seen = 0
        kinds = register.stubs.update
        request = register.stubs.watch_service.WatchRequest(filter=register.stubs.watch_service.WatchFilter(
            change_kinds=[kinds.RECOLORING_BEGUN, kinds.PROJECT_RECOLORED, kinds.MONTH_RECOLORED]))
        self.stream = register.watches.Watch(request, metadata=ACTOR)
        self.thread = threading.Thread(target=self._read)
        self.thread.start()

    def _read(self):
        try:
            for response in self.stream:
                self.seen += len(response.updates)
        except grpc.RpcError:
            pass  # the server is gone

    def end(self):
        self.stream.cancel()
        self.thread.join()


class Killer:
    """Ends the server with -9, and remembers when: what is of a later time was written by another process."""

    def __init__(self, server, rng):
        self.server, self.rng = server, rng
        self.times = []

    def _kill(self):
        self.server.kill()
        self.times.append(time.time())

    def kills_between(self, first, last):
        return sum(1 for kill in self.times if first < kill < last)

    def kill_while_asked(self, register, month):
        """After some updates of the month, or at some moment after the call."""
        freezing = Freezing(register)
        call = register.begin(month)
        target = self.rng.choice([0, 1, 2, 2, 3, 3])  # with 2 some colors are frozen, with 4 it is whole
        wait_for(lambda: freezing.seen >= target or call.done(), "the month to begin")
        time.sleep(self.rng.uniform(0, 0.01))
        # What an orderly end keeps is loaded at the next start; after a kill it is replayed.
        self.server.stop() if self.rng.random() < 0.3 else self._kill()
        freezing.end()
        register.channel.close()

    def kill_while_starting(self):
        """At some moment of a start, in which what was begun goes on: before, in or after it."""
        self.server.launch()
        end = time.monotonic() + self.rng.uniform(0.02, 0.25)
        while time.monotonic() < end and not self.server.is_up():
            time.sleep(0.002)
        self._kill()


def check_month(month, updates, project_count):
    """`updates` are those of the month. What it is as a whole, and each project's color."""
    kinds = [change.WhichOneof("kind") for update in updates for change in update.changes]
    assert kinds[0] == "recoloring_begun" and kinds.count("recoloring_begun") == 1, f"{month}: begun {kinds[:3]}"
    assert kinds[-1] == "month_recolored" and kinds.count("month_recolored") == 1, f"{month}: ends with {kinds[-3:]}"
    colors = [change.project_recolored.color for update in updates for change in update.changes
              if change.HasField("project_recolored")]
    assert len(kinds) == len(colors) + 2, f"{month}: other changes in it"
    times = collections.Counter(color.project for color in colors)
    assert len(times) == len(colors) == project_count, f"{month}: {len(times)} projects, {len(colors)} colors"
    assert all(color.month == month and color.color and color.reasons for color in colors), f"{month}: half a color"
    whole = updates[-1].changes[-1].month_recolored.month
    of_color = collections.Counter(color.color for color in colors)
    assert whole.project_count == project_count, f"{month}: says {whole.project_count} projects"
    assert {count.color: count.count for count in whole.colors if count.count} == of_color, f"{month}: counts differ"
    return whole, {color.project: color.color for color in colors}


def updates_by_month(register):
    """Those with official colors, in the order in which the months were begun: one at a time."""
    by_month = {}
    running = None
    for update in register.updates(1, register.head()):
        for change in update.changes:
            kind = change.WhichOneof("kind")
            if kind == "recoloring_begun":
                assert running is None, f"{change.recoloring_begun.month} began while {running} was not whole"
                running = change.recoloring_begun.month
                assert running not in by_month, f"{running} began twice"
                by_month[running] = []
            if kind in ("recoloring_begun", "project_recolored", "month_recolored"):
                assert running is not None, f"update {update.sequence}: {kind} of no month"
                if not by_month[running] or by_month[running][-1].sequence != update.sequence:
                    by_month[running].append(update)
            if kind == "month_recolored":
                running = None
    assert running is None, f"{running} is not whole"
    return by_month


def told_colors(register, month):
    """What readers are told of the month, over all pages."""
    colors, token = {}, ""
    while True:
        page = register.month(month, include_unchanged=True, page_size=500, page_token=token)
        colors.update((project.id, project.published) for project in page.projects)
        token = page.next_page_token
        if not token:
            return page.month, colors


def check(register, months, project_count):
    """The whole ledger against what was asked for and what readers are told."""
    by_month = updates_by_month(register)
    assert list(by_month) == months, f"asked for {months}, in the ledger {list(by_month)}"
    for month, updates in by_month.items():
        whole, colors = check_month(month, updates, project_count)
        assert told_colors(register, month) == (whole, colors), f"{month}: readers are told something else"


def recolor_under_fire(register, killer, month):
    """Asks for the month and kills the server, over and over until the month is whole."""
    while True:
        killer.kill_while_asked(register, month)
        while killer.rng.random() < 0.5:
            killer.kill_while_starting()
        killer.server.start()
        register.connect()
        if register.month(month) is not None:
            return


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=12)
    parser.add_argument("--cut", type=int, default=3)
    parser.add_argument("--projects", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)

    stubs = Stubs()
    server = Server()
    register = Register(stubs, server)
    killer = Killer(server, random.Random(options.seed))
    months = []
    cut = 0
    try:
        server.start()
        register.connect()
        register.create(options.projects)
        while len(killer.times) < options.kills or cut < options.cut:
            assert len(months) < len(MONTHS), f"{len(killer.times)} kills, only {cut} of them in between"
            months.append(MONTHS[len(months)])
            recolor_under_fire(register, killer, months[-1])
            cut += killer.kills_between(*register.span())
        check(register, months, options.projects)
        server.stop()
        subprocess.run([BIN / "wuse-server", "--data", server.data, "--verify"], check=True, timeout=DEADLINE_S,
                       stdout=subprocess.DEVNULL)
    finally:
        server.close()
        stubs.close()
    print(f"{len(killer.times)} kills over {len(months)} months of {options.projects} projects, {cut} of them "
          f"in between; each project once a month")


if __name__ == "__main__":
    sys.exit(main())
