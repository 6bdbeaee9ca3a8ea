#include "server/domain/statistics.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "server/domain/row_builder.h"
#include "server/domain/statistics_over_time.h"

namespace wuse::domain {
namespace {

constexpr int64_t kWan = 10'000;

Style StyleWith(int decimals, v1::TimeBase base = v1::TIME_BASE_PLANNED_CUMULATIVE,
                v1::DistanceRounding rounding = v1::FROM_UNROUNDED) {
  Style style;
  style.decimals = decimals;
  style.time_base.base = base;
  style.distance_rounding = rounding;
  return style;
}

// One project with all the money.
FigureSums Invested(int64_t invested, int64_t annual, int64_t period = 0) {
  ProjectFacts facts;
  facts.kind = v1::NEW;
  facts.has_report = true;
  facts.invested = {invested};
  facts.annual_plan = {annual};
  facts.period_plan = {period};
  FigureSums sums;
  sums.Add(facts);
  return sums;
}

std::string PointsOn(const FigureSums& sums, const Style& style, std::string_view day) {
  return FigureSetOf(sums, style, Day(day)).distance().points();
}

TEST(FigureSumsOfProjects, PreparatoryOnesAreCountedApartAndInNothingElse) {
  ProjectFacts facts;
  facts.kind = v1::PREPARATORY;
  facts.is_started = facts.is_made_up = true;
  facts.annual_plan = {100};
  facts.color = v1::RED;
  FigureSums sums;
  sums.Add(facts);
  const v1::FigureSet figures = FigureSetOf(sums, StyleWith(2), Day("2021-05-08"));
  EXPECT_EQ(figures.preparatory_count(), 1);
  EXPECT_EQ(figures.project_count(), 0);
  EXPECT_EQ(figures.started_count(), 0);
  EXPECT_EQ(figures.lagging_count(), 0);
  EXPECT_EQ(figures.annual_plan_yuan(), 0);
  EXPECT_EQ(figures.start_rate().percent(), "") << "a rate of nothing is no number";
}

TEST(FigureSumsOfProjects, GiveBackWhatWasAdded) {
  ProjectFacts facts;
  facts.kind = v1::NEW;
  facts.color = v1::ORANGE;
  facts.is_started = facts.is_start_due = facts.is_year_start = facts.is_start_planned = true;
  facts.invested = {70};
  facts.total_investment = {1'000'000'000'000'000};
  FigureSums sums = Invested(30, 100);
  sums.Add(facts, 20'000);  // beyond 64 bits
  EXPECT_EQ(FigureSetOf(sums, StyleWith(2), Day("2021-05-08")).total_investment_yuan(),
            std::numeric_limits<int64_t>::max());
  sums.Add(facts, -20'000);
  EXPECT_EQ(FigureSetOf(sums, StyleWith(2), Day("2021-05-08")).SerializeAsString(),
            FigureSetOf(Invested(30, 100), StyleWith(2), Day("2021-05-08")).SerializeAsString());
}

TEST(StartRate, HasThreeDenominators) {
  FigureSums sums;
  sums.projects = 386;
  sums.started = 300;
  sums.under_construction = 250;
  sums.completed = 33;
  sums.year_starts = 206;
  sums.starts_planned = 255;
  const auto rate = [&sums](v1::StartBase base) {
    Style style = StyleWith(2);
    style.start_base = base;
    return FigureSetOf(sums, style, Day("2021-06-30")).start_rate().percent();
  };
  EXPECT_EQ(rate(v1::OF_ALL_PROJECTS), "77.72");
  EXPECT_EQ(rate(v1::OF_PLANNED_STARTS), "80.78") << "Jiangmen";
  EXPECT_EQ(rate(v1::OF_CONSTRUCTION_STAGES), "73.32") << "Xuchang";
  sums.year_starts = 300;
  EXPECT_EQ(rate(v1::OF_PLANNED_STARTS), "117.65") << "early starts: beyond 100";
}

TEST(DistanceToTime, IsRoundedEitherWay) {
  const FigureSums jiangmen = Invested(629 * kWan, 6474 * kWan / 10);
  EXPECT_EQ(PointsOn(jiangmen, StyleWith(1, v1::TIME_BASE_MONTHS), "2020-10-31"), "13.8") << "97.158 - 83.333";
  EXPECT_EQ(PointsOn(jiangmen, StyleWith(1, v1::TIME_BASE_MONTHS, v1::FROM_ROUNDED), "2020-10-31"), "13.9");
}

TEST(DistanceToTime, HasFourBases) {
  const FigureSums yunfu = Invested(11'973, 19'582, 12'000);
  EXPECT_EQ(PointsOn(yunfu, StyleWith(2, v1::TIME_BASE_HALF_MONTHS), "2017-08-15"), "-1.36") << "62.5 by half months";
  EXPECT_EQ(PointsOn(yunfu, StyleWith(2, v1::TIME_BASE_MONTHS), "2017-08-15"), "2.81") << "7 of 12 months";
  EXPECT_EQ(PointsOn(yunfu, StyleWith(2), "2017-08-15"), "-0.14") << "27 of the plan";
  Style path = StyleWith(2, v1::TIME_BASE_TARGET_PATH);
  path.time_base.target_path.fill(600'000);
  EXPECT_EQ(PointsOn(yunfu, path, "2017-08-15"), "1.14") << "60 percent";
  EXPECT_EQ(PointsOn(Invested(5, 0, 3), StyleWith(2), "2017-08-15"), "") << "no annual plan";
}

TEST(Rounding, IsHalfAwayFromZero) {
  EXPECT_EQ(FigureSetOf(Invested(13, 16), StyleWith(1), Day("2021-05-08")).annual_completion().percent(), "81.3");
  EXPECT_EQ(PointsOn(Invested(399, 400, 400), StyleWith(1), "2021-05-08"), "-0.3") << "-0.25";
  EXPECT_EQ(PointsOn(Invested(401, 400, 400), StyleWith(1), "2021-05-08"), "0.3");
  EXPECT_EQ(PointsOn(Invested(400, 400, 400), StyleWith(1), "2021-05-08"), "0.0") << "level";
  EXPECT_EQ(PointsOn(Invested(1999, 2000, 2000), StyleWith(0), "2021-05-08"), "0") << "-0.05 is no minus zero";
  EXPECT_EQ(FigureSetOf(Invested(130, 100), StyleWith(0), Day("2021-05-08")).annual_completion().percent(), "130");
}

TEST(PointsOfTwoRates, StayExactWithTheLargestSums) {
  constexpr Int128 kMost = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(PointsBetween({kMost - 1, kMost}, {kMost - 2, kMost - 1}, StyleWith(2)), "0.00");
  EXPECT_EQ(PointsBetween({kMost, kMost}, {1, kMost - 1}, StyleWith(2)), "100.00");
  EXPECT_EQ(PointsBetween({1, kMost}, {kMost - 1, kMost - 1}, StyleWith(2)), "-100.00");
  EXPECT_EQ(PointsBetween({kMost, 1}, {kMost - 1, 1}, StyleWith(0)), "100");
  EXPECT_EQ(PointsBetween({1, 2}, {1, 0}, StyleWith(2)), "");
  EXPECT_EQ(PointsBetween({1, 3}, {1, 7}, StyleWith(2)), "19.05");
  EXPECT_EQ(PointsBetween({1, 7}, {1, 3}, StyleWith(2)), "-19.05");
  EXPECT_EQ(PointsBetween({1, 8}, {51, 400}, StyleWith(1)), "-0.3") << "-0.25";
}

TEST(GrowthOfAmounts, NeedsABaseAboveZero) {
  EXPECT_EQ(GrowthPercent({150}, {120}, 2), "25.00");
  EXPECT_EQ(GrowthPercent({90}, {120}, 1), "-25.0");
  EXPECT_EQ(GrowthPercent({90}, {0}, 1), "");
  EXPECT_EQ(GrowthPercent({90}, {-5}, 1), "");
  EXPECT_EQ(GrowthPercent({0}, {7}, 0), "-100");
}

TEST(ExactOrder, OfFractions) {
  constexpr Int128 kMost = std::numeric_limits<int64_t>::max();
  EXPECT_TRUE(IsLess({1, 3}, {1, 2}));
  EXPECT_FALSE(IsLess({1, 2}, {1, 3}));
  EXPECT_FALSE(IsLess({2, 4}, {1, 2}));
  EXPECT_FALSE(IsLess({1, 2}, {2, 4}));
  EXPECT_TRUE(IsLess({-1, 2}, {-1, 3}));
  EXPECT_TRUE(IsLess({-1, 2}, {0, 7}));
  EXPECT_TRUE(IsLess({kMost - 2, kMost - 1}, {kMost - 1, kMost}));
  EXPECT_FALSE(IsLess({kMost - 1, kMost}, {kMost - 2, kMost - 1}));
  const Int128 huge = kMost * 31'000'000;  // of a distance: some 90 bits
  EXPECT_TRUE(IsLess({huge - 2, huge - 1}, {huge - 1, huge}));
  EXPECT_TRUE(IsLess({-huge, huge - 1}, {-(huge - 1), huge}));
  EXPECT_FALSE(IsLess({huge, 1}, {huge, 1}));
}

TEST(ValuesOfMetrics, AreUndefinedWithoutTheirBase) {
  const auto value = [](v1::Metric metric, const FigureSums& sums, const FigureSums& year_ago) {
    const Style style = StyleWith(1);
    const auto exact = ValueOf(metric, sums, year_ago, style, Day("2021-05-08"));
    return exact ? ValueText(metric, *exact, style) : "-";
  };
  const FigureSums none;
  const FigureSums some = Invested(300, 1200, 400);
  EXPECT_EQ(value(v1::METRIC_ANNUAL_COMPLETION, some, none), "25.0");
  EXPECT_EQ(value(v1::METRIC_PERIOD_COMPLETION, some, none), "75.0");
  EXPECT_EQ(value(v1::METRIC_DISTANCE, some, none), "-8.3");
  EXPECT_EQ(value(v1::METRIC_START_RATE, some, none), "0.0");
  EXPECT_EQ(value(v1::METRIC_INVESTED, some, none), "300");
  EXPECT_EQ(value(v1::METRIC_GROWTH, some, Invested(200, 1)), "50.0");
  EXPECT_EQ(value(v1::METRIC_GROWTH, some, none), "-");
  EXPECT_EQ(value(v1::METRIC_LAGGING_SHARE, some, none), "0.0");
  EXPECT_EQ(value(v1::METRIC_CERTIFIED_COMPLETION, some, none), "-") << "nothing is certified";
  for (const v1::Metric metric : {v1::METRIC_ANNUAL_COMPLETION, v1::METRIC_PERIOD_COMPLETION, v1::METRIC_DISTANCE,
                                  v1::METRIC_START_RATE, v1::METRIC_INVESTED, v1::METRIC_LAGGING_SHARE}) {
    EXPECT_EQ(value(metric, none, none), "-") << v1::Metric_Name(metric);
  }
}

TEST(YearOnYear, IsHeldAgainstAReferenceFigureWhereTheRegisterHasNothing) {
  v1::ReferenceFigure reference;
  reference.set_value("12.44");
  const FigureSums now = Invested(260'437, 1'000'000);
  const v1::YearOnYear printed = YearOnYearOf(now, {}, Day("2020-04-30"), StyleWith(1), &reference);
  EXPECT_EQ(printed.completion_points(), "13.6") << "26.0437 less 12.44";
  EXPECT_EQ(printed.annual_completion().percent(), "12.44") << "as it was printed";
  EXPECT_EQ(printed.reference().value(), "12.44");
  EXPECT_EQ(printed.growth_percent(), "");
  const Style rounded = StyleWith(1, v1::TIME_BASE_MONTHS, v1::FROM_ROUNDED);
  EXPECT_EQ(YearOnYearOf(now, {}, Day("2020-04-30"), rounded, &reference).completion_points(), "13.6");
  const v1::YearOnYear known =
      YearOnYearOf(now, Invested(130'000, 650'000), Day("2020-04-30"), StyleWith(2), &reference);
  EXPECT_EQ(known.completion_points(), "6.04") << "26.0437 less 20: the register goes first";
  EXPECT_EQ(known.growth_percent(), "100.34");
  EXPECT_FALSE(known.has_reference());
  const v1::YearOnYear unknown = YearOnYearOf(now, {}, Day("2020-04-30"), StyleWith(2), nullptr);
  EXPECT_EQ(unknown.completion_points(), "");
  EXPECT_FALSE(unknown.has_annual_completion());
}

TEST(PeriodSumsOfProjects, AreWhatHappenedSinceTheDayBefore) {
  ProjectFacts before;
  before.kind = v1::NEW;
  before.invested = {100};
  ProjectFacts now = before;
  now.invested = {160};
  now.is_started = now.is_completed = true;
  PeriodSums sums;
  sums.Add(now, before, true);
  EXPECT_EQ(PeriodFiguresOf(sums, Day("2021-04-01")).invested_yuan(), 60);
  sums.Add(now, before, false);
  EXPECT_EQ(PeriodFiguresOf(sums, Day("2021-04-01")).invested_yuan(), 220) << "the year before is its own";
  before.kind = now.kind = v1::CONTINUING;
  sums.Add(now, before, true);
  before.kind = now.kind = v1::PREPARATORY;
  sums.Add(now, before, true);
  const v1::PeriodFigures figures = PeriodFiguresOf(sums, Day("2021-04-01"));
  EXPECT_EQ(figures.started_count(), 2) << "of new projects";
  EXPECT_EQ(figures.completed_count(), 3);
  EXPECT_EQ(figures.invested_yuan(), 280);
}

TEST(TargetsOfLists, CountWhatTheyMeasure) {
  FigureSums sums = Invested(300, 1200);
  sums.projects = 40;
  sums.started = 12;
  sums.completed = 3;
  const auto percent = [&sums](v1::TargetMeasure measure, int64_t value) {
    v1::ListTarget target;
    target.set_measure(measure);
    target.set_value(value);
    return TargetCompletion(target, sums, 7, 1).percent();
  };
  EXPECT_EQ(percent(v1::TARGET_PROJECTS, 50), "80.0");
  EXPECT_EQ(percent(v1::TARGET_STARTED, 10), "120.0");
  EXPECT_EQ(percent(v1::TARGET_COMPLETED, 12), "25.0");
  EXPECT_EQ(percent(v1::TARGET_INVESTED, 400), "75.0");
  EXPECT_EQ(percent(v1::TARGET_MILESTONE, 14), "50.0");
}

}  // namespace
}  // namespace wuse::domain
