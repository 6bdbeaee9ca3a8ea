"""Money of the demo register: plans and investments whose sums give the published totals exactly.

Every amount is an integer: wan (万元) for plans, yuan for what is interpolated by day.
"""
import calendar

from register_model import FACT_WEEK, WAN, WEEKS, as_of, pick, week_of

# Annual plans of the main list in wan. Published: 202.64亿 in all, 49亿 孝顺, 36亿 经商局, 34.86亿 交通局, 5.25亿 卫健局.
# The split inside them is made up; city-key's 73.5亿 lies in the published range of 73.21 to 73.74亿.
KEY_POTS = {"xiaoshun-industry": 120_000, "xiaoshun-transport": 150_000, "xiaoshun-other": 220_000,
            "jingshang-other": 240_000, "jiaotong-other": 18_000, "weijian": 38_000,
            "city-other": 540_000, "other": 700_400}
OTHER_POTS = {"transport-not-key": 348_600 - 168_000, "health-not-key": 52_500 - 38_000, "city-tech-renewal": 344_000}

PERIOD_PLAN = {"city": 214_800, "rest": 470_300 - 214_800}   # wan to 2021-04-30; in all 47.03亿
INVESTED = {"city": 241_000, "rest": 527_760 - 241_000}      # wan by 2021-04-30; in all 52.776亿, city-key 24.1亿
TRANSPORT_Q1 = 95_000                                        # wan by 2021-03-31: 9.5亿
PERIOD_WEEK = 17                                             # its report is as of 2021-04-30

EARLY_MONTHS = (20, 38, 70, 100)                             # percent of the cumulative at the end of April
TRANSPORT_EARLY_MONTHS = (22, 42, 75, 100)
LATE_MONTHS = (11, 23, 36, 49, 62, 75, 88, 100)              # percent of what is left after April


