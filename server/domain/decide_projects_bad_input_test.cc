#include "common/limits.h"
#include "server/domain/decide_case.h"

namespace wuse::domain {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

// --- an edit of p-1 without a mask: edits { project { id: "p-1" <request> } }

class BadField : public DecideCase, public testing::WithParamInterface<BadInput> {};

TEST_P(BadField, IsNamedWithItsPathItsReasonAndItsValue) {
  const BadInput& bad = GetParam();
  const auto decision = Try<v1::ApplyProjectsRequest>("edits { project { id: \"p-1\" " + bad.request + " } }");
  ASSERT_EQ(decision.status().code(), absl::StatusCode::kInvalidArgument) << decision.status();
  ASSERT_THAT(ViolationsOf(decision.status()), SizeIs(1));
  EXPECT_THAT(ViolationsOf(decision.status())[0], StartsWith("edits[0].project." + bad.field + " " + bad.reason + " "));
  EXPECT_THAT(ViolationsOf(decision.status())[0], HasSubstr(bad.chinese));
  EXPECT_EQ(ReasonOf(decision.status()), bad.reason);
}

const std::vector<BadInput> kBadFields = {
    {"UnitUnknown", R"(unit: "多糊街道")", "unit", "UNIT_UNKNOWN",
     "责任单位“多糊街道”不存在，是否指“多湖街道”(duohu)？"},
    {"UnitUnknownById", R"(unit: "duohoo")", "unit", "UNIT_UNKNOWN",
     "责任单位“duohoo”不存在，是否指“多湖街道”(duohu)？"},
    {"UnitUnlikeAny", R"(unit: "xyz-abc-def")", "unit", "UNIT_UNKNOWN", "责任单位“xyz-abc-def”不存在"},
    {"UnitDelisted", R"(unit: "老街道")", "unit", "UNIT_DELISTED", "责任单位“老街道”(old)自2021-01-01起已停用"},
    {"DepartmentUnknown", R"(department: "发政局")", "department", "UNIT_UNKNOWN",
     "牵头部门“发政局”不存在，是否指“发改局”(fagai)？"},
    {"DepartmentDelisted", R"(department: "old")", "department", "UNIT_DELISTED", "牵头部门“old”"},
    {"ParentUnknown", R"(parent: "p-2")", "parent", "PROJECT_NOT_FOUND", "所属项目“p-2”不存在，是否指“p-1”？"},
    {"ParentItself", R"(parent: "P-1")", "parent", "PARENT_CYCLE", "所属项目“P-1”是项目自己"},
    {"ListMalformed", R"(lists: "ok" lists: "区 重点")", "lists[1]", "ID_MALFORMED", "清单“区 重点”不是编号"},
    {"ListsTooMany", Repeat(R"(lists: "a" )", 33), "lists", "TOO_MANY", "清单有“33”项，最多32项"},
    {"ListedOnMalformed", R"(listed_on: "2021-02-30")", "listed_on", "DATE_MALFORMED", "列入日期“2021-02-30”不是日期"},
    {"DelistedOnMalformed", R"(delisted_on: "明年" delist_reason: "x")", "delisted_on", "DATE_MALFORMED",
     "调出日期“明年”"},
    {"DelistedWithoutReason", R"(delisted_on: "2021-06-01")", "delist_reason", "REQUIRED", "调出原因不能为空"},
    {"DelistedBeforeListed", R"(delisted_on: "2020-06-01" delist_reason: "x")", "delisted_on", "DELISTED_BEFORE_LISTED",
     "调出日期“2020-06-01”早于列入日期“2021-01-01”"},
    {"RegisteredOnMalformed", R"(registered_on: "1989-12-31")", "registered_on", "DATE_MALFORMED",
     "入库日期“1989-12-31”"},
    {"RegisteredInFuture", R"(registered_on: "2021-05-09")", "registered_on", "DATE_IN_FUTURE",
     "入库日期“2021-05-09”晚于今天2021-05-08"},
    {"NationalCode", R"(national_code: "2101-330703-04-01")", "national_code", "NATIONAL_CODE_MALFORMED",
     "项目代码“2101-330703-04-01”"},
    {"KindUnknown", "kind: 9", "kind", "ENUM_UNKNOWN", "建设性质“9”"},
    {"LevelUnknown", "level: 9", "level", "ENUM_UNKNOWN", "项目级别“9”"},
    {"CategoryUnknown", "category: 77", "category", "ENUM_UNKNOWN", "项目类别“77”"},
    {"TotalNegative", "total_investment_yuan: -10000", "total_investment_yuan", "AMOUNT_NEGATIVE",
     "总投资(万元)“-1”不能为负"},
    {"TotalTooLarge", "total_investment_yuan: 1000000000000001", "total_investment_yuan", "AMOUNT_TOO_LARGE",
     "总投资(万元)“100000000000.0001”超过上限"},
    {"BeforeNegative", "invested_before_yuan: -1", "invested_before_yuan", "AMOUNT_NEGATIVE",
     "上年底累计完成投资(万元)“-0.0001”"},
    {"NameInvalidUtf8", R"(name: "a\377b")", "name", "TEXT_INVALID_UTF8", "项目名称“a"},
    {"NameControl", R"(name: "a\001b")", "name", "TEXT_CONTROL_CHARACTER", "项目名称“a"},
    {"NameBidi",
     "name: \"a\xE2\x80\xAE"
     "b\"",
     "name", "TEXT_BIDI_CONTROL", "项目名称“a"},
    {"NameTooLong", "name: \"" + Repeat("长", 101) + "\"", "name", "TEXT_TOO_LONG", "超过100个字"},
    {"NameBlank", R"(name: "  ")", "name", "REQUIRED", "项目名称不能为空"},
    {"NoteTooLong", "note: \"" + Repeat("长", 501) + "\"", "note", "TEXT_TOO_LONG", "超过500个字"},
    {"LeaderControl", R"(team { leader: "张\t三" })", "team.leader", "TEXT_CONTROL_CHARACTER", "责任领导“张"},
    {"TeamNameTooLong", "team { name: \"" + Repeat("x", 101) + "\" }", "team.name", "TEXT_TOO_LONG", "专班“xxx"},
    {"MembersTooMany", "team { " + Repeat(R"(members: "a" )", 21) + "}", "team.members", "TOO_MANY", "“21”"},
    {"MemberBlank", R"(team { members: "a" members: "" })", "team.members[1]", "REQUIRED", "专班成员不能为空"},
    {"MadeUpTooMany", Repeat(R"(made_up: "a" )", 61), "made_up", "TOO_MANY", "演示有“61”项"},
    {"MadeUpControl", R"(made_up: "a\002")", "made_up[0]", "TEXT_CONTROL_CHARACTER", "演示“a"},
    {"PauseWithoutFrom", R"(pauses { by: "区委" reason: "x" })", "pauses[0].from", "REQUIRED", "暂缓起始日期不能为空"},
    {"PauseWithoutBy", R"(pauses { from: "2021-01-01" reason: "x" })", "pauses[0].by", "REQUIRED",
     "暂缓决定人不能为空"},
    {"PauseWithoutReason", R"(pauses { from: "2021-01-01" by: "x" })", "pauses[0].reason", "REQUIRED",
     "暂缓原因不能为空"},
    {"PauseFromMalformed", R"(pauses { from: "5月1日" by: "x" reason: "x" })", "pauses[0].from", "DATE_MALFORMED",
     "暂缓起始日期“5月1日”"},
    {"PauseUntilBeforeFrom", R"(pauses { from: "2021-02-02" until: "2021-02-01" by: "x" reason: "x" })",
     "pauses[0].until", "UNTIL_BEFORE_FROM", "暂缓截止日期“2021-02-01”早于起始日期“2021-02-02”"},
    {"PausesOverlap",
     R"(pauses { from: "2021-01-01" until: "2021-01-31" by: "x" reason: "x" }
        pauses { from: "2021-01-31" by: "x" reason: "x" })",
     "pauses[1].from", "PAUSES_OVERLAP", "“2021-01-31”与前一条暂缓重叠"},
    {"PauseAfterAnOpenOne",
     R"(pauses { from: "2021-01-01" by: "x" reason: "x" } pauses { from: "2021-03-01" by: "x" reason: "x" })",
     "pauses[1].from", "PAUSES_OVERLAP", "“2021-03-01”"},
    {"PausesUnsorted",
     R"(pauses { from: "2021-03-01" until: "2021-03-02" by: "x" reason: "x" }
        pauses { from: "2021-01-01" until: "2021-01-02" by: "x" reason: "x" })",
     "pauses[1].from", "PAUSES_NOT_ASCENDING", "“2021-01-01”"},
    {"PausesTooMany", Repeat(R"(pauses { from: "2021-01-01" until: "2021-01-01" by: "x" reason: "x" } )", 21), "pauses",
     "TOO_MANY", "“21”"},
    {"PlanYear", "plans { year: 21 annual_yuan: 5 }", "plans[0].annual_yuan", "NUMBER_OUT_OF_RANGE", "“21”"},
    {"PlanTwice", "plans { year: 2022 annual_yuan: 5 } plans { year: 2022 annual_yuan: 5 }", "plans[1].year",
     "DUPLICATE_YEAR", "计划年度“2022”重复"},
    {"AnnualNegative", "plans { year: 2022 annual_yuan: -20000 }", "plans[0].annual_yuan", "AMOUNT_NEGATIVE",
     "年度计划投资(万元)“-2”"},
    {"MonthNegative", "plans { year: 2022 annual_yuan: 9 month_end_yuan: [-1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9] }",
     "plans[0].month_end_yuan[0]", "AMOUNT_NEGATIVE", "1月累计计划(万元)“-0.0001”"},
    {"MonthsFall",
     "plans { year: 2022 annual_yuan: 90000 month_end_yuan: [0, 0, 20000, 10000, 30000, 30000, 30000, 30000, 30000, "
     "30000, 30000, 90000] }",
     "plans[0].month_end_yuan[3]", "MONTH_ENDS_FALL", "4月累计计划(万元)“1”低于3月累计计划(万元)“2”"},
    {"LastMonthNotAnnual",
     "plans { year: 2022 annual_yuan: 90000 month_end_yuan: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 80000] }",
     "plans[0].month_end_yuan[11]", "LAST_MONTH_NOT_ANNUAL", "12月累计计划(万元)“8”不等于年度计划投资(万元)“9”"},
    {"MonthsWithoutAnnual", "plans { year: 2022 month_end_yuan: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 80000] }",
     "plans[0].month_end_yuan[11]", "LAST_MONTH_NOT_ANNUAL", "“8”不等于年度计划投资(万元)（空）"},
    {"ElevenMonths", "plans { year: 2022 annual_yuan: 1 month_end_yuan: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] }",
     "plans[0].month_end_yuan", "MONTH_ENDS_INCOMPLETE", "“11”个月"},
    {"ReplanWithoutReason",
     "plans { year: 2021 annual_yuan: 12000000 month_end_yuan: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12000000] }",
     "plans[0].month_end_yuan[0]", "REPLAN_REASON_REQUIRED", "1月累计计划(万元)由“100”改为“0”，请填写调整原因"},
};

