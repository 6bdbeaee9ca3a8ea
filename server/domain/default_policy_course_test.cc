#include <gtest/gtest.h>

#include <algorithm>

#include "server/domain/apply_change.h"
#include "server/domain/color_case.h"
#include "server/domain/figures.h"

// The default policy over time: weeks, replans, years.

namespace wuse::domain {
namespace {

// Green but for the reports: an open rung far ahead. W14 is due on 2021-04-09, W17 on 04-30, W18 on 05-07.
TEST(DefaultPolicy, WeeksWithoutReportEscalateAtTwoAndFour) {
  const auto last_filed = [](const std::string& week, v1::Color color) {
    return Case{week,  ProjectBuilder().Rung("roof-topped", "2021-12-01"), "2021-05-08", FiledWeekly("2021-W01", week),
                color, color == v1::GREEN ? kGreenByDays : kWeeks};
  };
  Check({
      last_filed("2021-W19", v1::GREEN),   // of a week that is not due yet
      last_filed("2021-W18", v1::GREEN),   // 0
      last_filed("2021-W17", v1::GREEN),   // 1
      last_filed("2021-W16", v1::YELLOW),  // 2
      last_filed("2021-W15", v1::YELLOW),  // 3
      last_filed("2021-W14", v1::ORANGE),  // 4
      last_filed("2021-W13", v1::ORANGE),  // 5
  });
}

TEST(DefaultPolicy, WeeksWithoutReportCountDueWeeksInARow) {
  const auto project = [] { return ProjectBuilder().Rung("roof-topped", "2021-12-01"); };
  const std::vector<ReportMark> to_w15 = FiledWeekly("2021-W01", "2021-W15");
  std::vector<ReportMark> gap_before_w17 = FiledWeekly("2021-W01", "2021-W10");
  InsertMark(gap_before_w17, Filed("2021-W17", "2021-04-30", 0));
  std::vector<ReportMark> w16_late = FiledWeekly("2021-W01", "2021-W14");
  InsertMark(w16_late, Filed("2021-W16", "2021-04-25", 0));
  Check({
      {"a week due today is not late", project(), "2021-04-30", to_w15, v1::GREEN, kGreenByDays},
      {"it is tomorrow", project(), "2021-05-01", to_w15, v1::YELLOW, kWeeks},
      {"weeks before a report do not count", project(), "2021-05-07", gap_before_w17, v1::GREEN, kGreenByDays},
      {"a report as of a later day is not there yet", project(), "2021-04-24", w16_late, v1::YELLOW, kWeeks},
      {"it is there on its day", project(), "2021-04-25", w16_late, v1::GREEN, kGreenByDays},
      {"listed after the due day", project().Listed("2021-04-24"), "2021-05-07", kNoReports, v1::GREEN, kGreenByDays},
      {"listed on the due day", project().Listed("2021-04-23"), "2021-05-07", kNoReports, v1::YELLOW, kWeeks},
      {"none due yet since W01", project(), "2021-01-08", kNoReports, v1::GREEN, kGreenByDays},
      {"weeks of last year do not count", project(), "2021-01-15", kNoReports, v1::GREEN, kGreenByDays},
      {"two since W01", project(), "2021-01-16", kNoReports, v1::YELLOW, kWeeks},
  });
}

TEST(DefaultPolicy, ADueDayMovesToTheNextWorkingDay) {
  const auto project = [] { return ProjectBuilder().Rung("roof-topped", "2021-12-01"); };
  const std::vector<ReportMark> to_w04 = FiledWeekly("2021-W01", "2021-W04");
  ASSERT_EQ(Calendar2021().DueDay(WeekOf("2021-W06")), Day("2021-02-18"));
  Check({
      {"the Friday of W06 is gone", project(), "2021-02-13", to_w04, v1::GREEN, kGreenByDays},
      {"W06 is due today", project(), "2021-02-18", to_w04, v1::GREEN, kGreenByDays},
      {"W06 is overdue", project(), "2021-02-19", to_w04, v1::YELLOW, kWeeks},
  });
}

TEST(DefaultPolicy, WeeksOfAPauseNeitherCountNorEndTheRow) {
  const auto paused = [](const std::string& from, const std::string& until) {
    return ProjectBuilder().Rung("roof-topped", "2021-12-01").Pause(from, until);
  };
  Check({
      {"W15 to W17 are left out", paused("2021-04-12", "2021-04-30"), "2021-05-08", FiledWeekly("2021-W01", "2021-W14"),
       v1::GREEN, kGreenByDays},
      {"W14 and W18 make two in a row", paused("2021-04-12", "2021-04-30"), "2021-05-08",
       FiledWeekly("2021-W01", "2021-W13"), v1::YELLOW, kWeeks},
      {"a pause that begins after the due day leaves it in", paused("2021-04-17", "2021-04-30"), "2021-05-08",
       FiledWeekly("2021-W01", "2021-W14"), v1::YELLOW, kWeeks},
      {"a pause that ends on the due day leaves it out", paused("2021-04-12", "2021-05-07"), "2021-05-08",
       FiledWeekly("2021-W01", "2021-W14"), v1::GREEN, kGreenByDays},
      {"a pause that ends before the due day leaves it in", paused("2021-04-12", "2021-05-06"), "2021-05-15",
       FiledWeekly("2021-W01", "2021-W14"), v1::YELLOW, kWeeks},
  });
}

TEST(DefaultPolicy, AReplanTakesEffectOnItsDayAndDoesNotTurnThePastGreen) {
  const auto moved = [] {
    return ProjectBuilder().Rung("roof-topped", "2021-07-01").Former("2021-05-10", "2021-03-01");
  };
  const auto twice = [&] {
    return ProjectBuilder()
        .Rung("roof-topped", "2021-08-01")
        .Former("2021-03-20", "2021-03-01")
        .Former("2021-05-10", "2021-05-01");
  };
  const auto lowered = [] { return ListedOn("2021-03-31").EvenPlan(2021, 50).FormerEvenPlan("2021-04-01", 100); };
  const std::vector<ReportMark> filed = FiledWeekly("2021-W01", "2021-W30");
  const std::vector<ReportMark> march = {Filed("2021-W13", "2021-03-31", 150)};
  Check({
      {"the day before the replan", moved(), "2021-05-09", filed, v1::RED, kDays},
      {"in March", moved(), "2021-03-02", filed, v1::YELLOW, kDays},
      {"the day of the replan", moved(), "2021-05-10", filed, v1::GREEN, kGreenByDays},
      {"under the baseline", twice(), "2021-03-19", filed, v1::RED, kDays},
      {"under the second date", twice(), "2021-03-20", filed, v1::GREEN, kGreenByDays},
      {"under the second date, late", twice(), "2021-05-09", filed, v1::ORANGE, kDays},
      {"under the third", twice(), "2021-05-10", filed, v1::GREEN, kGreenByDays},
      {"the plan before it was lowered", lowered(), "2021-03-31", march, v1::ORANGE, kPoints},
      {"the lowered plan judges the same report", lowered(), "2021-04-01", march, v1::GREEN, kGreenByPoints},
  });
}

TEST(DefaultPolicy, AStartReplannedInTimeIsNotLate) {
  const auto moved = [] {
    return ListedOn("2021-05-31").Rung("started", "2021-09-01").Former("2021-06-15", "2021-05-01");
  };
  Check({
      {"before", moved(), "2021-06-14", FiledWeekly("2021-W21", "2021-W24"), v1::YELLOW, kMonths},
      {"after", moved(), "2021-06-15", FiledWeekly("2021-W21", "2021-W24"), v1::GREEN, kGreenByMonths},
  });
}

TEST(DefaultPolicy, WithTheYearTheAmountsAndTheWeeksBeginAgain) {
  const auto project = [] { return ProjectBuilder().EvenPlan(2020, 100).EvenPlan(2021, 100); };
  const std::vector<ReportMark> last_year = {Filed("2020-W52", "2020-12-25", 300),
                                             Filed("2020-W53", "2020-12-31", 300)};
  std::vector<ReportMark> january = last_year;
  january.push_back(Filed("2021-W01", "2021-01-08", 26));
  Check({
      {"red at the end of the year", project(), "2020-12-31", last_year, v1::RED, kPoints},
      {"January without a report", project(), "2021-01-01", last_year, v1::NOT_RATED, kNothing},
      {"… nor later in January", project(), "2021-01-31", last_year, v1::NOT_RATED, kNothing},
      {"the first report", project(), "2021-01-08", january, v1::GREEN, kGreenByPoints},
      {"January without a report, but with an open rung", project().Rung("roof-topped", "2021-06-01"), "2021-01-15",
       last_year, v1::GREEN, kGreenByDays},
      {"… for two weeks", project().Rung("roof-topped", "2021-06-01"), "2021-01-16", last_year, v1::YELLOW, kWeeks},
      {"a report of 2020-W53 as of 2021-01-01 is this year's",
       project(),
       "2021-01-01",
       {Filed("2020-W53", "2021-01-01", 3)},
       v1::GREEN,
       kGreenByPoints},
  });
}

TEST(DefaultPolicy, EnteredInMidYearIsJudgedFromThereOn) {
  const auto project = [] { return ProjectBuilder().Listed("2021-04-20").EvenPlan(2021, 100); };
  Check({
      {"before", project(), "2021-04-19", kNoReports, v1::NOT_RATED, {v1::OUT_OF_LIST}},
      {"without a report", project(), "2021-05-08", kNoReports, v1::NOT_RATED, kNothing},
      {"with a first report",
       project(),
       "2021-05-08",
       {Filed("2021-W18", "2021-05-07", 500)},
       v1::GREEN,
       kGreenByPoints},
      {"silent weeks before it was listed do not count", project().Rung("roof-topped", "2021-12-01"), "2021-04-30",
       kNoReports, v1::GREEN, kGreenByDays},
      {"by default it is listed from 1 January of its plan's year",
       ProjectBuilder().EvenPlan(2021, 100),
       "2020-12-31",
       {Filed("2020-W53", "2020-12-31", 500)},
       v1::NOT_RATED,
       {v1::OUT_OF_LIST}},
      {"with neither it is listed from ever", ProjectBuilder().Rung("roof-topped", "2021-12-01"), "1990-01-01",
       kNoReports, v1::GREEN, kGreenByDays},
  });
}

// Uneven month-ends, so that nearly every day's planned sum is rounded.
ProjectBuilder OnSchedule() {
  return ProjectBuilder()
      .Plan(2021, 9'999'991,
            {100'003, 250'007, 777'777, 1'500'001, 2'222'222, 3'333'331, 4'000'003, 5'000'011, 6'543'211, 7'777'777,
             8'999'999, 9'999'991})
      .Rung("land-cleared", "2021-02-28", "2021-02-28")
      .Rung("started", "2021-03-31", "2021-03-31")
      .Rung("roof-topped", "2021-09-30", "2021-09-30")
      .Rung("completed", "2022-06-30");
}

TEST(DefaultPolicy, OnPlanAtEachWeeklyReportIsGreenOnEveryDayOfTheYear) {
  const ProjectRow row = OnSchedule().Row();
  std::vector<ReportMark> reports = FiledWeekly("2021-W01", "2021-W52");
  for (ReportMark& report : reports) report.invested = PlannedCumulative(row.plans[0], report.as_of).value();
  for (common::Date day = Day("2021-01-01"); day <= Day("2021-12-31"); day = day.Plus(1)) {
    const Verdict verdict = DefaultColorOf(row, reports, day);
    ASSERT_EQ(verdict.color, v1::GREEN) << day.ToString();
    const bool by_points = std::count(verdict.deciding.begin(), verdict.deciding.end(), v1::POINTS_BEHIND) == 1;
    ASSERT_EQ(by_points, day >= Day("2021-01-08")) << day.ToString();
  }
}

TEST(DefaultPolicy, OnPlanToTheDayIsGreenAndOneYuanLessIsYellow) {
  const ProjectRow row = OnSchedule().Row();
  const common::WorkingDays weekends;
  for (common::Date day = Day("2021-01-01"); day <= Day("2021-12-31"); day = day.Plus(1)) {
    const common::Yuan planned = PlannedCumulative(row.plans[0], day).value();
    std::vector<ReportMark> reports = FiledWeekly("2021-W01", "2021-W52");
    InsertMark(reports, {.as_of = day, .invested = planned});
    ASSERT_EQ(DefaultColorOf(row, reports, day, weekends).color, v1::GREEN) << day.ToString();
    InsertMark(reports, {.as_of = day, .invested = planned - common::Yuan{1}});
    ASSERT_EQ(DefaultColorOf(row, reports, day, weekends).color, v1::YELLOW) << day.ToString();
  }
}

}  // namespace
}  // namespace wuse::domain
