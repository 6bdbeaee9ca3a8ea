#include "server/domain/judge_alerts.h"

#include <gtest/gtest.h>

#include "server/domain/apply_change.h"
#include "server/domain/decide.h"
#include "server/domain/row_builder.h"

namespace wuse::domain {
namespace {

// One project whose days go by: each day it is judged, and what happened to its alerts is written down.
class AlertStory {
 public:
  explicit AlertStory(v1::Project project) : project_(std::move(project)) {}

  // "FIRED milestone-overdue 1 NOTICE" for each change, in order.
  std::vector<std::string> Judge(const std::string& day) { return Judge(nullptr, day); }
  // The same after an edit by people.
  std::vector<std::string> Edit(const std::string& day, const std::function<void(v1::Project&)>& edit) {
    const v1::Project before = project_;
    edit(project_);
    return Judge(&before, day);
  }
  void Report(const std::string& week, const std::string& as_of, int64_t invested) {
    EXPECT_EQ(common::Week::Of(Day(as_of)).ToString(), week);
    InsertMark(marks_, {.as_of = Day(as_of), .invested = {invested}});
  }
  void SetRule(v1::AlertKind kind, const std::function<void(v1::AlertRule&)>& change) {
    for (v1::AlertRule& rule : *rule_messages_.mutable_rules()) {
      if (rule.kind() == kind) change(rule);
    }
    rules_ = AlertRuleSet(rule_messages_);
  }
  // Only these kinds, and without grace.
  void Only(std::initializer_list<v1::AlertKind> kinds) {
    for (v1::AlertRule& rule : *rule_messages_.mutable_rules()) {
      rule.set_disabled(std::find(kinds.begin(), kinds.end(), rule.kind()) == kinds.end());
      rule.set_grace_days(0);
    }
    rules_ = AlertRuleSet(rule_messages_);
  }
  void Apply(const v1::Change& change) { project_ = ProjectAfter(&project_, change); }

  const v1::Project& project() const { return project_; }
  const v1::Alert& alert(int index = 0) const { return project_.alerts(index); }
  const std::vector<v1::Change>& changes() const { return changes_; }

 private:
  std::vector<std::string> Judge(const v1::Project* before, const std::string& day) {
    const ColorDay judged(policies_, Day(day), calendar_);
    changes_ = Rejudge(before, ProjectBrief::Of(std::make_shared<const v1::Project>(project_)), marks_, judged, rules_);
    std::vector<std::string> told;
    for (const v1::Change& change : changes_) {
      Apply(change);
      if (!change.has_alert_changed()) continue;
      const v1::AlertChanged& changed = change.alert_changed();
      std::string line = v1::AlertEvent_Name(changed.event()) + " " + v1::AlertKind_Name(changed.after().kind());
      if (!changed.after().milestone().empty()) line += " " + changed.after().milestone();
      line += " " + std::to_string(changed.after().episode()) + " " + v1::Severity_Name(changed.after().severity());
      told.push_back(std::move(line));
    }
    const std::vector<v1::Change> again =
        Rejudge(nullptr, ProjectBrief::Of(std::make_shared<const v1::Project>(project_)), marks_, judged, rules_);
    EXPECT_TRUE(again.empty()) << "a day judged twice changes nothing: " << again[0].DebugString();
    return told;
  }

