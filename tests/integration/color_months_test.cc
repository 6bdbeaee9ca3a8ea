#include <gmock/gmock.h>

#include <future>
#include <string>
#include <vector>

#include "tests/integration/color_register.h"

// The official colors of a month: frozen, asked for, restated beside what was published.
namespace wuse::testing {
namespace {

using ::testing::ElementsAre;

constexpr auto kPrecondition = grpc::StatusCode::FAILED_PRECONDITION;

class ColorMonths : public ColorRegister {
 protected:
  v1::RecolorMonthResponse Recolor(const std::string& month) {
    return register_.Get<v1::RecolorMonthResponse>("RecolorMonth", "month: '" + month + "'");
  }
  v1::MonthColor HistoryOf(const std::string& project, const std::string& month) {
    const auto history = History("project: '" + project + "' from_month: '" + month + "' to_month: '" + month + "'");
    EXPECT_EQ(history.months_size(), 1) << project << " " << month;
    return history.months().empty() ? v1::MonthColor() : history.months(0);
  }
  // A report of W17, which closes April, that says another sum.
  void CorrectApril(const std::string& yuan) {
    register_.Do("FileReport", "edit { report { project: 'p-1' week: '2021-W17' invested_this_year_yuan: " + yuan +
                                   " } correction_reason: '重复计算' }");
  }
};

std::vector<std::string> IdsOf(const v1::GetRecoloredMonthResponse& month) {
  std::vector<std::string> ids;
  for (const v1::MovedProject& project : month.projects()) ids.push_back(project.id());
  return ids;
}

TEST_F(ColorMonths, AMonthIsFrozenAsItWasAtItsEnd) {
  const auto recolored = Recolor("2021-04");
  EXPECT_EQ(recolored.month().month(), "2021-04");
  EXPECT_EQ(recolored.month().published_on(), "2021-05-08");
  EXPECT_EQ(recolored.month().published_by(), "li");
  EXPECT_EQ(recolored.month().policy_version(), 0);
  EXPECT_EQ(recolored.month().project_count(), 3) << "p-gone was still listed";
  EXPECT_EQ(recolored.month().colors_size(), 6);
  EXPECT_EQ(CountOf(recolored.month().colors(), v1::YELLOW), 1);
  EXPECT_EQ(CountOf(recolored.month().colors(), v1::NOT_RATED), 2);
  EXPECT_EQ(recolored.month().units_size(), 0) << "there is no policy about units";
  EXPECT_EQ(ColorOf("p-1"), v1::ORANGE) << "its color of today is another one";

  const auto month = Month("month: '2021-04'");
  EXPECT_EQ(month.month().SerializeAsString(), recolored.month().SerializeAsString());
  EXPECT_EQ(month.month_before(), "");
  ASSERT_EQ(month.matrix_size(), 6);
  EXPECT_EQ(MovedOf(month.matrix(), v1::NOT_RATED, v1::YELLOW), 1);
  EXPECT_EQ(MovedOf(month.matrix(), v1::NOT_RATED, v1::NOT_RATED), 2);
  EXPECT_EQ(MovedOf(month.matrix(), v1::GREEN, v1::YELLOW), 0);
  ASSERT_EQ(month.units_size(), 2);
  EXPECT_EQ(month.units(0).unit(), "dongxiao");
  EXPECT_EQ(month.units(0).project_count(), 2);
  EXPECT_EQ(MovedOf(month.units(0).matrix(), v1::NOT_RATED, v1::NOT_RATED), 2);
  EXPECT_EQ(month.units(1).unit(), "duohu");
  EXPECT_EQ(MovedOf(month.units(1).matrix(), v1::NOT_RATED, v1::YELLOW), 1);
  EXPECT_EQ(CountOf(month.restated(), v1::YELLOW), 1);
  ASSERT_THAT(IdsOf(month), ElementsAre("p-1"));
  EXPECT_EQ(month.projects(0).name(), "泉源安置二期");
  EXPECT_EQ(month.projects(0).unit(), "duohu");
  EXPECT_EQ(month.projects(0).before(), v1::NOT_RATED);
  EXPECT_EQ(month.projects(0).published(), v1::YELLOW);
  EXPECT_EQ(month.projects(0).restated(), v1::YELLOW);
  EXPECT_EQ(WordsOf(month.projects(0).reasons()), "应开工 1 个月未开工，1 为黄;");
  EXPECT_FALSE(month.projects(0).is_overridden());
}

TEST_F(ColorMonths, TheMonthBeforeSaysWhatMovedWhere) {
  Recolor("2021-02");
  Recolor("2021-04");
  EXPECT_EQ(Month("month: '2021-04'").month_before(), "") << "March is not recolored";
  Recolor("2021-03");
  // No report before April: 12 due weeks without one.
  EXPECT_EQ(HistoryOf("p-1", "2021-03").published(), v1::ORANGE);
  const auto april = Month("month: '2021-04'");
  EXPECT_EQ(april.month_before(), "2021-03");
  EXPECT_EQ(MovedOf(april.matrix(), v1::ORANGE, v1::YELLOW), 1);
  EXPECT_EQ(MovedOf(april.matrix(), v1::NOT_RATED, v1::NOT_RATED), 2);
  ASSERT_THAT(IdsOf(april), ElementsAre("p-1"));
  EXPECT_EQ(april.projects(0).before(), v1::ORANGE);
  const auto march = Month("month: '2021-03'");
  EXPECT_EQ(march.month_before(), "2021-02");
  EXPECT_EQ(march.month().project_count(), 3);
  EXPECT_EQ(Month("month: '2021-02'").month().project_count(), 2) << "p-2 was not listed yet";
  EXPECT_EQ(MovedOf(march.matrix(), v1::ORANGE, v1::ORANGE), 1);
  EXPECT_EQ(march.projects_size(), 0) << "nothing has changed";

  const auto history = History("project: 'p-1'");
  ASSERT_EQ(history.months_size(), 3);
  EXPECT_EQ(history.months(0).month(), "2021-04") << "newest first, whenever it was recolored";
  EXPECT_EQ(history.months(2).month(), "2021-02");
  EXPECT_EQ(History("project: 'p-2'").months_size(), 2);
  EXPECT_EQ(History("project: 'p-1' from_month: '2021-03'").months_size(), 2);
  EXPECT_EQ(History("project: 'p-1' to_month: '2021-03'").months_size(), 2);
  EXPECT_EQ(History("project: 'p-1' from_month: '2021-05'").months_size(), 0);
}

TEST_F(ColorMonths, AMonthIsListedInPagesAndByUnit) {
  Recolor("2021-04");
  EXPECT_THAT(IdsOf(Month("month: '2021-04' include_unchanged: true")), ElementsAre("p-1", "p-2", "p-gone"));
  std::vector<std::string> ids;
  std::string token;
  do {
    const auto page = Month("month: '2021-04' include_unchanged: true page_size: 1 page_token: '" + token + "'");
    ASSERT_EQ(page.projects_size(), 1);
    ids.push_back(page.projects(0).id());
    EXPECT_EQ(CountOf(page.month().colors(), v1::NOT_RATED), 2) << "the counts are of all pages";
    token = page.next_page_token();
  } while (!token.empty() && ids.size() < 4);
  EXPECT_THAT(ids, ElementsAre("p-1", "p-2", "p-gone"));
  const auto of_unit = Month("month: '2021-04' include_unchanged: true units: 'dongxiao'");
  EXPECT_THAT(IdsOf(of_unit), ElementsAre("p-2", "p-gone"));
  ASSERT_EQ(of_unit.units_size(), 1);
  EXPECT_EQ(MovedOf(of_unit.matrix(), v1::NOT_RATED, v1::YELLOW), 0);
}

TEST_F(ColorMonths, WhatIsCorrectedLaterStandsBesideWhatWasPublished) {
  Recolor("2021-04");
  const v1::MonthColor published = HistoryOf("p-1", "2021-04");
  EXPECT_EQ(published.published(), v1::YELLOW);
  EXPECT_EQ(published.restated(), v1::YELLOW);
  EXPECT_EQ(published.restated_reasons_size(), 0);
  EXPECT_EQ(published.published_on(), "2021-05-08");
  EXPECT_EQ(published.published_by(), "li");
  const std::string frozen = Month("month: '2021-04'").month().SerializeAsString();

  CorrectApril("2000000");
  v1::MonthColor corrected = HistoryOf("p-1", "2021-04");
  EXPECT_EQ(corrected.restated(), v1::ORANGE);
  EXPECT_EQ(WordsOf(corrected.restated_reasons()), "落后序时进度 16.7 个百分点，10–30 为橙;");
  const auto month = Month("month: '2021-04'");
  EXPECT_EQ(month.month().SerializeAsString(), frozen);
  EXPECT_EQ(CountOf(month.restated(), v1::ORANGE), 1);
  EXPECT_EQ(CountOf(month.restated(), v1::YELLOW), 0);
  ASSERT_EQ(month.projects_size(), 1);
  EXPECT_EQ(month.projects(0).published(), v1::YELLOW);
  EXPECT_EQ(month.projects(0).restated(), v1::ORANGE);
  // But for that, it is what it was.
  corrected.set_restated(v1::YELLOW);
  corrected.clear_restated_reasons();
  EXPECT_EQ(corrected.SerializeAsString(), published.SerializeAsString());

  CorrectApril("4000000");
  EXPECT_EQ(HistoryOf("p-1", "2021-04").SerializeAsString(), published.SerializeAsString());
}

TEST_F(ColorMonths, AProjectThatMovedInOnlyARestatedColorIsListed) {
  Recolor("2021-02");
  Recolor("2021-03");
  EXPECT_EQ(Month("month: '2021-03'").projects_size(), 0);
  register_.Do("FileReport", "edit { report { project: 'p-1' week: '2021-W12' invested_this_year_yuan: 3000000 } }");
  const auto march = Month("month: '2021-03'");
  ASSERT_THAT(IdsOf(march), ElementsAre("p-1"));
  EXPECT_EQ(march.projects(0).before(), v1::ORANGE);
  EXPECT_EQ(march.projects(0).published(), v1::ORANGE);
  EXPECT_EQ(march.projects(0).restated(), v1::GREEN);
}

TEST_F(ColorMonths, ANewPlanIsNoCorrectionOfAMonthBeforeIt) {
  Recolor("2021-04");
  register_.Do("ReplanMilestone", "project: 'p-1' milestone: 'started' planned_on: '2021-08-01' reason: '征迁'");
  EXPECT_EQ(ColorOf("p-1"), v1::GREEN) << "today it is due in August";
  EXPECT_EQ(HistoryOf("p-1", "2021-04").restated(), v1::YELLOW);
  register_.Do("UpdateProject", R"(edit { project { id: "p-1" milestones { id: "started" reached_on: "2021-04-30" } }
      update_mask { paths: "milestones.started.reached_on" } })");
  EXPECT_EQ(HistoryOf("p-1", "2021-04").restated(), v1::GREEN) << "that it had started was not known";
  EXPECT_EQ(HistoryOf("p-1", "2021-04").published(), v1::YELLOW);
}

TEST_F(ColorMonths, AMonthGoesByThePolicyOfItsLastDay) {
  SetPolicy("preset: 'wuhan' reason: '全区'");
  SetPolicy("preset: 'sanya-2022-area' reason: '评街道'");
  Become(common::Date::OfYmd(2021, 6, 1));
  Recolor("2021-04");
  EXPECT_EQ(HistoryOf("p-1", "2021-04").published(), v1::YELLOW) << "by wuse-default";
  EXPECT_EQ(HistoryOf("p-1", "2021-04").policy_version(), 0);
  EXPECT_EQ(History("unit: 'duohu'").months_size(), 0);
  const auto may = Recolor("2021-05");
  EXPECT_EQ(may.month().policy_version(), 1);
  EXPECT_EQ(HistoryOf("p-1", "2021-05").published(), v1::GREEN) << "by wuhan, as of its last report";
  EXPECT_EQ(HistoryOf("p-1", "2021-05").policy_version(), 1);
  ASSERT_EQ(may.month().units_size(), 2);
  EXPECT_EQ(may.month().units(1).unit(), "duohu");
  EXPECT_EQ(may.month().units(1).policy_version(), 2);
  EXPECT_EQ(may.month().units(1).color(), v1::YELLOW);
  const auto of_unit = History("unit: 'duohu'");
  EXPECT_EQ(of_unit.name(), "多湖街道");
  ASSERT_EQ(of_unit.months_size(), 1);
  EXPECT_EQ(of_unit.months(0).published(), v1::YELLOW);
  EXPECT_EQ(WordsOf(of_unit.months(0).reasons()), "5 月完成当月任务的 0.0%，低于 100% 为黄;");
  // A later policy restates nothing.
  SetPolicy("preset: 'wuse-default' reason: '改回'");
  EXPECT_EQ(HistoryOf("p-1", "2021-05").restated(), v1::GREEN);
}

// --- once, and only of what has ended

TEST_F(ColorMonths, AMonthIsClosedOnce) {
  const std::string request = "month: '2021-04' request_id: 'april'";
  const std::string first = register_.Do("RecolorMonth", request);
  ExpectNothingDone("RecolorMonth", "month: '2021-04'", "MONTH_RECOLORED", "", "was recolored on 2021-05-08",
                    kPrecondition);
  ExpectNothingDone("RecolorMonth", "month: '2021-04' request_id: 'again'", "MONTH_RECOLORED", "", "2021-04",
                    kPrecondition);
  ExpectNothingDone("RecolorMonth", "month: '2021-03' request_id: 'april'", "REQUEST_ID_REUSED", "", "april",
                    kPrecondition);
  EXPECT_EQ(register_.Do("RecolorMonth", request), first);
  register_.server().Stop();
  register_.server().Start();
  EXPECT_EQ(register_.Do("RecolorMonth", request), first);
  int begun = 0;
  for (const v1::Change& change : Ledger()) begun += change.has_recoloring_begun() ? 1 : 0;
  EXPECT_EQ(begun, 1);
}

TEST_F(ColorMonths, ManyAtOnceCloseItOnce) {
  std::vector<std::future<RawAnswer>> same;
  std::vector<std::future<RawAnswer>> others;
  same.reserve(4);
  others.reserve(4);
  const auto call = [this](std::string request) {
    return std::async(std::launch::async, [this, request] { return register_.Call("RecolorMonth", request); });
  };
  for (int i = 0; i < 4; ++i) {
    same.push_back(call("month: '2021-04' request_id: 'april'"));
    others.push_back(call("month: '2021-04'"));
  }
  int ok = 0;
  std::vector<std::string> answers;
  for (std::future<RawAnswer>& one : same) {
    const RawAnswer answer = one.get();
    if (answer.status.ok()) answers.push_back(answer.body);
  }
  for (const std::string& answer : answers) EXPECT_EQ(answer, answers[0]);
  for (std::future<RawAnswer>& one : others) {
    const RawAnswer answer = one.get();
    ok += answer.status.ok() ? 1 : 0;
    if (answer.status.ok()) continue;
    const std::string reason = ErrorOf(answer.status).reason;
    EXPECT_TRUE(reason == "MONTH_RECOLORED" || reason == "RECOLORING_RUNS") << reason;
  }
  EXPECT_EQ(ok + (answers.empty() ? 0 : 1), 1) << "one of them closed it";
  EXPECT_EQ(Month("month: '2021-04'").month().project_count(), 3);
}

TEST_F(ColorMonths, AMonthThatHasNotEndedOrIsNoneIsRefused) {
  for (const char* month : {"", "2021-4", "2021-13", "2021-00", "202104", "2021-W17", "2021-04-30", "四月"}) {
    ExpectNothingDone("RecolorMonth", std::string("month: '") + month + "'", "MONTH_MALFORMED", "month", month);
  }
  for (const char* month : {"2021-05", "2021-06", "2149-12"}) {
    ExpectNothingDone("RecolorMonth", std::string("month: '") + month + "'", "MONTH_NOT_ENDED", "month", month);
  }
  Become(common::Date::OfYmd(2021, 5, 31));
  ExpectNothingDone("RecolorMonth", "month: '2021-05'", "MONTH_NOT_ENDED", "month", "today is 2021-05-31");
  Become(common::Date::OfYmd(2021, 6, 1));
  EXPECT_EQ(Recolor("2021-05").month().project_count(), 2);
}

TEST_F(ColorMonths, QuestionsThatHaveNoAnswerAreRefused) {
  Recolor("2021-04");
  const auto not_found = grpc::StatusCode::NOT_FOUND;
  const std::string april = "month: '2021-04' ";
  ExpectNothingDone("GetRecoloredMonth", "month: '2021-03'", "MONTH_NOT_RECOLORED", "", "2021-03", not_found);
  ExpectNothingDone("GetRecoloredMonth", "", "MONTH_MALFORMED", "month", "a month is needed");
  ExpectNothingDone("GetRecoloredMonth", "month: '2021-4'", "MONTH_MALFORMED", "month", "2021-4");
  ExpectNothingDone("GetRecoloredMonth", april + "units: 'duhu'", "UNIT_UNKNOWN", "units[0]", "duohu");
  ExpectNothingDone("GetRecoloredMonth", april + "page_size: 501", "PAGE_SIZE_INVALID", "page_size", "501");
  ExpectNothingDone("GetRecoloredMonth", april + "page_token: 'x'", "PAGE_TOKEN_INVALID", "page_token", "");
  ExpectNothingDone("GetColorHistory", "", "SUBJECT_MISSING", "project", "a project or a unit");
  ExpectNothingDone("GetColorHistory", "project: 'p-1' unit: 'duohu'", "SUBJECT_MISSING", "project", "not both");
  ExpectNothingDone("GetColorHistory", "project: 'p-9'", "PROJECT_NOT_FOUND", "", "p-9", not_found);
  ExpectNothingDone("GetColorHistory", "unit: 'duhu'", "UNIT_UNKNOWN", "unit", "duohu");
  ExpectNothingDone("GetColorHistory", "project: 'p-1' from_month: 'x'", "MONTH_MALFORMED", "from_month", "x");
  ExpectNothingDone("GetColorHistory", "project: 'p-1' to_month: '2021-14'", "MONTH_MALFORMED", "to_month", "2021-14");
}

// --- streams

TEST_F(ColorMonths, AStreamOfAUnitGetsTheColorsOfItsProjectsOnly) {
  v1::WatchRequest of_unit = FromNow();
  of_unit.mutable_filter()->add_units("dongxiao");
  v1::WatchRequest of_kind = FromNow();
  of_kind.mutable_filter()->add_change_kinds(v1::RECOLORING_BEGUN);
  of_kind.mutable_filter()->add_change_kinds(v1::MONTH_RECOLORED);
  v1::WatchRequest of_color = FromNow();
  of_color.mutable_filter()->add_colors(v1::YELLOW);
  const auto seen = [this](WatchClient& client) {
    std::vector<std::string> names;
    while (const std::optional<v1::WatchResponse> response = NextAfterTicks(register_.server(), client)) {
      const bool is_at_head = SequenceOf(register_.server(), response->resume_token()) >= register_.head();
      if (IsBookmark(*response) && is_at_head) return names;
      for (const v1::Update& update : response->updates()) {
        for (const v1::Change& change : update.changes()) {
          if (change.has_recoloring_begun()) names.push_back("begun " + change.recoloring_begun().month());
          if (change.has_project_recolored()) names.push_back(change.project_recolored().color().project());
          if (change.has_month_recolored()) names.push_back("whole " + change.month_recolored().month().month());
        }
      }
    }
    ADD_FAILURE() << "the stream ended";
    return names;
  };
  WatchClient unit_client(register_.server().channel(), of_unit);
  WatchClient kind_client(register_.server().channel(), of_kind);
  WatchClient color_client(register_.server().channel(), of_color);
  for (WatchClient* client : {&unit_client, &kind_client, &color_client}) {
    EXPECT_TRUE(seen(*client).empty()) << "a bookmark first: the stream is there";
  }
  Recolor("2021-04");
  EXPECT_THAT(seen(unit_client), ElementsAre("p-2", "p-gone"));
  EXPECT_THAT(seen(kind_client), ElementsAre("begun 2021-04", "whole 2021-04"));
  EXPECT_THAT(seen(color_client), ElementsAre("p-1")) << "the color that was published, not that of today";
}

}  // namespace
}  // namespace wuse::testing