INSTANTIATE_TEST_SUITE_P(Decide, BadField, testing::ValuesIn(kBadFields),
                         [](const auto& param_info) { return param_info.param.name; });

// --- the whole ladder of p-1: edits { project { id: "p-1" <request> } correction_reason replan_reason }

class BadLadder : public DecideCase, public testing::WithParamInterface<BadInput> {};

TEST_P(BadLadder, IsNamedWithItsPathItsReasonAndItsValue) {
  const BadInput& bad = GetParam();
  const auto decision = Try<v1::ApplyProjectsRequest>("edits { project { id: \"p-1\" " + bad.request +
                                                      " } replan_reason: \"r\" correction_reason: \"c\" }");
  ASSERT_EQ(decision.status().code(), absl::StatusCode::kInvalidArgument) << decision.status();
  ASSERT_THAT(ViolationsOf(decision.status()), SizeIs(1));
  EXPECT_THAT(ViolationsOf(decision.status())[0], StartsWith("edits[0].project." + bad.field + " " + bad.reason + " "));
  EXPECT_THAT(ViolationsOf(decision.status())[0], HasSubstr(bad.chinese));
}

const std::vector<BadInput> kBadLadders = {
    {"IdMalformed", R"(milestones { id: "屋顶 绿化" name: "x" })", "milestones[0].id", "ID_MALFORMED", "“屋顶 绿化”"},
    {"IdMissing", R"(milestones { name: "屋顶绿化" })", "milestones[0].id", "REQUIRED", "里程碑编号不能为空"},
    {"NameMissing", R"(milestones { id: "greened" })", "milestones[0].name", "REQUIRED", "里程碑名称不能为空"},
    {"NameBad", R"(milestones { id: "greened" name: "a\003" })", "milestones[0].name", "TEXT_CONTROL_CHARACTER", "“a"},
    {"Twice", R"(milestones { id: "started" } milestones { id: "开工" })", "milestones[1]", "DUPLICATE_MILESTONE",
     "里程碑“started”重复"},
    {"NameTwice", R"(milestones { id: "started" } milestones { id: "begun" name: "开工" })", "milestones[1]",
     "DUPLICATE_MILESTONE", "里程碑“开工”重复"},
    {"PlannedMalformed", R"(milestones { id: "started" planned_on: "2021/3/1" })", "milestones[0].planned_on",
     "DATE_MALFORMED", "计划:开工“2021/3/1”"},
    {"ReachedInFuture", R"(milestones { id: "started" reached_on: "2021-05-09" })", "milestones[0].reached_on",
     "DATE_IN_FUTURE", "完成:开工“2021-05-09”晚于今天2021-05-08"},
    {"DoneNegative", R"(milestones { id: "started" done: -5 })", "milestones[0].done", "NUMBER_OUT_OF_RANGE", "“-5”"},
    {"TotalTooLarge", R"(milestones { id: "started" total: 1000000000001 })", "milestones[0].total",
     "NUMBER_OUT_OF_RANGE", "“1000000000001”"},
    {"TrackBad", R"(milestones { id: "started" track: "\007" })", "milestones[0].track", "TEXT_CONTROL_CHARACTER",
     "里程碑开工线路"},
    {"TwoClosing", R"(milestones { id: "started" closing: true } milestones { id: "completed" closing: true })",
     "milestones[1].closing", "TWO_CLOSING_MILESTONES", "“竣工”与“started”"},
    {"ServersOwn", R"(milestones { id: "started" } milestones { id: "完成投资" reached_on: "2021-01-01" })",
     "milestones[1]", "MILESTONE_SERVER_SET", "完成投资"},
    {"TooMany", Repeat(R"(milestones { id: "a" name: "a" } )", 41), "milestones", "TOO_MANY", "“41”"},
};

