#!/usr/bin/python3
"""Independent oracle: works out the demo district's figures and colors straight from the CSV files of deploy/demo.

Shares no code with the server or with the demo's generator: what it says about a day is read off the published rules
(the default policy: points behind, days late, months not started, weeks without a report). Standard library only;
integers and fractions, no floats.

  oracle.py --demo deploy/demo --day 2021-04-30                  the main list on that day, as JSON
  oracle.py --demo deploy/demo --day 2021-04-30 --list city-key  another list
  oracle.py --demo deploy/demo --check-figures                   every row of figures.csv; exit 1 on a mismatch

Readings of the rules where they are terse: "after the closing rung, in every track" is every rung listed later in the
ladder that has a planned date; a week is due on its Friday, moved to the next working day; it counts from listed_on if
its due day is not before it, and is filed if its report's as_of is not after the day asked about. Reports are not due
once a project is blue. Pauses and delisting cannot be given in CSV, so there are none here.
"""
import argparse
import csv
import datetime
import json
import sys
from fractions import Fraction
from pathlib import Path

BUILDING = ("approved pre-approved policy-settled land-cleared started piling-done roof-topped completed",)
TRACKS = {
    "产业发展": ("signed approved pre-approved land-cleared started piling-done roof-topped completed in-production",),
    "城市建设": BUILDING,
    "民生事业": BUILDING,
    "交通设施": ("approved designed policy-settled started roadbed-done open-to-traffic completed",),
    "净地": ("signed vacated demolished graves-moved site-stripped land-cleared", "pre-approved granted"),
}
KINDS = {"新建": "new", "续建": "continuing", "预备": "preparatory"}
LEVELS = {"省重点": "province", "市重点": "city", "区重点": "district", "镇级": "town"}
CATEGORIES = {"产业发展": "industry", "城市建设": "urban", "民生事业": "livelihood", "交通设施": "transport", "净地": "plot"}
COLORS = ["BLUE", "GREEN", "YELLOW", "ORANGE", "RED", "NOT_RATED"]
ONE_DAY = datetime.timedelta(days=1)


def date_of(text):
    return datetime.date.fromisoformat(text) if text else None


def yuan_of(text):
    """万元 with up to four decimals, exactly as yuan; None for an empty cell."""
    if not text:
        return None
    whole, _, decimals = text.partition(".")
    assert whole.isdigit() and len(decimals) <= 4 and (not decimals or decimals.isdigit()), text
    return int(whole) * 10_000 + int(decimals.ljust(4, "0") or "0")


def half_away(value, decimals=0):
    """A fraction as text with that many decimals, halves away from zero."""
    scaled = abs(Fraction(value)) * 10 ** decimals
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    text = str(units).rjust(decimals + 1, "0")
    if decimals:
        text = text[:-decimals] + "." + text[-decimals:]
    return "-" + text if value < 0 and units else text


class Project:
    """One row of projects.csv with the reports that name it."""

    def __init__(self, row):
        self.code = row["code"]
        self.kind = KINDS[row["kind"]]
        self.level = LEVELS[row["level"]]
        self.category = CATEGORIES[row["category"]]
        self.unit, self.department = row["unit"], row["department"]
        self.lists = [item for item in row["lists"].split(";") if item]
        self.tracks = [track.split() for track in TRACKS[row["category"]]]
        self.ladder = [rung for track in self.tracks for rung in track]
        self.plan_year = int(row["plan_year"])
        self.listed_on = date_of(row["listed_on"]) or datetime.date(self.plan_year, 1, 1)
        self.annual = yuan_of(row["annual_plan"])
        self.month_ends = [yuan_of(row[f"plan_m{month:02}"]) for month in range(1, 13)]
        self.planned, self.reached = {}, {}
        for column, value in row.items():
            prefix, _, rung = column.partition(":")
            if rung and value:
                assert rung in self.ladder, (self.code, column)
                {"plan": self.planned, "done": self.reached}[prefix][rung] = date_of(value)
        self.reports = {}    # week -> (as_of, invested)

    def add_report(self, row):
        week = row["week"]
        assert week not in self.reports, (self.code, week)
        self.reports[week] = (date_of(row["as_of"]), yuan_of(row["invested_this_year"]))
        for column, value in row.items():
            if column.startswith("done:") and value:
                rung = column[5:]
                assert rung in self.ladder and rung not in self.reached, (self.code, week, column)
                self.reached[rung] = date_of(value)

    def has_reached(self, rung, day):
        return rung in self.reached and self.reached[rung] <= day

    def or_later(self, rung, day):
        """The rung, or a later one of its track, reached by the day."""
        track = next(track for track in self.tracks if rung in track)
        return any(self.has_reached(other, day) for other in track[track.index(rung):])

    def started(self, day):
        return self.kind == "continuing" or ("started" in self.ladder and self.or_later("started", day))

    def latest_report(self, day):
        """(as_of, invested) of the latest report of the day's year not after the day, or None."""
        filed = [report for report in self.reports.values() if report[0] <= day and report[0].year == day.year]
        return max(filed) if filed else None

    def invested(self, day):
        report = self.latest_report(day)
        return (report[1] or 0) if report else 0

    def planned_by(self, day):
        """The planned cumulative on the day; None without that year's plan."""
        if day.year != self.plan_year or not self.annual or None in self.month_ends:
            return None
        before = self.month_ends[day.month - 2] if day.month > 1 else 0
        after = self.month_ends[day.month - 1]
        next_month = (day.replace(day=28) + 4 * ONE_DAY).replace(day=1)
        length = (next_month - ONE_DAY).day
        return before + int(half_away(Fraction((after - before) * day.day, length)))


