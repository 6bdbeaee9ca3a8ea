"""FileReport beside etcd's Txn and Put and a bare echo."""
import load
import servers
import tables

WORKLOADS = {"wuse": "file-report", "etcd txn": "etcd-txn", "etcd put": "etcd-put", "echo": "file-report"}
# in flight → {of: at least}
GOALS = {16: {"etcd txn": 2.5, "etcd put": 1.2}, 256: {"etcd txn": 4.0, "etcd put": 1.2, "echo": 0.4}}
SYNCS_COUNTED_AT = (1, 16, 256)


class Round:
    """Every server once, on fresh directories; the calls go from one to the next."""

    def __init__(self, options, folder, results):
        self.options = options
        self.folder = folder
        self.results = results
        self.first = 0  # number of the next report: each is new
        self.servers = {"wuse": servers.Wuse(folder / "wuse")}
        if servers.has_etcd():
            self.servers |= {name: servers.Etcd(folder / name.replace(" ", "-")) for name in ("etcd txn", "etcd put")}

    def run(self):
        try:
            for server in self.servers.values():
                server.start()
            load.fill(self.servers["wuse"].address, self.options.projects)
            for in_flight in self.options.in_flight:
                for name in WORKLOADS:
                    self._call(name, in_flight)
        finally:
            for server in self.servers.values():
                server.__exit__()
                server.remove()

    def _call(self, name, in_flight):
        response = self.folder / "response"
        if name == "echo" and name not in self.servers:
            self.servers[name] = servers.Echo(self.folder / "echo", response).start()
        if name not in self.servers:
            return
        more = {"save_response": response} if name == "wuse" else {}
        figures = load.call(WORKLOADS[name], self.servers[name].address, self.options, in_flight, first=self.first,
                            **more)
        self.first += figures["issued"]
        self.results.setdefault(in_flight, {}).setdefault(name, []).append(figures)


def run(options):
    results = {}
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", flush=True)
        Round(options, options.dir / f"round-{number}", results).run()
    syncs = {name: count_syncs(options, name, kind) for name, kind in
             (("wuse", servers.Wuse), ("etcd txn", servers.Etcd), ("etcd put", servers.Etcd))
             if servers.has_strace() and (name == "wuse" or servers.has_etcd())}
    rows = [{"in_flight": in_flight, **{name: tables.summary(runs) for name, runs in by_name.items()},
             "ratios": {name: tables.ratio(by_name["wuse"], runs) for name, runs in by_name.items() if name != "wuse"}}
            for in_flight, by_name in results.items()]
    goals = [tables.goal(f"FileReport, {row['in_flight']} in flight, of {of}", row["ratios"][of], at_least=at_least,
                         unit=" ×")
             for row in rows for of, at_least in GOALS.get(row["in_flight"], {}).items() if of in row["ratios"]]
    any_run = next(iter(results.values()))["wuse"][0]
    return {"rows": rows, "goals": goals, "syncs_per_write": syncs,
            "request_bytes": any_run["request_bytes"], "response_bytes": any_run["response_bytes"]}


def count_syncs(options, name, kind):
    """Syncs per acknowledged write, by in flight; in runs of their own, because tracing slows a sync down."""
    counts = {}
    for in_flight in (level for level in SYNCS_COUNTED_AT if level in options.in_flight):
        folder = options.dir / "traced"
        server = kind(folder)
        trace = options.dir / "trace"
        try:
            server.start(traced=trace)
            if name == "wuse":
                load.fill(server.address, options.projects)
            before = syncs_in(trace)
            figures = load.call(WORKLOADS[name], server.address, options, in_flight)
            counts[in_flight] = (syncs_in(trace) - before) / figures["issued"]
        finally:
            server.__exit__()
            server.remove()
            trace.unlink(missing_ok=True)
    return counts


def syncs_in(trace):
    with open(trace, encoding="ascii", errors="replace") as lines:
        return sum("fsync(" in line or "fdatasync(" in line for line in lines)


def show(result):
    names = [name for name in WORKLOADS if name in result["rows"][0]]
    print(f"\nFileReport: request {result['request_bytes']} B, answer {result['response_bytes']} B. "
          "Rate · p50 / p99 in ms; × is wuse's rate divided by theirs.\n")
    header = ["in flight"] + [name if name == "wuse" else f"{name} · ×" for name in names]
    tables.print_table(header, [[row["in_flight"]] + [_cell(row, name) for name in names] for row in result["rows"]])
    for name, counts in result["syncs_per_write"].items():
        each = ", ".join(f"{count:.3f} at {in_flight}" for in_flight, count in counts.items())
        print(f"syncs per acknowledged write, {name}: {each}")
    if not result["syncs_per_write"]:
        print("syncs per acknowledged write: not counted, strace is not installed")
    print()


def _cell(row, name):
    text = tables.cell(row[name])
    return text if name == "wuse" else f"{text} · {row['ratios'][name]:.2f}"
