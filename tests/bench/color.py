"""The color rule: projects a second on one core, as a policy (data) and as it is in code, without reasons."""
import json
import os
import pathlib
import subprocess

import tables

AT_LEAST = 1_000_000
JUDGED = "wuse-default"


def run(options):
    walk = pathlib.Path(os.environ["WUSE_BIN"]) / "bench-color"
    output = subprocess.run([walk, "--projects", str(options.projects), "--rounds", str(options.rounds),
                             "--seconds", str(max(1, round(options.seconds / 5)))],
                            check=True, capture_output=True, text=True).stdout
    rounds = [json.loads(line) for line in output.splitlines()]
    rates = {name: tables.median([each[name] for each in rounds]) for name in rounds[0]}
    in_code = rates["rule in code"]
    rows = [{"what": name, "rate": rate, "of the rule in code": round(rate / in_code, 2)} for name, rate in rates.items()]
    return {"rows": rows,
            "goals": [tables.goal(f"{JUDGED} as data, projects a second", rates[JUDGED], at_least=AT_LEAST)]}


def show(result):
    tables.print_table(["judged by", "projects a second", "of the rule in code"],
                       [(row["what"], f"{row['rate']:,}", f"{row['of the rule in code']:.2f} ×") for row in result["rows"]])
