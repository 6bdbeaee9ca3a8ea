"""Measures wuse-server beside Debian's etcd and a bare gRPC echo; see --help and README.md."""
import argparse
import dataclasses
import datetime
import json
import os
import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("WUSE_BIN", str(ROOT / "build" / "release" / "bin"))

import color  # noqa: E402  they need WUSE_BIN
import figures  # noqa: E402
import machine  # noqa: E402
import memory  # noqa: E402
import read  # noqa: E402
import restart  # noqa: E402
import tables  # noqa: E402
import watch  # noqa: E402
import write  # noqa: E402

MEASUREMENTS = {"write": write, "read": read, "restart": restart, "memory": memory, "watch": watch, "color": color,
                "figures": figures}
PROJECTS = {"write": 10_000, "read": 100_000, "restart": 100_000, "memory": 100_000, "watch": 10_000, "color": 100_000,
            "figures": 100_000}
ROUNDS = {"watch": 3}  # ten minutes are enough


@dataclasses.dataclass(frozen=True)
class Options:
    rounds: int
    seconds: float
    warm_up: float
    in_flight: list
    projects: int
    dir: pathlib.Path
    keep: pathlib.Path
    only: list
    stopped_seconds: float
    streams_per_connection: int


def parse():
    parser = argparse.ArgumentParser(prog="run.sh", description="Measures the release build; prints tables and goals.")
    parser.add_argument("what", choices=MEASUREMENTS)
    parser.add_argument("--rounds", type=int, help="the median of so many (default 5, of watch 3)")
    parser.add_argument("--seconds", type=float, default=5, help="measured time of each run (default 5)")
    parser.add_argument("--warm-up", type=float, default=2, help="seconds before, left out (default 2)")
    parser.add_argument("--in-flight", default="1,16,64,256,1000", help="calls under way (default 1,16,64,256,1000)")
    parser.add_argument("--projects", type=int, help="size of the register (write 10000, the others 100000)")
    parser.add_argument("--dir", type=pathlib.Path, default=ROOT / "build" / "bench",
                        help="directory for the data, on a disk; what is made in it is removed (default build/bench)")
    parser.add_argument("--keep", type=pathlib.Path, help="keep the large registers here, for the next time")
    parser.add_argument("--only", action="append", choices=watch.PARTS, help="this part of watch (may be given again)")
    parser.add_argument("--stopped-seconds", type=float, default=60,
                        help="of watch: for how long the stopped readers are (default 60)")
    parser.add_argument("--streams-per-connection", type=int, default=10,
                        help="of watch: 1 is as dashboards are, more as backends are (default 10)")
    parser.add_argument("--json", type=pathlib.Path, help="write the figures here, too")
    return parser.parse_args()


def main():
    arguments = parse()
    measurement = MEASUREMENTS[arguments.what]
    arguments.dir.mkdir(parents=True, exist_ok=True)
    machine.refuse_memory(arguments.dir)
    run_dir = arguments.dir.resolve() / f"{arguments.what}-{os.getpid()}"
    run_dir.mkdir()
    keep = arguments.keep.resolve() if arguments.keep else None
    options = Options(arguments.rounds or ROUNDS.get(arguments.what, 5), arguments.seconds, arguments.warm_up,
                      [int(level) for level in arguments.in_flight.split(",")],
                      arguments.projects or PROJECTS[arguments.what], run_dir, keep,
                      arguments.only or list(watch.PARTS), arguments.stopped_seconds,
                      arguments.streams_per_connection)
    try:
        about = machine.describe(run_dir)
        print(machine.sentence(about), flush=True)
        result = measurement.run(options)
    finally:
        shutil.rmtree(run_dir, ignore_errors=True)
    measurement.show(result)
    tables.print_goals(result["goals"])
    print(f"median of {options.rounds} rounds of {options.seconds:g} s; load average after: {os.getloadavg()[0]:.1f}")
    if arguments.json:
        whole = {"what": arguments.what, "at": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
                 "machine": about, "rounds": options.rounds, "seconds": options.seconds, **result}
        arguments.json.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
