"""Watch beside etcd's: open-loop writers, many streams, from when a write was due to its receipt."""
import load
import servers
import tables

KIB = 1024
MIB = KIB * KIB
PARTS = {}  # name → what measures it; see the decorator
FAN_OUT = {1: 500, 100: 200, 1000: 50}  # streams → writes a second; what both carry
STREAMS = 1000
TEN_THOUSAND = 10_000
TEN_THOUSAND_RATE = 10
FIRST_RATE = 25
HIGHEST_P99_MS = 1000
TIMES_THE_RATE = 5
FILE_REPORTS_IN_FLIGHT = 16
STOPPED_STREAMS = 100
STOPPED_RATE = 100


def part(function):
    PARTS[function.__name__.replace("_", "-")] = function
    return function


class Pair:
    """The product with its register and etcd, both fresh; each write that is asked for is a new one."""

    def __init__(self, options, with_etcd=True):
        self.options = options
        self.first = 0
        self.servers = {"wuse": servers.Wuse(options.dir / "wuse")}
        if with_etcd and servers.has_etcd():
            self.servers["etcd"] = servers.Etcd(options.dir / "etcd")

    def __enter__(self):
        try:
            for server in self.servers.values():
                server.start()
            load.fill(self.servers["wuse"].address, self.options.projects)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for server in self.servers.values():
            server.__exit__()
            server.remove()

    def fan_out(self, system, streams, rate, seconds=None):
        figures = load.FanOut(self.servers[system], system, self.options, streams, rate, self.first, seconds).run()
        self.first += figures["issued"]
        return figures


def run(options):
    rows, goals = [], []
    for name in PARTS:
        if name in options.only:
            print(f"part {name}", flush=True)
            its_rows, its_goals = PARTS[name](options)
            rows += its_rows
            goals += its_goals
    return {"rows": rows, "goals": goals}


def row(name, system, streams, runs, **more):
    """The median of each figure; what is missing is summed up."""
    keys = ("offered", "rate", "messages", "p50_us", "p99_us", "write_p50_us", "write_p99_us", "server_cpu", "load_cpu",
            "before_bytes", "idle_bytes", "most_bytes")
    medians = {key: tables.median([run[key] for run in runs]) for key in keys}
    return {"part": name, "system": system, "streams": streams, **medians,
            "missing": sum(run["missing"] for run in runs), "p99s_us": [run["p99_us"] for run in runs], **more}


@part
def fanout(options):
    """1, 100 and 1,000 streams at rates that both carry."""
    runs = {}
    for _ in range(options.rounds):
        for streams, rate in FAN_OUT.items():
            with Pair(options) as pair:
                for system in pair.servers:
                    runs.setdefault((system, streams), []).append(pair.fan_out(system, streams, rate))
    rows = [row("fanout", system, streams, figures) for (system, streams), figures in runs.items()]
    return rows, [nothing_missing(rows, "fanout")]


@part
def rate(options):
    """At the highest rate that etcd carries, and at five times that."""
    if not servers.has_etcd():
        print("etcd is not installed", flush=True)
        return [], []
    highest = highest_rate(lambda at, seconds: etcd_carries(options, at, seconds))
    runs = {"etcd": [], "wuse": [], "wuse, 5 ×": []}
    for _ in range(options.rounds):
        with Pair(options) as pair:
            runs["etcd"].append(pair.fan_out("etcd", STREAMS, highest))
            runs["wuse"].append(pair.fan_out("wuse", STREAMS, highest))
            runs["wuse, 5 ×"].append(pair.fan_out("wuse", STREAMS, TIMES_THE_RATE * highest))
    rows = [row("rate", system, STREAMS, figures) for system, figures in runs.items()]
    etcd, same, more = rows
    ratio = tables.median([ours["p99_us"] / theirs["p99_us"] for ours, theirs in zip(runs["wuse"], runs["etcd"])])
    at = f"{STREAMS:,} streams, {highest}/s"
    return rows, [
        tables.goal(f"{at}: p99, of etcd's", ratio, at_most=1, unit=" ×"),
        nothing_missing([etcd, same], "rate"),
        nothing_missing([more], f"{TIMES_THE_RATE} × the rate"),
        tables.goal(f"{TIMES_THE_RATE} × the rate: p99", more["p99_us"] / 1000, at_most=150, unit=" ms")]


def etcd_carries(options, at, seconds):
    """Alone, on a fresh directory: what one rate has left behind is not the next one's burden."""
    with servers.Etcd(options.dir / "etcd") as etcd:
        figures = load.FanOut(etcd, "etcd", options, STREAMS, at, seconds=seconds).run()
    etcd.remove()
    carried = figures["missing"] == 0 and figures["p99_us"] < HIGHEST_P99_MS * 1000
    print(f"  etcd at {at}/s for {seconds:g} s: p99 {tables.millis(figures['p99_us'])} ms", flush=True)
    return carried


