"""Made-up projects outside the main list: town level, transport, health, technical renewal, plots, preparatory.

Only their numbers are published (how many, how many started); see README.md.
"""
from register_model import Project, day, days, pick, read_rows, workday

TOWNSHIPS = ["duohu", "dongxiao", "xiaoshun", "fucun", "caozhai", "lipu", "lingxia", "jiangdong", "tangya", "chisong",
             "yuandong"]
SHORT = {row["id"]: row["name"] for row in read_rows("units.csv")}


def date_between(first, last, *key):
    span = (day(last) - day(first)).days
    return workday(day(first) + days(pick(span, *key)))


def building(code, name, unit, kind, category, lists, *, started_by="", **more):
    """A project on a ladder with `started`: continuing, started by a day of 2021, or (neither) still being prepared."""
    ladder_next = {"交通设施": ["approved", "designed", "policy-settled"]}.get(
        category, ["approved", "pre-approved", "land-cleared"])
    project = Project(code=code, name=name, unit=unit, kind=kind, category=category, lists=lists, **more)
    plain = "plain" in project.options
    if kind == "continuing":
        project.started = date_between("2020-02-20", "2020-08-31", code, "started").isoformat()
        above = ["started"] + (["roadbed-done"] if category == "交通设施" else ["piling-done"])
        project.stage = above[0 if plain else pick(2, code, "stage")]
        project.stage_date = project.started if project.stage == "started" else date_between(
            "2020-10-08", "2021-03-20", code, "stage-date").isoformat()
    elif started_by:
        project.started = date_between("2021-01-08", started_by, code, "started").isoformat()
        project.stage, project.stage_date = "started", project.started
    else:
        project.stage = project.stage or ladder_next[pick(3, code, "stage")]
        project.stage_date = project.stage_date or date_between(
            "2020-12-01", "2021-03-25", code, "stage-date").isoformat()
    return project


def caozhai_town():
    """33 of town level: 5 continuing and 8 new ones started in the first quarter, 20 not started."""
    projects = []
    for index, row in enumerate(read_rows("caozhai_town.csv")):
        code = f"caozhai-{101 + index}"
        kind = "continuing" if index < 5 else "new"
        project = building(code, row["name"], "caozhai", kind, row["category"], [], department=row["department"],
                           started_by="2021-03-26" if 5 <= index < 13 else "",
                           options={"annual": str(300 + 50 * pick(40, code, "annual")), "plain": "1"})
        if index == 20:
            project.options["skip"] = "15,16,17,18"
        if index == 3:
            project.options.update(ratio="60", share="28")
        projects.append(project)
    return projects


def dongxiao_town():
    """12 contest projects of town level: 8 continuing and on plan; of 4 new ones 3 have their land cleared."""
    names = ["雅金小区管网续建", "国贸景云沿街改造续建", "下于村停车场续建", "社区食堂续建", "东湄小游园续建", "旧农贸市场改造续建",
             "金瓯路背街小巷整治续建", "陶朱路社区中心续建", "文化驿站新建", "邻里运动场新建", "垃圾分拣中心新建", "便民服务站新建"]
    projects = []
    for index, name in enumerate(names):
        code = f"dongxiao-{101 + index}"
        category = "城市建设" if index % 2 == 0 else "民生事业"
        options = {"annual": str(400 + 50 * pick(30, code, "annual")), "plain": "1"}
        if index < 8:
            project = building(code, "东孝街道" + name, "dongxiao", "continuing", category, ["contest-2021"],
                               options=options)
        else:
            cleared = index < 11
            project = building(code, "东孝街道" + name, "dongxiao", "new", category, ["contest-2021"], options=options,
                               stage="land-cleared" if cleared else "pre-approved",
                               stage_date=date_between("2021-02-22", "2021-03-30", code, "cleared").isoformat())
        projects.append(project)
    return projects


def transport():
    """29 transport projects beside the 10 key ones: 15 livelihood, 6 safety, 8 beauty."""
    livelihood = [SHORT[unit] + "村道提升" for unit in TOWNSHIPS] + ["公交首末站改造", "城乡公交候车亭更新", "农村物流站点", "港湾式停靠站"]
    safety = ["危桥改造一批", "平交路口整治", "临水临崖护栏", "隐患路段治理", "急弯标志标线", "隧道照明改造"]
    beauty = ["美丽公路北线", "美丽公路南线", "积道山观光道", "白沙溪绿道驿站", "梨花观光道", "佛手观光道", "沿江景观道", "入城口景观整治"]
    groups = [("livelihood", livelihood), ("safety", safety), ("beauty", beauty)]
    projects = []
    for label, names in groups:
        for name in names:
            code = f"jiaotong-{101 + len(projects)}"
            continuing = pick(3, code, "kind") == 0
            project = building(code, "交通" + name if label != "livelihood" else name, "jiaotong",
                               "continuing" if continuing else "new", "交通设施", ["transport-" + label],
                               started_by="2021-03-26" if pick(2, code, "going") else "", department="jiaotong",
                               options={"plain": "1"} if label != "beauty" else {})
            projects.append(project)
    projects[4].options.update(ratio="70", share="32")
    projects[18].options["next_due"] = projects[18].next_due = "2021-04-16"
    return projects


