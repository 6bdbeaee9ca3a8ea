"""Resident memory: a project, an idle subscriber, readers that have stopped reading."""
import dataclasses
import subprocess
import time

import datasets
import load
import servers
import tables

KIB = 1024
MIB = KIB * KIB
IDLE_STREAMS = 1000
STOPPED_STREAMS = 100
WRITES = 100_000  # some 60 MiB of updates, more than any buffer of a stream
MOST_PER_PROJECT_KIB = 2
MOST_PER_STREAM_KIB = 64
MOST_BY_STOPPED_MIB = 64
QUIET = ("--log-level", "warning")


def run(options):
    per_project = project_bytes(options)
    per_stream = stream_bytes(options)
    without = growth(options, 0)
    stopped = growth(options, STOPPED_STREAMS)
    rows = [
        {"what": "bytes per project", "bytes": per_project, "how": f"{options.projects:,} projects, after a restart"},
        {"what": "bytes per idle subscriber", "bytes": per_stream, "how": f"{IDLE_STREAMS:,} streams"},
        {"what": "growth with stopped readers", "bytes": stopped - without,
         "how": f"{STOPPED_STREAMS} streams, {WRITES:,} reports: {stopped // MIB} MiB, without them "
                f"{without // MIB} MiB"}]
    goals = [
        tables.goal("a project", per_project / KIB, at_most=MOST_PER_PROJECT_KIB, unit=" KiB"),
        tables.goal("an idle subscriber", per_stream / KIB, at_most=MOST_PER_STREAM_KIB, unit=" KiB"),
        tables.goal("growth by 100 stopped readers", (stopped - without) / MIB, at_most=MOST_BY_STOPPED_MIB,
                    unit=" MiB")]
    return {"rows": rows, "goals": goals}


def project_bytes(options):
    """Of a server that has just started, beside one that has just started without data."""
    with servers.Wuse(options.dir / "empty", args=QUIET) as server:
        empty = server.resident_bytes()
    data = datasets.data_of(options, options.projects)
    with servers.Wuse(options.dir / "full", data=data, args=QUIET) as server:
        full = server.resident_bytes()
        server.stop()
    return (full - empty) / options.projects


def stream_bytes(options):
    with servers.Wuse(options.dir / "streams", args=QUIET) as server:
        before = server.resident_bytes()
        with load.Watchers(server.address, IDLE_STREAMS):
            return (server.resident_bytes() - before) / IDLE_STREAMS


def growth(options, streams):
    """By how much the server grows at most while reports are written and `streams` readers do not read."""
    register = dataclasses.replace(options, projects=10_000, warm_up=0, seconds=300)
    with servers.Wuse(options.dir / f"growth-{streams}", args=QUIET) as server:
        load.fill(server.address, register.projects)
        if streams == 0:
            return most_during_writes(server, register)
        with load.Watchers(server.address, streams, stopped=True):
            return most_during_writes(server, register)


def most_during_writes(server, register):
    before = server.resident_bytes()
    most = before
    writes = subprocess.Popen(load.command("file-report", server.address, register, 64, at_most=WRITES),
                              stdout=subprocess.DEVNULL)
    while writes.poll() is None:
        most = max(most, server.resident_bytes())
        time.sleep(0.05)
    if writes.returncode != 0:
        raise RuntimeError("the reports were not written")
    return most - before


def show(result):
    print()
    tables.print_table(["memory", "measured", "how"],
                       [[row["what"], f"{row['bytes'] / KIB:,.1f} KiB", row["how"]] for row in result["rows"]])
