#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "server/domain/figures.h"
#include "server/domain/policy_case.h"
#include "server/domain/row_builder.h"

namespace wuse::domain {
namespace {

const std::vector<ReportMark> kNone;

// Annual plan 1200, planned to 2021-04-30 are 400.
ProjectBuilder Planned(v1::Kind kind = v1::NEW) {
  return ProjectBuilder(kind).EvenPlan(2021, 100);
}

std::vector<ReportMark> Invested(int64_t amount) {
  std::vector<ReportMark> reports = FiledWeekly("2021-W01", "2021-W16");
  reports.push_back(Filed("2021-W17", "2021-04-30", amount));
  return reports;
}

TEST(OverviewSums, CountsAndSumsWhatIsListedOnTheDay) {
  OverviewSums sums(ColorsOn(Day("2021-04-30"), Calendar2021()));
  ProjectBuilder made_up = Planned(v1::CONTINUING);
  made_up.project().add_made_up("all");
  made_up.project().set_total_investment_yuan(9000);
  sums.Add({}, made_up.Row(), Invested(400));                                    // green, started
  sums.Add({}, Planned().Row(), Invested(399));                                  // yellow
  sums.Add({}, Planned().Row(), Invested(250));                                  // orange
  sums.Add({}, Planned().Rung("started", "", "2021-04-30").Row(), Invested(0));  // red, started
  sums.Add({}, Planned().Rung("completed", "", "2021-04-01").Row(), kNone);      // blue; no start in its ladder
  sums.Add({}, ProjectBuilder().Row(), Invested(7));                             // not rated, without a plan
  sums.Add({}, ProjectBuilder().EvenPlan(2020, 1000).Row(), kNone);              // not rated, last year's plan
  sums.Add({}, Planned().Listed("2021-05-01").Row(), Invested(400));             // not yet listed
  sums.Add({}, Planned().Delisted("2021-04-30").Row(), Invested(400));           // delisted
  made_up.project().set_kind(v1::PREPARATORY);
  sums.Add({}, made_up.Row(), Invested(400));  // counted apart
  const v1::Overview overview = sums.Finish(2);
  EXPECT_EQ(overview.as_of(), "2021-04-30");
  EXPECT_EQ(overview.project_count(), 7);
  EXPECT_EQ(overview.started_count(), 2);
  EXPECT_EQ(overview.preparatory_count(), 1);
  EXPECT_EQ(overview.made_up_count(), 1);
  EXPECT_EQ(overview.lagging_count(), 3);
  EXPECT_EQ(overview.total_investment_yuan(), 9000);
  EXPECT_EQ(overview.invested_yuan(), 400 + 399 + 250 + 7);
  EXPECT_EQ(overview.annual_plan_yuan(), 5 * 1200);
  EXPECT_EQ(overview.period_plan_yuan(), 5 * 400);
  EXPECT_EQ(overview.start_rate().numerator(), 2);
  EXPECT_EQ(overview.start_rate().denominator(), 7);
  EXPECT_EQ(overview.start_rate().percent(), "28.57");
  EXPECT_EQ(overview.annual_completion().percent(), "17.60");
  EXPECT_EQ(overview.period_completion().percent(), "52.80");
  EXPECT_EQ(overview.period_completion().numerator(), 1056);
  EXPECT_EQ(overview.period_completion().denominator(), 2000);
  EXPECT_EQ(overview.sequence(), 0);
  EXPECT_EQ(overview.period(), "");
  std::string counts;
  for (const v1::ColorCount& count : overview.color_counts()) {
    counts += v1::Color_Name(count.color()) + " " + std::to_string(count.count()) + ";";
  }
  EXPECT_EQ(counts, "NOT_RATED 2;BLUE 1;GREEN 1;YELLOW 1;ORANGE 1;RED 1;");
}

TEST(OverviewSums, RatesHaveTheDecimalsAskedForAndNoneWithoutADenominator) {
  OverviewSums sums(ColorsOn(Day("2021-04-30"), Calendar2021()));
  EXPECT_EQ(sums.Finish(2).start_rate().percent(), "");
  EXPECT_EQ(sums.Finish(2).color_counts_size(), 6);
  for (int i = 0; i < 16; ++i) {
    sums.Add({}, ProjectBuilder(i < 13 ? v1::CONTINUING : v1::NEW).Row(), kNone);
  }
  EXPECT_EQ(sums.Finish(2).start_rate().percent(), "81.25");
  EXPECT_EQ(sums.Finish(1).start_rate().percent(), "81.3");
  EXPECT_EQ(sums.Finish(0).start_rate().percent(), "81");
  EXPECT_EQ(sums.Finish(2).annual_completion().percent(), "");
}

TEST(OverviewSums, AFilterAsksForTheColorOfTheDayNotTheStoredOne) {
  v1::ProjectFilter filter;
  filter.add_colors(v1::YELLOW);
  Names names;
  const RowFilter compiled = CompileFilter(filter, names.Finder());
  ProjectBuilder builder = Planned();
  builder.project().mutable_status()->set_color(v1::YELLOW);
  OverviewSums sums(ColorsOn(Day("2021-04-30"), Calendar2021()));
  sums.Add(compiled, builder.Row(names), Invested(400));  // stored yellow, green on the day
  EXPECT_EQ(sums.Finish(2).project_count(), 0);
  builder.project().mutable_status()->set_color(v1::GREEN);
  sums.Add(compiled, builder.Row(names), Invested(399));
  EXPECT_EQ(sums.Finish(2).project_count(), 1);
  builder.project().set_unit("lipu");
  filter.add_units("duohu");
  sums.Add(CompileFilter(filter, names.Finder()), builder.Row(names), Invested(399));
  EXPECT_EQ(sums.Finish(2).project_count(), 1);
}

TEST(OverviewSums, APastDayUsesTheReportsAndThePlanOfThen) {
  const ProjectRow row = ProjectBuilder().EvenPlan(2021, 200).FormerEvenPlan("2021-04-01", 100).Row();
  const std::vector<ReportMark> reports = {Filed("2021-W13", "2021-03-31", 300), Filed("2021-W17", "2021-04-30", 500)};
  OverviewSums march(ColorsOn(Day("2021-03-31"), Calendar2021()));
  march.Add({}, row, reports);
  EXPECT_EQ(march.Finish(2).invested_yuan(), 300);
  EXPECT_EQ(march.Finish(2).annual_plan_yuan(), 1200);
  EXPECT_EQ(march.Finish(2).period_plan_yuan(), 300);
  OverviewSums april(ColorsOn(Day("2021-04-30"), Calendar2021()));
  april.Add({}, row, reports);
  EXPECT_EQ(april.Finish(2).invested_yuan(), 500);
  EXPECT_EQ(april.Finish(2).annual_plan_yuan(), 2400);
  EXPECT_EQ(april.Finish(2).period_plan_yuan(), 800);
}

TEST(OverviewSums, ColorCountsSumToTheProjectCountWhateverIsAdded) {
  const uint32_t seed = std::random_device()();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  const auto number = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
  OverviewSums sums(ColorsOn(Day("2021-04-30"), Calendar2021()));
  for (int i = 0; i < 500; ++i) {
    ProjectBuilder builder(static_cast<v1::Kind>(number(1, 3)));
    builder.EvenPlan(2021, number(0, 100)).Rung("completed", Day("2021-04-01").Plus(number(0, 60)).ToString());
    if (number(0, 3) == 0) builder.project().mutable_milestones(0)->set_reached_on("2021-04-20");
    if (number(0, 3) == 0) builder.Pause("2021-04-01");
    sums.Add({}, builder.Row(), Invested(number(0, 400)));
  }
  const v1::Overview overview = sums.Finish(2);
  int sum = 0;
  for (const v1::ColorCount& count : overview.color_counts()) sum += count.count();
  EXPECT_EQ(sum, overview.project_count());
  EXPECT_EQ(overview.project_count() + overview.preparatory_count(), 500);
}

TEST(OverviewSums, ASumBeyondTheRangeStaysAtItsEnd) {
  ProjectBuilder builder;
  builder.project().set_total_investment_yuan(std::numeric_limits<int64_t>::max() - 1);
  OverviewSums sums(ColorsOn(Day("2021-04-30"), Calendar2021()));
  for (int i = 0; i < 3; ++i) sums.Add({}, builder.Row(), kNone);
  EXPECT_EQ(sums.Finish(2).total_investment_yuan(), std::numeric_limits<int64_t>::max());
}

}  // namespace
}  // namespace wuse::domain