def health():
    """11 health projects beside the 3 key ones."""
    names = ["急救站点建设", "村卫生室提升一批", "村卫生室提升二批", "发热门诊改造", "疾控实验室改造", "中医馆建设", "母婴设施改造", "智慧医疗平台",
             "卫生院污水处理", "康复病区改造", "核酸检测实验室"]
    projects = []
    for index, name in enumerate(names):
        projects.append(building(f"weijian-{101 + index}", "金东区" + name, "weijian",
                                 "continuing" if index % 3 == 0 else "new", "民生事业", ["health"],
                                 started_by="2021-04-20" if index % 3 == 1 else "", department="weijian",
                                 options={"plain": "1"}))
    projects[5].options["skip"] = "16,17,18"
    return projects


def tech_renewal():
    """46 city key technical renewal projects: 20 continuing and 18 new ones started by the end of April."""
    products = ["保温杯", "电动工具", "纸箱包装", "童车", "门业", "汽摩配件", "水晶工艺品", "食品", "文具", "服装辅料", "五金锁具", "健身器材"]
    kinds = ["智能化改造", "自动化产线", "节能改造", "扩产技改"]
    projects = []
    for index in range(46):
        unit = TOWNSHIPS[index % 10]
        name = f"{SHORT[unit]}{products[index % 12]}{kinds[index // 12]}（{index + 1}号）"
        code = f"tech-{index + 1:03}"
        projects.append(building(code, name, unit, "continuing" if index < 20 else "new", "产业发展",
                                 ["city-tech-renewal"], started_by="2021-04-23" if 20 <= index < 38 else "",
                                 department="jingshang", level="市重点", options={"plain": "1"}))
    for index, ratio, share in ((6, 60, 26), (13, 40, 30), (27, 65, 22)):
        projects[index].options.update(ratio=str(ratio), share=str(share))
    projects[40].stage, projects[40].next_due = "land-cleared", "2021-03-18"
    projects[31].options["skip"] = "14,15,16,17"
    return projects


def plots():
    """29 plots of the hundred-day clearing action: 9 delivered, 10 with their pre-approvals done."""
    units = ["duohu", "xiaoshun", "tangya", "fucun", "chisong", "lingxia", "jiangdong", "xietang"]
    counts = {}
    stages = ["signed", "vacated", "demolished", "graves-moved", "site-stripped"]
    projects = []
    for index in range(29):
        unit = units[index % 8]
        counts[unit] = counts.get(unit, 0) + 1
        code = f"plot-{index + 1:02}"
        options = {"plot": "1", "annual": str(800 + 100 * pick(30, code, "annual"))}
        delivered, approved = index < 9, 5 <= index < 15
        if approved:
            options["pre-approved"] = date_between("2021-01-11", "2021-03-30", code, "approved").isoformat()
        if index in (7, 8):
            options["granted"] = "2021-03-31"
        elif index in (5, 6):
            options["drop"] = "granted"
        stage = "land-cleared" if delivered else stages[pick(5, code, "stage")]
        reached = date_between("2021-02-22", "2021-03-30", code, "reached")
        projects.append(Project(code=code, name=f"{SHORT[unit]}{counts[unit]}号做地地块", unit=unit, kind="new",
                                category="净地", lists=["clearing-100-days"], department="zuodi", stage=stage,
                                stage_date=reached.isoformat(), options=options))
    projects[16].next_due, projects[21].next_due = "2021-04-27", "2021-04-12"
    return projects


def preparatory():
    names = [("duohu-901", "多湖站东片区综合开发", "duohu", "城市建设"), ("tangya-901", "塘雅镇货运枢纽配套", "tangya", "交通设施")]
    return [Project(code=code, name=name, unit=unit, kind="preparatory", category=category, lists=["reserve"],
                    level="区重点", options={"listed": "2021-02-01", "noplan": "1"})
            for code, name, unit, category in names]


def bulk_projects():
    projects = (caozhai_town() + dongxiao_town() + transport() + health() + tech_renewal() + plots() + preparatory())
    for project in projects:
        project.level = project.level or "镇级"
    return projects
