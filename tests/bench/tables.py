"""Medians, tables and goals."""
import statistics


def median(values):
    """One of the values, the lower of the two in the middle."""
    return statistics.median_low(values)


def summary(rounds):
    """Of several runs of the same: the median of each figure, and the rates of all rounds."""
    return {"rate": median([run["rate"] for run in rounds]), "p50_us": median([run["p50_us"] for run in rounds]),
            "p99_us": median([run["p99_us"] for run in rounds]), "rates": [run["rate"] for run in rounds]}


def ratio(ours, theirs):
    """The median of the rounds' ratios: what runs side by side is compared."""
    return median([mine["rate"] / other["rate"] for mine, other in zip(ours, theirs)])


def goal(what, measured, at_least=None, at_most=None, unit=""):
    met = measured >= at_least if at_least is not None else measured <= at_most
    wanted = f"≥ {at_least:,}{unit}" if at_least is not None else f"≤ {at_most:,}{unit}"
    return {"goal": what, "wanted": wanted, "measured": measured, "unit": unit, "met": met}


def print_table(header, rows):
    print("| " + " | ".join(header) + " |")
    print("|" + " --- |" * len(header))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print(flush=True)


def cell(figures):
    return f"{figures['rate']:,}/s · {millis(figures['p50_us'])} / {millis(figures['p99_us'])}"


def millis(micros):
    return f"{micros / 1000:.2f}" if micros < 10_000 else f"{micros / 1000:.0f}"


def print_goals(goals):
    rows = [(each["goal"], each["wanted"], f"{each['measured']:,.2f}{each['unit']}", "yes" if each["met"] else "**no**")
            for each in goals]
    print_table(["goal", "wanted", "measured", "met"], rows)
