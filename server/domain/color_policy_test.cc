#include "server/domain/color_policy.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/domain/policy_case.h"
#include "server/domain/row_builder.h"

// Policies beyond the default one, story by story.

namespace wuse::domain {
namespace {

TEST(ColorPolicy, SaysWhyInWords) {
  const auto behind = [](int64_t invested) {
    return JudgedProject(Preset("wuse-default"), Even().Listed("2021-04-30"), AtMonthEnds({{"2021-04-30", invested}}))
        .On("2021-04-30");
  };
  const std::string weeks = " 没有漏报周报，0–1 为绿;";
  EXPECT_EQ(behind(251), "ORANGE: 落后序时进度 12.4 个百分点，10–30 为橙;");
  EXPECT_EQ(behind(400), "GREEN: 与序时进度持平，不超过 0 为绿;" + weeks);
  EXPECT_EQ(behind(460), "GREEN: 超前序时进度 5.0 个百分点，不超过 0 为绿;" + weeks);
  EXPECT_EQ(behind(39), "RED: 落后序时进度 30.1 个百分点，超过 30 为红;");
  EXPECT_EQ(behind(40), "ORANGE: 落后序时进度 30.0 个百分点，10–30 为橙;");
  ProjectBuilder roof = ProjectBuilder().Rung("signed", "2021-06-01").Rung("roof-topped", "2021-05-01");
  roof.project().mutable_milestones(1)->set_name("结顶");
  const JudgedProject late(Preset("shenzhen-co-days"), roof, {});
  EXPECT_EQ(late.On("2021-04-30"), "GREEN: 没有节点逾期，0 及以下 为绿;");
  EXPECT_EQ(late.On("2021-05-01"), "GREEN: 结顶今天到期，0 及以下 为绿;");
  EXPECT_EQ(late.On("2021-05-13"), "ORANGE: 结顶逾期 12 天，8–14 为橙;");
  const JudgedProject idle(Preset("yinchuan-2025-start"), ProjectBuilder().Rung("started", "2021-03-31"), {});
  EXPECT_EQ(idle.On("2021-03-31"), "GREEN: 没有超过计划开工月，0 及以下 为绿;");
  EXPECT_EQ(idle.On("2021-04-01"), "YELLOW: 应开工 1 个月未开工，1–2 为黄;");
  EXPECT_EQ(idle.On("2021-06-01"), "RED: 应开工 3 个月未开工，3 及以上 为红;");
}

// What is rounded for people must not look as if it were in another band.
TEST(ColorPolicy, AValueNearABoundHasAsManyPlacesAsShowItsSide) {
  const int64_t annual = 100'000'000;
  const auto behind = [&](int64_t gap) {
    return JudgedProject(Preset("wuse-default"),
                         ProjectBuilder().Listed("2021-04-30").Plan(2021, annual, std::vector<int64_t>(12, annual)),
                         AtMonthEnds({{"2021-04-30", annual - gap}}))
        .On("2021-04-30");
  };
  EXPECT_EQ(behind(9'999'999), "YELLOW: 落后序时进度 9.999999 个百分点，超过 0、低于 10 为黄;");
  EXPECT_EQ(behind(10'000'000), "ORANGE: 落后序时进度 10.0 个百分点，10–30 为橙;");
  EXPECT_EQ(behind(30'000'001), "RED: 落后序时进度 30.000001 个百分点，超过 30 为红;");
}

TEST(ColorPolicy, WhoIsNotJudgedIsToldWhy) {
  const JudgedProject paused(Preset("wuhan"), Even().Pause("2021-05-01"), {});
  EXPECT_EQ(paused.On("2021-05-08"), "NOT_RATED: 暂缓，不评价;");
  EXPECT_EQ(paused.On("2021-04-30"), "NOT_RATED: 没有可以评价的数据;");
  EXPECT_EQ(JudgedProject(Preset("wuhan"), Even().Listed("2021-06-01"), {}).On("2021-05-08"),
            "NOT_RATED: 不在列入期内，不评价;");
  const ProjectBuilder done = ProjectBuilder().Rung("completed", "", "2021-05-01");
  EXPECT_EQ(JudgedProject(Preset("wuhan"), done, {}).On("2021-05-08"), "BLUE: 节点全部完成，为蓝;");
  EXPECT_EQ(
      JudgedProject(PolicyOf("finished: GREEN dimensions { dimension: DAYS_LATE bands { color: RED } }"), done, {})
          .On("2021-05-08"),
      "GREEN: 节点全部完成，为绿;");
}

TEST(ColorPolicy, WuhanIsARatioAndExactly80PercentIsNotYellow) {
  const auto under = [](int64_t invested) {
    return JudgedProject(Preset("wuhan"), Even(), AtMonthEnds({{"2021-04-30", invested}})).On("2021-04-30");
  };
  EXPECT_EQ(under(320), "GREEN: 完成序时进度的 80.0%，不低于 80% 为绿（原办法没有说）;");
  EXPECT_EQ(under(319), "YELLOW: 完成序时进度的 79.8%，不低于 60%、低于 80% 为黄;");
  EXPECT_EQ(under(240), "YELLOW: 完成序时进度的 60.0%，不低于 60%、低于 80% 为黄;");
  EXPECT_EQ(under(239), "RED: 完成序时进度的 59.8%，低于 60% 为红;");
  const ProjectBuilder later = ProjectBuilder().Plan(2021, 600, {0, 0, 0, 0, 0, 0, 100, 200, 300, 400, 500, 600});
  EXPECT_EQ(JudgedProject(Preset("wuhan"), later, AtMonthEnds({{"2021-04-30", 0}})).On("2021-04-30"),
            "GREEN: 完成序时进度的 100.0%，不低于 80% 为绿（原办法没有说）;")
      << "nothing is asked for yet";
}

TEST(ColorPolicy, SanyaJudgesTheEndOfLastMonth) {
  const JudgedProject judged(Preset("sanya-2022-project"), Even(),
                             AtMonthEnds({{"2021-03-31", 150}, {"2021-04-30", 199}, {"2021-05-07", 900}}));
  EXPECT_EQ(judged.On("2021-04-30"), "YELLOW: 欠序时进度 50.0%，超过 0%、不超过 50% 为黄;");
  EXPECT_EQ(judged.On("2021-05-01"), "RED: 欠序时进度 50.3%，超过 50% 为红;");
  EXPECT_EQ(judged.On("2021-05-31"), "RED: 欠序时进度 50.3%，超过 50% 为红;");
  EXPECT_EQ(judged.On("2021-06-01"), "GREEN: 不欠序时进度（超出 112.8%），不超过 0% 为绿;");
}

TEST(ColorPolicy, XinhuangTracksBeforeItColors) {
  const auto in_april = [](int64_t done) {
    return JudgedProject(Preset("xinhuang-2015"), Even(), AtMonthEnds({{"2021-03-31", 10}, {"2021-04-30", 10 + done}}))
        .On("2021-05-08");
  };
  EXPECT_EQ(in_april(80), "GREEN: 4 月完成当月任务的 80.0%，不低于 80% 为绿（原办法没有说）;");
  EXPECT_EQ(in_april(79), "GREEN: 4 月完成当月任务的 79.0%，不低于 60%、低于 80% 为绿（跟踪）;");
  EXPECT_EQ(in_april(59), "YELLOW: 4 月完成当月任务的 59.0%，低于 60% 为黄;");
}

// A month that was missed is red; made up for later it becomes yellow, never green. Early is on time.
TEST(ColorPolicy, OuhaiMonthByMonth) {
  const JudgedProject judged(Preset("ouhai-2020"), Even(),
                             AtMonthEnds({{"2021-01-31", 100},
                                          {"2021-02-28", 150},
                                          {"2021-03-12", 199},
                                          {"2021-03-19", 200},
                                          {"2021-03-31", 450},
                                          {"2021-04-30", 450}}));
  EXPECT_EQ(judged.On("2021-02-10"), "GREEN: 1 月完成当月任务的 100.0%，不低于 100% 为绿;");
  EXPECT_EQ(judged.On("2021-03-12"), "RED: 2 月完成当月任务的 50.0%，低于 100% 为红;") << "one yuan short";
  EXPECT_EQ(judged.On("2021-03-19"), "YELLOW: 2 月完成当月任务的 50.0%，后来补上，为黄;");
  EXPECT_EQ(judged.On("2021-04-01"), "GREEN: 3 月完成当月任务的 300.0%，不低于 100% 为绿;");
  EXPECT_EQ(judged.On("2021-05-01"), "GREEN: 4 月完成当月任务的 150.0%，不低于 100% 为绿;")
      << "nothing in April, but 150 were done before";
}

TEST(ColorPolicy, AMonthlyTaskNeedsTheReportsOfBothEnds) {
  const JudgedProject no_begin(Preset("xinhuang-2015"), Even(), AtMonthEnds({{"2021-04-30", 400}}));
  EXPECT_EQ(no_begin.On("2021-05-08"), "NOT_RATED: 没有可以评价的数据;");
  const JudgedProject january(Preset("xinhuang-2015"), Even(), AtMonthEnds({{"2020-12-31", 900}, {"2021-01-29", 50}}));
  EXPECT_EQ(january.On("2021-02-01"), "YELLOW: 1 月完成当月任务的 50.0%，低于 60% 为黄;")
      << "the amounts begin again in January";
  const ProjectBuilder later = ProjectBuilder().Plan(2021, 600, {0, 0, 0, 0, 0, 0, 100, 200, 300, 400, 500, 600});
  EXPECT_EQ(JudgedProject(Preset("xinhuang-2015"), later, AtMonthEnds({{"2021-01-29", 0}})).On("2021-02-01"),
            "GREEN: 1 月没有投资任务，不低于 80% 为绿（原办法没有说）;");
}

constexpr char kEscalating[] =
    "cut_off: CUT_OFF_END_OF_LAST_MONTH escalation { color: YELLOW periods: 2 becomes: RED }"
    "dimensions { dimension: MONTHLY_TASK bands { from: '1' color: GREEN } bands { below: '1' from: '0.5' color: "
    "YELLOW }"
    "             bands { below: '0.5' color: ORANGE } }";

TEST(ColorPolicy, ColorsRunningEscalate) {
  const JudgedProject judged(
      PolicyOf(kEscalating), Even(),
      AtMonthEnds(
          {{"2021-01-31", 100}, {"2021-02-26", 160}, {"2021-03-31", 220}, {"2021-04-30", 230}, {"2021-05-31", 290}}));
  EXPECT_EQ(judged.On("2021-02-01"), "GREEN: 1 月完成当月任务的 100.0%，不低于 100% 为绿;");
  EXPECT_EQ(judged.On("2021-03-01"), "YELLOW: 2 月完成当月任务的 60.0%，不低于 50%、低于 100% 为黄;");
  EXPECT_EQ(judged.On("2021-04-01"),
            "RED: 3 月完成当月任务的 60.0%，不低于 50%、低于 100% 为黄; 连续 2 个月为黄，升为红;");
  EXPECT_EQ(judged.On("2021-05-01"), "ORANGE: 4 月完成当月任务的 10.0%，低于 50% 为橙;");
  EXPECT_EQ(judged.On("2021-06-01"), "YELLOW: 5 月完成当月任务的 60.0%，不低于 50%、低于 100% 为黄;")
      << "an orange in between ends the row";
}

TEST(ColorPolicy, AWaiverLeavesItsDimensionOutUntilItExpires) {
  v1::ColorPolicy policy = Preset("yinchuan-2025");
  v1::Waiver& waiver = *policy.add_waivers();
  waiver.set_project("p-1");
  waiver.set_dimension(v1::MONTHS_NOT_STARTED);
  waiver.set_by("区长办公会");
  waiver.set_reason("不可抗力");
  waiver.set_until("2021-06-30");
  const ProjectBuilder project = ProjectBuilder().Rung("started", "2021-03-31").EvenPlan(2021, 100);
  const JudgedProject judged(policy, project, AtMonthEnds({{"2021-06-25", 600}, {"2021-07-02", 620}}));
  EXPECT_EQ(
      judged.On("2021-06-30"),
      "GREEN: 超前序时进度 1.4 个百分点，不超过 0 为绿; 应开工未开工月数豁免至 2021-06-30（区长办公会：不可抗力）;");
  EXPECT_EQ(judged.On("2021-07-02"), "RED: 应开工 4 个月未开工，3 及以上 为红;");
  waiver.set_project("p-2");
  EXPECT_EQ(JudgedProject(policy, project, {}).On("2021-06-30"), "RED: 应开工 3 个月未开工，3 及以上 为红;");
}

TEST(ColorPolicy, HasFourTimeBases) {
  const auto behind = [](const std::string& base, const std::string& day) {
    const v1::ColorPolicy policy = PolicyOf(base + " dimensions { dimension: POINTS_BEHIND bands { color: GREEN } }");
    const ProjectBuilder late_plan = ProjectBuilder().Plan(2021, 2400, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2400});
    const std::string text = JudgedProject(policy, late_plan, AtMonthEnds({{day, 0}})).On(day);
    return text.substr(0, text.find("，"));
  };
  EXPECT_EQ(behind("", "2021-08-31"), "GREEN: 与序时进度持平");
  EXPECT_EQ(behind("time_base: TIME_BASE_MONTHS", "2021-08-30"), "GREEN: 落后序时进度 58.3 个百分点");
  EXPECT_EQ(behind("time_base: TIME_BASE_MONTHS", "2021-08-31"), "GREEN: 落后序时进度 66.7 个百分点");
  EXPECT_EQ(behind("time_base: TIME_BASE_MONTHS", "2021-12-31"), "GREEN: 落后序时进度 100.0 个百分点");
  EXPECT_EQ(behind("time_base: TIME_BASE_HALF_MONTHS", "2021-08-14"), "GREEN: 落后序时进度 58.3 个百分点");
  EXPECT_EQ(behind("time_base: TIME_BASE_HALF_MONTHS", "2021-08-15"), "GREEN: 落后序时进度 62.5 个百分点");
  const std::string path =
      "time_base: TIME_BASE_TARGET_PATH target_path: ['10','20','30','40','50','60','70','80','80','80','80','90']";
  EXPECT_EQ(behind(path, "2021-04-15"), "GREEN: 落后序时进度 35.0 个百分点");
  EXPECT_EQ(behind(path, "2021-12-31"), "GREEN: 落后序时进度 90.0 个百分点");
}

// A unit is judged by the sums of its projects; two months running become red.
TEST(ColorPolicy, SanyaOfAUnitMonthByMonth) {
  Names names;
  const ColorPolicy policy(Preset("sanya-2022-area"), names.Finder());
  const ProjectRow even = Even().Row(names);
  const ProjectRow paused = Even().Pause("2021-01-01").Row(names);
  const std::vector<ReportMark> ahead =
      AtMonthEnds({{"2021-01-31", 150}, {"2021-02-26", 200}, {"2021-03-31", 290}, {"2021-04-30", 450}});
  const std::vector<ReportMark> behind =
      AtMonthEnds({{"2021-01-31", 50}, {"2021-02-26", 100}, {"2021-03-31", 209}, {"2021-04-30", 300}});
  const auto on = [&](const std::string& day) {
    const PolicyDay policy_day(policy, Day(day), Calendar2021());
    UnitSums sums;
    policy_day.AddTo(sums, even, ahead);
    policy_day.AddTo(sums, even, behind);
    policy_day.AddTo(sums, paused, {});
    EXPECT_EQ(sums.project_count, 2);
    std::string text = v1::Color_Name(policy_day.ColorOf(sums).color) + ":";
    for (const v1::ColorReason& reason : policy_day.ReasonsOf(sums)) text += " " + reason.text() + ";";
    return text;
  };
  EXPECT_EQ(on("2021-02-01"), "GREEN: 1 月完成当月任务的 100.0%，不低于 100% 为绿;");
  EXPECT_EQ(on("2021-03-01"), "YELLOW: 2 月完成当月任务的 50.0%，低于 100% 为黄;");
  EXPECT_EQ(on("2021-04-01"), "RED: 3 月完成当月任务的 99.5%，低于 100% 为黄; 连续 2 个月为黄，升为红;");
  EXPECT_EQ(on("2021-05-01"), "GREEN: 4 月完成当月任务的 125.5%，不低于 100% 为绿;");
}

}  // namespace
}  // namespace wuse::domain
