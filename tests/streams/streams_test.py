"""50 subscribers of random filters, starts and speeds, random disconnects and server restarts under a random writer.

What each received must equal filter(ledger), in order, once; a snapshot must equal the state that the ledger makes.
The oracle (ledger_oracle.py) reads the whole ledger in the end and shares nothing with the server.

  streams_test.py                 5 restarts, a few seconds
  streams_test.py --long          200 restarts, some minutes
  WUSE_STREAMS_SEED=N …           the random decisions of another run, which prints its seed
"""
import argparse
import collections
import datetime
import os
import pathlib
import random
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

import grpc  # noqa: E402

from harness import ACTOR, Server, Stubs, wait_for  # noqa: E402
from ledger_oracle import Ledger, Register, first_difference  # noqa: E402
from subscriber import Subscriber  # noqa: E402
from writer import LISTS, MOST_PROJECTS, OFFICES, TOWNS, UNITS, Writer, project_id, unit  # noqa: E402

SUBSCRIBERS = 50
FIRST_DAY, LAST_DAY = datetime.date(2021, 3, 1), datetime.date(2021, 12, 28)
LAST_UPDATES_WITHIN_S = 20
UNKNOWN = 2**62


class World:
    """What subscribers and writer know of the server: where it is, and how far it has told that it is."""

    def __init__(self, stubs):
        self.stubs = stubs
        self.changed = threading.Condition()
        self.address = None
        self.acknowledged = 0
        self.today = FIRST_DAY.isoformat()
        self.projects_made = 0
        self.finishing = threading.Event()  # no disconnects any more
        self.over = threading.Event()

    def wait_for_server(self):
        """Its address; None once all is over."""
        with self.changed:
            self.changed.wait_for(lambda: self.address or self.over.is_set())
            return None if self.over.is_set() else self.address

    def tell(self, address):
        with self.changed:
            self.address = address
            self.changed.notify_all()

    def acknowledge(self, sequence):
        with self.changed:
            self.acknowledged = max(self.acknowledged, sequence)

    def end(self):
        self.over.set()
        self.tell(None)

    def head(self, channel):
        """The ledger's, now; UNKNOWN when the server has gone."""
        try:
            return self.stubs.board_service_grpc.BoardServiceStub(channel).GetOverview(
                self.stubs.board_service.GetOverviewRequest(), metadata=ACTOR, timeout=20).sequence
        except grpc.RpcError:
            return UNKNOWN

    def random_filter(self, rng):
        pb = self.stubs
        pools = {"units": TOWNS, "departments": OFFICES, "lists": LISTS,
                 "projects": [project_id(n) for n in range(max(MOST_PROJECTS, self.projects_made))],
                 "categories": pb.kinds.Category.values()[1:], "levels": pb.kinds.Level.values()[1:],
                 "colors": pb.color.Color.values()[1:], "change_kinds": pb.update.ChangeKind.values()[1:]}
        watch_filter = pb.watch_service.WatchFilter()
        if rng.random() < 0.15:
            return watch_filter
        for field in rng.sample(sorted(pools), rng.choice([1, 1, 2, 3])):
            few = rng.randint(1, min(len(pools[field]), 20 if field == "projects" else 3))
            getattr(watch_filter, field).extend(rng.sample(list(pools[field]), few))
        return watch_filter


