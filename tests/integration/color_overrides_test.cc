#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "common/limits.h"
#include "tests/integration/color_register.h"

// A color that a leader gives a project until a day, and takes back.
namespace wuse::testing {
namespace {

constexpr std::string_view kGiven = "project: 'p-1' color: GREEN reason: '材料已齐' until: '2021-05-20' ";
constexpr std::string_view kLifted = "project: 'p-1' lift: true reason: '情况有变'";

class ColorOverrides : public ColorRegister {
 protected:
  v1::OverrideColorResponse Override(std::string_view request) {
    return register_.Get<v1::OverrideColorResponse>("OverrideColor", request);
  }
  std::string NowWords() { return WordsOf(History("project: 'p-1'").now_reasons()); }
};

TEST_F(ColorOverrides, AColorByHandIsShownWithWhoWhyAndUntilWhen) {
  ASSERT_EQ(ColorOf("p-1"), v1::ORANGE);
  const auto given = Override(kGiven);
  EXPECT_EQ(given.override().color(), v1::GREEN);
  EXPECT_EQ(given.override().by(), "li");
  EXPECT_EQ(given.override().reason(), "材料已齐");
  EXPECT_EQ(given.override().on(), "2021-05-08");
  EXPECT_EQ(given.override().until(), "2021-05-20");
  EXPECT_EQ(given.status().color(), v1::GREEN);
  EXPECT_EQ(given.sequence(), register_.head());
  EXPECT_EQ(ColorOf("p-1"), v1::GREEN);
  EXPECT_EQ(CountOf(OverviewOf("2021-05-08").color_counts(), v1::GREEN), 1);
  EXPECT_EQ(NowWords(), "人工评定为绿，至 2021-05-20（li：材料已齐）;");
  const auto history = History("project: 'p-1'");
  ASSERT_EQ(history.overrides_size(), 1);
  EXPECT_EQ(history.overrides(0).SerializeAsString(), given.override().SerializeAsString());

  WatchClient client(register_.server().channel(), FromSequence(given.sequence()));
  ASSERT_TRUE(client.ReadTo(given.sequence()));
  ASSERT_GE(client.changes().size(), 2U);
  EXPECT_TRUE(client.changes()[0].has_color_overridden());
  EXPECT_EQ(client.changes()[1].status_changed().before().color(), v1::ORANGE);
  EXPECT_EQ(client.changes()[1].status_changed().after().color(), v1::GREEN) << "in the same update";

  const std::string before = EverythingOfColors();
  const auto again = Override(kGiven);
  EXPECT_EQ(again.sequence(), 0) << "it is like that already";
  EXPECT_EQ(again.override().SerializeAsString(), given.override().SerializeAsString());
  EXPECT_EQ(again.status().color(), v1::GREEN);
  EXPECT_EQ(EverythingOfColors(), before);
}

TEST_F(ColorOverrides, AMonthThatIsPublishedWithItSaysSo) {
  Override(kGiven);
  register_.Do("RecolorMonth", "month: '2021-04'");
  const auto month = Month("month: '2021-04' units: 'duohu'");
  ASSERT_EQ(month.projects_size(), 1);
  EXPECT_EQ(month.projects(0).published(), v1::GREEN);
  EXPECT_TRUE(month.projects(0).is_overridden());
  const auto history = History("project: 'p-1'");
  ASSERT_EQ(history.months_size(), 1);
  const v1::MonthColor& april = history.months(0);
  EXPECT_EQ(april.published(), v1::GREEN);
  EXPECT_EQ(april.override().reason(), "材料已齐");
  EXPECT_EQ(april.override().by(), "li");
  EXPECT_EQ(april.restated(), v1::GREEN);
  EXPECT_EQ(WordsOf(april.reasons()), "人工评定为绿，至 2021-05-20（li：材料已齐）;");
  // It does not outlive itself: the next month is published without it.
  Become(common::Date::OfYmd(2021, 6, 1));
  register_.Do("RecolorMonth", "month: '2021-05'");
  const auto may = History("project: 'p-1' from_month: '2021-05'");
  ASSERT_EQ(may.months_size(), 1);
  EXPECT_EQ(may.months(0).published(), v1::ORANGE);
  EXPECT_FALSE(may.months(0).has_override());
  EXPECT_EQ(History("project: 'p-1' to_month: '2021-04'").months(0).SerializeAsString(), april.SerializeAsString());
}

TEST_F(ColorOverrides, OneThatIsGivenAfterPublicationLeavesTheMonthAsItIs) {
  register_.Do("RecolorMonth", "month: '2021-04'");
  const std::string before = History("project: 'p-1'").months(0).SerializeAsString();
  Become(common::Date::OfYmd(2021, 5, 9));
  Override(kGiven);
  EXPECT_EQ(History("project: 'p-1'").months(0).SerializeAsString(), before);
}

TEST_F(ColorOverrides, ItEndsAtTheMidnightAfterItsLastDay) {
  Override(kGiven);
  Become(common::Date::OfYmd(2021, 5, 20));
  EXPECT_EQ(ColorOf("p-1"), v1::GREEN);
  Become(common::Date::OfYmd(2021, 5, 21));
  EXPECT_EQ(ColorOf("p-1"), v1::ORANGE);
  EXPECT_EQ(CountOf(OverviewOf("2021-05-20").color_counts(), v1::GREEN), 1) << "it held then";
  EXPECT_EQ(History("project: 'p-1'").overrides_size(), 1) << "that it was given is kept";
  ExpectNothingDone("OverrideColor", kLifted, "NO_OVERRIDE", "", "p-1", grpc::StatusCode::FAILED_PRECONDITION);
  // And while the server is down.
  Override("project: 'p-1' color: RED reason: '停工' until: '2021-05-22'");
  EXPECT_EQ(ColorOf("p-1"), v1::RED);
  register_.server().Stop();
  register_.server().clock().SetToday(common::Date::OfYmd(2021, 5, 23));
  register_.server().Start();
  EXPECT_EQ(ColorOf("p-1"), v1::ORANGE);
}

TEST_F(ColorOverrides, ItIsTakenBackWithAReason) {
  Override(kGiven);
  const auto lifted = Override(kLifted);
  EXPECT_EQ(lifted.override().color(), v1::GREEN);
  EXPECT_EQ(lifted.override().lifted_on(), "2021-05-08");
  EXPECT_EQ(lifted.override().lifted_by(), "li");
  EXPECT_EQ(lifted.override().lift_reason(), "情况有变");
  EXPECT_EQ(lifted.status().color(), v1::ORANGE);
  EXPECT_EQ(ColorOf("p-1"), v1::ORANGE);
  ASSERT_EQ(History("project: 'p-1'").overrides_size(), 1);
  EXPECT_EQ(History("project: 'p-1'").overrides(0).lifted_by(), "li");
  ExpectNothingDone("OverrideColor", kLifted, "NO_OVERRIDE", "", "p-1", grpc::StatusCode::FAILED_PRECONDITION);
  const auto again = Override(kGiven);
  EXPECT_GT(again.sequence(), 0) << "what was lifted may be given again";
  EXPECT_EQ(ColorOf("p-1"), v1::GREEN);
  EXPECT_EQ(History("project: 'p-1'").overrides_size(), 2);
}

TEST_F(ColorOverrides, OfSeveralTheLastOneCountsAndAReportChangesNothing) {
  Override(kGiven);
  Override("project: '金东1号' color: RED reason: '停工' until: '2021-05-10'");
  EXPECT_EQ(ColorOf("p-1"), v1::RED) << "by its external code, too";
  const auto filed = register_.Get<v1::FileReportResponse>(
      "FileReport", "edit { report { project: 'p-1' week: '2021-W18' invested_this_year_yuan: 9000000 } }");
  EXPECT_EQ(filed.status().color(), v1::RED);
  EXPECT_EQ(History("project: 'p-1'").overrides(0).color(), v1::RED) << "newest first";
  Become(common::Date::OfYmd(2021, 5, 11));
  EXPECT_EQ(ColorOf("p-1"), v1::ORANGE) << "the one before it does not come back";
}

TEST_F(ColorOverrides, APolicyThatIsJudgedByPersonsMeasuresIt) {
  SetPolicy("preset: 'haikou-jiangdong-2020' reason: '人工评定'");
  EXPECT_EQ(ColorOf("p-1"), v1::NOT_RATED);
  EXPECT_EQ(Override("project: 'p-1' color: YELLOW reason: '慢' until: '2021-06-30'").status().color(), v1::YELLOW);
  Become(common::Date::OfYmd(2021, 5, 31));
  EXPECT_EQ(ColorOf("p-1"), v1::YELLOW);
  Become(common::Date::OfYmd(2021, 6, 1));
  EXPECT_EQ(ColorOf("p-1"), v1::RED) << "two months running";
}

TEST_F(ColorOverrides, ARepeatedRequestIdAnswersTheSame) {
  const std::string request = std::string(kGiven) + "request_id: 'o-1'";
  const std::string first = register_.Do("OverrideColor", request);
  Override(kLifted);
  EXPECT_EQ(register_.Do("OverrideColor", request), first);
  EXPECT_EQ(ColorOf("p-1"), v1::ORANGE) << "it stays lifted";
}

TEST_F(ColorOverrides, AYearIsTheLongestAndAHundredTheMost) {
  EXPECT_GT(Override("project: 'p-1' color: BLUE reason: '试' until: '2022-05-09'").sequence(), 0);
  EXPECT_GT(Override("project: 'p-1' color: BLUE reason: '试' until: '2021-05-08'").sequence(), 0) << "today only";
  for (int i = 2; i < common::kMaxOverrides; ++i) {
    const auto given = Override("project: 'p-1' until: '2021-05-08' reason: '试' color: " +
                                v1::Color_Name(i % 2 == 0 ? v1::RED : v1::BLUE));
    ASSERT_GT(given.sequence(), 0) << i;
  }
  ExpectNothingDone("OverrideColor", kGiven, "OVERRIDES_FULL", "", "100", grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_GT(Override(kLifted).sequence(), 0) << "the last one can still be taken back";
}

TEST_F(ColorOverrides, ABadOneIsRefusedByPlaceAndChangesNothing) {
  struct Bad {
    std::string request;
    const char* reason;
    const char* field;
    const char* what;
    grpc::StatusCode code = kInvalid;
  };
  const std::string color = " color: GREEN ";
  const std::string why = " reason: '试' ";
  const std::string until = " until: '2021-05-20' ";
  const std::string project = "project: 'p-1' ";
  const std::vector<Bad> table = {
      {"project: 'p-9'" + color + why + until, "PROJECT_NOT_FOUND", "project", "p-9", grpc::StatusCode::NOT_FOUND},
      {color + why + until, "REQUIRED", "project", "", kInvalid},
      {"project: 'p-gone'" + color + why + until, "PROJECT_DELISTED", "project", "p-gone"},
      {project + why + until, "COLOR_UNKNOWN", "color", "0 is no color"},
      {project + "color: NOT_RATED" + why + until, "COLOR_UNKNOWN", "color", "1 is no color"},
      {project + "color: 99" + why + until, "COLOR_UNKNOWN", "color", "99 is no color"},
      {project + color + until, "REASON_MISSING", "reason", "a reason is needed"},
      {project + color + until + "reason: '" + std::string(501, 'a') + "'", "TEXT_TOO_LONG", "reason", "aaa"},
      {project + color + why, "UNTIL_MISSING", "until", "needs a last day"},
      {project + color + why + "until: '2021-05-07'", "UNTIL_IN_PAST", "until", "is before today, 2021-05-08"},
      {project + color + why + "until: '2022-05-10'", "UNTIL_TOO_FAR", "until", "is after 2022-05-09"},
      {project + color + why + "until: '2021-02-30'", "DATE_MALFORMED", "until", "2021-02-30"},
      {project + "lift: true", "REASON_MISSING", "reason", "a reason is needed"},
      {project + "lift: true" + why, "NO_OVERRIDE", "", "p-1", grpc::StatusCode::FAILED_PRECONDITION},
      {"project: 'p-9' lift: true" + why, "PROJECT_NOT_FOUND", "project", "p-9", grpc::StatusCode::NOT_FOUND},
      {project + color + why + until + "request_id: 'a b'", "REQUEST_ID_INVALID", "request_id", "a b"},
  };
  for (const Bad& bad : table) {
    ExpectNothingDone("OverrideColor", bad.request, bad.reason, bad.field, bad.what, bad.code);
  }
  EXPECT_EQ(History("project: 'p-1'").overrides_size(), 0);
}

}  // namespace
}  // namespace wuse::testing