def highest_rate(carries, first=FIRST_RATE, seconds=4, confirmed_by=15):
    """The highest rate that is carried, to a tenth: doubled, bisected, and confirmed by a longer run, because what is a
    little too much takes its time to pile up."""
    low = first
    while not carries(low, seconds):
        low //= 2
        if low == 0:
            raise RuntimeError("no rate is carried")
    high = 2 * low
    while carries(high, seconds):
        low, high = high, 2 * high
    while high - low > max(1, low // 10):
        middle = (low + high) // 2
        low, high = (middle, high) if carries(middle, seconds) else (low, middle)
    while low > 1 and not carries(low, confirmed_by):
        low -= max(1, low // 10)
    return low


@part
def filereport(options):
    """FileReport, closed loop, with 1,000 streams and without."""
    without, with_streams = [], []
    for _ in range(options.rounds):
        with Pair(options, with_etcd=False) as pair:
            address = pair.servers["wuse"].address
            first = load.call("file-report", address, options, FILE_REPORTS_IN_FLIGHT)
            with load.Watchers(address, STREAMS, streams_per_connection=options.streams_per_connection):
                second = load.call("file-report", address, options, FILE_REPORTS_IN_FLIGHT, first=first["issued"])
        without.append(first)
        with_streams.append(second)
    figures = {"without": tables.summary(without), "with": tables.summary(with_streams)}
    for name, each in figures.items():
        print(f"  FileReport, {FILE_REPORTS_IN_FLIGHT} in flight, {name} {STREAMS:,} streams: {tables.cell(each)}",
              flush=True)
    share = tables.ratio(with_streams, without)
    return [{"part": "filereport", "system": "wuse", "streams": STREAMS, **figures}], [
        tables.goal(f"FileReport with {STREAMS:,} streams, of without", share, at_least=0.4, unit=" ×")]


@part
def stopped(options):
    """100 of 1,000 readers are stopped while reports are written; once, since it takes minutes."""
    reading, _ = with_others(options, stop=False)
    waiting, missing = with_others(options, stop=True)
    healthy = STREAMS - STOPPED_STREAMS
    rows = [row("none stopped", "wuse", healthy, [reading]), row("100 stopped", "wuse", healthy, [waiting])]
    growth = [each["most_bytes"] - each["idle_bytes"] for each in (reading, waiting)]
    return rows, [
        tables.goal(f"{STOPPED_STREAMS} stopped for {options.stopped_seconds:g} s: p99 of the others, of none stopped",
                    waiting["p99_us"] / reading["p99_us"], at_most=1.2, unit=" ×"),
        tables.goal("growth by them", (growth[1] - growth[0]) / MIB, at_most=64, unit=" MiB"),
        tables.goal("updates they are missing afterwards", missing, at_most=0),
        nothing_missing(rows, "the others")]


def with_others(options, stop):
    """The figures of the readers that go on, and what the others are missing in the end."""
    with (Pair(options, with_etcd=False) as pair,
          load.Watchers(pair.servers["wuse"].address, STOPPED_STREAMS,
                        streams_per_connection=options.streams_per_connection) as others):
        if stop:
            others.stop()
        try:
            figures = pair.fan_out("wuse", STREAMS - STOPPED_STREAMS, STOPPED_RATE, seconds=options.stopped_seconds)
        finally:
            others.go_on()
        last = figures["last_position"]
        return figures, others.missing(last - figures["issued"] + 1, last)


@part
def ten_thousand(options):
    """More than etcd is asked for."""
    runs = []
    for _ in range(options.rounds):
        with Pair(options, with_etcd=False) as pair:
            runs.append(pair.fan_out("wuse", TEN_THOUSAND, TEN_THOUSAND_RATE))
    rows = [row("ten-thousand", "wuse", TEN_THOUSAND, runs)]
    return rows, [nothing_missing(rows, f"{TEN_THOUSAND:,} streams"),
                  tables.goal("an idle subscriber", bytes_per_stream(rows[0]) / KIB, at_most=64, unit=" KiB")]


def bytes_per_stream(figures):
    return (figures["idle_bytes"] - figures["before_bytes"]) / figures["streams"]


def nothing_missing(rows, name):
    return tables.goal(f"{name}: updates not delivered", sum(each["missing"] for each in rows), at_most=0)


def show(result):
    header = ["part", "of", "streams", "writes/s", "deliveries/s", "messages/s", "p50 / p99 ms", "written p50 / p99 ms",
              "missing", "server CPU", "load CPU", "memory MiB, idle / most", "KiB a stream"]
    print("\nFrom when a write was due to its receipt. CPU: cores.\n")
    tables.print_table(header, [_line(each) for each in result["rows"] if "offered" in each])


def _line(each):
    return [each["part"], each["system"], f"{each['streams']:,}", each["offered"], f"{each['rate']:,}",
            f"{each['messages']:,}", f"{tables.millis(each['p50_us'])} / {tables.millis(each['p99_us'])}",
            f"{tables.millis(each['write_p50_us'])} / {tables.millis(each['write_p99_us'])}", f"{each['missing']:,}",
            f"{each['server_cpu']:.2f}", f"{each['load_cpu']:.2f}",
            f"{each['idle_bytes'] // MIB:,} / {each['most_bytes'] // MIB:,}",
            f"{bytes_per_stream(each) / KIB:.1f}" if each["streams"] >= 100 else ""]