INSTANTIATE_TEST_SUITE_P(Decide, BadLadder, testing::ValuesIn(kBadLadders),
                         [](const auto& param_info) { return param_info.param.name; });

// --- with a mask: the paths are those of the mask. `name` ends the case; request = "<project>|<paths>"

struct BadMask {
  std::string name;
  std::string project;
  std::string paths;
  std::string field;
  std::string reason;
  std::string chinese;
  std::string more{};  // beside project and mask
};
void PrintTo(const BadMask& bad, std::ostream* out) {
  *out << bad.name;
}

class BadMasked : public DecideCase, public testing::WithParamInterface<BadMask> {};

TEST_P(BadMasked, IsNamedByTheMasksPath) {
  const BadMask& bad = GetParam();
  const auto decision = Try<v1::ApplyProjectsRequest>(EditText(bad.project, bad.paths, bad.more));
  ASSERT_EQ(decision.status().code(), absl::StatusCode::kInvalidArgument) << decision.status();
  ASSERT_THAT(ViolationsOf(decision.status()), SizeIs(1));
  EXPECT_THAT(ViolationsOf(decision.status())[0], StartsWith("edits[0]." + bad.field + " " + bad.reason + " "));
  EXPECT_THAT(ViolationsOf(decision.status())[0], HasSubstr(bad.chinese));
}

