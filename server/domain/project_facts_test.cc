#include "server/domain/project_facts.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "server/domain/row_builder.h"

namespace wuse::domain {
namespace {

ProjectFacts FactsOn(const ProjectBuilder& project, std::string_view day, const std::vector<ReportMark>& reports = {}) {
  return FactsOf(project.Row(), reports, ColorDay(std::make_shared<const PolicySet>(), Day(day), Calendar2021()));
}

// What a project counts as among the year's starts: P planned, D due, M missed, E early, S started.
std::string StartsOf(const ProjectFacts& facts) {
  std::string text;
  if (facts.is_start_planned) text += 'P';
  if (facts.is_start_due) text += 'D';
  if (facts.is_start_missed) text += 'M';
  if (facts.is_start_early) text += 'E';
  if (facts.is_year_start) text += 'S';
  return text;
}

TEST(ProjectFactsOfStarts, ByPlanAndDay) {
  struct Case {
    std::string planned;
    std::string reached;
    std::string wanted;  // on 2021-05-08
    const char* what;
  };
  const Case cases[] = {
      {"2021-03-01", "", "PDM", "due and missed"},
      {"2021-03-01", "2021-03-09", "PDS", "due and started"},
      {"2021-05-08", "", "PDM", "due on the very day"},
      {"2021-05-09", "", "P", "due tomorrow"},
      {"2021-09-01", "2021-04-01", "PES", "early within the year"},
      {"2022-02-01", "2021-04-01", "ES", "early from the next year: not of the year's plan"},
      {"2022-02-01", "", "", "of the next year"},
      {"2020-10-01", "", "PDM", "overdue from the year before"},
      {"2020-10-01", "2021-02-01", "PDS", "of the year before, started in this one"},
      {"2020-10-01", "2020-11-01", "", "started in an earlier year: counted then"},
      {"2021-03-01", "2020-12-31", "", "started early in an earlier year"},
      {"2021-03-01", "2021-06-01", "PDM", "started after the day"},
      {"", "2021-04-01", "", "without a planned start it was not to start"},
  };
  for (const Case& c : cases) {
    const auto project = ProjectBuilder().Rung("started", c.planned, c.reached);
    EXPECT_EQ(StartsOf(FactsOn(project, "2021-05-08")), c.wanted) << c.what;
  }
}

TEST(ProjectFactsOfStarts, AreOfNewProjectsOnly) {
  const auto continuing = ProjectBuilder(v1::CONTINUING).Rung("started", "2021-03-01", "2021-03-02");
  EXPECT_EQ(StartsOf(FactsOn(continuing, "2021-05-08")), "");
  EXPECT_TRUE(FactsOn(continuing, "2021-02-01").is_started) << "continuing counts as started";
}

TEST(ProjectFactsOfStarts, ALaterRungTellsThatItStarted) {
  const auto project = ProjectBuilder().Rung("started", "2021-06-01").Rung("roof-topped", "2021-09-01", "2021-05-01");
  const ProjectFacts facts = FactsOn(project, "2021-05-08");
  EXPECT_TRUE(facts.is_started);
  EXPECT_EQ(StartsOf(facts), "PES");
  EXPECT_EQ(StartedOn(project.Row(), Day("2021-05-08")), Day("2021-05-01"));
  EXPECT_FALSE(StartedOn(project.Row(), Day("2021-04-30")).IsSet());
}

TEST(ProjectFactsOfStarts, ThePlanIsTheOneInForceOnTheDay) {
  const auto project = ProjectBuilder().Rung("started", "2021-09-01").Former("2021-05-01", "2021-03-01");
  EXPECT_EQ(StartsOf(FactsOn(project, "2021-04-30")), "PDM");
  EXPECT_EQ(StartsOf(FactsOn(project, "2021-05-01")), "P");
}

TEST(ProjectFacts, PausedProjectsAreNotUnderConstruction) {
  auto project = ProjectBuilder().Rung("started", "2021-03-01", "2021-03-01").Rung("completed", "2021-11-01");
  EXPECT_TRUE(FactsOn(project, "2021-05-08").is_under_construction);
  project.Pause("2021-05-01", "2021-05-31");
  EXPECT_FALSE(FactsOn(project, "2021-05-08").is_under_construction);
  EXPECT_TRUE(FactsOn(project, "2021-05-08").is_started);
  EXPECT_TRUE(FactsOn(project, "2021-06-01").is_under_construction);
}

TEST(ProjectFacts, MoneyIsOfTheYearAndTheDay) {
  auto project = ProjectBuilder().EvenPlan(2021, 100);
  project.project().set_total_investment_yuan(9000);
  const std::vector<ReportMark> reports = {Filed("2020-W50", "2020-12-11", 777), Filed("2021-W15", "2021-04-16", 300),
                                           Filed("2021-W17", "2021-04-30", 400)};
  const ProjectFacts april = FactsOn(project, "2021-04-29", reports);
  EXPECT_EQ(april.invested.value, 300);
  EXPECT_TRUE(april.has_report);
  EXPECT_EQ(april.annual_plan.value, 1200);
  EXPECT_EQ(FactsOn(project, "2021-04-30", reports).period_plan.value, 400);
  const ProjectFacts january = FactsOn(project, "2021-01-15", reports);
  EXPECT_EQ(january.invested.value, 0) << "last year's report is last year's";
  EXPECT_FALSE(january.has_report);
  EXPECT_EQ(FactsOn(project, "2020-12-31", reports).annual_plan.value, 0);
  EXPECT_EQ(january.total_investment.value, 9000);
}

TEST(ProjectFacts, CertifiedIsTheNewestMonthOfTheYear) {
  auto project = ProjectBuilder();
  for (const auto& [month, yuan] : {std::pair("2020-12", 900), {"2021-02", 100}, {"2021-03", 150}}) {
    v1::CertifiedMonth& certified = *project.project().add_certified();
    certified.set_month(month);
    certified.set_invested_this_year_yuan(yuan);
  }
  EXPECT_EQ(FactsOn(project, "2021-03-30").certified.value, 100) << "March has not ended";
  EXPECT_EQ(FactsOn(project, "2021-03-31").certified.value, 150);
  EXPECT_FALSE(FactsOn(project, "2021-01-31").certified_to.IsSet()) << "December is of the year before";
}

}  // namespace
}  // namespace wuse::domain