  v1::Project project_;
  std::vector<ReportMark> marks_;
  std::shared_ptr<const PolicySet> policies_ = std::make_shared<const PolicySet>();
  v1::AlertRules rule_messages_ = DefaultAlertRules();
  AlertRuleSet rules_;
  const common::WorkingDays calendar_;
  std::vector<v1::Change> changes_;
};

using Told = std::vector<std::string>;

v1::Project Plain() {
  v1::Project project;
  project.set_id("p1");
  project.set_name("泉源安置二期");
  project.set_kind(v1::NEW);
  project.set_unit("duohu");
  project.set_listed_on("2021-01-01");
  project.mutable_team()->set_leader("张三");
  return project;
}

v1::Milestone& AddRung(v1::Project& project, const std::string& id, const std::string& planned_on) {
  v1::Milestone& rung = *project.add_milestones();
  rung.set_id(id);
  rung.set_name(id == "roof-topped" ? "结顶" : id);
  rung.set_planned_on(planned_on);
  return rung;
}

// Roof planned on 2021-05-10; only overdue milestones alarm. Listed so late that missing reports are not its color.
AlertStory Roof() {
  v1::Project project = Plain();
  project.set_listed_on("2021-05-01");
  AddRung(project, "roof-topped", "2021-05-10");
  AlertStory story(std::move(project));
  story.Only({v1::MILESTONE_OVERDUE});
  return story;
}

TEST(MilestoneOverdue, FiresTheDayAfterRisesAtSevenAndFifteenAndResolvesWhenReached) {
  AlertStory story = Roof();
  EXPECT_EQ(story.Judge("2021-05-10"), Told{}) << "due today is not late";
  EXPECT_EQ(story.Judge("2021-05-11"), (Told{"FIRED MILESTONE_OVERDUE roof-topped 1 NOTICE"}));
  EXPECT_EQ(story.changes().back().alert_changed().measure(), 1);
  EXPECT_EQ(story.changes().back().alert_changed().milestone_name(), "结顶");
  EXPECT_EQ(story.changes().back().alert_changed().leader(), "张三");
  EXPECT_EQ(story.alert().fired_on(), "2021-05-11");
  EXPECT_EQ(story.Judge("2021-05-16"), Told{}) << "6 days";
  EXPECT_EQ(story.Judge("2021-05-17"), (Told{"ESCALATED MILESTONE_OVERDUE roof-topped 1 WARNING"}));
  EXPECT_EQ(story.Judge("2021-05-24"), Told{}) << "14 days";
  EXPECT_EQ(story.Judge("2021-05-25"), (Told{"ESCALATED MILESTONE_OVERDUE roof-topped 1 CRITICAL"}));
  EXPECT_EQ(story.alert().severity_since(), "2021-05-25");
  EXPECT_EQ(story.Judge("2021-08-01"), Told{});
  EXPECT_EQ(story.Edit("2021-08-02", [](v1::Project& p) { p.mutable_milestones(0)->set_reached_on("2021-08-01"); }),
            (Told{"RESOLVED MILESTONE_OVERDUE roof-topped 1 CRITICAL"}));
  EXPECT_EQ(story.alert().resolved_on(), "2021-08-02");
  EXPECT_EQ(story.Judge("2021-09-01"), Told{});
}

TEST(MilestoneOverdue, AfterSkippedDaysEachAlertIsToldOnceAtItsHeight) {
  AlertStory story = Roof();
  EXPECT_EQ(story.Judge("2021-05-01"), Told{});
  EXPECT_EQ(story.Judge("2021-06-30"), (Told{"FIRED MILESTONE_OVERDUE roof-topped 1 CRITICAL"}));
}

TEST(MilestoneOverdue, AReplanResolvesItAndTheNextLatenessIsAnotherEpisode) {
  AlertStory story = Roof();
  story.Judge("2021-05-18");
  const auto replan = [](v1::Project& p) {
    v1::Milestone& roof = *p.mutable_milestones(0);
    v1::FormerDate& former = *roof.add_former();
    former.set_replaced_on("2021-05-19");
    former.set_planned_on(roof.planned_on());
    roof.set_planned_on("2021-06-10");
  };
  EXPECT_EQ(story.Edit("2021-05-19", replan), (Told{"RESOLVED MILESTONE_OVERDUE roof-topped 1 WARNING"}));
  EXPECT_EQ(story.Judge("2021-06-10"), Told{});
  EXPECT_EQ(story.Judge("2021-06-11"), (Told{"FIRED MILESTONE_OVERDUE roof-topped 2 NOTICE"}));
  EXPECT_EQ(story.project().alerts_size(), 1) << "one identity";
  EXPECT_EQ(story.alert().resolved_on(), "");
}

TEST(MilestoneOverdue, EachMilestoneIsAnAlertOfItsOwnAndALaterOneReachedEndsTheEarlier) {
  v1::Project project = Plain();
  AddRung(project, "piling-done", "2021-05-01");
  AddRung(project, "roof-topped", "2021-05-08");
  AlertStory story(std::move(project));
  story.Only({v1::MILESTONE_OVERDUE});
  EXPECT_EQ(story.Judge("2021-05-09"),
            (Told{"FIRED MILESTONE_OVERDUE piling-done 1 WARNING", "FIRED MILESTONE_OVERDUE roof-topped 1 NOTICE"}));
  EXPECT_EQ(
      story.Edit("2021-05-10", [](v1::Project& p) { p.mutable_milestones(1)->set_reached_on("2021-05-10"); }),
      (Told{"RESOLVED MILESTONE_OVERDUE piling-done 1 WARNING", "RESOLVED MILESTONE_OVERDUE roof-topped 1 NOTICE"}));
}

TEST(MilestoneOverdue, AMilestoneThatIsDroppedTakesItsAlertWithIt) {
  AlertStory story = Roof();
  story.Judge("2021-05-18");
  EXPECT_EQ(story.Edit("2021-05-19", [](v1::Project& p) { p.clear_milestones(); }),
            (Told{"RESOLVED MILESTONE_OVERDUE roof-topped 1 WARNING"}));
}

TEST(Grace, PendsForItsDaysAndIsWithdrawnWithoutATrace) {
  AlertStory story = Roof();
  story.SetRule(v1::MILESTONE_OVERDUE, [](v1::AlertRule& rule) { rule.set_grace_days(3); });
  EXPECT_EQ(story.Judge("2021-05-11"), (Told{"PENDED MILESTONE_OVERDUE roof-topped 0 NOTICE"}));
  EXPECT_EQ(story.Judge("2021-05-13"), Told{});
  EXPECT_EQ(story.Edit("2021-05-13", [](v1::Project& p) { p.mutable_milestones(0)->set_reached_on("2021-05-13"); }),
            (Told{"WITHDRAWN MILESTONE_OVERDUE roof-topped 0 NOTICE"}));
  EXPECT_EQ(story.project().alerts_size(), 0);
  story.Edit("2021-05-13", [](v1::Project& p) { p.mutable_milestones(0)->clear_reached_on(); });
  EXPECT_EQ(story.Judge("2021-05-15"), Told{});
  EXPECT_EQ(story.Judge("2021-05-16"), (Told{"FIRED MILESTONE_OVERDUE roof-topped 1 NOTICE"})) << "after three days";
}

TEST(Grace, OfADayKeepsQuietAboutAColorThatIsMendedOnTheSameDay) {
  AlertStory story = Roof();
  story.Only({v1::COLOR_WORSENED});
  story.SetRule(v1::COLOR_WORSENED, [](v1::AlertRule& rule) { rule.set_grace_days(1); });
  EXPECT_EQ(story.Judge("2021-05-18"), (Told{"PENDED COLOR_WORSENED 0 WARNING"}));
  const auto replan = [](v1::Project& p) { p.mutable_milestones(0)->set_planned_on("2021-05-13"); };
  EXPECT_EQ(story.Edit("2021-05-18", replan), (Told{"WITHDRAWN COLOR_WORSENED 0 WARNING"}));
  EXPECT_EQ(story.Judge("2021-05-21"), (Told{"PENDED COLOR_WORSENED 0 WARNING"}));
  EXPECT_EQ(story.Judge("2021-05-22"), (Told{"FIRED COLOR_WORSENED 1 WARNING"}));
}

v1::Change ByHand(const AlertStory& story, v1::AlertEvent event, const std::function<void(v1::Alert&)>& change) {
  v1::Alert after = story.alert();
  change(after);
  return AlertChangeByHand(story.project(), story.alert(), after, event);
}

TEST(Acknowledgment, StaysFallsAwayWhenSeverityRisesAndExpires) {
  AlertStory story = Roof();
  story.Judge("2021-05-11");
  const auto acknowledge = [&](const std::string& until) {
    story.Apply(ByHand(story, v1::ACKNOWLEDGED, [&](v1::Alert& alert) {
      alert.mutable_acknowledgment()->set_by("li");
      alert.mutable_acknowledgment()->set_until(until);
    }));
  };
  acknowledge("2021-06-30");
  EXPECT_EQ(story.Judge("2021-05-12"), Told{});
  EXPECT_TRUE(story.alert().has_acknowledgment());
  EXPECT_EQ(story.alert().state(), v1::ALERT_FIRING) << "it never hides the alert";
  EXPECT_EQ(story.Judge("2021-05-17"), (Told{"ESCALATED MILESTONE_OVERDUE roof-topped 1 WARNING"}));
  EXPECT_FALSE(story.alert().has_acknowledgment()) << "who took on less is asked again";
  acknowledge("2021-05-19");
  EXPECT_EQ(story.Judge("2021-05-19"), Told{}) << "its last day";
  EXPECT_EQ(story.Judge("2021-05-20"), (Told{"ACKNOWLEDGMENT_EXPIRED MILESTONE_OVERDUE roof-topped 1 WARNING"}));
  EXPECT_FALSE(story.alert().has_acknowledgment());
}

TEST(Snooze, LastsThroughItsLastDaySurvivesEscalationAndEndsWithTheEpisode) {
  AlertStory story = Roof();
  story.Judge("2021-05-11");
  const auto snooze = [&](const std::string& until) {
    story.Apply(ByHand(story, v1::SNOOZED, [&](v1::Alert& alert) {
      alert.mutable_snooze()->set_by("li");
      alert.mutable_snooze()->set_until(until);
    }));
  };
  snooze("2021-05-18");
  EXPECT_EQ(story.Judge("2021-05-17"), (Told{"ESCALATED MILESTONE_OVERDUE roof-topped 1 WARNING"}));
  EXPECT_TRUE(story.alert().has_snooze());
  EXPECT_EQ(story.Judge("2021-05-18"), Told{});
  EXPECT_EQ(story.Judge("2021-05-19"), (Told{"SNOOZE_EXPIRED MILESTONE_OVERDUE roof-topped 1 WARNING"}));
  snooze("2021-07-01");
  story.Edit("2021-05-20", [](v1::Project& p) { p.mutable_milestones(0)->set_reached_on("2021-05-20"); });
  EXPECT_EQ(story.alert().state(), v1::ALERT_RESOLVED);
  EXPECT_FALSE(story.alert().has_snooze());
}

TEST(Pause, InhibitsVisiblyAndNothingBeginsRisesOrEndsMeanwhile) {
  AlertStory story = Roof();
  story.Judge("2021-05-11");
  const auto pause = [](v1::Project& p) {
    p.add_pauses()->set_from("2021-05-12");
    p.mutable_pauses(0)->set_until("2021-05-30");
  };
  EXPECT_EQ(story.Edit("2021-05-12", pause), (Told{"INHIBITED MILESTONE_OVERDUE roof-topped 1 NOTICE"}));
  EXPECT_EQ(story.alert().inhibited(), v1::BY_PAUSE);
  EXPECT_EQ(story.alert().state(), v1::ALERT_FIRING);
  EXPECT_EQ(story.Judge("2021-05-30"), Told{});
  EXPECT_EQ(story.Judge("2021-05-31"), (Told{"ESCALATED MILESTONE_OVERDUE roof-topped 1 CRITICAL"}));
  EXPECT_EQ(story.alert().inhibited(), v1::INHIBITION_UNSPECIFIED);
}

TEST(Red, CoversTheProjectsOwnMilestonesVisibly) {
  AlertStory story = Roof();
  story.Only({v1::MILESTONE_OVERDUE, v1::COLOR_WORSENED});
  EXPECT_EQ(story.Judge("2021-05-18"),
            (Told{"FIRED COLOR_WORSENED 1 WARNING", "FIRED MILESTONE_OVERDUE roof-topped 1 WARNING"}));
  EXPECT_EQ(story.alert(1).inhibited(), v1::INHIBITION_UNSPECIFIED);
  EXPECT_EQ(story.Judge("2021-05-25"),
            (Told{"ESCALATED COLOR_WORSENED 1 CRITICAL", "ESCALATED MILESTONE_OVERDUE roof-topped 1 CRITICAL"}));
  EXPECT_EQ(story.alert(1).inhibited(), v1::BY_RED);
  EXPECT_EQ(story.alert(1).state(), v1::ALERT_FIRING);
}

// 12 万 a year in even months; only amounts alarm.
AlertStory Invested() {
  v1::Project project = Plain();
  v1::YearPlan& plan = *project.add_plans();
  plan.set_year(2021);
  plan.set_annual_yuan(120'000);
  for (int month = 1; month <= 12; ++month) plan.add_month_end_yuan(10'000 * month);
  AlertStory story(std::move(project));
  story.Only({v1::INVESTMENT_BEHIND});
  return story;
}

TEST(InvestmentBehind, FiresFromTenPointsRisesAtThirtyAndBoundsAreExact) {
  AlertStory story = Invested();
  story.Report("2021-W13", "2021-03-31", 18'001);  // planned 30,000: 9.999 points behind
  EXPECT_EQ(story.Judge("2021-04-01"), Told{});
  story.Report("2021-W13", "2021-03-31", 18'000);
  EXPECT_EQ(story.Judge("2021-04-01"), (Told{"FIRED INVESTMENT_BEHIND 1 WARNING"}));
  EXPECT_EQ(story.changes().back().alert_changed().measure(), 1000);
  story.Report("2021-W17", "2021-04-30", 4'001);  // planned 40,000
  EXPECT_EQ(story.Judge("2021-05-01"), Told{});
  story.Report("2021-W17", "2021-04-30", 4'000);
  EXPECT_EQ(story.Judge("2021-05-01"), (Told{"ESCALATED INVESTMENT_BEHIND 1 CRITICAL"}));
}

TEST(Hysteresis, FlappingInputIsOneEpisode) {
  AlertStory story = Invested();
  story.Report("2021-W13", "2021-03-31", 18'000);
  EXPECT_EQ(story.Judge("2021-04-01"), (Told{"FIRED INVESTMENT_BEHIND 1 WARNING"}));
  story.Report("2021-W13", "2021-03-31", 18'001);
  EXPECT_EQ(story.Judge("2021-04-02"), (Told{"EASED INVESTMENT_BEHIND 1 WARNING"}));
  EXPECT_EQ(story.alert().clearing_since(), "2021-04-02");
  EXPECT_EQ(story.Judge("2021-04-08"), Told{}) << "six days below";
  story.Report("2021-W13", "2021-03-31", 18'000);
  EXPECT_EQ(story.Judge("2021-04-08"), (Told{"RELAPSED INVESTMENT_BEHIND 1 WARNING"}));
  EXPECT_EQ(story.alert().episode(), 1);
  story.Report("2021-W13", "2021-03-31", 18'001);
  EXPECT_EQ(story.Judge("2021-04-09"), (Told{"EASED INVESTMENT_BEHIND 1 WARNING"}));
  EXPECT_EQ(story.Judge("2021-04-15"), Told{});
  EXPECT_EQ(story.Judge("2021-04-16"), (Told{"RESOLVED INVESTMENT_BEHIND 1 WARNING"})) << "seven days below";
  story.Report("2021-W13", "2021-03-31", 18'000);
  EXPECT_EQ(story.Judge("2021-04-17"), (Told{"FIRED INVESTMENT_BEHIND 2 WARNING"}));
}

TEST(Severity, NeverFallsWithinAnEpisode) {
  AlertStory story = Invested();
  story.Report("2021-W17", "2021-04-30", 4'000);
  story.Judge("2021-05-01");
  story.Report("2021-W17", "2021-04-30", 20'000);
  EXPECT_EQ(story.Judge("2021-05-02"), Told{}) << "16.67 points: still within a band";
  EXPECT_EQ(story.alert().severity(), v1::CRITICAL);
}

TEST(NotStarted, CountsDaysPastThePlannedStartOfNewProjectsOnly) {
  v1::Project project = Plain();
  AddRung(project, "started", "2021-03-01");
  AddRung(project, "roof-topped", "");
  AlertStory story(project);
  story.Only({v1::NOT_STARTED});
  EXPECT_EQ(story.Judge("2021-03-01"), Told{});
  EXPECT_EQ(story.Judge("2021-03-02"), (Told{"FIRED NOT_STARTED 1 NOTICE"}));
  EXPECT_EQ(story.Judge("2021-03-30"), Told{});
  EXPECT_EQ(story.Judge("2021-03-31"), (Told{"ESCALATED NOT_STARTED 1 WARNING"}));
  EXPECT_EQ(story.Judge("2021-05-30"), (Told{"ESCALATED NOT_STARTED 1 CRITICAL"}));
  EXPECT_EQ(story.Edit("2021-06-01", [](v1::Project& p) { p.mutable_milestones(1)->set_reached_on("2021-06-01"); }),
            (Told{"RESOLVED NOT_STARTED 1 CRITICAL"}))
      << "a later rung is a start too";
  project.set_kind(v1::CONTINUING);
  AlertStory continuing(project);
  continuing.Only({v1::NOT_STARTED});
  EXPECT_EQ(continuing.Judge("2021-06-01"), Told{});
}

TEST(ReportMissing, CountsWeeksAfterTheDueDayAndOverTheTurnOfTheYear) {
  v1::Project project = Plain();
  project.set_listed_on("2020-01-01");
  AlertStory story(std::move(project));
  story.Only({v1::REPORT_MISSING});
  story.Report("2020-W50", "2020-12-11", 1);
  EXPECT_EQ(story.Judge("2020-12-18"), Told{}) << "the due day is a day to report on";
  EXPECT_EQ(story.Judge("2020-12-19"), (Told{"FIRED REPORT_MISSING 1 NOTICE"}));
  EXPECT_EQ(story.Judge("2020-12-26"), (Told{"ESCALATED REPORT_MISSING 1 WARNING"}));
  EXPECT_EQ(story.Judge("2021-01-04"), Told{}) << "January does not make up for December";
  EXPECT_EQ(story.Judge("2021-01-09"), (Told{"ESCALATED REPORT_MISSING 1 CRITICAL"}));
  EXPECT_EQ(story.changes().back().alert_changed().measure(), 4);
  story.Report("2021-W01", "2021-01-08", 1);
  EXPECT_EQ(story.Judge("2021-01-09"), (Told{"RESOLVED REPORT_MISSING 1 CRITICAL"}));
}

TEST(Stalled, CountsReportedWeeksWithoutAnyMovementOfAStartedProject) {
  v1::Project project = Plain();
  AddRung(project, "started", "2021-01-10").set_reached_on("2021-01-05");
  AddRung(project, "roof-topped", "2021-12-01");
  AlertStory story(std::move(project));
  story.Only({v1::STALLED});
  const char* const fridays[] = {"2021-02-05", "2021-02-12", "2021-02-19", "2021-02-26", "2021-03-05"};
  for (int i = 0; i < 4; ++i) story.Report("2021-W0" + std::to_string(5 + i), fridays[i], 700);
  EXPECT_EQ(story.Judge("2021-03-01"), Told{}) << "three weeks after the first of them";
  EXPECT_EQ(story.Judge("2021-03-04"), Told{}) << "who does not report is not stalled but silent";
  story.Report("2021-W09", fridays[4], 700);
  EXPECT_EQ(story.Judge("2021-03-06"), (Told{"FIRED STALLED 1 NOTICE"}));
  EXPECT_EQ(story.Edit("2021-03-07", [](v1::Project& p) { p.mutable_milestones(1)->set_reached_on("2021-03-01"); }),
            (Told{"RESOLVED STALLED 1 NOTICE"}))
      << "a milestone is movement";
}

TEST(ColorWorsened, ResolvesAWeekAfterTheColorIsBetter) {
  AlertStory story = Roof();
  story.Only({v1::COLOR_WORSENED});
  EXPECT_EQ(story.Judge("2021-05-17"), Told{}) << "yellow";
  EXPECT_EQ(story.Judge("2021-05-18"), (Told{"FIRED COLOR_WORSENED 1 WARNING"}));
  EXPECT_EQ(story.changes().back().match_after().color(), v1::ORANGE);
  const auto replan = [](v1::Project& p) { p.mutable_milestones(0)->set_planned_on("2021-07-01"); };
  EXPECT_EQ(story.Edit("2021-05-20", replan), (Told{"EASED COLOR_WORSENED 1 WARNING"}));
  EXPECT_EQ(story.Judge("2021-05-26"), Told{});
  EXPECT_EQ(story.Judge("2021-05-27"), (Told{"RESOLVED COLOR_WORSENED 1 WARNING"}));
}

TEST(Over, AClosedOrDelistedProjectHasNoAlerts) {
  AlertStory closed = Roof();
  closed.Only({v1::COLOR_WORSENED});
  closed.Judge("2021-05-18");
  EXPECT_EQ(closed.Edit("2021-05-20",
                        [](v1::Project& p) {
                          p.mutable_milestones(0)->set_closing(true);
                          p.mutable_milestones(0)->set_reached_on("2021-05-20");
                        }),
            (Told{"RESOLVED COLOR_WORSENED 1 WARNING"}))
      << "at once, though the rule waits a week for others";
  AlertStory delisted = Roof();
  delisted.Judge("2021-05-18");
  EXPECT_EQ(delisted.Edit("2021-05-20", [](v1::Project& p) { p.set_delisted_on("2021-05-20"); }),
            (Told{"RESOLVED MILESTONE_OVERDUE roof-topped 1 WARNING"}));
}

TEST(Rules, ADisabledOneResolvesItsAlertsAndNewBandsJudgeAnew) {
  AlertStory story = Roof();
  story.Judge("2021-05-12");
  story.SetRule(v1::MILESTONE_OVERDUE, [](v1::AlertRule& rule) {
    rule.clear_bands();
    rule.add_bands()->set_from(2);
    rule.mutable_bands(0)->set_severity(v1::CRITICAL);
  });
  EXPECT_EQ(story.Judge("2021-05-12"), (Told{"ESCALATED MILESTONE_OVERDUE roof-topped 1 CRITICAL"}));
  story.Only({});
  EXPECT_EQ(story.Judge("2021-05-12"), (Told{"RESOLVED MILESTONE_OVERDUE roof-topped 1 CRITICAL"}));
}

TEST(Moved, ThoseWhoWatchedTheFormerUnitOrLeaderSeeItLeave) {
  AlertStory story = Roof();
  story.Judge("2021-05-12");
  const auto move = [](v1::Project& p) {
    p.set_unit("dongxiao");
    p.mutable_team()->set_leader("李四");
  };
  EXPECT_EQ(story.Edit("2021-05-13", move), (Told{"MOVED MILESTONE_OVERDUE roof-topped 1 NOTICE"}));
  const v1::Change& change = story.changes().back();
  EXPECT_EQ(change.match_before().unit(), "duohu");
  EXPECT_EQ(change.match_after().unit(), "dongxiao");
  EXPECT_EQ(change.alert_changed().leader_before(), "张三");
  EXPECT_EQ(change.alert_changed().leader(), "李四");
  EXPECT_EQ(story.Edit("2021-05-14", [](v1::Project& p) { p.set_note("别的"); }), Told{});
}

}  // namespace
}  // namespace wuse::domain
