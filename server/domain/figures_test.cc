#include "server/domain/figures.h"

#include <gtest/gtest.h>

#include "server/domain/row_builder.h"

namespace wuse::domain {
namespace {

TEST(IsListed, FromTheListingDayUntilTheDelistingDay) {
  const ProjectRow row = ProjectBuilder().Listed("2021-03-10").Delisted("2021-05-01").Row();
  EXPECT_FALSE(IsListed(row, Day("2021-03-09")));
  EXPECT_TRUE(IsListed(row, Day("2021-03-10")));
  EXPECT_TRUE(IsListed(row, Day("2021-04-30")));
  EXPECT_FALSE(IsListed(row, Day("2021-05-01")));
  EXPECT_TRUE(IsListed(ProjectBuilder().Row(), Day("1990-01-01")));
}

TEST(IsStarted, ContinuingOrStartedOrALaterRungOfItsTrack) {
  struct Case {
    const char* name;
    ProjectBuilder project;
    bool started;
  };
  const Case cases[] = {
      {"continuing", ProjectBuilder(v1::CONTINUING), true},
      {"new", ProjectBuilder(), false},
      {"reached on the day", ProjectBuilder().Rung("started", "", "2021-04-30"), true},
      {"reached the day after", ProjectBuilder().Rung("started", "", "2021-05-01"), false},
      {"planned is not reached", ProjectBuilder().Rung("started", "2021-01-01"), false},
      {"an earlier rung", ProjectBuilder().Rung("land-cleared", "", "2021-01-01").Rung("started", ""), false},
      {"a later rung", ProjectBuilder().Rung("started", "").Rung("roof-topped", "", "2021-04-30"), true},
      {"a later rung of another track",
       ProjectBuilder().Rung("started", "").Rung("investment-completed", "", "2021-04-30", "investment"), false},
      {"a ladder without a start", ProjectBuilder().Rung("land-cleared", "", "2021-01-01"), false},
  };
  for (const Case& c : cases) EXPECT_EQ(IsStarted(c.project.Row(), Day("2021-04-30")), c.started) << c.name;
}

TEST(PlannedOn, IsTheDateInForceOnTheDay) {
  const ProjectRow row = ProjectBuilder()
                             .Rung("started", "2021-02-01")
                             .Rung("roof-topped", "2021-09-01")
                             .Former("2021-03-01", "2021-06-01")
                             .Former("2021-04-01", "")
                             .Row();
  const auto planned = [&](const char* day) { return PlannedOn(row, row.rungs[1], Day(day)).ToString(); };
  EXPECT_EQ(planned("2021-02-28"), "2021-06-01");
  EXPECT_EQ(planned("2021-03-01"), "");
  EXPECT_EQ(planned("2021-03-31"), "");
  EXPECT_EQ(planned("2021-04-01"), "2021-09-01");
  EXPECT_EQ(PlannedOn(row, row.rungs[0], Day("2021-02-28")), Day("2021-02-01"));
}

TEST(PlanOn, IsTheYearsPlanInForceOnTheDay) {
  const ProjectRow row = ProjectBuilder()
                             .EvenPlan(2020, 7)
                             .EvenPlan(2021, 3)
                             .FormerEvenPlan("2021-03-01", 1)
                             .FormerEvenPlan("2021-05-01", 2)
                             .Row();
  const auto annual = [&](int year, const char* day) { return PlanOn(row, year, Day(day))->annual->value; };
  EXPECT_EQ(annual(2021, "2021-02-28"), 12);
  EXPECT_EQ(annual(2021, "2021-03-01"), 24);
  EXPECT_EQ(annual(2021, "2021-04-30"), 24);
  EXPECT_EQ(annual(2021, "2021-05-01"), 36);
  EXPECT_EQ(annual(2020, "2021-05-01"), 84);
  EXPECT_EQ(PlanOn(row, 2022, Day("2021-05-01")), nullptr);
}

TEST(PlannedCumulative, IsLinearWithinAMonthAndRoundedHalfAwayFromZero) {
  struct Case {
    const char* day;
    int64_t planned;
  };
  // Month-ends 1, 2, 33, 33, 1'000'000'000'000'000 …
  std::vector<int64_t> month_ends(12, 1'000'000'000'000'000);
  month_ends[0] = 1;
  month_ends[1] = 2;
  month_ends[2] = month_ends[3] = 33;
  const ProjectRow row = ProjectBuilder().Plan(2021, month_ends[11], month_ends).Row();
  const Case cases[] = {
      {"2021-01-15", 0},  // 15/31
      {"2021-01-16", 1},  // 16/31
      {"2021-01-31", 1},
      {"2021-02-13", 1},  // 1 + 13/28
      {"2021-02-14", 2},  // 1 + 14/28: half, away from zero
      {"2021-02-28", 2},
      {"2021-03-01", 3},
      {"2021-03-31", 33},
      {"2021-04-01", 33},
      {"2021-04-30", 33},
      {"2021-05-01", 32'258'064'516'161},   // 33 + 999'999'999'999'967 / 31 = …160.9
      {"2021-05-30", 967'741'935'483'872},  // … × 30 / 31 = …872.03
      {"2021-05-31", 1'000'000'000'000'000},
      {"2021-12-31", 1'000'000'000'000'000},
  };
  for (const Case& c : cases) EXPECT_EQ(PlannedCumulative(row.plans[0], Day(c.day))->value, c.planned) << c.day;
  EXPECT_FALSE(PlannedCumulative(ProjectBuilder().Plan(2021, 1, {}).Row().plans[0], Day("2021-05-01")).has_value());
}

TEST(PlannedCumulative, KnowsLeapYears) {
  const ProjectRow row = ProjectBuilder().EvenPlan(2020, 290).Row();
  EXPECT_EQ(PlannedCumulative(row.plans[0], Day("2020-02-01"))->value, 300);
  EXPECT_EQ(PlannedCumulative(row.plans[0], Day("2020-02-29"))->value, 580);
}

TEST(LatestReport, IsOfTheDaysYearAndOfTheLatestAsOf) {
  const std::vector<ReportMark> reports = {
      Filed("2020-W53", "2020-12-31", 1),
      Filed("2021-W01", "2021-01-08", 2),
      Filed("2021-W02", "2021-01-15", 3),
  };
  const auto latest = [&](const char* day) {
    const ReportMark* report = LatestReport(reports, Day(day));
    return report == nullptr ? 0 : report->invested.value;
  };
  EXPECT_EQ(latest("2020-12-30"), 0);
  EXPECT_EQ(latest("2020-12-31"), 1);
  EXPECT_EQ(latest("2021-01-01"), 0);
  EXPECT_EQ(latest("2021-01-07"), 0);
  EXPECT_EQ(latest("2021-01-08"), 2);
  EXPECT_EQ(latest("2021-12-31"), 3);
  EXPECT_EQ(latest("2022-01-01"), 0);
  EXPECT_EQ(LatestReportEver(reports, Day("2021-01-01"))->invested.value, 1);
  EXPECT_EQ(LatestReportEver(reports, Day("2022-06-01"))->invested.value, 3);
  EXPECT_EQ(LatestReportEver(reports, Day("2020-12-30")), nullptr);
}

TEST(HasReportOf, TheWeekOfAnyDayOfIt) {
  const std::vector<ReportMark> marks = {{.as_of = *common::Date::Parse("2021-04-16")},   // a Friday
                                         {.as_of = *common::Date::Parse("2021-04-26")},   // a Monday
                                         {.as_of = *common::Date::Parse("2021-05-09")}};  // a Sunday
  for (const auto& [week, has] : std::vector<std::pair<std::string, bool>>{{"2021-W14", false},
                                                                           {"2021-W15", true},
                                                                           {"2021-W16", false},
                                                                           {"2021-W17", true},
                                                                           {"2021-W18", true},
                                                                           {"2021-W19", false}}) {
    EXPECT_EQ(HasReportOf(marks, WeekOf(week)), has) << week;
  }
  EXPECT_FALSE(HasReportOf({}, WeekOf("2021-W17")));
}

TEST(OwesReport, WhenListedNotPausedAndNotClosedBefore) {
  struct Case {
    const char* name;
    ProjectBuilder project;
    const char* week;
    bool owes;
  };
  const auto done = [](const std::string& on) { return ProjectBuilder().Rung("completed", "", on); };
  const Case cases[] = {
      {"a plain project", ProjectBuilder(), "2021-W18", true},
      {"listed on the due day", ProjectBuilder().Listed("2021-05-07"), "2021-W18", true},
      {"listed the day after", ProjectBuilder().Listed("2021-05-08"), "2021-W18", false},
      {"delisted on the due day", ProjectBuilder().Delisted("2021-05-07"), "2021-W18", false},
      {"delisted the day after", ProjectBuilder().Delisted("2021-05-08"), "2021-W18", true},
      {"paused on the due day", ProjectBuilder().Pause("2021-05-07", "2021-05-07"), "2021-W18", false},
      {"paused in the week only", ProjectBuilder().Pause("2021-05-03", "2021-05-06"), "2021-W18", true},
      {"closed the day before", done("2021-05-06"), "2021-W18", false},
      {"closed on the due day", done("2021-05-07"), "2021-W18", true},
      {"a moved due day", ProjectBuilder().Listed("2021-02-18"), "2021-W06", true},
      {"listed after a moved due day", ProjectBuilder().Listed("2021-02-19"), "2021-W06", false},
  };
  for (const Case& c : cases)
    EXPECT_EQ(OwesReport(c.project.Row(), Calendar2021().DueDay(WeekOf(c.week))), c.owes) << c.name;
}

// One project of each attribute, and the filters that find it.
TEST(RowFilter, AndsFieldsAndOrsValues) {
  Names names;
  ProjectBuilder builder = ProjectBuilder().Rung("started", "", "2021-04-30").Rung("completed", "", "2021-05-01");
  builder.project().set_department("jingshang");
  builder.project().add_lists("district-key");
  builder.project().add_lists("city-key");
  const ProjectRow row = builder.Row(names);
  names.Of("lipu");
  const auto matches = [&](const std::function<void(v1::ProjectFilter&)>& set) {
    v1::ProjectFilter filter;
    set(filter);
    return MatchesApartFromColor(CompileFilter(filter, names.Finder()), row, Day("2021-04-30"));
  };
  using F = v1::ProjectFilter;
  EXPECT_TRUE(matches([](F&) {}));
  EXPECT_TRUE(matches([](F& f) { f.add_units("duohu"); }));
  EXPECT_FALSE(matches([](F& f) { f.add_units("lipu"); }));
  EXPECT_TRUE(matches([](F& f) { f.add_units("lipu"), f.add_units("duohu"); }));
  EXPECT_FALSE(matches([](F& f) { f.add_units("never-seen"); }));
  EXPECT_TRUE(matches([](F& f) { f.add_units("never-seen"), f.add_units("duohu"); }));
  EXPECT_TRUE(matches([](F& f) { f.add_departments("jingshang"); }));
  EXPECT_FALSE(matches([](F& f) { f.add_departments("duohu"); }));
  EXPECT_TRUE(matches([](F& f) { f.add_lists("city-key"), f.add_lists("never-seen"); }));
  EXPECT_FALSE(matches([](F& f) { f.add_lists("duohu"); }));
  EXPECT_TRUE(matches([](F& f) { f.add_kinds(v1::NEW), f.add_kinds(v1::CONTINUING); }));
  EXPECT_FALSE(matches([](F& f) { f.add_kinds(v1::CONTINUING); }));
  EXPECT_TRUE(matches([](F& f) { f.add_levels(v1::DISTRICT); }));
  EXPECT_FALSE(matches([](F& f) { f.add_levels(v1::CITY); }));
  EXPECT_TRUE(matches([](F& f) { f.add_categories(v1::INDUSTRY); }));
  EXPECT_FALSE(matches([](F& f) { f.add_categories(v1::URBAN); }));
  EXPECT_TRUE(matches([](F& f) { f.add_reached_milestones("started"); }));
  EXPECT_FALSE(matches([](F& f) { f.add_reached_milestones("completed"); }));
  EXPECT_FALSE(matches([](F& f) { f.add_reached_milestones("started"), f.add_reached_milestones("completed"); }));
  EXPECT_FALSE(matches([](F& f) { f.add_reached_milestones("never-seen"); }));
  EXPECT_FALSE(matches([](F& f) { f.add_units("duohu"), f.add_levels(v1::CITY); }));
  EXPECT_TRUE(matches([](F& f) { f.add_colors(v1::RED); }));  // colors are judged apart
}

TEST(RowFilter, AnUnknownTextDoesNotMatchWhatIsEmpty) {
  Names names;
  const ProjectRow row = ProjectBuilder().Row(names);  // without a department
  v1::ProjectFilter filter;
  filter.add_departments("never-seen");
  EXPECT_FALSE(MatchesApartFromColor(CompileFilter(filter, names.Finder()), row, Day("2021-04-30")));
}

TEST(RowFilter, ColorsAreOred) {
  v1::ProjectFilter filter;
  const Names names;
  EXPECT_TRUE(MatchesColor(CompileFilter(filter, names.Finder()), v1::NOT_RATED));
  filter.add_colors(v1::RED);
  filter.add_colors(v1::ORANGE);
  EXPECT_TRUE(MatchesColor(CompileFilter(filter, names.Finder()), v1::ORANGE));
  EXPECT_FALSE(MatchesColor(CompileFilter(filter, names.Finder()), v1::YELLOW));
}

TEST(FiguresOf, GivesWhatIsKnownOnTheDay) {
  Names names;
  ProjectBuilder builder = ProjectBuilder()
                               .EvenPlan(2021, 100)
                               .Rung("land-cleared", "2021-05-01")
                               .Rung("started", "2021-03-15")
                               .Rung("completed", "2021-12-01");
  builder.project().set_invested_before_yuan(5000);
  const std::vector<ReportMark> reports = {Filed("2021-W16", "2021-04-23", 300)};
  const v1::ProjectFigures figures = FiguresOf(builder.Row(names), reports, Day("2021-05-08"), Calendar2021(),
                                               [&](Symbol symbol) { return names.TextOf(symbol); });
  EXPECT_EQ(figures.day(), "2021-05-08");
  EXPECT_EQ(figures.invested_this_year_yuan(), 300);
  EXPECT_EQ(figures.invested_as_of(), "2021-04-23");
  EXPECT_EQ(figures.annual_plan_yuan(), 1200);
  EXPECT_EQ(figures.planned_to_day_yuan(), 426);  // 400 + 100 × 8 / 31
  EXPECT_EQ(figures.invested_total_yuan(), 5300);
  EXPECT_EQ(figures.points_behind(), "6.42");  // (377 − 300) / 1200
  EXPECT_EQ(figures.days_late(), 7);
  EXPECT_EQ(figures.late_milestone(), "land-cleared");
  EXPECT_EQ(figures.months_not_started(), 2);
  EXPECT_EQ(figures.weeks_without_report(), 2);
  EXPECT_FALSE(figures.started());
}

TEST(FiguresOf, LeavesOutWhatHasNoValue) {
  const v1::ProjectFigures figures = FiguresOf(ProjectBuilder(v1::CONTINUING).Row(), {}, Day("2021-01-04"),
                                               Calendar2021(), [](Symbol) { return "?"; });
  EXPECT_FALSE(figures.has_invested_this_year_yuan());
  EXPECT_EQ(figures.invested_as_of(), "");
  EXPECT_FALSE(figures.has_annual_plan_yuan());
  EXPECT_FALSE(figures.has_planned_to_day_yuan());
  EXPECT_EQ(figures.points_behind(), "");
  EXPECT_FALSE(figures.has_days_late());
  EXPECT_EQ(figures.late_milestone(), "");
  EXPECT_FALSE(figures.has_months_not_started());
  EXPECT_TRUE(figures.has_weeks_without_report());
  EXPECT_TRUE(figures.started());
}

TEST(FiguresOf, RoundsPointsHalfAwayFromZeroAndMayBeAhead) {
  const auto points = [](int64_t invested) {
    const ProjectRow row = ProjectBuilder().Plan(2021, 100'000, std::vector<int64_t>(12, 1'000)).Row();
    const std::vector<ReportMark> reports = {Filed("2021-W17", "2021-04-30", invested)};
    return FiguresOf(row, reports, Day("2021-04-30"), Calendar2021(), [](Symbol) { return ""; }).points_behind();
  };
  EXPECT_EQ(points(1'000), "0.00");
  EXPECT_EQ(points(995), "0.01");
  EXPECT_EQ(points(996), "0.00");
  EXPECT_EQ(points(1'005), "-0.01");
  EXPECT_EQ(points(1'004), "0.00");
  EXPECT_EQ(points(2'234), "-1.23");
}

TEST(FiguresOf, SaysNothingOfMissingReportsWhereNoneIsDue) {
  const auto weeks = [](const ProjectBuilder& builder) {
    return FiguresOf(builder.Row(), {}, Day("2021-05-08"), Calendar2021(), [](Symbol) { return ""; })
        .has_weeks_without_report();
  };
  EXPECT_TRUE(weeks(ProjectBuilder()));
  EXPECT_FALSE(weeks(ProjectBuilder().Delisted("2021-05-08")));
  EXPECT_FALSE(weeks(ProjectBuilder().Pause("2021-05-08")));
  EXPECT_FALSE(weeks(ProjectBuilder().Rung("completed", "", "2021-05-08")));
}

}  // namespace
}  // namespace wuse::domain
