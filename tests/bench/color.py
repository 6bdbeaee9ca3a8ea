"""Colors: projects a second on one core without reasons; months recolored while reports are filed."""
import json
import os
import pathlib
import shutil
import subprocess

import datasets
import load
import servers
import tables

AT_LEAST = 1_000_000
JUDGED = "wuse-default"
WEEKS = 10
MONTHS = ("2021-09", "2021-10", "2021-11")  # the reports are of 2021-W43 to W52
REPORTS_PER_SECOND = 500
PAUSE_S = 5
AT_MOST_S = 2
DELAYED_AT_MOST_MS = 50


def run(options):
    rows = walk(options)
    months = recolored(options)
    default = next(row for row in rows if row["what"] == JUDGED)
    delay_us = max(month["delay_us"] for month in months)
    took_us = max(month["took_us"] for month in months)
    return {"rows": rows, "recolored": months,
            "goals": [tables.goal(f"{JUDGED}, projects a second", default["rate"], at_least=AT_LEAST),
                      tables.goal(f"RecolorMonth of {months[0]['projects']:,} projects, the slowest", took_us / 1e6,
                                  at_most=AT_MOST_S, unit=" s"),
                      tables.goal("FileReport delayed by it, the most", delay_us / 1000, at_most=DELAYED_AT_MOST_MS,
                                  unit=" ms")]}


def walk(options):
    binary = pathlib.Path(os.environ["WUSE_BIN"]) / "bench-color"
    output = subprocess.run([binary, "--projects", str(options.projects), "--rounds", str(options.rounds),
                             "--seconds", str(max(1, round(options.seconds / 5)))],
                            check=True, capture_output=True, text=True).stdout
    rounds = [json.loads(line) for line in output.splitlines()]
    return [{"what": name, "rate": tables.median([each[name] for each in rounds])} for name in rounds[0]]


def recolored(options):
    """The months of all rounds, each on a copy of the register. A delay is what the slowest report took longer than the
    slowest one in as long a time before."""
    register = datasets.data_of(options, options.projects, WEEKS)
    rows = []
    for number in range(options.rounds):
        data = options.dir / "recolored"
        shutil.copytree(register, data)
        os.sync()  # or the server's syncs wait for the copy
        with servers.Wuse(options.dir / "server", data=data) as server:
            months = load.recolor(load.Reports(server.address, options, REPORTS_PER_SECOND), MONTHS, PAUSE_S)
            server.stop()
        shutil.rmtree(data)
        rows += [{"round": number + 1, **month, "delay_us": max(0, month["max_during_us"] - month["max_before_us"])}
                 for month in months]
    return rows


def show(result):
    tables.print_table(["judged by", "projects a second"],
                       [(row["what"], f"{row['rate']:,}") for row in result["rows"]])
    print(f"{REPORTS_PER_SECOND} reports a second; ms of the slowest one, from when it was due.\n")
    tables.print_table(["round", "month", "projects", "RecolorMonth", "reports meanwhile", "slowest of them",
                        "in as long before"],
                       [(row["round"], row["period"], f"{row['projects']:,}", f"{row['took_us'] / 1e6:.2f} s",
                         f"{row['reports_during']:,}", tables.millis(row["max_during_us"]),
                         tables.millis(row["max_before_us"])) for row in result["recolored"]])
