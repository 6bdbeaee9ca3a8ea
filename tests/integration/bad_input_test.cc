#include <gmock/gmock.h>

#include "common/limits.h"
#include "tests/integration/small_register.h"

namespace wuse::testing {
namespace {

using ::testing::HasSubstr;

constexpr auto kNotFound = grpc::StatusCode::NOT_FOUND;
constexpr auto kExists = grpc::StatusCode::ALREADY_EXISTS;
constexpr auto kAborted = grpc::StatusCode::ABORTED;

// A request that breaks one rule, and what the caller is told.
struct BadInput {
  const char* name;
  const char* method;
  std::string text;
  const char* reason;
  const char* field = "";  // "": the error is about no field, and the status names the value
  std::string value;
  std::string chinese;  // "": as `value`; people read amounts in 万元
  grpc::StatusCode code = kInvalid;
};

void PrintTo(const BadInput& bad, std::ostream* out) {
  *out << bad.method << " " << bad.text;
}

// 泉 is one character and three bytes: limits count characters.
std::string Characters(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "泉";
  return text;
}

// A new project, complete but for `more`; without `but`, so that `more` may give it.
std::string Create(const std::string& more, const std::string& but = "") {
  std::string text = "project { " + more;
  for (const auto& [field, value] : std::vector<std::pair<std::string, std::string>>{{"id", "\"n-1\""},
                                                                                     {"name", "\"新项目\""},
                                                                                     {"kind", "NEW"},
                                                                                     {"level", "TOWN"},
                                                                                     {"category", "URBAN"},
                                                                                     {"unit", "\"duohu\""}}) {
    if (field != but) text.append(" ").append(field).append(": ").append(value);
  }
  return text + " }";
}
// A change of p-1.
std::string Edit(const std::string& project, const std::string& path, const std::string& more = "") {
  return "edit { project { id: \"p-1\" " + project + " } update_mask { paths: \"" + path + "\" } " + more + " }";
}
// A report of p-1 for this week.
std::string File(const std::string& more) {
  return R"(edit { report { project: "p-1" week: "2021-W18" invested_this_year_yuan: 5000000 )" + more + " } }";
}
std::string FileAmount(const std::string& week, const std::string& yuan) {
  return R"(edit { report { project: "p-1" week: ")" + week + "\" invested_this_year_yuan: " + yuan + " } }";
}
std::string FileFor(const std::string& project, const std::string& week) {
  return "edit { report { project: \"" + project + "\" week: \"" + week + "\" invested_this_year_yuan: 5000000 } }";
}
std::string Months(const std::string& first, const std::string& last) {
  return "month_end_yuan: [" + first + ", 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, " + last + "]";
}
std::string Unit(const std::string& more) {
  return "units { id: \"new-unit\" " + more + " }";
}

// --- unknown, or out of use

std::vector<BadInput> Unknowns() {
  return {
      {"Unit", "CreateProject", Create("unit: \"nowhere\"", "unit"), "UNIT_UNKNOWN", "project.unit", "nowhere"},
      {"UnitOutOfUse", "CreateProject", Create("unit: \"old\"", "unit"), "UNIT_DELISTED", "project.unit", "old"},
      {"Department", "UpdateProject", Edit("department: \"nowhere\"", "department"), "UNIT_UNKNOWN",
       "edit.project.department", "nowhere"},
      {"UnitOfAFilter", "ListProjects", "filter { units: \"duohuu\" }", "UNIT_UNKNOWN", "filter.units[0]", "duohuu"},
      {"UnitOfTheOverview", "GetOverview", "filter { departments: \"nowhere\" }", "UNIT_UNKNOWN",
       "filter.departments[0]", "nowhere"},
      {"List", "ListReports", "filter { lists: \"no-list\" }", "LIST_UNKNOWN", "filter.lists[0]", "no-list"},
      {"MilestoneOfAFilter", "ListMissingReports", "filter { reached_milestones: \"nowhere\" }", "MILESTONE_UNKNOWN",
       "filter.reached_milestones[0]", "nowhere"},
      {"ProjectOfAReport", "FileReport", FileFor("p-99", "2021-W18"), "PROJECT_NOT_FOUND", "edit.report.project",
       "p-99", "", kNotFound},
      {"ProjectOfABatch", "FileReports",
       "edits { report { project: \"p-99\" week: \"2021-W18\" invested_this_year_yuan: 1 } }", "PROJECT_NOT_FOUND",
       "edits[0].report.project", "p-99"},
      {"ProjectToUpdate", "UpdateProject", "edit { project { id: \"p-99\" note: \"x\" } }", "PROJECT_NOT_FOUND",
       "edit.project.id", "p-99", "", kNotFound},
      {"ProjectToReplan", "ReplanMilestone",
       R"(project: "p-99" milestone: "started" planned_on: "2021-06-01" reason: "雨")", "PROJECT_NOT_FOUND", "project",
       "p-99", "", kNotFound},
      {"ProjectToDelist", "DelistProject", "project: \"p-99\" reason: \"取消\"", "PROJECT_NOT_FOUND", "project", "p-99",
       "", kNotFound},
      {"ProjectToRead", "GetProject", "id: \"p-99\"", "PROJECT_NOT_FOUND", "", "p-99", "", kNotFound},
      {"ProjectOfTheTrail", "ListChanges", "project: \"p-99\"", "PROJECT_NOT_FOUND", "", "p-99", "", kNotFound},
      {"ProjectOfTheReports", "ListReports", "projects: \"p-99\"", "PROJECT_UNKNOWN", "projects[0]", "p-99"},
      {"Parent", "UpdateProject", Edit("parent: \"p-99\"", "parent"), "PROJECT_NOT_FOUND", "edit.project.parent",
       "p-99"},
      {"ReportOfAWeek", "GetReport", "project: \"p-1\" week: \"2021-W16\"", "REPORT_NOT_FOUND", "", "2021-W16", "",
       kNotFound},
      {"DelistedProjectToReport", "FileReport", FileFor("p-gone", "2021-W18"), "PROJECT_DELISTED",
       "edit.report.project", "p-gone"},
      {"DelistedProjectToUpdate", "UpdateProject", "edit { project { id: \"p-gone\" note: \"x\" } }",
       "PROJECT_DELISTED", "edit.project.id", "p-gone"},
      {"DelistedProjectToDelist", "DelistProject", "project: \"p-gone\" reason: \"取消\"", "PROJECT_DELISTED",
       "project", "p-gone"},
      {"MilestoneOfAReport", "FileReport", File(R"(milestones { id: "nowhere" reached_on: "2021-05-07" })"),
       "MILESTONE_UNKNOWN", "edit.report.milestones[0].id", "nowhere"},
      {"MilestoneOfAMask", "UpdateProject", Edit("", "milestones.nowhere.planned_on"), "MILESTONE_UNKNOWN",
       "edit.project.milestones.nowhere.planned_on", "nowhere"},
      {"MilestoneToReplan", "ReplanMilestone",
       R"(project: "p-1" milestone: "nowhere" planned_on: "2021-06-01" reason: "雨")", "MILESTONE_UNKNOWN", "milestone",
       "nowhere"},
  };
}

std::vector<BadInput> UnknownValues() {
  return {
      {"KindOfANewProject", "CreateProject", Create("kind: 99", "kind"), "ENUM_UNKNOWN", "project.kind", "99"},
      {"LevelOfAnEdit", "UpdateProject", Edit("level: 99", "level"), "ENUM_UNKNOWN", "edit.project.level", "99"},
      {"CategoryOfANewProject", "CreateProject", Create("category: 99", "category"), "ENUM_UNKNOWN", "project.category",
       "99"},
      {"GroupOfAUnit", "ApplyUnits", Unit("name: \"新镇\" group: 99"), "ENUM_UNKNOWN", "units[0].group", "99"},
      {"KindOfAFilter", "ListProjects", "filter { kinds: 99 }", "VALUE_UNKNOWN", "filter.kinds[0]", "99"},
      {"ColorOfAFilter", "GetOverview", "filter { colors: [RED, 99] }", "VALUE_UNKNOWN", "filter.colors[1]", "99"},
      {"KindOfAChange", "ListChanges", "kinds: 99", "VALUE_UNKNOWN", "kinds[0]", "99"},
      {"Order", "ListProjects", "order: 99", "VALUE_UNKNOWN", "order", "99"},
      {"PathOfAMask", "UpdateProject", Edit("", "nmae"), "MASK_PATH_UNKNOWN", "edit.update_mask", "nmae"},
      {"MonthOfAMask", "UpdateProject", Edit("", "plans.2021.month_end_yuan.13"), "MASK_PATH_UNKNOWN",
       "edit.update_mask", "plans.2021.month_end_yuan.13"},
      {"PathOfAReportsMask", "FileReport",
       "edit { report { project: \"p-1\" week: \"2021-W17\" } update_mask { paths: \"version\" } }",
       "MASK_PATH_UNKNOWN", "edit.update_mask", "version"},
  };
}

// --- malformed

std::vector<BadInput> Malformed() {
  return {
      {"IdOfAProject", "CreateProject", Create("id: \"多湖-1\"", "id"), "ID_MALFORMED", "project.id", "多湖-1"},
      {"IdOfAUnit", "ApplyUnits", "units { id: \"a b\" name: \"新镇\" group: TOWNSHIP }", "ID_MALFORMED", "units[0].id",
       "a b"},
      {"IdOfAList", "CreateProject", Create("lists: \"重点\""), "ID_MALFORMED", "project.lists[0]", "重点"},
      {"DayOfAReport", "FileReport", File("as_of: \"2021-5-8\""), "DATE_MALFORMED", "edit.report.as_of", "2021-5-8"},
      {"DayThatIsNone", "ReplanMilestone",
       R"(project: "p-1" milestone: "started" planned_on: "2021-02-30" reason: "雨")", "DATE_MALFORMED", "planned_on",
       "2021-02-30"},
      {"DayOfDelisting", "DelistProject", R"(project: "p-1" delisted_on: "tomorrow" reason: "取消")", "DATE_MALFORMED",
       "delisted_on", "tomorrow"},
      {"DayOfListing", "CreateProject", Create("listed_on: \"20210101\""), "DATE_MALFORMED", "project.listed_on",
       "20210101"},
      {"DayOfAUnit", "ApplyUnits", Unit(R"(name: "新镇" group: TOWNSHIP delisted_on: "2021")"), "DATE_MALFORMED",
       "units[0].delisted_on", "2021"},
      {"DayOfTheTrail", "ListChanges", "actor: \"li\" from: \"2021-13-01\"", "DATE_MALFORMED", "from", "2021-13-01"},
      {"Week", "FileReport", FileFor("p-1", "2021-18"), "WEEK_MALFORMED", "edit.report.week", "2021-18"},
      {"WeekThatIsNone", "FileReport", FileFor("p-1", "2021-W53"), "WEEK_MALFORMED", "edit.report.week", "2021-W53"},
      {"WeekToRead", "GetReport", "project: \"p-1\" week: \"W18\"", "WEEK_MALFORMED", "week", "W18"},
      {"WeekOfTheReports", "ListReports", "to_week: \"2021-W00\"", "WEEK_MALFORMED", "to_week", "2021-W00"},
      {"WeekOfTheMissing", "ListMissingReports", "week: \"2021W18\"", "WEEK_MALFORMED", "week", "2021W18"},
      {"Month", "GetOverview", "period: \"2021-13\"", "PERIOD_MALFORMED", "period", "2021-13"},
      {"NationalCode", "CreateProject", Create("national_code: \"2101-330703\""), "NATIONAL_CODE_MALFORMED",
       "project.national_code", "2101-330703"},
      {"DivisionCode", "ApplyUnits", Unit(R"(name: "新镇" group: TOWNSHIP nbs_code: "33070x")"), "NBS_CODE_MALFORMED",
       "units[0].nbs_code", "33070x"},
      {"ControlCharacter", "FileReport", File("progress: \"基础\\007完成\""), "TEXT_CONTROL_CHARACTER",
       "edit.report.progress", "基础"},
      {"LineBreakInAName", "CreateProject", Create("name: \"新\\n项目\"", "name"), "TEXT_CONTROL_CHARACTER",
       "project.name", "新"},
      {"BidirectionalOverride", "FileReport", File("problems: \"\\342\\200\\256反\""), "TEXT_BIDI_CONTROL",
       "edit.report.problems", "反"},
      {"OverrideInAUnit", "ApplyUnits", Unit("name: \"新镇\\342\\200\\256\" group: TOWNSHIP"), "TEXT_BIDI_CONTROL",
       "units[0].name", "新镇"},
      {"NameTooLong", "CreateProject", Create("name: \"" + Characters(101) + "\"", "name"), "TEXT_TOO_LONG",
       "project.name", "泉泉"},
      {"UnitNameTooLong", "ApplyUnits", Unit("group: TOWNSHIP name: \"" + Characters(101) + "\""), "TEXT_TOO_LONG",
       "units[0].name", "泉泉"},
      {"LeaderTooLong", "UpdateProject", Edit("team { leader: \"" + Characters(101) + "\" }", "team.leader"),
       "TEXT_TOO_LONG", "edit.project.team.leader", "泉泉"},
      {"ProgressTooLong", "FileReport", File("progress: \"" + Characters(501) + "\""), "TEXT_TOO_LONG",
       "edit.report.progress", "泉泉"},
      {"NoteTooLong", "UpdateProject", Edit("note: \"" + Characters(501) + "\"", "note"), "TEXT_TOO_LONG",
       "edit.project.note", "泉泉"},
      {"ReasonTooLong", "DelistProject", "project: \"p-1\" reason: \"" + Characters(501) + "\"", "TEXT_TOO_LONG",
       "reason", "泉泉"},
      {"PageToken", "ListProjects", "page_token: \"Zm9yZ2VkIHRva2VuIG9mIG5vYm9keQ\"", "PAGE_TOKEN_INVALID",
       "page_token"},
      {"Tile", "ApplyUnits", Unit("name: \"新镇\" group: TOWNSHIP tile { row: 64 }"), "NUMBER_OUT_OF_RANGE",
       "units[0].tile.row", "64"},
      {"Percent", "FileReport", File("percent_done_bp: 10001"), "PERCENT_OUT_OF_RANGE", "edit.report.percent_done_bp",
       "10001", "100.01"},
      {"UnitWithoutAName", "ApplyUnits", Unit("group: TOWNSHIP"), "REQUIRED", "units[0].name"},
      {"UnitWithoutAGroup", "ApplyUnits", Unit("name: \"新镇\""), "REQUIRED", "units[0].group"},
      {"ReportWithoutAnAmount", "FileReport", "edit { report { project: \"p-1\" week: \"2021-W18\" } }", "REQUIRED",
       "edit.report.invested_this_year_yuan"},
      {"DelistingWithoutAReason", "DelistProject", "project: \"p-1\"", "REQUIRED", "reason"},
  };
}

// --- against the calendar and against what is known

std::vector<BadInput> Untimely() {
  return {
      {"WeekAfterThisOne", "FileReport", FileFor("p-1", "2021-W19"), "WEEK_IN_FUTURE", "edit.report.week", "2021-W19"},
      {"MissingOfAFutureWeek", "ListMissingReports", "week: \"2021-W19\"", "WEEK_IN_FUTURE", "week", "2021-W19"},
      {"FuturePeriod", "GetOverview", "period: \"2021-06\"", "PERIOD_IN_FUTURE", "period", "2021-06"},
      {"WeekBeforeListing", "FileReport", FileFor("p-2", "2021-W08"), "WEEK_BEFORE_LISTING", "edit.report.week",
       "2021-W08"},
      {"FutureDayOfAReport", "FileReport", File("as_of: \"2021-05-09\""), "DATE_IN_FUTURE", "edit.report.as_of",
       "2021-05-09"},
      {"DayOutsideItsWeek", "FileReport", File("as_of: \"2021-05-02\""), "AS_OF_NOT_IN_WEEK", "edit.report.as_of",
       "2021-05-02"},
      {"ReportedInTheFuture", "FileReport", File(R"(milestones { id: "started" reached_on: "2021-05-09" })"),
       "DATE_IN_FUTURE", "edit.report.milestones[0].reached_on", "2021-05-09"},
      {"ReachedInTheFuture", "UpdateProject",
       Edit(R"(milestones { id: "started" reached_on: "2022-01-01" })", "milestones.started.reached_on"),
       "DATE_IN_FUTURE", "edit.project.milestones.started.reached_on", "2022-01-01"},
  };
}

std::vector<BadInput> BadAmounts() {
  return {
      {"NegativeReport", "FileReport", FileAmount("2021-W18", "-1"), "AMOUNT_NEGATIVE",
       "edit.report.invested_this_year_yuan", "-1", "-0.0001"},
      {"ReportOverTheLimit", "FileReport", FileAmount("2021-W18", "1000000000000001"), "AMOUNT_TOO_LARGE",
       "edit.report.invested_this_year_yuan", "1000000000000001", "100000000000.0001"},
      {"NegativeTotal", "UpdateProject", Edit("total_investment_yuan: -20000", "total_investment_yuan"),
       "AMOUNT_NEGATIVE", "edit.project.total_investment_yuan", "-20000", "-2"},
      {"LargestNumber", "UpdateProject", Edit("invested_before_yuan: 9223372036854775807", "invested_before_yuan"),
       "AMOUNT_TOO_LARGE", "edit.project.invested_before_yuan", "9223372036854775807", "922337203685477.5807"},
      {"NegativePlan", "CreateProject", Create("plans { year: 2021 annual_yuan: -1 }"), "AMOUNT_NEGATIVE",
       "project.plans[0].annual_yuan", "-1", "-0.0001"},
      {"NegativeMonth", "CreateProject", Create("plans { year: 2021 annual_yuan: 120 " + Months("-7", "120") + "}"),
       "AMOUNT_NEGATIVE", "project.plans[0].month_end_yuan[0]", "-7", "-0.0007"},
      {"MonthsThatFall", "CreateProject", Create("plans { year: 2021 annual_yuan: 120 " + Months("25", "120") + "}"),
       "MONTH_ENDS_FALL", "project.plans[0].month_end_yuan[1]", "20", "0.002"},
      {"LastMonthIsNotThePlan", "CreateProject",
       Create("plans { year: 2021 annual_yuan: 125 " + Months("10", "120") + "}"), "LAST_MONTH_NOT_ANNUAL",
       "project.plans[0].month_end_yuan[11]", "120", "0.012"},
      {"MonthsIncomplete", "CreateProject", Create("plans { year: 2021 annual_yuan: 120 month_end_yuan: [10, 20] }"),
       "MONTH_ENDS_INCOMPLETE", "project.plans[0].month_end_yuan", "2"},
      {"LowerThanTheReportBefore", "FileReport", FileAmount("2021-W16", "2999999"), "AMOUNT_FALLS",
       "edit.report.invested_this_year_yuan", "2999999", "299.9999"},
      {"HigherThanTheReportAfter", "FileReport", FileAmount("2021-W16", "4000001"), "AMOUNT_ABOVE_LATER",
       "edit.report.invested_this_year_yuan", "4000001", "400.0001"},
  };
}

std::vector<BadInput> WithoutReasons() {
  const std::string replan_started = R"(milestones { id: "started" planned_on: "2021-04-01" })";
  const std::string correct_approved = R"(milestones { id: "approved" reached_on: "2020-12-02" })";
  return {
      {"PlannedDayWithoutAReason", "UpdateProject", Edit(replan_started, "milestones.started.planned_on"),
       "REPLAN_REASON_REQUIRED", "edit.project.milestones.started.planned_on", "2021-04-01"},
      {"PlannedDayClearedWithoutAReason", "UpdateProject", Edit("", "milestones.started.planned_on"),
       "REPLAN_REASON_REQUIRED", "edit.project.milestones.started.planned_on", "2021-03-01"},
      {"PlanWithoutAReason", "UpdateProject",
       Edit("plans { year: 2021 annual_yuan: 120 " + Months("10", "120") + " }", "plans"), "REPLAN_REASON_REQUIRED",
       "edit.project.plans[0].annual_yuan", "2021"},
      {"ReplanWithoutAReason", "ReplanMilestone", R"(project: "p-1" milestone: "started" planned_on: "2021-06-01")",
       "REQUIRED", "reason"},
      {"ReachedDayWithoutAReason", "UpdateProject", Edit(correct_approved, "milestones.approved.reached_on"),
       "CORRECTION_REASON_REQUIRED", "edit.project.milestones.approved.reached_on", "2020-12-02"},
      {"ReachedDayClearedWithoutAReason", "UpdateProject", Edit("", "milestones.approved.reached_on"),
       "CORRECTION_REASON_REQUIRED", "edit.project.milestones.approved.reached_on", "2020-12-01"},
      {"ReachedDayReportedWithoutAReason", "FileReport", File(correct_approved), "CORRECTION_REASON_REQUIRED",
       "edit.report.milestones[0].reached_on", "2020-12-02"},
  };
}

std::vector<BadInput> Contradictions() {
  return {
      {"ServersMilestone", "FileReport", File(R"(milestones { id: "investment-completed" reached_on: "2021-05-07" })"),
       "MILESTONE_SERVER_SET", "edit.report.milestones[0].id", "investment-completed"},
      {"MilestoneTwice", "FileReport",
       File(R"(milestones { id: "started" reached_on: "2021-05-07" } milestones { id: "开工" })"),
       "DUPLICATE_MILESTONE", "edit.report.milestones[1].id", "开工"},
      {"IdTaken", "CreateProject", Create("id: \"P-1\"", "id"), "PROJECT_EXISTS", "project.id", "p-1", "", kExists},
      {"CodeTaken", "CreateProject", Create("external_code: \"金东1号\""), "EXTERNAL_CODE_TAKEN",
       "project.external_code", "金东1号", "", kExists},
      {"UnitNameTaken", "ApplyUnits", Unit("name: \"多湖街道\" group: TOWNSHIP"), "NAME_TAKEN", "units[0].name",
       "多湖街道", "", kExists},
      {"ParentBelowIt", "UpdateProject", Edit("parent: \"p-2\"", "parent"), "PARENT_CYCLE", "edit.project.parent",
       "p-2"},
      {"PauseThatEndsBeforeItBegins", "UpdateProject",
       Edit(R"(pauses { from: "2021-05-02" until: "2021-05-01" by: "区长" reason: "雨" })", "pauses"),
       "UNTIL_BEFORE_FROM", "edit.project.pauses[0].until", "2021-05-01"},
      {"DelistedBeforeListed", "DelistProject", R"(project: "p-2" delisted_on: "2021-02-28" reason: "取消")",
       "DELISTED_BEFORE_LISTED", "delisted_on", "2021-02-28"},
      {"StaleUpdate", "UpdateProject", Edit("note: \"新\"", "note") + " etag: \"0123456789abcdef\"", "ETAG_MISMATCH",
       "", "0123456789abcdef", "", kAborted},
      {"StaleReplan", "ReplanMilestone",
       R"(project: "p-1" milestone: "started" planned_on: "2021-06-01" reason: "雨" etag: "stale")", "ETAG_MISMATCH",
       "", "stale", "", kAborted},
      {"StaleDelisting", "DelistProject", R"(project: "p-1" reason: "取消" etag: "stale")", "ETAG_MISMATCH", "",
       "stale", "", kAborted},
      {"PageTooLarge", "ListChanges", "actor: \"li\" page_size: 501", "PAGE_SIZE_INVALID", "page_size", "501"},
      {"RequestId", "DelistProject", "project: \"p-1\" reason: \"取消\" request_id: \"a b\"", "REQUEST_ID_INVALID",
       "request_id", "a b"},
  };
}

// One register for all rows: not one of them may change it.
class BadInputTest : public ::testing::TestWithParam<BadInput> {
 protected:
  static void SetUpTestSuite() {
    register_ = std::make_unique<SmallRegister>();
    register_->Fill();
  }
  static void TearDownTestSuite() { register_.reset(); }

