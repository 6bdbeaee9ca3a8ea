"""A subscriber of a random filter that starts, reads, breaks off and comes back at random, and keeps what it received."""
import array
import random
import threading

import grpc

from harness import ACTOR
from ledger_oracle import digest

BROKEN = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED, grpc.StatusCode.DEADLINE_EXCEEDED}
OPTIONS = [("grpc.use_local_subchannel_pool", 1)]
STARTS = ("now", "from", "snapshot")


class Watched:
    """One subscription over all its streams: from a start, then from token to token."""

    def __init__(self, start, watch_filter):
        self.start, self.filter = start, watch_filter
        self.cut = False  # given up: it need not have everything
        self.restart()

    def restart(self):
        """Nothing was received yet that a token tells of."""
        self.token = ""
        self.after = None         # everything after this sequence is to come; of "now": between these two
        self.after_at_most = None
        self.sequences, self.digests = array.array("q"), array.array("q")
        self.units, self.projects = {}, {}
        self.synced = None

    def received(self):
        return list(zip(self.sequences, self.digests))


class Subscriber:
    def __init__(self, number, stubs, world, seed):
        self.number, self.stubs, self.world = number, stubs, world
        self.random = random.Random(f"{seed}/subscriber/{number}")
        self.is_slow = self.random.random() < 0.2
        self.all = []  # Watched, the last one is current
        self.streams = 0
        self.faults = []
        self.thread = threading.Thread(target=self._run, daemon=True)

    @property
    def current(self):
        return self.all[-1] if self.all else None

    def _run(self):
        channel, address = None, None
        try:
            while (at := self.world.wait_for_server()) is not None:
                if channel is None or address != at or self.random.random() < 0.3:
                    if channel:
                        channel.close()
                    channel, address = grpc.insecure_channel(at, options=OPTIONS), at
                if not self.all or (not self.world.finishing.is_set() and self.random.random() < 0.12):
                    self._begin()
                self._follow(channel)
        except Exception as error:  # a thread's exception must not pass for silence
            self.faults.append(f"{type(error).__name__}: {error}")
        finally:
            if channel:
                channel.close()

    def _begin(self):
        if self.current:
            self.current.cut = True
        self.all.append(Watched(self.random.choice(STARTS), self.world.random_filter(self.random)))

    def _request(self, watched):
        request = self.stubs.watch_service.WatchRequest(filter=watched.filter)
        if watched.token:
            request.resume_token = watched.token
            return request
        watched.restart()
        acknowledged = self.world.acknowledged
        if watched.start == "from":
            request.from_sequence = self.random.choice([1, acknowledged + 1, self.random.randint(1, acknowledged + 1)])
            watched.after = request.from_sequence - 1
        elif watched.start == "snapshot":
            request.snapshot.SetInParent()
        else:
            request.now.SetInParent()
            watched.after = acknowledged
        return request

    def _follow(self, channel):
        """One stream, until it breaks or this breaks it off."""
        watched = self.current
        finishing = self.world.finishing.is_set()
        self.streams += 1
        stream = self.stubs.watch_service_grpc.WatchServiceStub(channel).Watch(
            self._request(watched), metadata=ACTOR, timeout=None if finishing else self.random.uniform(0.1, 4))
        left = -1 if finishing or self.random.random() < 0.6 else self.random.randint(1, 30)
        try:
            for response in stream:
                self._take(watched, response, channel)
                left -= 1
                if left == 0:
                    stream.cancel()
                    return
                if self.is_slow and not self.world.finishing.is_set():
                    self.world.over.wait(self.random.choice([0, 0.01, 0.2]))
        except grpc.RpcError as error:
            if error.code() not in BROKEN:
                self.faults.append(f"{error.code().name}: {error.details()}")
                self.world.over.wait(0.1)
        else:
            self.faults.append("the stream ended without an error")

    def _take(self, watched, response, channel):
        in_snapshot = watched.start == "snapshot" and watched.synced is None
        if not in_snapshot and (response.projects or response.units or response.synced or response.synced_empty):
            self.faults.append("a snapshot came where none was asked for")
        for kept, brought in ((watched.units, response.units), (watched.projects, response.projects)):
            for one in brought:
                if one.id in kept:
                    self.faults.append(f"{one.id} is twice in a snapshot")
                kept[one.id] = digest(one)
        if response.synced or response.synced_empty:
            watched.synced = watched.after = response.synced
        if response.updates and watched.start == "snapshot" and watched.synced is None:
            self.faults.append("updates came within a snapshot")
        for update in response.updates:
            watched.digests.append(digest(update))
            watched.sequences.append(update.sequence)
        first = not watched.token
        watched.token = response.resume_token or watched.token
        if first and watched.token and watched.start == "now":
            watched.after_at_most = self.world.head(channel)  # the stream began at or before it