const std::vector<BadMask> kBadMasks = {
    {"PathUnknown", "", "colour", "update_mask", "MASK_PATH_UNKNOWN", "“colour”"},
    {"RungPartUnknown", "", "milestones.started.former", "update_mask", "MASK_PATH_UNKNOWN",
     "“milestones.started.former”"},
    {"MonthThirteen", "", "plans.2021.month_end_yuan.13", "update_mask", "MASK_PATH_UNKNOWN",
     "“plans.2021.month_end_yuan.13”"},
    {"NameCleared", "", "name", "project.name", "REQUIRED", "项目名称不能为空"},
    {"UnitCleared", "", "unit", "project.unit", "REQUIRED", "责任单位不能为空"},
    {"KindCleared", "", "kind", "project.kind", "REQUIRED", "建设性质不能为空"},
    {"RungUnknown", R"(milestones { id: "roof-toped" planned_on: "2021-09-01" })", "milestones.roof-toped.planned_on",
     "project.milestones.roof-toped.planned_on", "MILESTONE_UNKNOWN",
     "里程碑“roof-toped”不存在，是否指“结顶”(roof-topped)？"},
    {"RungUnknownByName", R"(milestones { id: "结丁" planned_on: "2021-09-01" })", "milestones.结丁.planned_on",
     "project.milestones.结丁.planned_on", "MILESTONE_UNKNOWN", "里程碑“结丁”不存在，是否指“结顶”(roof-topped)？"},
    {"RungOfTheServer", R"(milestones { id: "investment-completed" reached_on: "2021-01-01" })",
     "milestones.investment-completed.reached_on", "project.milestones.investment-completed.reached_on",
     "MILESTONE_SERVER_SET", "完成投资"},
    {"PlannedMalformed", R"(milestones { id: "结顶" planned_on: "9月" })", "milestones.结顶.planned_on",
     "project.milestones.结顶.planned_on", "DATE_MALFORMED", "计划:结顶“9月”"},
    {"ReachedInFuture", R"(milestones { id: "started" reached_on: "2021-06-01" })", "milestones.started.reached_on",
     "project.milestones.started.reached_on", "DATE_IN_FUTURE", "完成:开工“2021-06-01”"},
    {"Replanned", R"(milestones { id: "started" planned_on: "2021-06-01" })", "milestones.started.planned_on",
     "project.milestones.started.planned_on", "REPLAN_REASON_REQUIRED", "计划:开工由“2021-03-01”改为“2021-06-01”"},
    {"PlanCleared", "", "milestones.started.planned_on", "project.milestones.started.planned_on",
     "REPLAN_REASON_REQUIRED", "计划:开工由“2021-03-01”改为“”"},
    {"ReachedChanged", R"(milestones { id: "approved" reached_on: "2020-12-02" })", "milestones.approved.reached_on",
     "project.milestones.approved.reached_on", "CORRECTION_REASON_REQUIRED",
     "完成:立项由“2020-12-01”改为“2020-12-02”，请填写更正原因"},
    {"ReachedCleared", "", "milestones.approved.reached_on", "project.milestones.approved.reached_on",
     "CORRECTION_REASON_REQUIRED", "完成:立项由“2020-12-01”改为“”"},
    {"AnnualAlone", "plans { year: 2021 annual_yuan: 13000000 }", "plans.2021.annual_yuan",
     "project.plans.2021.annual_yuan", "LAST_MONTH_NOT_ANNUAL",
     "12月累计计划(万元)“1200”不等于年度计划投资(万元)“1300”", R"(replan_reason: "r")"},
    {"OneMonthFalls", "plans { year: 2021 month_end_yuan: [0, 0, 1000000] }", "plans.2021.month_end_yuan.3",
     "project.plans.2021.month_end_yuan.3", "MONTH_ENDS_FALL", "3月累计计划(万元)“100”低于2月累计计划(万元)“200”",
     R"(replan_reason: "r")"},
    {"OneMonthAboveTheNext", "plans { year: 2021 month_end_yuan: [0, 0, 4500000] }", "plans.2021.month_end_yuan.3",
     "project.plans.2021.month_end_yuan.3", "MONTH_ENDS_FALL", "4月累计计划(万元)“400”低于3月累计计划(万元)“450”",
     R"(replan_reason: "r")"},
    {"OneMonthCleared", "", "plans.2021.month_end_yuan.3", "project.plans.2021.month_end_yuan.3",
     "MONTH_ENDS_INCOMPLETE", "“11”个月"},
    {"TheLastMonth", R"(plans { year: 2021 month_end_yuan: [0,0,0,0,0,0,0,0,0,0,0,12000001] })",
     "plans.2021.month_end_yuan.12", "project.plans.2021.month_end_yuan.12", "LAST_MONTH_NOT_ANNUAL",
     "12月累计计划(万元)“1200.0001”不等于年度计划投资(万元)“1200”", R"(replan_reason: "r")"},
    {"PlanYearOutOfRange", "", "plans.1066.annual_yuan", "project.plans.1066.annual_yuan", "NUMBER_OUT_OF_RANGE",
     "“1066”"},
};