class Demo:
    def __init__(self, folder):
        self.folder = Path(folder)
        self.off, self.work = set(), set()
        for row in self.rows("holidays.csv"):
            (self.off if row["day"] == "off" else self.work).add(date_of(row["date"]))
        self.projects = {row["code"]: Project(row) for row in self.rows("projects.csv")}
        for path in sorted((self.folder / "reports").glob("*.csv")):
            for row in self.rows(f"reports/{path.name}"):
                assert row["week"] == path.stem, (path.name, row["week"])
                self.projects[row["project"]].add_report(row)

    def rows(self, name):
        with open(self.folder / name, encoding="utf-8-sig", newline="") as source:
            return list(csv.DictReader(source))

    def due_day(self, year, week):
        day = datetime.date.fromisocalendar(year, week, 5)
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def is_working(self, day):
        return day in self.work or (day.weekday() < 5 and day not in self.off)

    def due_weeks(self, year, day):
        """[(week, due day)] of the year, oldest first, whose due day is before `day`."""
        last = datetime.date(year, 12, 28).isocalendar()[1]
        dated = [(f"{year}-W{week:02}", self.due_day(year, week)) for week in range(1, last + 1)]
        return [(week, due) for week, due in dated if due < day]


def is_blue(project, day):
    closing = "land-cleared" if project.category == "plot" else "completed"
    after = project.ladder[project.ladder.index(closing) + 1:]
    needed = [closing] + [rung for rung in after if rung in project.planned]
    return all(project.has_reached(rung, day) for rung in needed)


def points_behind(project, day):
    report = project.latest_report(day)
    if report is None or report[1] is None or project.planned_by(report[0]) is None:
        return None
    points = Fraction(100 * (project.planned_by(report[0]) - report[1]), project.annual)
    if points <= 0:
        return "GREEN"
    return "YELLOW" if points < 10 else "ORANGE" if points <= 30 else "RED"


def days_late(project, day):
    late = [(day - planned).days for rung, planned in project.planned.items()
            if rung != "started" and not project.or_later(rung, day)]
    if not late:
        return None
    worst = max(late)
    return "GREEN" if worst <= 0 else "YELLOW" if worst <= 7 else "ORANGE" if worst <= 14 else "RED"


def months_not_started(project, day):
    planned = project.planned.get("started")
    if project.kind != "new" or planned is None or project.or_later("started", day):
        return None
    months = (day.year - planned.year) * 12 + day.month - planned.month
    return "GREEN" if months <= 0 else "YELLOW" if months == 1 else "ORANGE" if months == 2 else "RED"


def weeks_without_report(demo, project, day):
    silent = 0
    for week, due in reversed(demo.due_weeks(day.year, day)):
        filed = week in project.reports and project.reports[week][0] <= day
        if due < project.listed_on or filed:
            break
        silent += 1
    return "GREEN" if silent <= 1 else "YELLOW" if silent <= 3 else "ORANGE"


def color_of(demo, project, day):
    if day < project.listed_on:
        return "NOT_RATED"
    if is_blue(project, day):
        return "BLUE"
    verdicts = [points_behind(project, day), days_late(project, day), months_not_started(project, day)]
    if not any(verdicts):
        return "NOT_RATED"
    verdicts.append(weeks_without_report(demo, project, day))
    return max((verdict for verdict in verdicts if verdict), key=COLORS.index)


