"""From exec to serving, with 100,000 projects and 1,000,000 reports."""
import os
import shutil

import datasets
import servers
import tables

WEEKS = 10
AT_MOST_S = 3
KINDS = {"stopped": "after a stop in order", "stopped cold": "after a stop in order, nothing in the page cache",
         "killed": "after kill -9 right after the last write"}


def run(options):
    killed = datasets.data_of(options, options.projects, WEEKS, end="kill")
    stopped = options.dir / "stopped"
    shutil.copytree(killed, stopped)
    start(options, stopped).stop()
    times = {kind: [] for kind in KINDS}
    for _ in range(options.rounds):
        times["stopped"].append(time_of(options, stopped))
        forget_pages(stopped)
        times["stopped cold"].append(time_of(options, stopped))
        copy = options.dir / "killed"
        shutil.copytree(killed, copy)
        times["killed"].append(time_of(options, copy))
        shutil.rmtree(copy)
    size = sum(file.stat().st_size for file in stopped.rglob("*") if file.is_file())
    rows = [{"kind": kind, "ready_after_s": tables.median(values), "rounds": values} for kind, values in times.items()]
    goals = [tables.goal(f"ready {KINDS[row['kind']]}", row["ready_after_s"], at_most=AT_MOST_S, unit=" s")
             for row in rows]
    return {"projects": options.projects, "reports": options.projects * WEEKS, "data_bytes": size, "rows": rows,
            "goals": goals}


def start(options, data):
    return servers.Wuse(options.dir / "server", data=data).start()


def time_of(options, data):
    server = start(options, data)
    seconds = server.ready_after_s
    server.stop()
    return seconds


def forget_pages(folder):
    """The files' pages leave the page cache, as after the machine was started."""
    for file in (path for path in folder.rglob("*") if path.is_file()):
        descriptor = os.open(file, os.O_RDONLY)
        try:
            os.fsync(descriptor)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


def show(result):
    print(f"\n{result['projects']:,} projects, {result['reports']:,} reports, {result['data_bytes'] / 2**20:,.0f} MiB\n")
    tables.print_table(["restart", "ready after", "rounds"],
                       [[KINDS[row["kind"]], f"{row['ready_after_s']:.2f} s",
                         ", ".join(f"{value:.2f}" for value in row["rounds"])] for row in result["rows"]])
