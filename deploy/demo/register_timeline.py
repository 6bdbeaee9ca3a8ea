"""Dates of the demo register: which rung a project reached when, and what was planned."""
from register_model import BUSINESS_DATE, FIRST_OF_YEAR, day, days, pick, workday

SAFE_DUE = day("2021-05-20")     # a rung planned from here on is late on no day up to the business date
LAST_WEEK_DATE = day("2021-05-06")
PLAIN_DROPS = ["piling-done", "roof-topped", "roadbed-done", "open-to-traffic"]   # fields, lamps, software: no building


def dropped_rungs(project):
    named = [rung for rung in project.options.get("drop", "").split(",") if rung]
    return named + (PLAIN_DROPS if "plain" in project.options else [])


def reached_dates(project):
    """rung -> date for every rung up to the project's stage."""
    if not project.stage:
        return {}
    ladder = project.ladder
    top = ladder.index(project.stage)
    start = ladder.index("started") if "started" in ladder else len(ladder)
    done = {}
    if project.started and top >= start:
        first, last = day(project.started), day(project.stage_date)
        for index in range(start, top + 1):
            span = (last - first).days * (index - start) // max(1, top - start)
            done[ladder[index]] = workday(first + days(span)) if start < index < top else first + days(span)
        anchor, below = first, start
    else:
        anchor, below = day(project.stage_date), top
        done[ladder[top]] = anchor
    for index in range(below - 1, -1, -1):
        anchor = workday(anchor - days(18 + pick(24, project.code, "back", index)))
        done[ladder[index]] = anchor
    return done


def planned_for_reached(project, done):
    """Planned dates of rungs reached this year: on time mostly, a few days late now and then."""
    planned = {}
    latest = FIRST_OF_YEAR
    punctual = project.named or "contest-2021" in project.lists
    for rung in project.ladder:
        if rung not in done or done[rung] < FIRST_OF_YEAR:
            continue
        if not punctual and pick(6, project.code, rung, "slip") == 0:
            date = done[rung] - days(1 + pick(4, project.code, rung, "slip-days"))
        else:
            date = done[rung] + days(pick(9, project.code, rung, "early-days"))
        latest = max(latest, date)
        planned[rung] = latest
    return planned


def planned_for_open(project, done):
    """Planned dates of the rungs above the stage; the first is next_due, which a late project has in the past."""
    ladder = project.ladder
    top = ladder.index(project.stage) if project.stage else -1
    planned = {}
    date = day(project.next_due) if project.next_due else SAFE_DUE + days(5 + pick(50, project.code, "due"))
    dropped = dropped_rungs(project)
    for rung in ladder[top + 1:]:
        if rung not in done and rung not in dropped:
            planned[rung] = date
            date = max(date, SAFE_DUE) + days(40 + pick(45, project.code, rung, "step"))
    if "final" in project.options and planned:
        planned[ladder[-1]] = day(project.options["final"])
    return planned


def set_timeline(project):
    project.done = reached_dates(project)
    if "plot" in project.options:
        set_plot_granting(project)
    open_plan = planned_for_open(project, project.done)
    if project.stage == project.ladder[-1] and project.next_due:
        open_plan.setdefault(project.stage, day(project.next_due))
    project.planned = {**planned_for_reached(project, project.done), **open_plan}
    if "w18" in project.options:
        project.done[project.options["w18"]] = LAST_WEEK_DATE
    for rung in dropped_rungs(project):
        project.done.pop(rung, None)
        project.planned.pop(rung, None)
    if "noplan" in project.options:
        project.planned = {}
    check(project)


def set_plot_granting(project):
    """The second track of a plot, independent of the clearing."""
    for rung in ("pre-approved", "granted"):
        if rung in project.options:
            project.done[rung] = day(project.options[rung])


def check(project):
    done = project.done
    assert all(date <= BUSINESS_DATE for date in done.values()), project.code
    if "started" in project.ladder:
        building = project.ladder[project.ladder.index("started"):]
        early = [rung for rung in building if rung in done and done[rung] < FIRST_OF_YEAR]
        assert project.kind == "continuing" or not early, (project.code, early)
        assert project.kind != "continuing" or "started" in early, project.code
    ordered = [project.planned[rung] for rung in project.ladder if rung in project.planned]
    assert project.category == "净地" or ordered == sorted(ordered), (project.code, ordered)
