#include "common/limits.h"
#include "server/domain/decide_case.h"
#include "server/domain/ladder.h"

namespace wuse::domain {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using Kind = v1::Change::KindCase;

// A report of p-1 in 2021-W18, after reports of W16 (300 万元) and, of W18 in the cases that say so, others.
class Reports : public DecideCase {
 protected:
  static std::string R(std::string_view week, std::string_view yuan, std::string_view more = "") {
    return "project: \"p-1\" week: \"" + std::string(week) + "\" invested_this_year_yuan: " + std::string(yuan) + " " +
           std::string(more);
  }
  absl::Status Refused(std::string_view report, std::string_view more = "") {
    const auto decision =
        Try<v1::FileReportRequest>("edit { report { " + std::string(report) + " } " + std::string(more) + " }");
    EXPECT_FALSE(decision.ok()) << report;
    return decision.status();
  }
  v1::Report Stored(std::string_view week, std::string_view project = "p-1") {
    const auto report = register_.FindReport(project, common::Week::OfStored(week));
    EXPECT_TRUE(report.ok()) << week;
    return report.ok() ? *report : v1::Report();
  }
};

class BadReport : public Reports, public testing::WithParamInterface<BadInput> {};

TEST_P(BadReport, IsNamedWithItsPathItsReasonAndItsValue) {
  const BadInput& bad = GetParam();
  File(R("2021-W16", "3000000"));
  for (const bool batch : {false, true}) {
    const std::string text = "report { " + bad.request + " }";
    const absl::Status status = batch ? Try<v1::FileReportsRequest>("edits { " + text + " }").status()
                                      : Try<v1::FileReportRequest>("edit { " + text + " }").status();
    ASSERT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    ASSERT_THAT(ViolationsOf(status), SizeIs(1));
    EXPECT_THAT(ViolationsOf(status)[0],
                StartsWith((batch ? "edits[0].report." : "edit.report.") + bad.field + " " + bad.reason + " "));
    EXPECT_THAT(ViolationsOf(status)[0], HasSubstr(bad.chinese));
  }
}

const std::string kGood = R"(project: "p-1" week: "2021-W18" invested_this_year_yuan: 4000000 )";
const std::vector<BadInput> kBadReports = {
    {"ProjectMissing", R"(week: "2021-W18" invested_this_year_yuan: 1)", "project", "REQUIRED", "项目编号不能为空"},
    {"ProjectDelisted", R"(project: "p-gone" week: "2021-W17" invested_this_year_yuan: 1)", "project",
     "PROJECT_DELISTED", "项目“p-gone”"},
    {"WeekMissing", R"(project: "p-1" invested_this_year_yuan: 4000000)", "week", "REQUIRED", "周不能为空"},
    {"WeekMalformed", R"(project: "p-1" week: "2021-18" invested_this_year_yuan: 4000000)", "week", "WEEK_MALFORMED",
     "周“2021-18”"},
    {"WeekThatDoesNotExist", R"(project: "p-1" week: "2021-W53" invested_this_year_yuan: 4000000)", "week",
     "WEEK_MALFORMED", "周“2021-W53”"},
    {"WeekInFuture", R"(project: "p-1" week: "2021-W19" invested_this_year_yuan: 4000000)", "week", "WEEK_IN_FUTURE",
     "周“2021-W19”晚于本周2021-W18"},
    {"WeekBeforeListing", R"(project: "p-1" week: "2020-W52" invested_this_year_yuan: 4000000)", "week",
     "WEEK_BEFORE_LISTING", "周“2020-W52”早于项目的列入日期2021-01-01"},
    {"AsOfMalformed", kGood + R"(as_of: "5.7")", "as_of", "DATE_MALFORMED", "截至日期“5.7”"},
    {"AsOfInFuture", kGood + R"(as_of: "2021-05-09")", "as_of", "DATE_IN_FUTURE", "截至日期“2021-05-09”晚于今天"},
    {"AsOfInAnotherWeek", kGood + R"(as_of: "2021-05-02")", "as_of", "AS_OF_NOT_IN_WEEK",
     "截至日期“2021-05-02”不在2021-W18内"},
    {"AmountMissing", R"(project: "p-1" week: "2021-W18")", "invested_this_year_yuan", "REQUIRED",
     "今年累计完成投资(万元)不能为空"},
    {"AmountNegative", R"(project: "p-1" week: "2021-W15" invested_this_year_yuan: -10000)", "invested_this_year_yuan",
     "AMOUNT_NEGATIVE", "今年累计完成投资(万元)“-1”"},
    {"AmountTooLarge", R"(project: "p-1" week: "2021-W18" invested_this_year_yuan: 1000000000000001)",
     "invested_this_year_yuan", "AMOUNT_TOO_LARGE", "“100000000000.0001”"},
    {"AmountFalls", R"(project: "p-1" week: "2021-W18" invested_this_year_yuan: 2999999)", "invested_this_year_yuan",
     "AMOUNT_FALLS", "2021-W18的今年累计完成投资(万元)“299.9999”低于2021-W16的“300”"},
    {"AmountAboveLater", R"(project: "p-1" week: "2021-W15" invested_this_year_yuan: 3000001)",
     "invested_this_year_yuan", "AMOUNT_ABOVE_LATER", "2021-W15的今年累计完成投资(万元)“300.0001”高于2021-W16的“300”"},
    {"PercentTooLarge", kGood + "percent_done_bp: 10050", "percent_done_bp", "PERCENT_OUT_OF_RANGE",
     "形象进度(%)“100.5”"},
    {"PercentNegative", kGood + "percent_done_bp: -100", "percent_done_bp", "PERCENT_OUT_OF_RANGE", "形象进度(%)“-1”"},
    {"ProgressTooLong", kGood + "progress: \"" + Repeat("长", 501) + "\"", "progress", "TEXT_TOO_LONG",
     "本周进展“长长"},
    {"ProblemsControl", kGood + R"(problems: "a\001")", "problems", "TEXT_CONTROL_CHARACTER", "存在问题“a"},
    {"NextBidi", kGood + "next: \"a\xE2\x81\xA6\"", "next", "TEXT_BIDI_CONTROL", "下周计划“a"},
    {"ReasonControl", kGood + R"(correction_reason: "a\001")", "correction_reason", "TEXT_CONTROL_CHARACTER",
     "更正原因“a"},
    {"MilestoneUnknown", kGood + R"(milestones { id: "结丁" reached_on: "2021-05-01" })", "milestones[0].id",
     "MILESTONE_UNKNOWN", "里程碑“结丁”不存在，是否指“结顶”(roof-topped)？"},
    {"MilestoneMissing", kGood + R"(milestones { reached_on: "2021-05-01" })", "milestones[0].id", "REQUIRED",
     "里程碑不能为空"},
    {"MilestoneTwice",
     kGood + R"(milestones { id: "结顶" reached_on: "2021-05-01" } milestones { id: "roof-topped" done: 1 })",
     "milestones[1].id", "DUPLICATE_MILESTONE", "“roof-topped”"},
    {"MilestoneInFuture", kGood + R"(milestones { id: "started" reached_on: "2021-05-09" })",
     "milestones[0].reached_on", "DATE_IN_FUTURE", "完成:开工“2021-05-09”"},
    {"MilestoneMalformed", kGood + R"(milestones { id: "started" reached_on: "x" })", "milestones[0].reached_on",
     "DATE_MALFORMED", "完成:开工“x”"},
    {"MilestoneDone", kGood + R"(milestones { id: "started" done: -1 })", "milestones[0].done", "NUMBER_OUT_OF_RANGE",
     "“-1”"},
    {"MilestoneOfTheServer", kGood + R"(milestones { id: "完成投资" reached_on: "2021-05-01" })", "milestones[0].id",
     "MILESTONE_SERVER_SET", "完成投资"},
    {"MilestonesTooMany", kGood + Repeat(R"(milestones { id: "a" } )", 41), "milestones", "TOO_MANY", "“41”"},
    {"ReachedChanged", kGood + R"(milestones { id: "立项" reached_on: "2020-12-02" })", "milestones[0].reached_on",
     "CORRECTION_REASON_REQUIRED", "完成:立项由“2020-12-01”改为“2020-12-02”"},
    {"ReachedCleared", kGood + R"(milestones { id: "立项" })", "milestones[0].reached_on", "CORRECTION_REASON_REQUIRED",
     "完成:立项由“2020-12-01”改为“”"},
};

INSTANTIATE_TEST_SUITE_P(Decide, BadReport, testing::ValuesIn(kBadReports),
                         [](const auto& param_info) { return param_info.param.name; });

TEST_F(Reports, AnUnknownProjectIsNotFoundAndInABatchABadRow) {
  const absl::Status one = Refused(R"(project: "p-2x" week: "2021-W18" invested_this_year_yuan: 1)");
  EXPECT_EQ(one.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(ViolationsOf(one), ElementsAre(StartsWith("edit.report.project PROJECT_NOT_FOUND 项目编号“p-2x”不存在")));
  const absl::Status row =
      Try<v1::FileReportsRequest>(R"(edits { report { project: "P-11" week: "2021-W18" invested_this_year_yuan: 1 } })")
          .status();
  EXPECT_EQ(row.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(ViolationsOf(row),
              ElementsAre("edits[0].report.project PROJECT_NOT_FOUND 项目编号“P-11”不存在，是否指“p-1”？"));
}

TEST_F(Reports, EveryRowAndEveryFieldIsListed) {
  const auto decision = Try<v1::FileReportsRequest>(R"(
    edits { report { project: "none-such" week: "x" invested_this_year_yuan: -1 percent_done_bp: 20000 } }
    edits { report { project: "p-1" week: "2021-W17" invested_this_year_yuan: 500 } }
    edits { report { project: "p-1" week: "2021-W18" invested_this_year_yuan: 400 } }
    edits { report { project: "金东1号" week: "2021-W17" invested_this_year_yuan: 500 next: "\001" } })");
  EXPECT_THAT(ViolationsOf(decision.status()),
              ElementsAre(StartsWith("edits[0].report.project PROJECT_NOT_FOUND"),
                          StartsWith("edits[0].report.week WEEK_MALFORMED"),
                          StartsWith("edits[0].report.invested_this_year_yuan AMOUNT_NEGATIVE"),
                          StartsWith("edits[0].report.percent_done_bp PERCENT_OUT_OF_RANGE"),
                          StartsWith("edits[3].report.next TEXT_CONTROL_CHARACTER"),
                          StartsWith("edits[3].report.project DUPLICATE_ROW 项目编号“p-1 2021-W17”与第2条重复"),
                          StartsWith("edits[2].report.invested_this_year_yuan AMOUNT_FALLS")));
}

TEST_F(Reports, AnUnknownMaskPathIsNamed) {
  const absl::Status status = Refused(R("2021-W18", "1"), R"(update_mask { paths: "milestones.started.planned_on" })");
  EXPECT_THAT(ViolationsOf(status), ElementsAre(StartsWith("edit.update_mask MASK_PATH_UNKNOWN"),
                                                StartsWith("edit.report.invested_this_year_yuan REQUIRED")));
}

TEST_F(Reports, MaskedMilestonesAreNamedByTheMasksPath) {
  EXPECT_THAT(
      ViolationsOf(Refused(R("2021-W18", "1", R"(milestones { id: "开工" reached_on: "2021-06-01" })"),
                           R"(update_mask { paths: "invested_this_year_yuan" paths: "milestones.开工.reached_on" })")),
      ElementsAre(StartsWith("edit.report.milestones.开工.reached_on DATE_IN_FUTURE 完成:开工“2021-06-01”")));
  EXPECT_THAT(
      ViolationsOf(Refused(R("2021-W18", "1"),
                           R"(update_mask { paths: "invested_this_year_yuan" paths: "milestones.开土.done" })")),
      ElementsAre(StartsWith("edit.report.milestones.开土.done MILESTONE_UNKNOWN 里程碑“开土”不存在，是否指“开工”")));
}

TEST_F(Reports, BatchesAreBounded) {
  EXPECT_EQ(ReasonOf(Try<v1::FileReportsRequest>("").status()), "EMPTY_BATCH");
  v1::FileReportsRequest request;
  for (int i = 0; i <= common::kMaxBatch; ++i) request.add_edits();
  EXPECT_EQ(ReasonOf(Try(request).status()), "BATCH_TOO_LARGE");
  request.mutable_edits()->RemoveLast();
  EXPECT_NE(ReasonOf(Try(request).status()), "BATCH_TOO_LARGE") << "of empty rows, but not too many";
}

TEST_F(Reports, AFailingDiskIsNotBadInput) {
  File(R("2021-W18", "1"));
  register_.FailReads(absl::UnavailableError("disk"));
  EXPECT_EQ(Refused(R("2021-W18", "2")).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Try<v1::FileReportsRequest>("edits { report { " + R("2021-W18", "2") + "} }").status().code(),
            absl::StatusCode::kUnavailable);
}

// --- what is stored

TEST_F(Reports, AreStoredWithWhoWhenAndAsOf) {
  const Decision decision = File(R"(project: "金东1号" week: "2021-W18" invested_this_year_yuan: 4000000
      percent_done_bp: 4750 progress: "一\n二" problems: "无" next: "续" version: 7 actor: "mallory" filed_on: "2020-01-01")");
  const v1::Report report = Stored("2021-W18");
  EXPECT_EQ(report.project(), "p-1");
  EXPECT_EQ(report.as_of(), "2021-05-07");
  EXPECT_EQ(report.invested_this_year_yuan(), 4000000);
  EXPECT_EQ(report.percent_done_bp(), 4750);
  EXPECT_EQ(report.progress(), "一\n二");
  EXPECT_EQ(report.problems(), "无");
  EXPECT_EQ(report.next(), "续");
  EXPECT_EQ(report.version(), 1);
  EXPECT_EQ(report.actor(), "li");
  EXPECT_EQ(report.filed_on(), "2021-05-08");
  EXPECT_FALSE(decision.changes[0].report_filed().correction());
  EXPECT_THAT(decision.changes[0].report_filed().milestones(), IsEmpty());
  EXPECT_EQ(decision.changes[0].report_filed().project_etag(), "");
}

TEST_F(Reports, RecolorTheirProjectInTheSameUpdate) {
  Edit(R"(milestones { id: "started" reached_on: "2021-03-01" })", "milestones.started.reached_on");
  ASSERT_EQ(P().status().color(), v1::ORANGE);  // no reports
  const Decision decision = File(R("2021-W18", "4200000"));
  ASSERT_THAT(KindsOf(decision), ElementsAre(Kind::kReportFiled, Kind::kStatusChanged));
  EXPECT_EQ(decision.changes[0].match_before().color(), v1::ORANGE);
  EXPECT_EQ(decision.changes[0].match_after().color(), v1::ORANGE);
  EXPECT_EQ(decision.changes[0].match_after().unit(), "duohu");
  EXPECT_EQ(decision.changes[1].match_before().color(), v1::ORANGE);
  EXPECT_EQ(decision.changes[1].match_after().color(), v1::YELLOW);
  EXPECT_EQ(P().status().color(), v1::YELLOW);
  EXPECT_THAT(P().status().deciding(), ElementsAre(v1::POINTS_BEHIND));
}

TEST_F(Reports, ThatLeaveTheColorSayNothingOfIt) {
  File(R("2021-W17", "4100000"));
  EXPECT_THAT(KindsOf(File(R("2021-W18", "4200000"))), ElementsAre(Kind::kReportFiled));
}

TEST_F(Reports, MarkMilestones) {
  const Decision decision = File(R("2021-W18", "1", R"(milestones { id: "开工" reached_on: "2021-05-06" }
                                                      milestones { id: "roof-topped" done: 8000 })"));
  EXPECT_EQ(RungOf(P(), "started").reached_on(), "2021-05-06");
  EXPECT_EQ(RungOf(P(), "roof-topped").done(), 8000);
  EXPECT_EQ(RungOf(P(), "roof-topped").planned_on(), "2021-09-01");
  ASSERT_THAT(decision.changes[0].report_filed().milestones(), SizeIs(2));
  EXPECT_EQ(decision.changes[0].report_filed().project_etag(), P().etag());
  EXPECT_EQ(P().etag(), EtagOf(P()));
  EXPECT_EQ(Stored("2021-W18").milestones(0).id(), "started");
}

TEST_F(Reports, AMeasureAloneLeavesTheReachedDate) {
  File(R("2021-W18", "1", R"(milestones { id: "approved" done: 1000 })"));
  EXPECT_EQ(RungOf(P(), "approved").reached_on(), "2020-12-01");
  EXPECT_EQ(RungOf(P(), "approved").done(), 1000);
}

TEST_F(Reports, MayRepeatADateThatIsThereAlready) {
  const Decision decision = File(R("2021-W18", "1", R"(milestones { id: "approved" reached_on: "2020-12-01" })"));
  EXPECT_THAT(decision.changes[0].report_filed().milestones(), IsEmpty());
}

TEST_F(Reports, CorrectReachedDatesWithAReason) {
  File(R("2021-W18", "1", R"(milestones { id: "approved" })"), R"(correction_reason: "误报")");
  EXPECT_EQ(RungOf(P(), "approved").reached_on(), "");
  EXPECT_EQ(Stored("2021-W18").correction_reason(), "误报");
}

TEST_F(Reports, OfTheWeekThatHoldsTheListingDayAreTaken) {
  File(R("2020-W53", "0"));
  EXPECT_EQ(Stored("2020-W53").as_of(), "2020-12-31");
}

// --- refiling

TEST_F(Reports, RefiledWithEqualContentWriteNothing) {
  const std::string report = R("2021-W18", "4000000", R"(progress: "甲" percent_done_bp: 0
                                                        milestones { id: "started" reached_on: "2021-05-06" })");
  File(report);
  EXPECT_THAT(File(report).changes, IsEmpty());
  EXPECT_THAT(File(report, R"(correction_reason: "无")").changes, IsEmpty());
  EXPECT_EQ(Stored("2021-W18").version(), 1);
}

TEST_F(Reports, RefiledWithEqualContentDoNotUndoACorrectionOfTheProject) {
  const std::string report = R("2021-W18", "1", R"(milestones { id: "started" reached_on: "2021-05-06" })");
  File(report);
  Edit(R"(milestones { id: "started" reached_on: "2021-05-05" })", "milestones.started.reached_on",
       R"(correction_reason: "核实")");
  EXPECT_THAT(File(report).changes, IsEmpty());
  EXPECT_EQ(RungOf(P(), "started").reached_on(), "2021-05-05");
}

TEST_F(Reports, RefiledOnALaterDayWithEqualContentWriteNothing) {
  today_ = common::Date::OfYmd(2021, 5, 5);
  File(R("2021-W18", "4000000"));
  ASSERT_EQ(Stored("2021-W18").as_of(), "2021-05-05");
  today_ = common::Date::OfYmd(2021, 5, 8);
  EXPECT_THAT(File(R("2021-W18", "4000000")).changes, IsEmpty());
  File(R("2021-W18", "4100000"));
  EXPECT_EQ(Stored("2021-W18").as_of(), "2021-05-07");
}

TEST_F(Reports, RefiledDifferentlyAreCorrections) {
  File(R("2021-W18", "4000000", R"(progress: "甲" percent_done_bp: 100)"));
  const Decision decision = File(R("2021-W18", "4000000", R"(next: "丙")"));
  EXPECT_TRUE(decision.changes[0].report_filed().correction());
  const v1::Report report = Stored("2021-W18");
  EXPECT_EQ(report.version(), 2);
  EXPECT_EQ(report.progress(), "");
  EXPECT_EQ(report.next(), "丙");
  EXPECT_FALSE(report.has_percent_done_bp());
}

TEST_F(Reports, PercentZeroIsNotTheSameAsNone) {
  File(R("2021-W18", "4000000"));
  EXPECT_THAT(File(R("2021-W18", "4000000", "percent_done_bp: 0")).changes, SizeIs(1));
}

TEST_F(Reports, RefiledWithAMaskKeepTheOtherFields) {
  File(R("2021-W18", "4000000", R"(as_of: "2021-05-06" progress: "甲" problems: "乙"
                                  milestones { id: "started" reached_on: "2021-05-06" })"));
  File(R"(project: "p-1" week: "2021-W18" progress: "新" milestones { id: "开工" done: 500 })",
       R"(update_mask { paths: "progress" paths: "problems" paths: "milestones.开工.done" })");
  const v1::Report report = Stored("2021-W18");
  EXPECT_EQ(report.invested_this_year_yuan(), 4000000);
  EXPECT_EQ(report.as_of(), "2021-05-06");
  EXPECT_EQ(report.progress(), "新");
  EXPECT_EQ(report.problems(), "");
  ASSERT_THAT(report.milestones(), SizeIs(1));
  EXPECT_EQ(report.milestones(0).reached_on(), "2021-05-06");
  EXPECT_EQ(report.milestones(0).done(), 500);
  EXPECT_EQ(RungOf(P(), "started").reached_on(), "2021-05-06");
  EXPECT_EQ(report.version(), 2);
}

TEST_F(Reports, AClearedAsOfIsTheDefaultAgain) {
  File(R("2021-W18", "4000000", R"(as_of: "2021-05-06")"));
  File(R("2021-W18", "4000000"), R"(update_mask { paths: "as_of" })");
  EXPECT_EQ(Stored("2021-W18").as_of(), "2021-05-07");
}

TEST_F(Reports, AClearedAmountIsRefused) {
  File(R("2021-W18", "4000000"));
  EXPECT_THAT(ViolationsOf(
                  Refused(R"(project: "p-1" week: "2021-W18")", R"(update_mask { paths: "invested_this_year_yuan" })")),
              ElementsAre(StartsWith("edit.report.invested_this_year_yuan REQUIRED")));
}

TEST_F(Reports, AMaskedClearOfAReachedDateNeedsAReason) {
  const std::string mask = R"(update_mask { paths: "invested_this_year_yuan" paths: "milestones.立项.reached_on" } )";
  EXPECT_THAT(ViolationsOf(Refused(R("2021-W18", "1"), mask)),
              ElementsAre(StartsWith("edit.report.milestones.立项.reached_on CORRECTION_REASON_REQUIRED")));
  File(R("2021-W18", "1"), mask + R"(correction_reason: "误报")");
  EXPECT_EQ(RungOf(P(), "approved").reached_on(), "");
}

// --- amounts

TEST_F(Reports, AmountsMayFallWithAReason) {
  File(R("2021-W16", "3000000"));
  File(R("2021-W17", "2000000"), R"(correction_reason: "核减")");
  EXPECT_EQ(Stored("2021-W17").correction_reason(), "核减");
  File(R("2021-W15", "3500000", R"(correction_reason: "补报")"));
}

TEST_F(Reports, AnAmountThatWasAcceptedStandsWhenTheTextIsCorrected) {
  File(R("2021-W16", "3000000"));
  File(R("2021-W17", "2000000"), R"(correction_reason: "核减")");
  File(R("2021-W17", "2000000", R"(progress: "补")"));
  File(R("2021-W16", "3000000", R"(progress: "补")"));
  EXPECT_EQ(Stored("2021-W16").version(), 2);
}

TEST_F(Reports, EqualAmountsDoNotFall) {
  File(R("2021-W16", "3000000"));
  File(R("2021-W18", "3000000"));
  File(R("2021-W17", "3000000"));
}

TEST_F(Reports, AmountsStartAgainInJanuary) {
  today_ = common::Date::OfYmd(2022, 1, 8);
  File(R("2021-W52", "9000000"));  // as of 2021-12-31
  File(R("2022-W01", "100"));
  EXPECT_EQ(Stored("2022-W01").as_of(), "2022-01-07");
  File(R("2021-W51", "8000000"));
}

TEST_F(Reports, ABatchIsComparedAsItWillBe) {
  File(R("2021-W16", "3000000"));
  File(R("2021-W17", "3500000"));
  // By itself the first would be above what W17 still says.
  const std::string both =
      "edits { report { " + R("2021-W16", "4000000") + " } } edits { report { " + R("2021-W17", "4500000") + " } }";
  const Decision decision = Do<v1::FileReportsRequest>(both);
  EXPECT_THAT(decision.changes, SizeIs(testing::Ge(2U)));
  EXPECT_EQ(Stored("2021-W17").invested_this_year_yuan(), 4500000);
}

TEST_F(Reports, AFallWithinABatchIsToldOnce) {
  const std::string rows =
      "edits { report { " + R("2021-W17", "3000000") + " } } edits { report { " + R("2021-W16", "4000000") + " } ";
  EXPECT_THAT(ViolationsOf(Try<v1::FileReportsRequest>(rows + "}").status()),
              ElementsAre(StartsWith("edits[0].report.invested_this_year_yuan AMOUNT_FALLS 2021-W17")));
  Do<v1::FileReportsRequest>(rows + R"(correction_reason: "核实" })");
}

// --- batches

TEST_F(Reports, ABatchRecolorsEachProjectOnceAndPlansEveryRow) {
  Edit(R"(milestones { id: "started" reached_on: "2021-03-01" })", "milestones.started.reached_on");
  File(R("2021-W15", "1"));
  File(R("2021-W14", "1"));
  const Decision decision =
      Do<v1::FileReportsRequest>("edits { report { " + R("2021-W17", "4000000") + " } } edits { report { " +
                                 R("2021-W15", "1") + " } } edits { report { " + R("2021-W14", "0") +
                                 " } } edits { report { " + R("2021-W18", "4300000") + " } } validate_only: true");
  EXPECT_THAT(KindsOf(decision),
              ElementsAre(Kind::kReportFiled, Kind::kReportFiled, Kind::kReportFiled, Kind::kStatusChanged));
  EXPECT_EQ(decision.changes[3].status_changed().after().color(), v1::GREEN);
  ASSERT_THAT(decision.plan, SizeIs(4));
  EXPECT_EQ(decision.plan[0].action(), v1::PlannedChange::CREATE);
  EXPECT_EQ(decision.plan[0].id(), "p-1");
  EXPECT_EQ(decision.plan[0].name(), "泉源安置二期");
  EXPECT_EQ(decision.plan[1].action(), v1::PlannedChange::UNCHANGED);
  EXPECT_EQ(decision.plan[2].action(), v1::PlannedChange::UPDATE);
  ASSERT_THAT(decision.plan[2].fields(), SizeIs(1));
  EXPECT_EQ(decision.plan[2].fields(0).path(), "invested_this_year_yuan");
  EXPECT_EQ(decision.plan[2].fields(0).before(), "1");
  EXPECT_EQ(decision.plan[2].fields(0).after(), "0");
}

TEST_F(Reports, RowsOfABatchSeeTheMilestonesOfThoseBefore) {
  const auto decision = Try<v1::FileReportsRequest>(
      "edits { report { " + R("2021-W17", "1", R"(milestones { id: "started" reached_on: "2021-04-28" })") +
      " } } edits { report { " + R("2021-W18", "2", R"(milestones { id: "started" reached_on: "2021-05-05" })") +
      " } }");
  EXPECT_THAT(ViolationsOf(decision.status()),
              ElementsAre(StartsWith("edits[1].report.milestones[0].reached_on CORRECTION_REASON_REQUIRED")));
}

// --- investment completed

TEST_F(Reports, TheOneThatReachesTheTotalCompletesTheInvestment) {
  Edit("invested_before_yuan: 46000000", "invested_before_yuan");
  File(R("2021-W16", "3999999"));
  EXPECT_EQ(RungOf(P(), kInvestmentCompleted).reached_on(), "");
  const Decision decision = File(R("2021-W17", "4000000"));
  EXPECT_EQ(RungOf(P(), kInvestmentCompleted).reached_on(), "2021-04-30");
  ASSERT_THAT(decision.changes[0].report_filed().milestones(), SizeIs(1));
  EXPECT_EQ(decision.changes[0].report_filed().project_etag(), P().etag());
  File(R("2021-W18", "4000001"));
  EXPECT_EQ(RungOf(P(), kInvestmentCompleted).reached_on(), "2021-04-30");
}

TEST_F(Reports, ACorrectionTakesTheCompletionBackOrMovesIt) {
  Edit("invested_before_yuan: 46000000", "invested_before_yuan");
  File(R("2021-W17", "4000000"));
  File(R("2021-W18", "4000000"));
  File(R("2021-W17", "3000000"));
  EXPECT_EQ(RungOf(P(), kInvestmentCompleted).reached_on(), "2021-05-07");
  File(R("2021-W18", "3000000"));
  EXPECT_EQ(RungOf(P(), kInvestmentCompleted).reached_on(), "");
}

TEST_F(Reports, AChangedTotalCompletesTheInvestmentOrTakesItBack) {
  File(R("2021-W17", "4000000"));
  Edit("total_investment_yuan: 4000000", "total_investment_yuan");
  EXPECT_EQ(RungOf(P(), kInvestmentCompleted).reached_on(), "2021-04-30");
  Edit("total_investment_yuan: 4000001", "total_investment_yuan");
  EXPECT_EQ(RungOf(P(), kInvestmentCompleted).reached_on(), "");
}

TEST_F(Reports, ABatchInAnyOrderCompletesTheInvestmentOnTheDayItWas) {
  Edit("invested_before_yuan: 46000000", "invested_before_yuan");
  Do<v1::FileReportsRequest>("edits { report { " + R("2021-W18", "4500000") + " } } edits { report { " +
                             R("2021-W17", "4000000") + " } }");
  EXPECT_EQ(RungOf(P(), kInvestmentCompleted).reached_on(), "2021-04-30");
}

}  // namespace
}  // namespace wuse::domain