  inline static std::unique_ptr<SmallRegister> register_;
};

TEST_P(BadInputTest, IsRefusedByNameAndChangesNothing) {
  const BadInput& bad = GetParam();
  const std::string before = register_->Everything();
  const RawAnswer answer = register_->Call(bad.method, bad.text);
  ExpectRefusal(answer, bad.code, bad.reason);
  const std::string& chinese = bad.chinese.empty() ? bad.value : bad.chinese;
  const ErrorOf error(answer.status);
  if (*bad.field == '\0') {
    EXPECT_TRUE(error.fields.empty());
    EXPECT_THAT(answer.status.error_message(), HasSubstr(bad.value));
    EXPECT_THAT(error.chinese, HasSubstr(chinese));
  } else {
    ASSERT_EQ(error.fields.size(), 1U) << answer.status.error_message();
    EXPECT_EQ(error.fields[0].field(), bad.field);
    EXPECT_EQ(error.fields[0].reason(), bad.reason);
    EXPECT_THAT(error.fields[0].description(), HasSubstr(bad.value));
    EXPECT_EQ(error.fields[0].localized_message().locale(), "zh-CN");
    EXPECT_THAT(error.fields[0].localized_message().message(), HasSubstr(chinese));
  }
  EXPECT_EQ(register_->Everything(), before);
}

const auto kName = [](const auto& row) { return std::string(row.param.name); };
INSTANTIATE_TEST_SUITE_P(Unknown, BadInputTest, ::testing::ValuesIn(Unknowns()), kName);
INSTANTIATE_TEST_SUITE_P(UnknownValue, BadInputTest, ::testing::ValuesIn(UnknownValues()), kName);
INSTANTIATE_TEST_SUITE_P(Malformed, BadInputTest, ::testing::ValuesIn(Malformed()), kName);
INSTANTIATE_TEST_SUITE_P(Untimely, BadInputTest, ::testing::ValuesIn(Untimely()), kName);
INSTANTIATE_TEST_SUITE_P(Amount, BadInputTest, ::testing::ValuesIn(BadAmounts()), kName);
INSTANTIATE_TEST_SUITE_P(WithoutReason, BadInputTest, ::testing::ValuesIn(WithoutReasons()), kName);
INSTANTIATE_TEST_SUITE_P(Contradictory, BadInputTest, ::testing::ValuesIn(Contradictions()), kName);

}  // namespace
}  // namespace wuse::testing