def distribute(total, weights):
    """Splits `total` in proportion to `weights`; the sum is exact (largest remainders get the odd units)."""
    whole = sum(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for index in by_remainder[:total - sum(parts)]:
        parts[index] += 1
    return parts


def is_key(project):
    return "district-key" in project.lists


def pot_of(project):
    if not is_key(project):
        for pot, item in (("transport-not-key", "jiaotong"), ("health-not-key", "weijian")):
            if project.department == item:
                return pot
        return "city-tech-renewal" if "city-tech-renewal" in project.lists else ""
    if project.unit == "xiaoshun":
        return {"jingshang": "xiaoshun-industry", "jiaotong": "xiaoshun-transport"}.get(project.department,
                                                                                     "xiaoshun-other")
    if project.department in ("jingshang", "jiaotong"):
        return project.department + "-other"
    if project.department == "weijian":
        return "weijian"
    return "city-other" if project.city else "other"


def set_annual_plans(projects):
    for project in projects:
        project.annual = project.option("annual")
    for pot, total in {**KEY_POTS, **OTHER_POTS}.items():
        members = [p for p in projects if pot_of(p) == pot and "noplan" not in p.options]
        fixed = sum(p.annual for p in members)
        flexible = [p for p in members if not p.annual]
        if not flexible:
            assert fixed == total, (pot, fixed)
            continue
        weights = [p.option("weight", 10) * (90 + pick(21, p.code, "weight")) for p in flexible]
        for project, tens in zip(flexible, distribute((total - fixed) // 10, weights)):
            project.annual = tens * 10
        flexible[0].annual += (total - fixed) % 10


def april_share(project):
    """The planned cumulative at the end of April, in basis points of the annual plan, before scaling."""
    if "share" in project.options:
        return 100 * project.option("share")
    if project.department == "jiaotong":
        base = 3300 if project.kind == "continuing" or project.started else 2600
    elif project.kind == "continuing":
        base = 2300 + 100 * pick(6, project.code, "share")
    elif project.started:
        base = 1900 + 100 * pick(5, project.code, "share")
    else:
        base = 900 + 100 * pick(4, project.code, "share")
    return base * 135 // 100 if project.city and project.department != "jiaotong" else base


def month_curve(project, april):
    early = TRANSPORT_EARLY_MONTHS if project.department == "jiaotong" else EARLY_MONTHS
    ends = [april * percent // 100 for percent in early]
    ends += [april + (project.annual - april) * percent // 100 for percent in LATE_MONTHS]
    assert ends == sorted(ends) and ends[-1] == project.annual, project.code
    return ends


def set_month_ends(projects):
    """Month-end plans; those of the main list that state no share are scaled to the period plan's exact sum."""
    planned = [p for p in projects if p.annual]
    april = {p.code: p.annual * april_share(p) // 10_000 for p in planned}
    for group, target in PERIOD_PLAN.items():
        members = [p for p in planned if is_key(p) and p.city == (group == "city")]
        flexible = [p for p in members if "share" not in p.options]
        rest = target - sum(april[p.code] for p in members if "share" in p.options)
        before = sum(april[p.code] for p in flexible)
        assert 85 * before < 100 * rest < 115 * before, (group, before, rest)
        for project, amount in zip(flexible, distribute(rest, [april[p.code] for p in flexible])):
            april[project.code] = amount
    for project in planned:
        project.month_ends = month_curve(project, april[project.code])


def planned_on(project, date):
    """The planned cumulative in yuan on a day of the year, rounded half away from zero."""
    ends = [0] + [end * WAN for end in project.month_ends]
    low, high = ends[date.month - 1], ends[date.month]
    length = calendar.monthrange(date.year, date.month)[1]
    return low + (2 * (high - low) * date.day + length) // (2 * length)


def set_invested(project):
    """Invested on every week's as-of day, from the project's ratio; in whole wan unless exactly on plan."""
    finished = project.finished_on()
    last_week = week_of(finished) if finished else WEEKS[-1]
    if finished:
        project.ratio = (project.annual * WAN, planned_on(project, as_of(last_week)))
    for week in range(1, last_week + 1):
        if not project.month_ends:
            project.invested[week] = (200 + week * 15) * WAN
            continue
        planned = planned_on(project, as_of(week))
        numerator, denominator = project.ratio
        if week == WEEKS[-1] and "ratio18" in project.options:
            numerator, denominator = project.option("ratio18"), 100
        exact = planned * numerator
        if "exact" in project.options:
            project.invested[week] = planned
        elif numerator >= denominator:
            project.invested[week] = -(-exact // (denominator * WAN)) * WAN
        else:
            project.invested[week] = exact // (denominator * WAN) * WAN


def invested_by(project, week):
    """What the latest filed report up to `week` says, in yuan."""
    filed = [w for w in project.invested if w <= week and w not in project.skipped_weeks()]
    return project.invested[max(filed)] if filed else 0


def set_fixed_ratios(projects):
    """Ratios that the inputs state; returns the projects left for balance()."""
    left = []
    for project in projects:
        if "ratio" in project.options or "exact" in project.options:
            project.ratio = (project.option("ratio", 100), 100)
        elif project.finished_on() or not project.month_ends:
            pass
        elif is_key(project) or pot_of(project) == "transport-not-key":
            left.append(project)
            continue
        else:
            project.ratio = (103 + pick(14, project.code, "ratio"), 100)
        set_invested(project)
    return left


def balance(projects, total_yuan, week, members):
    """Gives `members` ratios such that `projects` have invested `total_yuan` by `week`; nobody falls behind plan."""
    month = as_of(week).month
    fixed = sum(invested_by(p, week) for p in projects if p not in members)
    assert (total_yuan - fixed) % WAN == 0, fixed
    ends = [p.month_ends[month - 1] for p in members]
    weights = [end * (106 + pick(22, p.code, "pace")) for p, end in zip(members, ends)]
    for project, end, amount in zip(members, ends, distribute((total_yuan - fixed) // WAN, weights)):
        assert amount >= end and week not in project.skipped_weeks(), (project.code, amount, end)
        project.ratio = (amount, end)
        set_invested(project)


def set_investments(projects):
    left = set_fixed_ratios(projects)
    for group, target in INVESTED.items():
        members = [p for p in projects if is_key(p) and p.city == (group == "city")]
        balance(members, target * WAN, PERIOD_WEEK, [p for p in members if p in left])
    transport = [p for p in projects if p.department == "jiaotong"]
    balance(transport, TRANSPORT_Q1 * WAN, FACT_WEEK, [p for p in transport if p in left and not is_key(p)])


def set_totals(project):
    """Invested before the year and total investment, so that a published sum or percentage comes out on 31 March."""
    by_march = invested_by(project, FACT_WEEK) // WAN
    if "spent" in project.options:
        project.before = project.option("spent") - by_march
    elif "before" in project.options:
        project.before = project.option("before")
    elif project.kind == "continuing":
        project.before = (project.annual or 3000) * (60 + pick(90, project.code, "before")) // 100
    if "total" in project.options:
        project.total = project.option("total")
    elif "pct13" in project.options:
        project.total = (project.before + by_march) * 100 // project.option("pct13")
    else:
        spread = 110 + pick(40, project.code, "total") if project.finished_on() or project.kind == "continuing" else 140
        project.total = project.before + (project.annual or 4000) * (spread + pick(60, project.code, "more")) // 100
    assert project.total >= project.before + project.annual, project.code
