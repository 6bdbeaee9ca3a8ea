"""Short Chinese sentences for the demo's weekly reports. All made up, except the published facts of named projects."""
from register_model import FACT_WEEK, as_of, pick

RUNG_ZH = {
    "signed": "签约", "approved": "立项", "pre-approved": "前置审批", "land-cleared": "净地交付", "started": "开工",
    "piling-done": "桩基", "roof-topped": "结顶", "completed": "竣工", "in-production": "投产",
    "policy-settled": "政策处理", "designed": "设计", "roadbed-done": "路基", "open-to-traffic": "通车",
    "vacated": "腾空", "demolished": "拆除", "graves-moved": "迁坟", "site-stripped": "清表", "granted": "出让",
}
TOWARDS = {   # what a week's work is, while this rung is the next to reach
    "signed": ["与意向方洽谈协议条款", "逐户上门沟通签约", "完善签约资料"],
    "approved": ["编制项目建议书", "开展可行性研究", "立项资料报送审查"],
    "designed": ["开展方案比选", "初步设计修改完善", "勘察外业推进中"],
    "pre-approved": ["办理规划条件", "用地预审资料报送", "对接审批窗口补齐资料"],
    "policy-settled": ["入户开展政策处理", "地面附着物清点评估", "补偿协议签订推进中"],
    "land-cleared": ["场地清表平整", "管线迁改推进中", "协调净地交付手续"],
    "started": ["施工单位进场准备", "临时设施搭设", "办理施工许可"],
    "piling-done": ["桩基施工推进中", "基坑支护施工", "桩机进场，按计划打桩"],
    "roof-topped": ["主体结构施工推进中", "地下室施工完成一段", "上部结构按节点施工"],
    "completed": ["室内外装修施工", "附属工程收尾", "准备竣工验收资料"],
    "in-production": ["设备安装调试", "生产线试运行准备", "员工招聘培训"],
    "roadbed-done": ["路基填筑推进中", "涵洞及排水施工", "软基处理施工"],
    "open-to-traffic": ["路面结构层施工", "交安设施安装", "桥面铺装施工"],
    "vacated": ["已签约户腾空推进中", "协助搬迁过渡", "水电销户办理"],
    "demolished": ["已腾空房屋拆除", "拆除垃圾清运", "拆除现场围挡"],
    "graves-moved": ["坟墓登记核对", "协商迁坟事宜", "迁坟安置点落实"],
    "site-stripped": ["清表作业推进中", "青苗清点补偿", "场地清理"],
    "granted": ["出让方案报批", "地块挂牌准备", "勘测定界"],
    "": ["收尾工作推进中", "资料整理归档"],
}
PLAIN_TOWARDS = ["按计划有序推进", "完成阶段性工作，进入下一节点", "现场施工推进中"]   # for work that is not a building
LATE_ZH = ["{rung}滞后于计划，需部门协调", "{rung}受政策处理影响，未按期完成", "{rung}未按节点完成，请求专班协调"]
BEHIND_ZH = ["投资进度滞后，施工力量不足", "资金拨付偏慢，影响进度", "材料供应紧张，投资完成偏慢"]
MADE_UP = "（演示）"


def next_rung(project, date):
    """The first dated rung that is not reached by `date`, or "" when nothing is left."""
    for rung in project.ladder:
        if rung in project.planned and not (rung in project.done and project.done[rung] <= date):
            return rung
    return ""


def fact_week(project):
    """The week whose report carries the published fact: 智治澧浦's is of 20 April, the others' of 31 March."""
    return 16 if project.name == "智治澧浦" else FACT_WEEK


def progress(project, week, reached):
    if project.named and week == fact_week(project):
        return project.fact + "（投资数为演示）"
    date = as_of(week)
    rung = next_rung(project, date)
    choices = PLAIN_TOWARDS if "plain" in project.options and rung == "completed" else TOWARDS[rung]
    text = choices[(week // 2 + pick(3, project.code, "text")) % len(choices)]
    if week == 6:
        text = "春节前收尾，" + text
    elif week == 7:
        text = "节后复工，" + text
    if reached:
        text = "完成" + "、".join(RUNG_ZH[rung] for rung in reached) + "；" + text
    return (MADE_UP if project.named else "") + text


def problems(project, week):
    date = as_of(week)
    rung = next_rung(project, date)
    if rung and project.planned[rung] < date:
        return LATE_ZH[pick(3, project.code, "late")].format(rung=RUNG_ZH[rung])
    if project.ratio and 100 * project.ratio[0] < 90 * project.ratio[1] and 8 <= week < 18:
        return BEHIND_ZH[pick(3, project.code, week // 4)]
    return ""


def next_step(project, week):
    rung = next_rung(project, as_of(week))
    if not rung:
        return "完成收尾"
    return ["推进{}", "加快{}相关工作", "落实{}节点责任"][pick(3, project.code, week, "next")].format(RUNG_ZH[rung])
