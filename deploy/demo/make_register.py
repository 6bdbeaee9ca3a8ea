#!/usr/bin/python3
"""Writes the demo register: projects.csv and reports/2021-W01.csv ... 2021-W18.csv.

Published (copied, with short Chinese renderings of the facts): units.csv, holidays.csv, assignment.csv,
named_projects.csv, and the totals in figures.csv. Everything else is made up so that those totals come out to the
printed digit: all other projects (made_up = all), and for the named ones every column that their made_up lists, and
their weekly reports apart from the published fact in the report of 2021-W13 (2021-W16 for 智治澧浦).

Deterministic: no clock, no random numbers, integers only. Run it without arguments; it overwrites its output.
"""
import csv
import datetime

from bulk_projects import bulk_projects
from register_model import (ALL_RUNGS, FIRST_OF_YEAR, HERE, KIND_ZH, WEEKS, YEAR, as_of, day, named_and_key_projects,
                            pick, read_rows, week_of)
from register_money import invested_by, set_annual_plans, set_investments, set_month_ends, set_totals
from register_text import next_step, problems, progress
from register_timeline import set_timeline

PUBLISHED = {"name", "kind", "category", "unit", "plan_year"}   # columns of a named project that are never made up
LEADER = {"township": "主要负责人", "department": "分管领导", "task_force": "专班班长"}


def wan_text(wan):
    return str(wan)


def yuan_text(yuan):
    """Yuan as 万元 with at most four decimals."""
    whole, rest = divmod(yuan, 10_000)
    return f"{whole}.{rest:04}".rstrip("0") if rest else str(whole)


def national_code(project):
    """A code of the right shape for some wholly made-up projects; its last six digits are out of the usual range."""
    if project.named or project.kind != "continuing" or "district-key" not in project.lists:
        return ""
    return f"2020-330703-{40 + pick(50, project.code, 'industry')}-01-{990_000 + pick(9999, project.code, 'serial'):06}"


def registered_on(project):
    """入库日期: some weeks after the start; a few of the started ones are not registered yet."""
    started = project.done.get("started")
    if started is None or (not project.named and pick(12, project.code, "unregistered") == 0):
        return ""
    registered = started + datetime.timedelta(days=8 + pick(30, project.code, "registered"))
    return registered.isoformat() if registered <= as_of(WEEKS[-1]) else ""


def project_row(project, units, serial):
    unit = units[project.unit]
    row = {
        "code": project.code, "external_code": f"金东〔2021〕{serial}号" if serial else "", "name": project.name,
        "national_code": national_code(project), "kind": KIND_ZH[project.kind], "level": project.level,
        "category": project.category, "unit": project.unit, "department": project.department,
        "team": project.name[:12] + "专班" if "district-key" in project.lists else "",
        "leader": unit["name"] + LEADER[unit["group"]], "lists": ";".join(project.lists),
        "listed_on": project.options.get("listed", ""), "registered_on": registered_on(project), "plan_year": str(YEAR),
    }
    if project.kind != "preparatory":
        row["total_investment"] = wan_text(project.total)
        row["invested_before"] = wan_text(project.before)
    if project.month_ends:
        row["annual_plan"] = wan_text(project.annual)
        row.update({f"plan_m{month:02}": wan_text(end) for month, end in enumerate(project.month_ends, 1)})
    row.update({"plan:" + rung: date.isoformat() for rung, date in project.planned.items()})
    row.update({"done:" + rung: date.isoformat() for rung, date in project.done.items() if date < FIRST_OF_YEAR})
    row["made_up"] = made_up(project, row)
    return row


def made_up(project, row):
    if not project.named:
        return "all"
    published = PUBLISHED | {"code"} | set(project.options.get("published", "").split(","))
    return ";".join(column for column, value in row.items() if value and column not in published)


def project_columns():
    columns = ["code", "external_code", "name", "national_code", "kind", "level", "category", "unit", "department",
               "team", "leader", "lists", "listed_on", "registered_on", "plan_year", "total_investment", "invested_before",
               "annual_plan"]
    columns += [f"plan_m{month:02}" for month in range(1, 13)]
    for prefix in ("plan:", "done:"):
        columns += [prefix + rung for rung in ALL_RUNGS]
    return columns + ["made_up"]


def files_report(project, week):
    if project.kind == "preparatory" or week in project.skipped_weeks() or week not in project.invested:
        return False
    return as_of(week) >= day(project.options.get("listed", FIRST_OF_YEAR.isoformat()))


def told_in(project, date):
    """The week whose report tells of a rung reached on `date`."""
    return next(week for week in range(week_of(date), WEEKS[-1] + 1) if files_report(project, week))


def percent_done(project, week):
    if project.finished_on() and project.finished_on() <= as_of(week):
        return 100
    invested = project.before * 10_000 + invested_by(project, week)
    return min(99, 100 * invested // (project.total * 10_000))


def report_row(project, week):
    reached = [rung for rung in project.ladder if rung in project.done and project.done[rung] >= FIRST_OF_YEAR
               and told_in(project, project.done[rung]) == week]
    row = {
        "project": project.code, "week": f"{YEAR}-W{week:02}", "as_of": as_of(week).isoformat(),
        "invested_this_year": yuan_text(project.invested[week]), "percent_done": str(percent_done(project, week)),
        "progress": progress(project, week, reached), "problems": problems(project, week),
        "next": next_step(project, week),
    }
    row.update({"done:" + rung: project.done[rung].isoformat() for rung in reached})
    return row


def write_csv(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def check_assignment(projects):
    """assignment.csv is what makes the published counts agree with each other; the inputs must follow it."""
    key = [project for project in projects if "district-key" in project.lists]
    for row in read_rows("assignment.csv"):
        mine = [p for p in key if p.unit == row["unit"]]
        started = [p for p in mine if p.kind == "continuing" or p.started]
        economy = [p for p in mine if p.department == "jingshang"]
        found = [len(mine), sum(p.kind == "continuing" for p in mine), len(started), len(economy),
                 sum(p in started for p in economy), sum(p.department == "jiaotong" for p in mine)]
        stated = [int(value or 0) for value in list(row.values())[1:]]
        assert found == stated, (row["unit"], found, stated)
    assert len({p.code for p in projects}) == len({p.name for p in projects}) == len(projects)


def build():
    projects = named_and_key_projects() + bulk_projects()
    check_assignment(projects)
    for project in projects:
        set_timeline(project)
    set_annual_plans(projects)
    set_month_ends(projects)
    set_investments([project for project in projects if project.kind != "preparatory"])
    for project in projects:
        set_totals(project)
    return projects


def main():
    projects = build()
    units = {row["id"]: row for row in read_rows("units.csv")}
    key = [project.code for project in projects if "district-key" in project.lists]
    serial = {code: index for index, code in enumerate(key, 1)}
    rows = [project_row(project, units, serial.get(project.code)) for project in projects]
    write_csv(HERE / "projects.csv", project_columns(), rows)
    (HERE / "reports").mkdir(exist_ok=True)
    for week in WEEKS:
        reports = [report_row(project, week) for project in projects if files_report(project, week)]
        told = {column for row in reports for column in row if column.startswith("done:")}
        columns = ["project", "week", "as_of", "invested_this_year", "percent_done", "progress", "problems", "next"]
        columns += ["done:" + rung for rung in ALL_RUNGS if "done:" + rung in told]
        write_csv(HERE / "reports" / f"{YEAR}-W{week:02}.csv", columns, reports)
    print(f"{len(projects)} projects, {len(WEEKS)} weeks")


if __name__ == "__main__":
    main()
