#include <gtest/gtest.h>

#include "server/domain/color_case.h"
#include "server/domain/color_measures.h"

// The default policy, sentence by sentence.

namespace wuse::domain {
namespace {

TEST(DefaultPolicy, PausedOrNotListedIsNotRated) {
  const auto base = [] { return ProjectBuilder().Listed("2021-03-10").Rung("roof-topped", "2021-12-01"); };
  const auto done = [] { return ProjectBuilder().Listed("2021-03-10").Rung("completed", "2021-12-01", "2021-03-15"); };
  const std::vector<ReportMark> filed = FiledWeekly("2021-W01", "2021-W20");
  Check({
      {"the day before the pause", base().Pause("2021-04-01", "2021-04-10"), "2021-03-31", filed, v1::GREEN,
       kGreenByDays},
      {"the first day of the pause", base().Pause("2021-04-01", "2021-04-10"), "2021-04-01", filed, v1::NOT_RATED,
       kPaused},
      {"the last day of the pause", base().Pause("2021-04-01", "2021-04-10"), "2021-04-10", filed, v1::NOT_RATED,
       kPaused},
      {"the day after the pause", base().Pause("2021-04-01", "2021-04-10"), "2021-04-11", filed, v1::GREEN,
       kGreenByDays},
      {"an open pause", base().Pause("2021-04-01"), "2021-05-14", filed, v1::NOT_RATED, kPaused},
      {"the second of two pauses", base().Pause("2021-03-15", "2021-03-16").Pause("2021-04-01", "2021-04-02"),
       "2021-04-02", filed, v1::NOT_RATED, kPaused},
      {"between two pauses", base().Pause("2021-03-15", "2021-03-16").Pause("2021-04-01", "2021-04-02"), "2021-03-17",
       filed, v1::GREEN, kGreenByDays},
      {"the day before listing", base(), "2021-03-09", filed, v1::NOT_RATED, kOut},
      {"the day of listing", base(), "2021-03-10", filed, v1::GREEN, kGreenByDays},
      {"the day before delisting", base().Delisted("2021-05-01"), "2021-04-30", filed, v1::GREEN, kGreenByDays},
      {"the day of delisting", base().Delisted("2021-05-01"), "2021-05-01", filed, v1::NOT_RATED, kOut},
      {"completed and then delisted", done().Delisted("2021-05-01"), "2021-05-01", filed, v1::NOT_RATED, kOut},
      {"completed before it is listed", done(), "2021-03-09", filed, v1::NOT_RATED, kOut},
      {"completed but paused", done().Pause("2021-04-01"), "2021-04-01", filed, v1::NOT_RATED, kPaused},
      {"paused and delisted",
       base().Pause("2021-04-01").Delisted("2021-05-01"),
       "2021-05-01",
       filed,
       v1::NOT_RATED,
       {v1::PAUSED, v1::OUT_OF_LIST}},
  });
}

TEST(DefaultPolicy, TheClosingRungAndEveryDatedLaterRungReachedIsBlue) {
  const auto industry = [](const std::string& completed, const std::string& production_planned,
                           const std::string& production_reached) {
    return ListedOn("2021-05-07")
        .Rung("roof-topped", "2021-03-01")
        .Rung("completed", "2021-06-01", completed)
        .Rung("in-production", production_planned, production_reached);
  };
  Check({
      {"completed early", industry("2021-05-07", "", ""), "2021-05-07", kNoReports, v1::BLUE, kClosed},
      {"not yet completed on the day before", industry("2021-05-08", "", ""), "2021-05-07", kNoReports, v1::RED, kDays},
      {"a later dated rung is open", industry("2021-05-07", "2021-07-01", ""), "2021-05-07", kNoReports, v1::GREEN,
       kGreenByDays},
      {"a later dated rung is reached the day after", industry("2021-05-07", "2021-07-01", "2021-05-08"), "2021-05-07",
       kNoReports, v1::GREEN, kGreenByDays},
      {"a later dated rung is reached", industry("2021-05-07", "2021-07-01", "2021-05-07"), "2021-05-07", kNoReports,
       v1::BLUE, kClosed},
      {"only the later rung is reached", industry("", "2021-07-01", "2021-05-07"), "2021-05-07", kNoReports,
       v1::NOT_RATED, kNothing},
      {"a later dated rung in another track is open",
       industry("2021-05-07", "", "").Rung("granted", "2021-08-01", "", "granting"), "2021-05-07", kNoReports,
       v1::GREEN, kGreenByDays},
      {"a later rung's date was taken away since", industry("2021-05-07", "", "").Former("2021-05-10", "2021-07-01"),
       "2021-05-09", kNoReports, v1::GREEN, kGreenByDays},
      {"a later rung's date was taken away by then", industry("2021-05-07", "", "").Former("2021-05-10", "2021-07-01"),
       "2021-05-10", kNoReports, v1::BLUE, kClosed},
      {"the ladder has no closing rung", ListedOn("2021-05-07").Rung("roof-topped", "2021-03-01", "2021-03-01"),
       "2021-05-07", kNoReports, v1::NOT_RATED, kNothing},
      {"a continuing project closes too", ProjectBuilder(v1::CONTINUING).Rung("completed", "", "2021-05-07"),
       "2021-05-07", kNoReports, v1::BLUE, kClosed},
      {"no reports are due after closing", industry("2021-05-07", "", ""), "2021-12-31", kNoReports, v1::BLUE, kClosed},
  });
}

TEST(DefaultPolicy, APlotClosesWithClearedLandAndAMarkedRungClosesInstead) {
  const auto plot = [](const std::string& cleared, const std::string& granted) {
    return ListedOn("2021-05-07")
        .Category(v1::PLOT)
        .Rung("land-cleared", "2021-06-01", cleared, "clearing")
        .Rung("pre-approved", "", "", "granting")
        .Rung("granted", "2021-08-01", granted, "granting");
  };
  const auto marked = [](const std::string& roofed, const std::string& completed) {
    return ListedOn("2021-05-07").Rung("roof-topped", "2021-06-01", roofed).Closing().Rung("completed", "", completed);
  };
  Check({
      {"cleared, not granted", plot("2021-05-07", ""), "2021-05-07", kNoReports, v1::GREEN, kGreenByDays},
      {"cleared and granted", plot("2021-05-07", "2021-05-07"), "2021-05-07", kNoReports, v1::BLUE, kClosed},
      {"granted, not cleared", plot("", "2021-05-07"), "2021-05-07", kNoReports, v1::GREEN, kGreenByDays},
      {"cleared land does not close an industry project", plot("2021-05-07", "2021-05-07").Category(v1::INDUSTRY),
       "2021-05-07", kNoReports, v1::NOT_RATED, kNothing},
      {"completed does not close a plot", ListedOn("2021-05-07").Category(v1::PLOT).Rung("completed", "", "2021-05-01"),
       "2021-05-07", kNoReports, v1::NOT_RATED, kNothing},
      {"the marked rung", marked("2021-05-07", ""), "2021-05-07", kNoReports, v1::BLUE, kClosed},
      {"completed, but another rung is marked", marked("", "2021-05-07"), "2021-05-07", kNoReports, v1::NOT_RATED,
       kNothing},
  });
}

// 1200 yuan a year, 100 a month: planned by 2021-04-30 are 400; a point is 12 yuan.
TEST(DefaultPolicy, PointsBehindAreBandedAtZeroTenAndThirty) {
  const auto on_april_30 = [](int64_t invested) {
    return Case{std::to_string(invested),
                ListedOn("2021-04-30").EvenPlan(2021, 100),
                "2021-04-30",
                {Filed("2021-W17", "2021-04-30", invested)},
                v1::GREEN,
                kPoints};
  };
  const auto expecting = [&](int64_t invested, v1::Color color) {
    Case c = on_april_30(invested);
    c.color = color;
    if (color == v1::GREEN) c.deciding = kGreenByPoints;
    return c;
  };
  Check({
      expecting(401, v1::GREEN),
      expecting(400, v1::GREEN),
      expecting(399, v1::YELLOW),
      expecting(281, v1::YELLOW),
      expecting(280, v1::ORANGE),
      expecting(279, v1::ORANGE),
      expecting(41, v1::ORANGE),
      expecting(40, v1::ORANGE),
      expecting(39, v1::RED),
      expecting(0, v1::RED),
  });
}

// Both print as 10.00: what decides is not rounded. The amounts are the largest that can be entered.
TEST(DefaultPolicy, PointsBehindAreNotRounded) {
  const int64_t annual = 999'999'999'999'999;
  std::vector<int64_t> month_ends(12, annual);
  const auto behind_by = [&](int64_t gap, v1::Color color) {
    return Case{std::to_string(gap),
                ListedOn("2021-04-30").Plan(2021, annual, month_ends),
                "2021-04-30",
                {Filed("2021-W17", "2021-04-30", annual - gap)},
                color,
                kPoints};
  };
  Check({
      behind_by(1, v1::YELLOW),
      behind_by(99'999'999'999'999, v1::YELLOW),
      behind_by(100'000'000'000'000, v1::ORANGE),
      behind_by(299'999'999'999'999, v1::ORANGE),
      behind_by(300'000'000'000'000, v1::RED),
  });
}

TEST(DefaultPolicy, PointsBehindComparesOnTheDayOfTheLatestReport) {
  const auto project = [] { return ListedOn("2021-04-30").EvenPlan(2021, 100); };
  Check({
      {"the plan of the report's day counts, not that of the day asked about",
       project(),
       "2021-04-30",
       {Filed("2021-W13", "2021-03-31", 300)},
       v1::GREEN,
       kGreenByPoints},
      {"a report as of a later day is not looked at",
       project(),
       "2021-04-30",
       {Filed("2021-W13", "2021-03-31", 300), Filed("2021-W18", "2021-05-07", 0)},
       v1::GREEN,
       kGreenByPoints},
      {"the latest report counts, not the best",
       project(),
       "2021-04-30",
       {Filed("2021-W13", "2021-03-31", 300), Filed("2021-W17", "2021-04-30", 300)},
       v1::YELLOW,
       kPoints},
      {"within a month the plan is linear",
       project(),
       "2021-04-30",
       {Filed("2021-W15", "2021-04-15", 350)},
       v1::GREEN,
       kGreenByPoints},
      {"one yuan less within a month",
       project(),
       "2021-04-30",
       {Filed("2021-W15", "2021-04-15", 349)},
       v1::YELLOW,
       kPoints},
  });
}

TEST(DefaultPolicy, PointsBehindHasNoValueWithoutReportPlanSumOrMonths) {
  const std::vector<ReportMark> april = {Filed("2021-W17", "2021-04-30", 0)};
  ProjectBuilder eleven_months = ListedOn("2021-04-30").EvenPlan(2021, 100);
  eleven_months.project().mutable_plans(0)->mutable_month_end_yuan()->RemoveLast();
  ProjectBuilder no_annual = ListedOn("2021-04-30").EvenPlan(2021, 100);
  no_annual.project().mutable_plans(0)->clear_annual_yuan();
  Check({
      {"no report", ListedOn("2021-04-30").EvenPlan(2021, 100), "2021-04-30", kNoReports, v1::NOT_RATED, kNothing},
      {"a report of last year only",
       ListedOn("2021-04-30").EvenPlan(2021, 100),
       "2021-04-30",
       {Filed("2020-W53", "2020-12-31", 0)},
       v1::NOT_RATED,
       kNothing},
      {"no plan", ListedOn("2021-04-30"), "2021-04-30", april, v1::NOT_RATED, kNothing},
      {"a plan of another year", ListedOn("2021-04-30").EvenPlan(2020, 100).EvenPlan(2022, 100), "2021-04-30", april,
       v1::NOT_RATED, kNothing},
      {"no annual sum", no_annual, "2021-04-30", april, v1::NOT_RATED, kNothing},
      {"an annual sum of zero", ListedOn("2021-04-30").EvenPlan(2021, 0), "2021-04-30", april, v1::NOT_RATED, kNothing},
      {"no month-ends", ListedOn("2021-04-30").Plan(2021, 1200, {}), "2021-04-30", april, v1::NOT_RATED, kNothing},
      {"eleven month-ends", eleven_months, "2021-04-30", april, v1::NOT_RATED, kNothing},
      {"all there", ListedOn("2021-04-30").EvenPlan(2021, 100), "2021-04-30", april, v1::RED, kPoints},
  });
}

TEST(DefaultPolicy, DaysLateAreBandedAtZeroSevenAndFourteen) {
  const auto planned = [](const std::string& on, v1::Color color) {
    return Case{on,    ListedOn("2021-05-20").Rung("roof-topped", on), "2021-05-20", {},
                color, color == v1::GREEN ? kGreenByDays : kDays};
  };
  Check({
      planned("2021-06-30", v1::GREEN),
      planned("2021-05-21", v1::GREEN),
      planned("2021-05-20", v1::GREEN),   // due today is not late
      planned("2021-05-19", v1::YELLOW),  // 1
      planned("2021-05-13", v1::YELLOW),  // 7
      planned("2021-05-12", v1::ORANGE),  // 8
      planned("2021-05-06", v1::ORANGE),  // 14
      planned("2021-05-05", v1::RED),     // 15
      planned("2020-05-05", v1::RED),
  });
}

TEST(DefaultPolicy, DaysLateIsTheLargestOfTheOpenRungs) {
  const auto listed = [] { return ListedOn("2021-05-20"); };
  const std::string day = "2021-05-20";
  Check({
      {"the latest of two", listed().Rung("pre-approved", "2021-05-19").Rung("land-cleared", "2021-05-10"), day,
       kNoReports, v1::ORANGE, kDays},
      {"reached late is late no more", listed().Rung("land-cleared", "2021-05-01", "2021-05-20"), day, kNoReports,
       v1::NOT_RATED, kNothing},
      {"reached the day after", listed().Rung("land-cleared", "2021-05-19", "2021-05-21"), day, kNoReports, v1::YELLOW,
       kDays},
      {"a later rung of the track is reached",
       listed().Rung("land-cleared", "2021-05-01").Rung("piling-done", "2021-05-20", "2021-05-20"), day, kNoReports,
       v1::NOT_RATED, kNothing},
      {"an earlier rung of the track is reached",
       listed().Rung("land-cleared", "2021-05-01", "2021-05-01").Rung("piling-done", "2021-05-19"), day, kNoReports,
       v1::YELLOW, kDays},
      {"a later rung of another track is reached",
       listed().Rung("land-cleared", "2021-05-01", "", "clearing").Rung("granted", "", "2021-05-01", "granting"), day,
       kNoReports, v1::RED, kDays},
      {"a rung without a date is not judged", listed().Rung("land-cleared", "").Rung("piling-done", ""), day,
       kNoReports, v1::NOT_RATED, kNothing},
      {"the start is not a rung of days late", ListedOn(day).Rung("started", "2021-05-01"), day, kNoReports, v1::GREEN,
       kGreenByMonths},
      {"nor is it for a continuing project", ProjectBuilder(v1::CONTINUING).Rung("started", "2020-05-01"), day,
       kNoReports, v1::NOT_RATED, kNothing},
  });
}

TEST(DefaultPolicy, MonthsNotStartedAreBandedAtOneTwoAndThree) {
  const auto planned = [](const std::string& on, const std::string& day, v1::Color color) {
    return Case{on, ListedOn(day).Rung("started", on), day, {}, color, color == v1::GREEN ? kGreenByMonths : kMonths};
  };
  Check({
      planned("2021-07-01", "2021-05-31", v1::GREEN),
      planned("2021-05-01", "2021-05-31", v1::GREEN),
      planned("2021-05-31", "2021-06-01", v1::YELLOW),
      planned("2021-05-01", "2021-06-30", v1::YELLOW),
      planned("2021-05-31", "2021-07-01", v1::ORANGE),
      planned("2021-05-01", "2021-07-31", v1::ORANGE),
      planned("2021-05-31", "2021-08-01", v1::RED),
      planned("2020-12-31", "2021-01-01", v1::YELLOW),
      planned("2020-01-31", "2021-01-01", v1::RED),
  });
}

TEST(DefaultPolicy, MonthsNotStartedIsForNewProjectsThatHaveNotStarted) {
  const std::string day = "2021-07-01";
  const auto with = [](v1::Kind kind) { return ProjectBuilder(kind).Listed("2021-07-01"); };
  Check({
      {"started", with(v1::NEW).Rung("started", "2021-01-01", "2021-07-01"), day, kNoReports, v1::NOT_RATED, kNothing},
      {"started the day after", with(v1::NEW).Rung("started", "2021-06-01", "2021-07-02"), day, kNoReports, v1::YELLOW,
       kMonths},
      {"a later rung reached", with(v1::NEW).Rung("started", "2021-01-01").Rung("piling-done", "", "2021-06-01"), day,
       kNoReports, v1::NOT_RATED, kNothing},
      {"a later rung of another track reached",
       with(v1::NEW).Rung("started", "2021-06-01").Rung("granted", "", "2021-06-01", "granting"), day, kNoReports,
       v1::YELLOW, kMonths},
      {"no planned start", with(v1::NEW).Rung("started", ""), day, kNoReports, v1::NOT_RATED, kNothing},
      {"continuing", with(v1::CONTINUING).Rung("started", "2021-01-01"), day, kNoReports, v1::NOT_RATED, kNothing},
      {"preparatory", with(v1::PREPARATORY).Rung("started", "2021-01-01"), day, kNoReports, v1::NOT_RATED, kNothing},
  });
}

TEST(DefaultPolicy, NothingToJudgeByIsNotRatedAndNeverGreen) {
  Check({
      {"an empty project", ListedOn("2021-05-07"), "2021-05-07", kNoReports, v1::NOT_RATED, kNothing},
      {"weeks without a report alone give no color", ProjectBuilder(), "2021-12-31", kNoReports, v1::NOT_RATED,
       kNothing},
      {"reports alone give none", ProjectBuilder(), "2021-05-08", FiledWeekly("2021-W01", "2021-W18"), v1::NOT_RATED,
       kNothing},
      {"a ladder without dates", ProjectBuilder().Rung("started", "").Rung("completed", ""), "2021-05-08",
       FiledWeekly("2021-W01", "2021-W18"), v1::NOT_RATED, kNothing},
      {"a preparatory project is judged by the same rule",
       ProjectBuilder(v1::PREPARATORY).Listed("2021-05-20").Rung("approved", "2021-05-19"), "2021-05-20", kNoReports,
       v1::YELLOW, kDays},
  });
}

TEST(DefaultPolicy, TheWorstDecidesAndAllThatHaveItAreNamed) {
  const std::string day = "2021-05-31";
  const auto project = [&](const std::string& start, const std::string& cleared) {
    return ListedOn(day).EvenPlan(2021, 100).Rung("land-cleared", cleared).Rung("started", start);
  };
  const auto invested = [](int64_t amount) { return std::vector<ReportMark>{Filed("2021-W22", "2021-05-31", amount)}; };
  const Deciding all = {v1::POINTS_BEHIND, v1::DAYS_LATE, v1::MONTHS_NOT_STARTED, v1::WEEKS_WITHOUT_REPORT};
  Check({
      {"all green", project("2021-05-31", "2021-05-31"), day, invested(500), v1::GREEN, all},
      {"points", project("2021-05-31", "2021-05-31"), day, invested(100), v1::RED, kPoints},
      {"days", project("2021-05-31", "2021-05-17"), day, invested(499), v1::ORANGE, kDays},
      {"months", project("2021-02-28", "2021-05-17"), day, invested(499), v1::RED, kMonths},
      {"days and months",
       project("2021-04-30", "2021-05-30"),
       day,
       invested(500),
       v1::YELLOW,
       {v1::DAYS_LATE, v1::MONTHS_NOT_STARTED}},
      {"points and days",
       project("2021-04-30", "2021-05-01"),
       day,
       invested(0),
       v1::RED,
       {v1::POINTS_BEHIND, v1::DAYS_LATE}},
  });
  // Silent for four weeks: it can only make it worse.
  const auto silent = [&](const std::string& cleared) { return project("", cleared).Listed("2021-05-01"); };
  Check({
      {"weeks and days", silent("2021-05-17"), day, kNoReports, v1::ORANGE, {v1::DAYS_LATE, v1::WEEKS_WITHOUT_REPORT}},
      {"weeks above days", silent("2021-05-30"), day, kNoReports, v1::ORANGE, kWeeks},
      {"days above weeks", silent("2021-05-01"), day, kNoReports, v1::RED, kDays},
  });
}

TEST(MeasuresOn, NamesTheFirstOfTheRungsThatAreMostLate) {
  Names names;
  const ProjectRow row = ProjectBuilder()
                             .Rung("approved", "2021-05-10")
                             .Rung("pre-approved", "2021-05-01")
                             .Rung("land-cleared", "2021-05-01")
                             .Row(names);
  const Measures measures = MeasuresOn(row, {}, Day("2021-05-07"), Calendar2021());
  EXPECT_EQ(measures.days_late, 6);
  EXPECT_EQ(names.TextOf(measures.late_rung), "pre-approved");
  EXPECT_EQ(MeasuresOn(row, {}, Day("2021-04-30"), Calendar2021()).days_late, -1);
}

TEST(MeasuresOn, GivesTheExactGapAndTheRowOfSilentWeeks) {
  const ProjectRow row = ProjectBuilder().EvenPlan(2021, 100).Row();
  const std::vector<ReportMark> reports = {Filed("2021-W15", "2021-04-16", 1000)};
  const Measures measures = MeasuresOn(row, reports, Day("2021-05-08"), Calendar2021());
  ASSERT_TRUE(measures.behind.has_value());
  EXPECT_EQ(measures.behind->gap.value, 353 - 1000);
  EXPECT_EQ(measures.behind->annual.value, 1200);
  EXPECT_EQ(measures.weeks_without_report, 3);
  EXPECT_FALSE(measures.days_late.has_value());
  EXPECT_FALSE(measures.months_not_started.has_value());
}

}  // namespace
}  // namespace wuse::domain