INSTANTIATE_TEST_SUITE_P(Decide, BadMasked, testing::ValuesIn(kBadMasks),
                         [](const auto& param_info) { return param_info.param.name; });

// --- more than one thing wrong, and errors that are not about one field

class BadProjects : public DecideCase {};

TEST_F(BadProjects, ANewOneLacksEverythingAtOnce) {
  const auto decision = Try<v1::CreateProjectRequest>(R"(project { id: "P 9" })");
  EXPECT_THAT(ViolationsOf(decision.status()),
              ElementsAre(StartsWith("project.id ID_MALFORMED 项目编号“P 9”"), StartsWith("project.name REQUIRED"),
                          StartsWith("project.kind REQUIRED"), StartsWith("project.level REQUIRED"),
                          StartsWith("project.category REQUIRED"), StartsWith("project.unit REQUIRED")));
}

TEST_F(BadProjects, EveryRowAndEveryFieldIsListed) {
  const auto decision = Try<v1::ApplyProjectsRequest>(R"(
    edits { project { id: "p-1" unit: "nowhere-at-all" total_investment_yuan: -1 } }
    edits { project { id: "new-1" } }
    edits { project { id: "p-1" name: "好" kind: 9 } })");
  EXPECT_THAT(
      ViolationsOf(decision.status()),
      ElementsAre(StartsWith("edits[0].project.unit UNIT_UNKNOWN"),
                  StartsWith("edits[0].project.total_investment_yuan AMOUNT_NEGATIVE"),
                  StartsWith("edits[1].project.name REQUIRED"), StartsWith("edits[1].project.kind REQUIRED"),
                  StartsWith("edits[1].project.level REQUIRED"), StartsWith("edits[1].project.category REQUIRED"),
                  StartsWith("edits[1].project.unit REQUIRED"),
                  StartsWith("edits[2].project.id DUPLICATE_ROW 项目编号“p-1”与第1条重复"),
                  StartsWith("edits[2].project.kind ENUM_UNKNOWN")));
}