class Run:
    def __init__(self, seed, restarts):
        self.random = random.Random(f"{seed}/restarts")
        self.restarts, self.kills, self.days = restarts, 0, 0
        self.stubs = Stubs()
        self.world = World(self.stubs)
        self.server = Server(today=self.world.today, args=["--log-level", "warning"])
        self.writer = Writer(self.stubs, self.world, seed)
        self.subscribers = [Subscriber(number, self.stubs, self.world, seed) for number in range(SUBSCRIBERS)]

    def run(self):
        """What is wrong, a line each."""
        try:
            self.server.start()
            self._add_units()
            self.world.tell(self.server.address)
            for one in (self.writer, *self.subscribers):
                one.thread.start()
            for _ in range(self.restarts):
                self._write_a_little()
                self._restart()
            self._write_a_little()
            self.writer.stopping.set()
            self.writer.thread.join(60)
            return self._finish()
        finally:
            self.world.end()
            self.server.close()
            self.stubs.close()

    def _add_units(self):
        with grpc.insecure_channel(self.server.address) as channel:
            self.stubs.unit_service_grpc.UnitServiceStub(channel).ApplyUnits(
                self.stubs.unit_service.ApplyUnitsRequest(units=[unit(self.stubs.unit, name) for name in UNITS]),
                metadata=ACTOR)

    def _write_a_little(self):
        enough = self.world.acknowledged + self.random.randint(5, 200)
        wait_for(lambda: self.world.acknowledged >= enough or self.writer.fault, "the writer")

    def _restart(self):
        self.world.tell(None)
        if self.random.random() < 0.5:
            self.kills += 1
            self.server.kill()
        else:
            code = self.server.stop()
            assert code == 0, f"the server ended with {code}"
        day = datetime.date.fromisoformat(self.world.today)
        if self.random.random() < 0.3 and day < LAST_DAY:
            self.days += 1
            self.world.today = (day + datetime.timedelta(days=self.random.choice([1, 1, 2]))).isoformat()
            self.server.today = self.world.today
        self.server.start()
        self.world.tell(self.server.address)

    def _finish(self):
        self.world.finishing.set()
        with grpc.insecure_channel(self.server.address) as channel:
            ledger = self._read_ledger(channel)
        expected = {one: ledger.matching(one.filter, one.after or 0)
                    for one in (subscriber.current for subscriber in self.subscribers) if one}
        late = []
        try:
            for subscriber in self.subscribers:
                wait_for(lambda who=subscriber: who.faults or self._has_all(who.current, ledger, expected),
                         f"the last updates of subscriber {subscriber.number}", deadline_s=LAST_UPDATES_WITHIN_S)
        except AssertionError as error:
            late.append(str(error))
        self.world.over.set()
        self.server.stop()  # what comes too much has come by now
        self.world.end()
        for subscriber in self.subscribers:
            subscriber.thread.join(60)
        return late + self._faults(ledger)

    def _has_all(self, watched, ledger, expected):
        """Whether the last update that matches has come; a subscription may have begun since `expected` was made."""
        if watched is None or watched.after is None or not watched.token:
            return False
        if watched not in expected or (expected[watched] and expected[watched][0][0] <= watched.after):
            expected[watched] = ledger.matching(watched.filter, watched.after)
        last = expected[watched][-1][0] if expected[watched] else 0
        begun = watched.after_at_most if watched.start == "now" else watched.after
        if begun is None:
            return False
        return last <= begun or (len(watched.sequences) > 0 and watched.sequences[-1] >= last)

    def _read_ledger(self, channel):
        head = self.world.head(channel)
        updates = []
        stream = self.stubs.watch_service_grpc.WatchServiceStub(channel).Watch(
            self.stubs.watch_service.WatchRequest(from_sequence=1), metadata=ACTOR, timeout=120)
        for response in stream:
            updates += response.updates
            if updates and updates[-1].sequence >= head:
                break
        stream.cancel()
        return Ledger(updates, dict(self.stubs.update.ChangeKind.items()))

    def _faults(self, ledger):
        faults = [self.writer.fault] if self.writer.fault else []
        for sequence, request_id in self.writer.written.items():
            if sequence > len(ledger.updates) or ledger.updates[sequence - 1].request_id != request_id:
                faults.append(f"acknowledged update {sequence} is lost")
        snapshots = []
        for subscriber in self.subscribers:
            faults += [f"subscriber {subscriber.number}: {fault}" for fault in subscriber.faults]
            for number, watched in enumerate(subscriber.all):
                what = f"subscriber {subscriber.number}, its {number + 1}. ({watched.start}, {filter_text(watched)})"
                if watched.synced is not None:
                    snapshots.append((watched.synced, what, watched))
                if watched.token and (fault := fault_of(watched, ledger)):
                    faults.append(f"{what}: {fault}")
        register = Register(ledger)
        for sequence, what, watched in sorted(snapshots, key=lambda entry: entry[0]):
            register.go_to(sequence)
            if register.snapshot(watched.filter) != (watched.units, watched.projects):
                faults.append(f"{what}: the snapshot as of {sequence} is not the state there")
        self.snapshots = len(snapshots)
        self.updates = len(ledger.updates)
        return faults

    def summary(self):
        starts = collections.Counter(watched.start for one in self.subscribers for watched in one.all)
        deliveries = sum(len(watched.sequences) for one in self.subscribers for watched in one.all)
        return (f"{self.restarts} restarts ({self.kills} by kill -9, {self.days} to a later day), {self.updates} updates; "
                f"{SUBSCRIBERS} subscribers, {sum(starts.values())} subscriptions {dict(starts)} over "
                f"{sum(one.streams for one in self.subscribers)} streams, {deliveries} deliveries, "
                f"{self.snapshots} snapshots; the writer's calls {dict(self.writer.results)}")


def filter_text(watched):
    return " ".join(str(watched.filter).split()) or "everything"


def fault_of(watched, ledger):
    """What is wrong with the updates of one subscription; None: nothing."""
    received = watched.received()
    if watched.cut and not received:
        return None
    expected = ledger.matching(watched.filter, watched.after, until=received[-1][0] if watched.cut else None)
    if watched.start == "now":  # it began somewhere between the two
        first = received[0][0] if received else UNKNOWN
        unknown = sum(1 for sequence, _ in expected
                      if sequence < first and sequence <= (watched.after_at_most or UNKNOWN))
        expected = expected[unknown:]
    fault = first_difference(expected, received)
    if fault is None and not watched.cut and len(received) < len(expected):
        fault = f"{len(expected) - len(received)} updates did not come, the first is {expected[len(received)][0]}"
    return fault


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--restarts", type=int, default=5)
    parser.add_argument("--long", action="store_const", const=200, dest="restarts", help="200 restarts")
    options = parser.parse_args()
    seed = int(os.environ.get("WUSE_STREAMS_SEED") or random.SystemRandom().randrange(2**32))
    print(f"WUSE_STREAMS_SEED={seed}", flush=True)
    begun = time.monotonic()
    run = Run(seed, options.restarts)
    faults = run.run()
    print(f"{run.summary()}; {len(faults)} mismatches; {time.monotonic() - begun:.0f} s")
    for fault in faults[:20]:
        print(f"FAULT: {fault}")
    if faults:
        print(f"again with WUSE_STREAMS_SEED={seed} {sys.argv[0]} --restarts {options.restarts}")
    return 1 if faults or run.updates < 5 * options.restarts else 0


if __name__ == "__main__":
    sys.exit(main())
