"""The demo register's data model: weeks, ladders, one Project, and a picker in place of random numbers.

Money is kept in wan (万元) while plans are drawn up and in yuan where days are interpolated; both are integers.
"""
import csv
import datetime
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
YEAR = 2021
WAN = 10_000                                  # yuan in one 万元
BUSINESS_DATE = datetime.date(2021, 5, 8)     # the demo's pinned "today"
FIRST_OF_YEAR = datetime.date(2021, 1, 1)
WEEKS = range(1, 19)
FACT_WEEK = 13                                # its report is as of 2021-03-31, the date of the published facts

BUILDING = ["approved", "pre-approved", "policy-settled", "land-cleared", "started", "piling-done", "roof-topped",
            "completed"]
LADDERS = {
    "产业发展": ["signed", "approved", "pre-approved", "land-cleared", "started", "piling-done", "roof-topped",
             "completed", "in-production"],
    "城市建设": BUILDING,
    "民生事业": BUILDING,
    "交通设施": ["approved", "designed", "policy-settled", "started", "roadbed-done", "open-to-traffic", "completed"],
    "净地": ["signed", "vacated", "demolished", "graves-moved", "site-stripped", "land-cleared", "pre-approved",
           "granted"],
}
ALL_RUNGS = ["signed", "vacated", "demolished", "graves-moved", "site-stripped", "approved", "designed",
             "pre-approved", "policy-settled", "land-cleared", "granted", "started", "piling-done", "roadbed-done",
             "roof-topped", "open-to-traffic", "completed", "in-production"]
KIND_ZH = {"new": "新建", "continuing": "续建", "preparatory": "预备"}


def pick(count, *key):
    """A number in [0, count) that depends on the key alone: editing one project leaves the others as they are."""
    text = "|".join(["wuse-demo-2021"] + [str(part) for part in key])
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big") % count


def read_rows(name):
    with open(HERE / name, encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def day(text):
    return datetime.date.fromisoformat(text)


def days(count):
    return datetime.timedelta(days=count)


def as_of(week):
    """Friday of the ISO week; the month's last day if that is a Monday to Thursday of the week."""
    monday = datetime.date.fromisocalendar(YEAR, week, 1)
    for offset in range(4):
        candidate = monday + days(offset)
        if (candidate + days(1)).month != candidate.month:
            return candidate
    return monday + days(4)


def week_of(date):
    """The first week whose report can tell of `date`."""
    return next(week for week in WEEKS if as_of(week) >= date)


OFF_DAYS = {row["date"] for row in read_rows("holidays.csv") if row["day"] == "off"}


def workday(date):
    """`date`, or the nearest earlier day that is neither a weekend nor a holiday."""
    while date.weekday() >= 5 or date.isoformat() in OFF_DAYS:
        date -= days(1)
    return date


@dataclass
class Project:
    code: str
    name: str
    unit: str
    kind: str
    category: str
    lists: list
    department: str = ""
    level: str = ""
    started: str = ""
    stage: str = ""
    stage_date: str = ""
    next_due: str = ""
    options: dict = field(default_factory=dict)
    fact: str = ""               # the published fact in Chinese; empty for a project that is wholly made up
    annual: int = 0              # wan
    month_ends: list = field(default_factory=list)   # wan, twelve, or empty for a project without a plan
    before: int = 0              # wan
    total: int = 0               # wan
    ratio: tuple = ()            # (numerator, denominator): invested / planned, on every report
    done: dict = field(default_factory=dict)         # rung -> date
    planned: dict = field(default_factory=dict)      # rung -> date
    invested: dict = field(default_factory=dict)     # week -> yuan

    @property
    def named(self):
        return bool(self.fact)

    @property
    def city(self):
        return "city-key" in self.lists

    @property
    def ladder(self):
        return LADDERS[self.category]

    def option(self, key, default=0):
        return int(self.options.get(key, default))

    def skipped_weeks(self):
        return {int(week) for week in self.options.get("skip", "").split(",") if week}

    def finished_on(self):
        """The day from which the project is blue and files no more reports, or None."""
        closing = "land-cleared" if self.category == "净地" else "completed"
        later = [rung for rung in self.ladder[self.ladder.index(closing) + 1:] if rung in self.planned]
        if any(rung not in self.done for rung in [closing] + later):
            return None
        return max(self.done[rung] for rung in [closing] + later)


def parse_options(text):
    return dict(pair.split("=", 1) for pair in text.split())


def default_level(lists):
    if "district-key" not in lists:
        return "镇级"
    return "市重点" if "city-key" in lists else "区重点"


def named_and_key_projects():
    """The 110 district-key projects and lipu's five of town level, from district_key.csv and named_projects.csv."""
    published = {row["name"]: row for row in read_rows("named_projects.csv")}
    projects = []
    for row in read_rows("district_key.csv"):
        fact = published.pop(row["name"], None)
        options = parse_options(row["options"])
        on_key_list = options.get("level") != "镇级"
        lists = (["district-key"] if on_key_list else []) + [item for item in row["lists"].split(";") if item]
        unit = row["code"].rsplit("-", 1)[0]
        assert fact is None or fact["unit"] == unit, row["name"]
        projects.append(Project(
            code=row["code"], name=row["name"], unit=unit, kind=(fact or row)["kind"],
            category=(fact or row)["category"], lists=lists, department=row["department"],
            level=options.get("level", default_level(lists)), started=row["started"], stage=row["stage"],
            stage_date=row["stage_date"], next_due=row["next_due"], options=options,
            fact=fact["fact_zh"] if fact else ""))
    assert not published, f"named projects without a row in district_key.csv: {sorted(published)}"
    return projects