TEST_F(BadProjects, TwoRowsOfOneProjectAreFoundThroughItsExternalCode) {
  const auto decision = Try<v1::ApplyProjectsRequest>(R"(
    edits { project { id: "p-1" note: "甲" } }
    edits { project { external_code: "金东1号" note: "乙" } })");
  EXPECT_THAT(ViolationsOf(decision.status()), ElementsAre(StartsWith("edits[1].project.id DUPLICATE_ROW")));
}

TEST_F(BadProjects, ANewRowTwiceIsADuplicate) {
  const std::string row =
      R"(edits { project { id: "n-1" name: "新" kind: NEW level: CITY category: URBAN unit: "duohu" } } )";
  EXPECT_THAT(ViolationsOf(Try<v1::ApplyProjectsRequest>(row + row).status()),
              ElementsAre(StartsWith("edits[1].project.id DUPLICATE_ROW")));
}

TEST_F(BadProjects, ARowNeedsAnIdToBeCreated) {
  EXPECT_THAT(ViolationsOf(Try<v1::ApplyProjectsRequest>(R"(edits { project { external_code: "无此号" } })").status()),
              Contains(StartsWith("edits[0].project.id REQUIRED")));
  EXPECT_THAT(
      ViolationsOf(Try<v1::ApplyProjectsRequest>(R"(edits { project { id: "坏 号" name: "x" kind: NEW level: CITY
                                                             category: URBAN unit: "duohu" } })")
                       .status()),
      ElementsAre(StartsWith("edits[0].project.id ID_MALFORMED 项目编号“坏 号”")));
}

