"""Figures of today and of past days, asked for while reports are filed."""
import os
import shutil
import statistics

import datasets
import load
import servers
import tables

WEEKS = 10
REPORTS_PER_SECOND = 500
TODAYS = 30
TODAY_PAUSE_S = 0.5
PAST_PAUSE_S = 1
TODAY_AT_MOST_MS = 20
PAST_AT_MOST_MS = 200
DELAYED_AT_MOST_MS = 5
REGISTER_YEAR = "2021"

# More days than the server keeps facts of, so that each is worked out anew.
DAYS = [f"2021-{month:02}-{day:02}" for month in (8, 9, 10, 11) for day in (3, 9, 15, 21, 27)]
# A quarter is worked out from five days, which its neighbors share: one of long ago in between makes it anew. There
# is nothing in those, and they are not counted.
QUARTERS = ["2021-Q3", "2018-Q1", "2021-Q1", "2017-Q3", "2021-Q2", "2018-Q4"] * 4
PAST_PERIODS = {"overview": DAYS, "filtered-overview": DAYS, "statistics": DAYS, "ranking": DAYS,
                "comparison": QUARTERS, "bulletin": [f"2021-W{week}" for week in range(32, 52)]}


def run(options):
    register = datasets.data_of(options, options.projects, WEEKS)
    answers = {}
    for number in range(options.rounds):
        data = options.dir / "asked"
        shutil.copytree(register, data)
        os.sync()  # or the server's syncs wait for the copy
        with servers.Wuse(options.dir / "server", data=data) as server:
            reports = load.Reports(server.address, options, REPORTS_PER_SECOND)
            for question, past in PAST_PERIODS.items():
                for when, periods, pause_s in (("today", ["today"] * TODAYS, TODAY_PAUSE_S), ("past", past, PAST_PAUSE_S)):
                    asked = load.figures(reports, question, periods, pause_s)
                    kept = [row for row in asked if when == "today" or row["period"].startswith(REGISTER_YEAR)]
                    answers.setdefault((question, when), []).append(kept)
            server.stop()
        shutil.rmtree(data)
    rows = [row_of(question, when, rounds) for (question, when), rounds in answers.items()]
    return {"rows": rows, "goals": [goal for row in rows for goal in goals_of(row)]}


def row_of(question, when, rounds):
    """A call delays reports by what the slowest one during it took longer than the slowest in as long a time before it:
    the mean over all calls, since a disk that hesitates once in some thousand syncs does so in either."""
    every = [answer for answers in rounds for answer in answers]
    return {"question": question, "when": when, "projects": every[0]["projects"],
            "answer_bytes": max(answer["bytes"] for answer in every),
            "took_us": tables.median([answer["took_us"] for answer in every]),
            "slowest_us": max(answer["took_us"] for answer in every),
            "reports_during": sum(answer["reports_during"] for answer in every),
            "max_during_us": max(answer["max_during_us"] for answer in every),
            "max_before_us": max(answer["max_before_us"] for answer in every),
            "delay_us": max(0, statistics.mean(answer["max_during_us"] - answer["max_before_us"] for answer in every))}


def goals_of(row):
    name = f"{row['question']}, {row['when']}"
    at_most = TODAY_AT_MOST_MS if row["when"] == "today" else PAST_AT_MOST_MS
    return [tables.goal(name, row["took_us"] / 1000, at_most=at_most, unit=" ms"),
            tables.goal(f"FileReport delayed by {name}", row["delay_us"] / 1000, at_most=DELAYED_AT_MOST_MS, unit=" ms")]


def show(result):
    print(f"\n{REPORTS_PER_SECOND} reports a second; ms; a report's time counts from when it was due.\n")
    tables.print_table(
        ["figures", "of", "projects", "answer", "median", "slowest", "reports meanwhile", "slowest of them",
         "in as long before", "mean delay"],
        [(row["question"], row["when"], f"{row['projects']:,}", f"{row['answer_bytes'] / 1024:.1f} KiB",
          tables.millis(row["took_us"]), tables.millis(row["slowest_us"]), f"{row['reports_during']:,}",
          tables.millis(row["max_during_us"]), tables.millis(row["max_before_us"]), tables.millis(row["delay_us"]))
         for row in result["rows"]])