def matches(demo, project, day, wanted):
    """`wanted` maps a dimension to the values it accepts; an absent or empty one accepts all."""
    if day < project.listed_on or (project.kind == "preparatory" and "preparatory" not in wanted.get("kinds", [])):
        return False
    mine = {"units": [project.unit], "departments": [project.department], "lists": project.lists,
            "kinds": [project.kind], "levels": [project.level], "categories": [project.category]}
    for dimension, values in mine.items():
        if wanted.get(dimension) and not set(values) & set(wanted[dimension]):
            return False
    if wanted.get("reached") and not any(project.has_reached(rung, day) for rung in wanted["reached"]):
        return False
    return not wanted.get("colors") or color_of(demo, project, day).lower() in wanted["colors"]


def select(demo, day, wanted):
    return [project for project in demo.projects.values() if matches(demo, project, day, wanted)]


def period_end(period):
    """The last day of 2021-04 or of 2021-Q1."""
    year, part = int(period[:4]), period[5:]
    month = 3 * int(part[1:]) if part.startswith("Q") else int(part)
    return datetime.date(year + month // 12, month % 12 + 1, 1) - ONE_DAY


def percent(numerator, denominator, decimals):
    return half_away(Fraction(100 * numerator, denominator), decimals)


def reference(demo, metric, period, lists):
    """What is known of a period that the register does not reach, exactly; None where nothing is."""
    found = [row["value"] for row in demo.rows("references.csv")
             if (row["metric"], row["period"], row["lists"]) == (metric, period, lists)]
    return Fraction(found[0]) if found else None


def figure(demo, row):
    """A row of figures.csv worked out anew, as text with the row's decimals."""
    day, decimals = period_end(row["period"]), int(row["decimals"])
    dimensions = ["units", "departments", "lists", "kinds", "levels", "categories", "reached", "colors"]
    wanted = {dimension: [v for v in row[dimension].split(";") if v] for dimension in dimensions}
    projects = select(demo, day, wanted)
    annual = sum(p.annual or 0 for p in projects)
    invested = sum(p.invested(day) for p in projects)
    planned = sum(p.planned_by(day) or 0 for p in projects)
    started = sum(p.started(day) for p in projects)
    yi = 100_000_000
    year_ago = reference(demo, "annual_completion", f"{int(row['period'][:4]) - 1}{row['period'][4:]}", row["lists"])
    return {
        "project_count": lambda: str(len(projects)),
        "started_count": lambda: str(started),
        "start_rate": lambda: percent(started, len(projects), decimals),
        "annual_plan_yi": lambda: half_away(Fraction(annual, yi), decimals),
        "invested_yi": lambda: half_away(Fraction(invested, yi), decimals),
        "period_plan_yi": lambda: half_away(Fraction(planned, yi), decimals),
        "annual_completion": lambda: percent(invested, annual, decimals),
        "period_completion": lambda: percent(invested, planned, decimals),
        "reference_completion": lambda: half_away(year_ago, decimals),
        "completion_points": lambda: half_away(Fraction(100 * invested, annual) - year_ago, decimals),
        "reached_share": lambda: percent(len(projects), len(select(demo, day, {**wanted, "reached": []})), decimals),
    }[row["measure"]]()


def check_figures(demo):
    bad = 0
    rows = demo.rows("figures.csv")
    for number, row in enumerate(rows, 2):
        found = figure(demo, row)
        if found != row["value"]:
            bad += 1
            print(f"figures.csv:{number}: {row['scope']} / {row['figure']}: {row['value']} expected, {found} found")
    print(f"{len(rows) - bad} of {len(rows)} figures reproduced")
    return 1 if bad else 0


def overview(demo, day, list_id):
    projects = select(demo, day, {"lists": [list_id]})
    colors = {project.code: color_of(demo, project, day) for project in projects}
    return {
        "day": day.isoformat(),
        "projectCount": len(projects),
        "startedCount": sum(project.started(day) for project in projects),
        "annualPlanYuan": str(sum(project.annual or 0 for project in projects)),
        "investedYuan": str(sum(project.invested(day) for project in projects)),
        "periodPlanYuan": str(sum(project.planned_by(day) or 0 for project in projects)),
        "colorCounts": {color: list(colors.values()).count(color) for color in COLORS},
        "colors": colors,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--demo", required=True, help="the folder deploy/demo")
    parser.add_argument("--day", type=datetime.date.fromisoformat, default=datetime.date(2021, 4, 30))
    parser.add_argument("--list", default="district-key", help="the list whose projects count (default %(default)s)")
    parser.add_argument("--check-figures", action="store_true", help="check figures.csv instead")
    options = parser.parse_args()
    demo = Demo(options.demo)
    if options.check_figures:
        return check_figures(demo)
    print(json.dumps(overview(demo, options.day, options.list), ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