TEST_F(BadProjects, ExistsAlready) {
  const auto decision = Try<v1::CreateProjectRequest>(
      R"(project { id: "P-1" name: "x" kind: NEW level: CITY category: URBAN unit: "duohu" })");
  EXPECT_EQ(decision.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(ViolationsOf(decision.status()),
              ElementsAre(StartsWith("project.id PROJECT_EXISTS 项目编号“p-1”已存在（泉源安置二期）")));
}

TEST_F(BadProjects, AConflictAmongOtherFaultsIsInvalidInput) {
  const auto decision = Try<v1::CreateProjectRequest>(
      R"(project { id: "p-1" name: "x" kind: 9 level: CITY category: URBAN unit: "duohu" })");
  EXPECT_EQ(decision.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(ViolationsOf(decision.status()),
              ElementsAre(StartsWith("project.id PROJECT_EXISTS"), StartsWith("project.kind ENUM_UNKNOWN")));
}

TEST_F(BadProjects, ExternalCodeIsTaken) {
  const auto decision = Try<v1::CreateProjectRequest>(
      R"(project { id: "p-2" external_code: "金东1号" name: "x" kind: NEW level: CITY category: URBAN unit: "duohu" })");
  EXPECT_EQ(decision.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(ViolationsOf(decision.status()),
              ElementsAre("project.external_code EXTERNAL_CODE_TAKEN 原编号“金东1号”已属于项目“p-1”"));
}

TEST_F(BadProjects, ExternalCodeIsTakenByARowBefore) {
  const std::string rest =
      R"( external_code: "新号" name: "x" kind: NEW level: CITY category: URBAN unit: "duohu" } })";
  const auto decision =
      Try<v1::ApplyProjectsRequest>("edits { project { id: \"a-1\" " + rest + "edits { project { id: \"a-2\" " + rest);
  EXPECT_THAT(ViolationsOf(decision.status()),
              ElementsAre(StartsWith("edits[1].project.external_code EXTERNAL_CODE_TAKEN")));
}

TEST_F(BadProjects, NotFound) {
  const auto decision = Try<v1::UpdateProjectRequest>(R"(edit { project { id: "p-11" note: "x" } })");
  EXPECT_EQ(decision.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(ViolationsOf(decision.status()),
              ElementsAre("edit.project.id PROJECT_NOT_FOUND 项目编号“p-11”不存在，是否指“p-1”？"));
}

TEST_F(BadProjects, AStaleEtagAborts) {
  const auto decision = Try<v1::UpdateProjectRequest>(R"(edit { project { id: "p-1" note: "x" } } etag: "0123")");
  EXPECT_EQ(decision.status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(decision.status()), "ETAG_MISMATCH");
  EXPECT_THAT(common::DetailOf(decision.status())->chinese, HasSubstr("“0123”"));
  EXPECT_TRUE(
      Try<v1::UpdateProjectRequest>(R"(edit { project { id: "p-1" note: "x" } } etag: ")" + P().etag() + "\"").ok());
}

TEST_F(BadProjects, StaleEtagsOfReplansAndDelistingsAbortToo) {
  EXPECT_EQ(ReasonOf(Try<v1::ReplanMilestoneRequest>(
                         R"(project: "p-1" milestone: "started" planned_on: "2021-06-01" reason: "x" etag: "0123")")
                         .status()),
            "ETAG_MISMATCH");
  EXPECT_EQ(ReasonOf(Try<v1::DelistProjectRequest>(R"(project: "p-1" reason: "x" etag: "0123")").status()),
            "ETAG_MISMATCH");
}

TEST_F(BadProjects, ADelistedOneTakesNoEdits) {
  EXPECT_THAT(ViolationsOf(Try<v1::UpdateProjectRequest>(R"(edit { project { id: "p-gone" note: "x" } })").status()),
              ElementsAre("edit.project.id PROJECT_DELISTED 项目“p-gone”（已调出）已于2021-05-01调出"));
  EXPECT_THAT(ViolationsOf(Try<v1::ReplanMilestoneRequest>(
                               R"(project: "p-gone" milestone: "signed" planned_on: "2021-06-01" reason: "x")")
                               .status()),
              ElementsAre(StartsWith("project PROJECT_DELISTED")));
  EXPECT_THAT(ViolationsOf(Try<v1::DelistProjectRequest>(R"(project: "p-gone" reason: "x")").status()),
              ElementsAre(StartsWith("project PROJECT_DELISTED")));
}

TEST_F(BadProjects, ACycleOfParentsIsRefusedAlsoWithinABatch) {
  const auto decision = Try<v1::ApplyProjectsRequest>(R"(
    edits { project { id: "n-1" parent: "p-1" name: "新" kind: NEW level: CITY category: URBAN unit: "duohu" } }
    edits { project { id: "p-1" parent: "n-1" } })");
  EXPECT_THAT(ViolationsOf(decision.status()),
              ElementsAre("edits[1].project.parent PARENT_CYCLE 所属项目“n-1”本身隶属于“p-1”，形成循环"));
}

TEST_F(BadProjects, AParentWhoseRowIsBadIsNotReportedAsUnknown) {
  const auto decision = Try<v1::ApplyProjectsRequest>(R"(
    edits { project { id: "n-1" name: "新" kind: 9 level: CITY category: URBAN unit: "duohu" } }
    edits { project { id: "n-2" parent: "n-1" name: "新" kind: NEW level: CITY category: URBAN unit: "duohu" } })");
  EXPECT_THAT(ViolationsOf(decision.status()), ElementsAre(StartsWith("edits[0].project.kind ENUM_UNKNOWN")));
}

TEST_F(BadProjects, BatchesAreBounded) {
  EXPECT_EQ(ReasonOf(Try<v1::ApplyProjectsRequest>("").status()), "EMPTY_BATCH");
  v1::ApplyProjectsRequest request;
  for (int i = 0; i <= common::kMaxBatch; ++i) request.add_edits();
  const absl::Status status = Try(request).status();
  EXPECT_EQ(ReasonOf(status), "BATCH_TOO_LARGE");
  EXPECT_THAT(common::DetailOf(status)->chinese, HasSubstr("“1001”条，最多1000条"));
}

TEST_F(BadProjects, TheRegisterIsBounded) {
  register_.PretendProjects(common::kMaxProjects);
  const auto decision = Try<v1::CreateProjectRequest>(
      R"(project { id: "p-2" name: "x" kind: NEW level: CITY category: URBAN unit: "duohu" })");
  EXPECT_EQ(decision.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(decision.status()), "TOO_MANY_PROJECTS");
}

TEST_F(BadProjects, MasksAreBounded) {
  v1::ApplyProjectsRequest request = Parse<v1::ApplyProjectsRequest>(R"(edits { project { id: "p-1" } })");
  for (int i = 0; i < 1001; ++i) request.mutable_edits(0)->mutable_update_mask()->add_paths("x");
  EXPECT_THAT(ViolationsOf(Try(request).status()), ElementsAre(StartsWith("edits[0].update_mask MASK_TOO_LARGE")));
}

TEST_F(BadProjects, ReasonsAreTextsToo) {
  EXPECT_THAT(ViolationsOf(Try<v1::ApplyProjectsRequest>(
                               R"(edits { project { id: "p-1" } replan_reason: "a\001" correction_reason: "b\001" })")
                               .status()),
              ElementsAre(StartsWith("edits[0].replan_reason TEXT_CONTROL_CHARACTER 调整原因“a"),
                          StartsWith("edits[0].correction_reason TEXT_CONTROL_CHARACTER 更正原因“b")));
}

TEST_F(BadProjects, AReplanSaysWhatAndWhy) {
  EXPECT_THAT(ViolationsOf(Try<v1::ReplanMilestoneRequest>("").status()),
              ElementsAre(StartsWith("project REQUIRED"), StartsWith("reason REQUIRED"),
                          StartsWith("planned_on REQUIRED"), StartsWith("milestone REQUIRED")));
  EXPECT_THAT(
      ViolationsOf(Try<v1::ReplanMilestoneRequest>(R"(project: "p-1" milestone: "结底" planned_on: "五月" reason: "x")")
                       .status()),
      ElementsAre(StartsWith("planned_on DATE_MALFORMED 计划日期“五月”"),
                  StartsWith("milestone MILESTONE_UNKNOWN 里程碑“结底”不存在，是否指“结顶”")));
  EXPECT_THAT(ViolationsOf(Try<v1::ReplanMilestoneRequest>(
                               R"(project: "p-1" milestone: "完成投资" planned_on: "2021-06-01" reason: "x")")
                               .status()),
              ElementsAre(StartsWith("milestone MILESTONE_SERVER_SET")));
}

TEST_F(BadProjects, ADelistingSaysWhy) {
  EXPECT_THAT(ViolationsOf(Try<v1::DelistProjectRequest>(R"(project: "p-1" delisted_on: "x")").status()),
              ElementsAre(StartsWith("reason REQUIRED"), StartsWith("delisted_on DATE_MALFORMED 调出日期“x”")));
  EXPECT_THAT(
      ViolationsOf(Try<v1::DelistProjectRequest>(R"(project: "p-1" delisted_on: "2020-01-01" reason: "x")").status()),
      ElementsAre(StartsWith("delisted_on DELISTED_BEFORE_LISTED")));
}

}  // namespace
}  // namespace wuse::domain
