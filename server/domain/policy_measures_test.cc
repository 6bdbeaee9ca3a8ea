#include "server/domain/policy_measures.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/domain/policy_case.h"
#include "server/domain/row_builder.h"

// Measures that only policies beyond the default one look at, on the bounds of the presets, through real rows and
// reports.

namespace wuse::domain {
namespace {

ReportMark Done(std::string_view as_of, int16_t percent_done_bp) {
  return {.as_of = Day(as_of), .percent_done_bp = percent_done_bp, .invested = {0}};
}

TEST(PercentDone, HasTheBoundsOfDazu) {
  const auto at = [](int16_t percent_done_bp) {
    return JudgedProject(Preset("dazu-2025-five"), ProjectBuilder(), {Done("2021-05-07", percent_done_bp)})
        .On("2021-05-08");
  };
  EXPECT_EQ(at(0), "RED: 形象进度 0%，低于 30 为红;");
  EXPECT_EQ(at(29'99), "RED: 形象进度 29.99%，低于 30 为红;");
  EXPECT_EQ(at(30'00), "ORANGE: 形象进度 30%，不低于 30、低于 60 为橙;");
  EXPECT_EQ(at(30'01), "ORANGE: 形象进度 30.01%，不低于 30、低于 60 为橙;");
  EXPECT_EQ(at(45'00), "ORANGE: 形象进度 45%，不低于 30、低于 60 为橙;");
  EXPECT_EQ(at(59'99), "ORANGE: 形象进度 59.99%，不低于 30、低于 60 为橙;");
  EXPECT_EQ(at(60'00), "YELLOW: 形象进度 60%，不低于 60、低于 90 为黄;");
  EXPECT_EQ(at(60'01), "YELLOW: 形象进度 60.01%，不低于 60、低于 90 为黄;");
  EXPECT_EQ(at(89'99), "YELLOW: 形象进度 89.99%，不低于 60、低于 90 为黄;");
  EXPECT_EQ(at(90'00), "GREEN: 形象进度 90%，不低于 90 为绿;");
  EXPECT_EQ(at(90'01), "GREEN: 形象进度 90.01%，不低于 90 为绿;");
  EXPECT_EQ(at(100'00), "GREEN: 形象进度 100%，不低于 90 为绿;");
}

TEST(PercentDone, IsThatOfTheLatestReportThatTellsIt) {
  const std::vector<ReportMark> reports = {Done("2020-12-31", 10'00), Done("2021-04-30", 20'00),
                                           Done("2021-05-07", ReportMark::kNotTold), Done("2021-05-14", 30'00)};
  EXPECT_EQ(PercentDoneBp(reports, Day("2020-12-30")), std::nullopt);
  EXPECT_EQ(PercentDoneBp(reports, Day("2021-04-29")), 10'00) << "of the year before";
  EXPECT_EQ(PercentDoneBp(reports, Day("2021-04-30")), 20'00);
  EXPECT_EQ(PercentDoneBp(reports, Day("2021-05-13")), 20'00) << "the report of W18 does not tell it";
  EXPECT_EQ(PercentDoneBp(reports, Day("2021-05-14")), 30'00);
  EXPECT_EQ(JudgedProject(Preset("dazu-2025-five"), ProjectBuilder(), {Done("2021-05-07", ReportMark::kNotTold)})
                .On("2021-05-08"),
            "NOT_RATED: 没有可以评价的数据;");
}

TEST(MonthsNotRegistered, HaveTheBoundsOfYinchuan) {
  const JudgedProject judged(Preset("yinchuan-2025-statlib"),
                             ProjectBuilder().Rung("started", "", "2021-03-15").Registered("2021-06-18"), {});
  EXPECT_EQ(judged.On("2021-03-14"), "NOT_RATED: 没有可以评价的数据;");
  EXPECT_EQ(judged.On("2021-03-15"), "GREEN: 开工当月，还没有入库，0 为绿;");
  EXPECT_EQ(judged.On("2021-03-31"), "GREEN: 开工当月，还没有入库，0 为绿;");
  EXPECT_EQ(judged.On("2021-04-01"), "YELLOW: 开工 1 个月未入库，1–2 为黄;");
  EXPECT_EQ(judged.On("2021-05-31"), "YELLOW: 开工 2 个月未入库，1–2 为黄;");
  EXPECT_EQ(judged.On("2021-06-01"), "RED: 开工 3 个月未入库，3 及以上 为红;");
  EXPECT_EQ(judged.On("2021-06-17"), "RED: 开工 3 个月未入库，3 及以上 为红;");
  EXPECT_EQ(judged.On("2021-06-18"), "GREEN: 已入库，0 为绿;");
  EXPECT_EQ(judged.OfMonth(DaysOf("2021-05-31", "2021-06-30")), "YELLOW: 开工 2 个月未入库，1–2 为黄;")
      << "it was not registered by the month's end";
}

TEST(MonthsNotRegistered, CountFromTheFirstSignOfTheStart) {
  const auto on_may_8 = [](const ProjectBuilder& project) {
    return MonthsNotRegistered(project.Row(), Day("2021-05-08"));
  };
  const auto on_ladder = [](v1::Kind kind, const std::string& started, const std::string& roof) {
    return ProjectBuilder(kind)
        .Rung("signed", "", "2021-01-04")
        .Rung("started", "", started)
        .Rung("roof-topped", "", roof);
  };
  EXPECT_EQ(on_may_8(ProjectBuilder()), std::nullopt);
  EXPECT_EQ(on_may_8(on_ladder(v1::NEW, "", "")), std::nullopt) << "an earlier rung is no start";
  EXPECT_EQ(on_may_8(on_ladder(v1::NEW, "2021-05-09", "")), std::nullopt);
  EXPECT_EQ(on_may_8(on_ladder(v1::NEW, "2021-02-28", "")), 3);
  EXPECT_EQ(on_may_8(on_ladder(v1::NEW, "", "2021-04-30")), 1) << "who tops a roof has started";
  EXPECT_EQ(on_may_8(on_ladder(v1::NEW, "2021-04-01", "2021-03-31")), 2) << "the first of them";
  EXPECT_EQ(on_may_8(ProjectBuilder().Rung("started", "").Rung("granted", "", "2021-02-01", "land")), std::nullopt)
      << "another track";
  EXPECT_EQ(on_may_8(on_ladder(v1::CONTINUING, "2020-11-30", "")), 6);
  EXPECT_EQ(on_may_8(on_ladder(v1::CONTINUING, "", "2021-04-30")), std::nullopt) << "it began nobody knows when";
  EXPECT_EQ(on_may_8(on_ladder(v1::NEW, "2021-02-28", "").Registered("2021-05-08")), 0);
  EXPECT_EQ(on_may_8(on_ladder(v1::NEW, "2021-02-28", "").Registered("2021-05-09")), 3);
  EXPECT_EQ(on_may_8(on_ladder(v1::CONTINUING, "", "").Registered("2020-05-08")), 0);
}

TEST(JudgedByPerson, HasEachColorItself) {
  for (const v1::Color color : {v1::BLUE, v1::GREEN, v1::YELLOW, v1::ORANGE, v1::RED}) {
    const JudgedProject judged(Preset("haikou-jiangdong-2020"),
                               ProjectBuilder().Given(color, "2021-05-04", "2021-05-08"), {});
    const std::string name = v1::Color_Name(color) + ":";
    EXPECT_EQ(judged.On("2021-05-03"), "NOT_RATED: 没有可以评价的数据;") << name;
    EXPECT_EQ(judged.On("2021-05-04").substr(0, name.size()), name);
    EXPECT_EQ(judged.On("2021-05-08").substr(0, name.size()), name);
    EXPECT_EQ(judged.On("2021-05-09"), "NOT_RATED: 没有可以评价的数据;") << name;
  }
}

}  // namespace
}  // namespace wuse::domain
