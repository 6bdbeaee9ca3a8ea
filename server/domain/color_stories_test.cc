#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "server/domain/color_policy.h"
#include "server/domain/policy_case.h"
#include "server/domain/row_builder.h"

// Official colors month by month, as published policies have them.

namespace wuse::domain {
namespace {

// February was missed, and made up for in April: what was published stays, what is restated is yellow and never green.
TEST(OuhaiMonths, AMissedMonthThatIsMadeUpForIsRestatedYellow) {
  const JudgedProject judged(Preset("ouhai-2020"), Even(),
                             AtMonthEnds({{"2021-01-31", 100},
                                          {"2021-02-28", 150},
                                          {"2021-03-31", 190},
                                          {"2021-04-15", 199},
                                          {"2021-04-21", 200},
                                          {"2021-04-30", 400},
                                          {"2021-12-31", 1200}}));
  const std::string missed = "RED: 2 月完成当月任务的 50.0%，低于 100% 为红;";
  const std::string made_up = "YELLOW: 2 月完成当月任务的 50.0%，后来补上，为黄;";
  const auto february = [&](std::string_view now) { return judged.OfMonth(DaysOf("2021-02-28", "2021-03-05", now)); };
  EXPECT_EQ(judged.OfMonth(DaysOf("2021-01-31", "2021-02-05")), "GREEN: 1 月完成当月任务的 100.0%，不低于 100% 为绿;");
  EXPECT_EQ(february("2021-03-05"), missed) << "as published";
  EXPECT_EQ(february("2021-04-15"), missed) << "one yuan short";
  EXPECT_EQ(february("2021-04-21"), made_up);
  EXPECT_EQ(february("2022-02-28"), made_up) << "never green";
  EXPECT_EQ(february("2021-03-05"), missed) << "what was published is what it was";
  EXPECT_EQ(judged.OfMonth(DaysOf("2021-03-31", "2021-04-05")), "RED: 3 月完成当月任务的 40.0%，低于 100% 为红;");
  EXPECT_EQ(judged.OfMonth(DaysOf("2021-03-31", "2021-04-05", "2021-05-01")),
            "YELLOW: 3 月完成当月任务的 40.0%，后来补上，为黄;");
}

TEST(HaikouMonths, TwoYellowsRunningAreRed) {
  const JudgedProject judged(Preset("haikou-jiangdong-2020"),
                             ProjectBuilder()
                                 .Given(v1::GREEN, "2021-03-20", "2021-04-10")
                                 .Given(v1::YELLOW, "2021-04-20", "2021-04-30")
                                 .Given(v1::YELLOW, "2021-05-20", "2021-05-31"),
                             {});
  EXPECT_EQ(judged.OfMonth(DaysOf("2021-03-31", "2021-04-05")), "GREEN: 人工评定为绿，至 2021-04-10（li：材料未齐）;");
  EXPECT_EQ(judged.OfMonth(DaysOf("2021-04-30", "2021-05-05")), "YELLOW: 人工评定为黄，至 2021-04-30（li：材料未齐）;");
  EXPECT_EQ(judged.OfMonth(DaysOf("2021-05-31", "2021-06-05")),
            "RED: 人工评定为黄，至 2021-05-31（li：材料未齐）; 连续 2 个月为黄，升为红;");
  EXPECT_EQ(judged.OfMonth(DaysOf("2021-06-30", "2021-07-05")), "NOT_RATED: 没有可以评价的数据;");
}

TEST(HaikouMonths, AGreenBetweenTwoYellowsEndsTheRow) {
  const JudgedProject judged(Preset("haikou-jiangdong-2020"),
                             ProjectBuilder()
                                 .Given(v1::YELLOW, "2021-04-20", "2021-04-30")
                                 .Given(v1::GREEN, "2021-05-20", "2021-05-31")
                                 .Given(v1::YELLOW, "2021-06-20", "2021-06-30"),
                             {});
  EXPECT_EQ(judged.OfMonth(DaysOf("2021-05-31", "2021-06-05")), "GREEN: 人工评定为绿，至 2021-05-31（li：材料未齐）;");
  EXPECT_EQ(judged.OfMonth(DaysOf("2021-06-30", "2021-07-05")), "YELLOW: 人工评定为黄，至 2021-06-30（li：材料未齐）;");
}

// Live, the months before are those that have ended: the cut-off is today.
TEST(HaikouMonths, TheColorOfTodayLooksAtTheEndOfLastMonth) {
  const JudgedProject judged(
      Preset("haikou-jiangdong-2020"),
      ProjectBuilder().Given(v1::YELLOW, "2021-04-20", "2021-05-03").Given(v1::YELLOW, "2021-05-06", "2021-05-31"), {});
  EXPECT_EQ(judged.On("2021-05-03"), "RED: 人工评定为黄，至 2021-05-03（li：材料未齐）; 连续 2 个月为黄，升为红;");
  EXPECT_EQ(judged.On("2021-04-30"), "YELLOW: 人工评定为黄，至 2021-05-03（li：材料未齐）;");
  EXPECT_EQ(judged.On("2021-05-04"), "NOT_RATED: 没有可以评价的数据;");
  EXPECT_EQ(judged.On("2021-05-06"), "RED: 人工评定为黄，至 2021-05-31（li：材料未齐）; 连续 2 个月为黄，升为红;");
}

// Two projects of a unit are summed: what one lacks the other may make good.
TEST(SanyaMonths, AUnitThatMissesTwoMonthsRunningIsRed) {
  Names names;
  const ColorPolicy policy(Preset("sanya-2022-area"), names.Finder());
  const ProjectRow row = Even().Row(names);
  const std::vector<ReportMark> ahead = AtMonthEnds(
      {{"2021-01-31", 170}, {"2021-02-28", 270}, {"2021-03-31", 350}, {"2021-04-30", 430}, {"2021-05-31", 600}});
  const std::vector<ReportMark> behind = AtMonthEnds(
      {{"2021-01-31", 30}, {"2021-02-28", 129}, {"2021-03-31", 200}, {"2021-04-30", 290}, {"2021-05-31", 320}});
  const auto of_month = [&](std::string_view last, std::string_view published_on) {
    const PolicyDay policy_day = PolicyDay::OfMonth(policy, DaysOf(last, published_on), Calendar2021());
    UnitSums sums;
    policy_day.AddTo(sums, row, ahead);
    policy_day.AddTo(sums, row, behind);
    EXPECT_EQ(sums.project_count, 2);
    return ColorAndWhy(policy_day.ColorOf(sums).color, policy_day.ReasonsOf(sums));
  };
  EXPECT_EQ(of_month("2021-01-31", "2021-02-05"), "GREEN: 1 月完成当月任务的 100.0%，不低于 100% 为绿;");
  EXPECT_EQ(of_month("2021-02-28", "2021-03-05"), "YELLOW: 2 月完成当月任务的 99.5%，低于 100% 为黄;");
  EXPECT_EQ(of_month("2021-03-31", "2021-04-05"),
            "RED: 3 月完成当月任务的 75.5%，低于 100% 为黄; 连续 2 个月为黄，升为红;");
  EXPECT_EQ(of_month("2021-04-30", "2021-05-05"),
            "RED: 4 月完成当月任务的 85.0%，低于 100% 为黄; 连续 2 个月为黄，升为红;");
  EXPECT_EQ(of_month("2021-05-31", "2021-06-05"), "GREEN: 5 月完成当月任务的 100.0%，不低于 100% 为绿;");
}

TEST(YinchuanMonths, AWaiverHoldsUntilItExpires) {
  v1::ColorPolicy policy = Preset("yinchuan-2025-start");
  v1::Waiver& waiver = *policy.add_waivers();
  waiver.set_project("p-1");
  waiver.set_dimension(v1::MONTHS_NOT_STARTED);
  waiver.set_by("区长办公会");
  waiver.set_reason("不可抗力");
  waiver.set_until("2021-04-30");
  const JudgedProject judged(policy, ProjectBuilder().Rung("started", "2021-01-31"), {});
  EXPECT_EQ(judged.OfMonth(DaysOf("2021-04-30", "2021-05-05")),
            "NOT_RATED: 没有可以评价的数据; 应开工未开工月数豁免至 2021-04-30（区长办公会：不可抗力）;")
      << "it holds on the month's last day, though no more on that of publication";
  EXPECT_EQ(judged.OfMonth(DaysOf("2021-05-31", "2021-06-05")), "RED: 应开工 4 个月未开工，3 及以上 为红;");
}

// --- colors given by persons

TEST(GivenColor, StandsForTheColorOfOtherPoliciesUntilItsLastDay) {
  const ProjectBuilder late = ProjectBuilder().Rung("roof-topped", "2021-04-01");
  const std::string given = "YELLOW: 人工评定为黄，至 2021-05-31（li：材料未齐）;";
  const std::string red = "RED: roof-topped逾期 ";
  const JudgedProject judged(Preset("shenzhen-co-days"),
                             ProjectBuilder(late).Given(v1::YELLOW, "2021-05-08", "2021-05-31"), {});
  EXPECT_EQ(judged.On("2021-05-07"), red + "36 天，15 及以上 为红;");
  EXPECT_EQ(judged.On("2021-05-08"), given);
  EXPECT_EQ(judged.On("2021-05-31"), given);
  EXPECT_EQ(judged.On("2021-06-01"), red + "61 天，15 及以上 为红;");
  const JudgedProject lifted(Preset("shenzhen-co-days"),
                             ProjectBuilder(late).Given(v1::YELLOW, "2021-05-08", "2021-05-31", "2021-05-10"), {});
  EXPECT_EQ(lifted.On("2021-05-09"), given);
  EXPECT_EQ(lifted.On("2021-05-10"), red + "39 天，15 及以上 为红;");
  const JudgedProject twice(
      Preset("shenzhen-co-days"),
      ProjectBuilder(late).Given(v1::YELLOW, "2021-05-08", "2021-05-31").Given(v1::GREEN, "2021-05-09", "2021-05-09"),
      {});
  EXPECT_EQ(twice.On("2021-05-09"), "GREEN: 人工评定为绿，至 2021-05-09（li：材料未齐）;") << "the last one counts";
  EXPECT_EQ(twice.On("2021-05-10"), red + "39 天，15 及以上 为红;") << "the one before it is over";
}

TEST(GivenColor, OfAMonthCountsWhereItWasGivenBeforePublication) {
  const ProjectBuilder late = ProjectBuilder().Rung("roof-topped", "2021-04-01");
  const auto april = [&](const std::string& on, const std::string& until, const std::string& lifted_on) {
    const JudgedProject judged(Preset("shenzhen-co-days"), ProjectBuilder(late).Given(v1::YELLOW, on, until, lifted_on),
                               {});
    return judged.OfMonth(DaysOf("2021-04-30", "2021-05-05")).substr(0, 3);
  };
  EXPECT_EQ(april("2021-05-05", "2021-05-31", ""), "YEL") << "given on the day of publication";
  EXPECT_EQ(april("2021-05-06", "2021-05-31", ""), "RED");
  EXPECT_EQ(april("2021-04-08", "2021-04-30", ""), "YEL");
  EXPECT_EQ(april("2021-04-08", "2021-04-29", ""), "RED");
  EXPECT_EQ(april("2021-04-08", "2021-05-31", "2021-05-05"), "RED") << "lifted by then";
  EXPECT_EQ(april("2021-04-08", "2021-05-31", "2021-05-06"), "YEL");
}

// What was given for May before April was published does not reach back to April, which has its own.
TEST(GivenColor, OfTheMonthItselfCountsBeforeALaterOne) {
  const JudgedProject judged(
      Preset("haikou-jiangdong-2020"),
      ProjectBuilder().Given(v1::YELLOW, "2021-04-20", "2021-04-30").Given(v1::GREEN, "2021-05-02", "2021-05-31"), {});
  EXPECT_EQ(judged.OfMonth(DaysOf("2021-04-30", "2021-05-05")).substr(0, 6), "YELLOW");
  EXPECT_EQ(judged.OfMonth(DaysOf("2021-05-31", "2021-06-05")).substr(0, 5), "GREEN");
}

TEST(GivenColor, LeavesPausedAndUnlistedProjectsUnrated) {
  const auto on_may_8 = [](const ProjectBuilder& project) {
    return JudgedProject(Preset("shenzhen-co-days"), ProjectBuilder(project).Given(v1::RED, "2021-05-01", "2021-05-31"),
                         {})
        .On("2021-05-08");
  };
  EXPECT_EQ(on_may_8(ProjectBuilder().Pause("2021-05-08")), "NOT_RATED: 暂缓，不评价;");
  EXPECT_EQ(on_may_8(ProjectBuilder().Listed("2021-05-09")), "NOT_RATED: 不在列入期内，不评价;");
  EXPECT_EQ(on_may_8(ProjectBuilder().Rung("completed", "", "2021-05-01")),
            "RED: 人工评定为红，至 2021-05-31（li：材料未齐）;");
}

constexpr char kTwoYellows[] =
    "cut_off: CUT_OFF_END_OF_LAST_MONTH escalation { color: YELLOW periods: 2 becomes: RED }"
    "dimensions { dimension: MONTHLY_TASK bands { from: '1' color: GREEN } bands { below: '1' color: YELLOW } }";

TEST(GivenColor, DoesNotEscalateButCountsForTheMonthsAfterIt) {
  const std::vector<ReportMark> lagging =
      AtMonthEnds({{"2021-01-31", 100}, {"2021-02-28", 110}, {"2021-03-31", 120}, {"2021-04-30", 130}});
  const JudgedProject given(PolicyOf(kTwoYellows), Even().Given(v1::YELLOW, "2021-03-20", "2021-04-05"), lagging);
  EXPECT_EQ(given.On("2021-04-05"), "YELLOW: 人工评定为黄，至 2021-04-05（li：材料未齐）;")
      << "shown from its first day to its last, whatever the cut-off";
  EXPECT_EQ(given.On("2021-04-06"), "RED: 3 月完成当月任务的 10.0%，低于 100% 为黄; 连续 2 个月为黄，升为红;");
  const JudgedProject green(PolicyOf(kTwoYellows), Even().Given(v1::GREEN, "2021-03-20", "2021-03-31"), lagging);
  EXPECT_EQ(green.OfMonth(DaysOf("2021-04-30", "2021-05-05")), "YELLOW: 4 月完成当月任务的 10.0%，低于 100% 为黄;")
      << "the green of March ends the row";
}

TEST(GivenColor, IsOneDimensionOfAPolicyThatHasIt) {
  v1::ColorPolicy policy = Preset("shenzhen-co-days");
  v1::DimensionRule& judged = *policy.add_dimensions();
  judged.set_dimension(v1::JUDGED_BY_PERSON);
  const auto with = [&](v1::Color color) {
    return JudgedProject(
               policy, ProjectBuilder().Rung("roof-topped", "2021-05-01").Given(color, "2021-05-01", "2021-05-31"), {})
        .On("2021-05-06");
  };
  EXPECT_EQ(with(v1::GREEN), "YELLOW: roof-topped逾期 5 天，1–7 为黄;");
  EXPECT_EQ(with(v1::YELLOW), "YELLOW: roof-topped逾期 5 天，1–7 为黄; 人工评定为黄，至 2021-05-31（li：材料未齐）;");
  EXPECT_EQ(with(v1::RED), "RED: 人工评定为红，至 2021-05-31（li：材料未齐）;");
  judged.set_only_worsens(true);
  EXPECT_EQ(JudgedProject(policy, ProjectBuilder().Given(v1::RED, "2021-05-01", "2021-05-31"), {}).On("2021-05-06"),
            "NOT_RATED: 没有可以评价的数据;");
}

TEST(GivenColor, AWaiverLeavesItOut) {
  v1::ColorPolicy policy = PolicyOf(
      "dimensions { dimension: JUDGED_BY_PERSON waivable: true }"
      "waivers { project: 'p-1' dimension: JUDGED_BY_PERSON by: '区委' reason: '另行研究' until: '2021-05-08' }");
  const JudgedProject judged(policy, ProjectBuilder().Given(v1::RED, "2021-05-01", "2021-05-31"), {});
  EXPECT_EQ(judged.On("2021-05-08"), "NOT_RATED: 没有可以评价的数据; 人工评定豁免至 2021-05-08（区委：另行研究）;");
  EXPECT_EQ(judged.On("2021-05-09"), "RED: 人工评定为红，至 2021-05-31（li：材料未齐）;");
}

// Who freezes a month keeps which one it was.
TEST(GivenColor, IsFoundByItsPlace) {
  Names names;
  const ColorPolicy policy(Preset("wuhan"), names.Finder());
  const ProjectRow row = ProjectBuilder()
                             .Given(v1::RED, "2021-04-01", "2021-04-30")
                             .Given(v1::GREEN, "2021-04-10", "2021-04-20")
                             .Given(v1::YELLOW, "2021-05-06", "2021-05-31")
                             .Row(names);
  const auto of_april = [&](std::string_view published_on) {
    return PolicyDay::OfMonth(policy, DaysOf("2021-04-30", published_on), Calendar2021()).OverrideOf(row);
  };
  EXPECT_EQ(of_april("2021-05-05"), std::nullopt) << "the second took the place of the first, and was over by then";
  EXPECT_EQ(of_april("2021-05-06"), 2U);
  EXPECT_EQ(PolicyDay(policy, Day("2021-04-05"), Calendar2021()).OverrideOf(row), 0U);
  EXPECT_EQ(PolicyDay(policy, Day("2021-04-15"), Calendar2021()).OverrideOf(row), 1U);
  EXPECT_EQ(PolicyDay(policy, Day("2021-05-01"), Calendar2021()).OverrideOf(row), std::nullopt);
}

}  // namespace
}  // namespace wuse::domain
