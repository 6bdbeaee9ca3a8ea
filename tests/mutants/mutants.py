"""Breaks the product in small ways, one after the other, and shows which test goes red.

First the unbroken tests run, which must be green. Then each break is put into a copy of the tree (build/mutants/tree),
its test is built (dev) and run, and the copy is mended. Red is a failure, a crash or a hang. Logs stay in
build/mutants/runs. Exit code: 0 every break was noticed · 1 some were not · 2 the list or the unbroken tree is at fault.
"""
import argparse
import concurrent.futures
import os
import pathlib
import sys
import time

import breaks as listed
from copied_tree import BuildError, CopiedTree
from test_run import TestRun, matching_cases

ROOT = pathlib.Path(__file__).resolve().parents[2]
WORK = ROOT / "build" / "mutants"
RUNS = WORK / "runs"
# A hung test is ended after this and so many times what it takes unbroken; most of a hung test's time is its own deadline.
PATIENCE_S = 25
PATIENCE_FACTOR = 5


def parse():
    parser = argparse.ArgumentParser(prog="run.sh", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="NAME", action="append", help="this break (may be given again)")
    parser.add_argument("--list", action="store_true", help="print the breaks, and check that they fit the tree")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="compilers at once (default: the cores)")
    return parser.parse_args()


def chosen(options):
    breaks = listed.load()
    if not options.only:
        return breaks
    unknown = set(options.only) - {one.name for one in breaks}
    if unknown:
        raise listed.ListError(f"there is no break {', '.join(sorted(unknown))}; see --list")
    return [one for one in breaks if one.name in options.only]


class Unbroken:
    """Builds and runs the tests of the mended tree; knows how long each may take."""

    def __init__(self, tree):
        self.tree = tree
        self.seconds = {}

    def run(self, breaks):
        self.tree.build(sorted({target for one in breaks for target in one.targets}))
        for one in breaks:
            if not one.is_script and matching_cases(self.tree.bin / one.test, one.filter) == 0:
                raise listed.ListError(f"{one.name}: {one.test} has no case {one.filter}")
        runs = {}  # a binary runs once, with the cases of all of its breaks
        for one in breaks:
            runs.setdefault((one.test, one.filter if one.is_script else ""), []).append(one)
        for (test, arguments), its_breaks in runs.items():
            if not test.endswith(".py"):
                filters = {one.filter or "*" for one in its_breaks}
                arguments = "*" if "*" in filters else ":".join(sorted(filters))
            name = "unbroken-" + pathlib.Path(test).stem + ("-" + str(len(self.seconds)) if arguments else "")
            result = TestRun(name, test, arguments, self.tree, RUNS).run(limit_s=600)
            if result.red:
                raise listed.ListError(f"the unbroken tree is red: {result.red}; see {result.log}")
            print(f"  {test}: green in {result.seconds:.1f} s", flush=True)
            for one in its_breaks:
                self.seconds[one.name] = result.seconds

    def limit_s(self, one):
        return PATIENCE_S + PATIENCE_FACTOR * self.seconds[one.name]


class Breaking:
    """Applies, builds and mends one break after the other; the tests run beside the next one's build."""

    def __init__(self, tree, unbroken, count, jobs):
        self.tree, self.unbroken, self.count = tree, unbroken, count
        self.pool = concurrent.futures.ThreadPoolExecutor(max_workers=max(1, jobs // 2))
        self.done = 0
        self.found = {}  # name → (what noticed it, or why it is unknown)

    def run(self, breaks):
        with self.pool:
            runs = [future for one in breaks if (future := self._break(one)) is not None]
            for future in runs:
                future.result()  # an exception of ours must not pass for a result
        return self.found

    def _break(self, one):
        unbroken = self.tree.replace(one.file, one.old, one.new)
        try:
            self.tree.build(one.targets)
            run = TestRun(one.name, one.test, one.filter, self.tree, RUNS)
        except BuildError as error:
            (RUNS / f"{one.name}.log").write_text(str(error), encoding="utf-8")
            self._tell(one, ("error", f"does not build, see {RUNS / one.name}.log"), 0)
            return None
        finally:
            self.tree.restore(one.file, unbroken)
        return self.pool.submit(self._run, one, run)

    def _run(self, one, run):
        result = run.run(self.unbroken.limit_s(one))
        self._tell(one, ("noticed", result.red) if result.red else ("unnoticed", "UNNOTICED"), result.seconds)

    def _tell(self, one, verdict, seconds):
        self.found[one.name] = verdict
        self.done += 1
        print(f"[{self.done}/{self.count}] {one.name}: {verdict[1]} ({seconds:.1f} s)", flush=True)


def print_table(breaks, found):
    width = max(len(one.name) for one in breaks)
    print(f"\n{'break':<{width}}  test that went red\n{'-' * width}  {'-' * 18}")
    for one in breaks:
        print(f"{one.name:<{width}}  {found[one.name][1]}")
    counts = {kind: sum(1 for verdict, _ in found.values() if verdict == kind)
              for kind in ("noticed", "unnoticed", "error")}
    for one in breaks:
        if found[one.name][0] == "unnoticed":
            print(f"\n{one.name} in {one.file} was not noticed by {one.test} {one.filter}: {one.why}")
    errors = f", {counts['error']} in error" if counts["error"] else ""
    print(f"\n{len(breaks)} breaks, {counts['noticed']} noticed, {counts['unnoticed']} unnoticed{errors}")
    return 2 if counts["error"] else 1 if counts["unnoticed"] else 0


def main():
    options = parse()
    begun = time.monotonic()
    breaks = chosen(options)
    if options.list:
        for one in breaks:
            print(f"{one.name}\n    {one.why}\n    {one.file} · {one.test} {one.filter}")
    listed.check(breaks, ROOT)
    if options.list:
        print(f"{len(breaks)} breaks")
        return 0
    RUNS.mkdir(parents=True, exist_ok=True)
    tree = CopiedTree(ROOT, WORK / "tree", options.jobs)
    tree.synchronize()
    listed.check(breaks, tree.copy)
    print("building and running the unbroken tests", flush=True)
    tree.configure()
    unbroken = Unbroken(tree)
    unbroken.run(breaks)
    print(f"breaking ({time.monotonic() - begun:.0f} s so far)", flush=True)
    found = Breaking(tree, unbroken, len(breaks), options.jobs).run(breaks)
    code = print_table(breaks, found)
    print(f"{time.monotonic() - begun:.0f} s")
    return code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (listed.ListError, BuildError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
