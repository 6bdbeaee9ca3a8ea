"""GetProject and GetOverview beside a bare echo of the same answer."""
import dataclasses

import datasets
import load
import servers
import tables

GOALS = {"get-project": 0.7, "get-overview": 0.3}
JUDGED_AT = 256  # in flight: both are busy all the time


def run(options):
    sizes = [options.projects, options.projects * 10]
    rows = measure(options, sizes[0], ["get-project", "get-overview"]) + measure(options, sizes[1], ["get-overview"])
    judged_at = JUDGED_AT if JUDGED_AT in options.in_flight else options.in_flight[-1]
    goals = [tables.goal(f"{row['workload']}, {row['projects']:,} projects, {judged_at} in flight, of echo",
                         row["ratio"], at_least=GOALS[row["workload"]], unit=" ×")
             for row in rows if row["in_flight"] == judged_at]
    return {"rows": rows, "goals": goals}


def measure(options, projects, workloads):
    options = dataclasses.replace(options, projects=projects)
    data = datasets.data_of(options, projects)
    results = {}
    with servers.Wuse(options.dir / "wuse", data=data) as wuse:
        echoes = {}
        try:
            for workload in workloads:
                response = options.dir / f"{workload}.response"
                load.call(workload, wuse.address, dataclasses.replace(options, warm_up=0, seconds=1), 1,
                          save_response=response)
                echoes[workload] = servers.Echo(options.dir / f"echo-{workload}", response).start()
            for _ in range(options.rounds):
                for in_flight in options.in_flight:
                    for workload in workloads:
                        pair = results.setdefault((workload, in_flight), ([], []))
                        for runs, server in zip(pair, (wuse, echoes[workload])):
                            runs.append(load.call(workload, server.address, options, in_flight))
        finally:
            for echo in echoes.values():
                echo.__exit__()
        wuse.stop()
    return [{"workload": workload, "projects": projects, "in_flight": in_flight, "wuse": tables.summary(ours),
             "echo": tables.summary(theirs), "ratio": tables.ratio(ours, theirs),
             "response_bytes": ours[0]["response_bytes"]} for (workload, in_flight), (ours, theirs) in results.items()]


def show(result):
    print("\nRate · p50 / p99 in ms.\n")
    tables.print_table(
        ["call", "projects", "answer", "in flight", "wuse", "echo", "×"],
        [[row["workload"], f"{row['projects']:,}", f"{row['response_bytes']} B", row["in_flight"],
          tables.cell(row["wuse"]), tables.cell(row["echo"]), f"{row['ratio']:.2f}"]
         for row in sorted(result["rows"], key=lambda row: (row["workload"], row["projects"]), reverse=True)])
