#include "server/domain/project_row.h"

#include <gtest/gtest.h>

#include <iterator>
#include <random>
#include <set>
#include <sstream>

#include "server/domain/ladder.h"
#include "server/domain/message_walk.h"
#include "server/domain/row_builder.h"

namespace wuse::domain {
namespace {

// Everything that a row holds, as text, with the symbols' texts.
std::string Written(const ProjectRow& row, const Names& names) {
  std::string text = names.TextOf(row.id) + " " + names.TextOf(row.unit) + " " + names.TextOf(row.department) + " [";
  for (const Symbol list : row.lists()) text += names.TextOf(list) + " ";
  text += "] [";
  for (const Symbol tag : row.tags()) text += names.TextOf(tag) + " ";
  text += "] " + names.TextOf(row.team) + " " + names.TextOf(row.parent);
  for (const CertifiedRow& certified : row.certified) {
    text += " " + certified.last.ToString() + ":" + std::to_string(certified.invested.value);
  }
  text += " " + std::to_string(row.kind) + " " + std::to_string(row.level) + " " + std::to_string(row.category) + " " +
          std::to_string(row.color) + " " + std::to_string(row.made_up) + " " + row.listed_on.ToString() + " " +
          row.delisted_on.ToString() + " " + row.registered_on.ToString() + " " +
          std::to_string(row.total_investment.value) + " " + std::to_string(row.invested_before.value) + "\n";
  for (const Rung& rung : row.rungs) {
    text += names.TextOf(rung.id) + " " + std::to_string(rung.track) + " " + std::to_string(rung.is_start) +
            std::to_string(rung.is_closing) + " " + rung.planned_on.ToString() + " " + rung.reached_on.ToString();
    for (int i = rung.former_begin; i < rung.former_end; ++i) {
      text += " (" + row.former_dates[i].replaced_on.ToString() + " " + row.former_dates[i].planned_on.ToString() + ")";
    }
    text += "\n";
  }
  for (const YearPlanRow& plan : row.plans) {
    text += std::to_string(plan.year) + " " + plan.replaced_on.ToString() + " " +
            (plan.annual.has_value() ? std::to_string(plan.annual->value) : "-") + std::to_string(plan.has_months);
    for (const common::Yuan month_end : plan.month_end) text += " " + std::to_string(month_end.value);
    text += "\n";
  }
  for (const PauseRow& pause : row.pauses) text += pause.from.ToString() + " " + pause.until.ToString() + "\n";
  for (const AlertRow& alert : row.alerts) {
    text += "alert";
    for (const int number : {static_cast<int>(alert.milestone), alert.episode, int{alert.kind}, int{alert.state},
                             int{alert.severity}, int{alert.inhibited}}) {
      text += " " + std::to_string(number);
    }
    for (const common::Date date : {alert.pending_since, alert.clearing_since, alert.acknowledged_until,
                                    alert.snoozed_until, alert.fired_on, alert.resolved_on}) {
      text += " " + date.ToString();
    }
    text += "\n";
  }
  for (const OverrideRow& given : row.overrides) {
    text += "override " + std::to_string(given.color) + " " + given.on.ToString() + " " + given.until.ToString() + " " +
            given.lifted_on.ToString() + "\n";
  }
  return text;
}

// Valid where it matters: dates are dates, plans have twelve months.
class RandomProject {
 public:
  explicit RandomProject(uint32_t seed) : random_(seed) {}
  v1::Project Make() {
    v1::Project p;
    FillMessage(p, 1);
    p.set_kind(static_cast<v1::Kind>(Number(1, 3)));
    p.set_level(static_cast<v1::Level>(Number(1, 4)));
    p.set_category(static_cast<v1::Category>(Number(1, 5)));
    p.mutable_status()->set_color(static_cast<v1::Color>(Number(0, 6)));
    p.set_listed_on(MaybeDay());
    p.set_delisted_on(MaybeDay());
    p.set_registered_on(MaybeDay());
    p.set_total_investment_yuan(Number(0, 1'000'000));
    p.set_invested_before_yuan(Number(0, 1'000'000));
    if (Number(0, 1) == 1) p.clear_department();
    if (Number(0, 1) == 1) p.clear_made_up();
    p.clear_lists();
    for (int i = Number(0, 3); i > 0; --i) p.add_lists("list-" + std::to_string(i));
    *p.mutable_milestones() = DefaultLadder(p.category());
    if (Number(0, 3) == 0) p.mutable_milestones(Number(0, p.milestones_size() - 1))->set_closing(true);
    for (v1::Milestone& milestone : *p.mutable_milestones()) {
      milestone.set_planned_on(MaybeDay());
      milestone.set_reached_on(MaybeDay());
      for (int i = Number(0, 2); i > 0; --i) {
        v1::FormerDate& former = *milestone.add_former();
        former.set_replaced_on(SomeDay());
        former.set_planned_on(MaybeDay());
      }
    }
    AddPlans(p);
    p.clear_alerts();
    for (int i = Number(0, 3); i > 0; --i) {
      v1::Alert& alert = *p.add_alerts();
      alert.set_kind(static_cast<v1::AlertKind>(Number(1, 6)));
      if (Number(0, 1) == 1) alert.set_milestone("roof-topped");
      alert.set_episode(Number(0, 9));
      alert.set_state(static_cast<v1::AlertState>(Number(1, 3)));
      alert.set_severity(static_cast<v1::Severity>(Number(1, 3)));
      alert.set_inhibited(static_cast<v1::Inhibition>(Number(0, 2)));
      alert.set_pending_since(SomeDay());
      alert.set_clearing_since(MaybeDay());
      alert.set_fired_on(MaybeDay());
      alert.set_resolved_on(MaybeDay());
      if (Number(0, 1) == 1) alert.mutable_acknowledgment()->set_until(SomeDay());
      if (Number(0, 1) == 1) alert.mutable_snooze()->set_until(SomeDay());
    }
    p.clear_overrides();
    for (int i = Number(0, 3); i > 0; --i) {
      v1::ColorOverride& given = *p.add_overrides();
      given.set_color(static_cast<v1::Color>(Number(2, 6)));
      given.set_on(SomeDay());
      given.set_until(SomeDay());
      given.set_lifted_on(MaybeDay());
    }
    AddTagsAndCertified(p);
    p.clear_pauses();
    for (int i = Number(0, 2); i > 0; --i) {
      p.add_pauses()->set_from(SomeDay());
      p.mutable_pauses()->rbegin()->set_until(MaybeDay());
    }
    return p;
  }

 private:
  void AddTagsAndCertified(v1::Project& p) {
    p.clear_tags();
    for (int i = Number(0, 3); i > 0; --i) p.add_tags("标签" + std::to_string(i));
    p.clear_certified();
    for (int month = Number(1, 12); month <= 12; ++month) {
      v1::CertifiedMonth& certified = *p.add_certified();
      certified.set_month((month < 10 ? "2021-0" : "2021-") + std::to_string(month));
      certified.set_invested_this_year_yuan(Number(0, 1'000'000));
    }
  }
  void AddPlans(v1::Project& p) {
    p.clear_plans();
    for (int year = 2020; year < 2020 + Number(0, 3); ++year) {
      v1::YearPlan& plan = *p.add_plans();
      plan.set_year(year);
      FillPlan(plan);
      for (int i = Number(0, 2); i > 0; --i) {
        plan.add_former()->set_replaced_on(SomeDay());
        FillPlan(*plan.mutable_former()->rbegin());
      }
    }
  }
  template <typename Plan>
  void FillPlan(Plan& plan) {
    if (Number(0, 3) > 0) plan.set_annual_yuan(Number(0, 1000));
    if (Number(0, 3) == 0) return;
    for (int month = 1; month <= 12; ++month) plan.add_month_end_yuan(Number(0, 1000));
  }
  int Number(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  std::string SomeDay() { return Day("2020-01-01").Plus(Number(0, 1000)).ToString(); }
  std::string MaybeDay() { return Number(0, 2) == 0 ? "" : SomeDay(); }

  std::mt19937 random_;
};

void ExpectSameRung(const ProjectRow& row, const Rung& rung, const v1::Project& project, int index,
                    const Names& names) {
  const v1::Milestone& milestone = project.milestones(index);
  EXPECT_EQ(names.TextOf(rung.id), milestone.id());
  EXPECT_EQ(rung.is_start, milestone.id() == "started");
  EXPECT_EQ(rung.is_closing, index == ClosingRung(project));
  EXPECT_EQ(rung.planned_on.ToString(), milestone.planned_on());
  EXPECT_EQ(rung.reached_on.ToString(), milestone.reached_on());
  for (int other = 0; other < index; ++other) {
    EXPECT_EQ(row.rungs[other].track == rung.track, project.milestones(other).track() == milestone.track());
  }
  ASSERT_EQ(rung.former_end - rung.former_begin, milestone.former_size());
  for (int i = 0; i < milestone.former_size(); ++i) {
    EXPECT_EQ(row.former_dates[rung.former_begin + i].replaced_on.ToString(), milestone.former(i).replaced_on());
    EXPECT_EQ(row.former_dates[rung.former_begin + i].planned_on.ToString(), milestone.former(i).planned_on());
  }
}

template <typename Plan>
void ExpectSamePlan(const YearPlanRow& row, int year, const std::string& replaced_on, const Plan& plan) {
  EXPECT_EQ(row.year, year);
  EXPECT_EQ(row.replaced_on.ToString(), replaced_on);
  EXPECT_EQ(row.annual.has_value(), plan.has_annual_yuan());
  EXPECT_EQ(row.annual.value_or(common::Yuan{}).value, plan.annual_yuan());
  EXPECT_EQ(row.has_months, plan.month_end_yuan_size() == 12);
  for (int i = 0; i < plan.month_end_yuan_size(); ++i) EXPECT_EQ(row.month_end[i].value, plan.month_end_yuan(i));
}

void ExpectSameTagsAndCertified(const ProjectRow& row, const v1::Project& project, const Names& names) {
  ASSERT_EQ(row.tags().size(), static_cast<size_t>(project.tags_size()));
  for (int i = 0; i < project.tags_size(); ++i) EXPECT_EQ(names.TextOf(row.tags()[i]), project.tags(i));
  EXPECT_EQ(names.TextOf(row.team), project.team().name());
  EXPECT_EQ(names.TextOf(row.parent), project.parent());
  ASSERT_EQ(row.certified.size(), static_cast<size_t>(project.certified_size()));
  for (int i = 0; i < project.certified_size(); ++i) {
    EXPECT_EQ(common::Month::Of(row.certified[i].last).ToString(), project.certified(i).month());
    EXPECT_NE(common::Month::Of(row.certified[i].last.Plus(1)).ToString(), project.certified(i).month());
    EXPECT_EQ(row.certified[i].invested.value, project.certified(i).invested_this_year_yuan());
  }
}

void ExpectSame(const ProjectRow& row, const v1::Project& project, const Names& names) {
  EXPECT_EQ(names.TextOf(row.id), project.id());
  EXPECT_EQ(names.TextOf(row.unit), project.unit());
  EXPECT_EQ(names.TextOf(row.department), project.department());
  ASSERT_EQ(row.lists().size(), static_cast<size_t>(project.lists_size()));
  for (int i = 0; i < project.lists_size(); ++i) EXPECT_EQ(names.TextOf(row.lists()[i]), project.lists(i));
  ExpectSameTagsAndCertified(row, project, names);
  EXPECT_EQ(row.kind, project.kind());
  EXPECT_EQ(row.level, project.level());
  EXPECT_EQ(row.category, project.category());
  EXPECT_EQ(row.color, project.status().color());
  EXPECT_EQ(row.made_up, !project.made_up().empty());
  const std::string by_default = project.plans().empty() ? "" : std::to_string(project.plans(0).year()) + "-01-01";
  EXPECT_EQ(row.listed_on.ToString(), project.listed_on().empty() ? by_default : project.listed_on());
  EXPECT_EQ(row.delisted_on.ToString(), project.delisted_on());
  EXPECT_EQ(row.registered_on.ToString(), project.registered_on());
  EXPECT_EQ(row.total_investment.value, project.total_investment_yuan());
  EXPECT_EQ(row.invested_before.value, project.invested_before_yuan());
  ASSERT_EQ(row.rungs.size(), static_cast<size_t>(project.milestones_size()));
  for (int i = 0; i < project.milestones_size(); ++i) ExpectSameRung(row, row.rungs[i], project, i, names);
  size_t next = 0;
  for (const v1::YearPlan& plan : project.plans()) {
    ASSERT_LT(next + plan.former_size(), row.plans.size());
    for (const v1::FormerPlan& former : plan.former()) {
      ExpectSamePlan(row.plans[next++], plan.year(), former.replaced_on(), former);
    }
    ExpectSamePlan(row.plans[next++], plan.year(), "", plan);
  }
  EXPECT_EQ(next, row.plans.size());
  ASSERT_EQ(row.pauses.size(), static_cast<size_t>(project.pauses_size()));
  for (int i = 0; i < project.pauses_size(); ++i) {
    EXPECT_EQ(row.pauses[i].from.ToString(), project.pauses(i).from());
    EXPECT_EQ(row.pauses[i].until.ToString(), project.pauses(i).until());
  }
  ASSERT_EQ(row.alerts.size(), static_cast<size_t>(project.alerts_size()));
  for (int i = 0; i < project.alerts_size(); ++i) {
    const v1::Alert& alert = project.alerts(i);
    EXPECT_EQ(names.TextOf(row.alerts[i].milestone), alert.milestone());
    EXPECT_EQ(row.alerts[i].episode, alert.episode());
    EXPECT_EQ(row.alerts[i].kind, alert.kind());
    EXPECT_EQ(row.alerts[i].state, alert.state());
    EXPECT_EQ(row.alerts[i].severity, alert.severity());
    EXPECT_EQ(row.alerts[i].inhibited, alert.inhibited());
    EXPECT_EQ(row.alerts[i].pending_since.ToString(), alert.pending_since());
    EXPECT_EQ(row.alerts[i].clearing_since.ToString(), alert.clearing_since());
    EXPECT_EQ(row.alerts[i].acknowledged_until.ToString(), alert.acknowledgment().until());
    EXPECT_EQ(row.alerts[i].snoozed_until.ToString(), alert.snooze().until());
    EXPECT_EQ(row.alerts[i].fired_on.ToString(), alert.fired_on());
    EXPECT_EQ(row.alerts[i].resolved_on.ToString(), alert.resolved_on());
  }
  ASSERT_EQ(row.overrides.size(), static_cast<size_t>(project.overrides_size()));
  for (int i = 0; i < project.overrides_size(); ++i) {
    EXPECT_EQ(row.overrides[i].color, project.overrides(i).color());
    EXPECT_EQ(row.overrides[i].on.ToString(), project.overrides(i).on());
    EXPECT_EQ(row.overrides[i].until.ToString(), project.overrides(i).until());
    EXPECT_EQ(row.overrides[i].lifted_on.ToString(), project.overrides(i).lifted_on());
  }
}

TEST(RowOf, HoldsWhatTheProjectSaysFieldByField) {
  const uint32_t seed = std::random_device()();
  std::printf("seed %u\n", seed);
  RandomProject random(seed);
  for (int i = 0; i < 200 && !::testing::Test::HasFailure(); ++i) {
    const v1::Project project = random.Make();
    Names names;
    ExpectSame(RowOf(project, names.Interner()), project, names);
    if (::testing::Test::HasFailure()) std::printf("%s\n", project.DebugString().c_str());
  }
}

// A field that a project gets must be sorted into one of the two.
constexpr std::string_view kRead =
    "id kind level category unit department lists listed_on delisted_on registered_on total_investment_yuan "
    "invested_before_yuan "
    "made_up status status.color pauses pauses.from pauses.until milestones milestones.id milestones.track "
    "milestones.planned_on milestones.reached_on milestones.closing milestones.former milestones.former.replaced_on "
    "milestones.former.planned_on plans plans.year plans.annual_yuan plans.month_end_yuan plans.former "
    "plans.former.replaced_on plans.former.annual_yuan plans.former.month_end_yuan alerts alerts.kind alerts.milestone "
    "alerts.episode alerts.state alerts.severity alerts.inhibited alerts.pending_since alerts.clearing_since "
    "alerts.acknowledgment alerts.acknowledgment.until alerts.snooze alerts.snooze.until overrides "
    "overrides.color overrides.on overrides.until overrides.lifted_on team team.name parent tags certified "
    "certified.month certified.invested_this_year_yuan";
constexpr std::string_view kLeftOut =
    "external_code name national_code team.leader team.members delist_reason note etag "
    "status.since status.deciding pauses.by pauses.reason milestones.name milestones.done milestones.total "
    "milestones.unit milestones.former.reason plans.former.reason alerts.project alerts.fired_on alerts.severity_since "
    "alerts.resolved_on alerts.acknowledgment.by alerts.acknowledgment.on alerts.acknowledgment.note alerts.snooze.by "
    "alerts.snooze.on alerts.snooze.note status.policy_version overrides.by overrides.reason overrides.lifted_by "
    "overrides.lift_reason";

std::set<std::string> Words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  return {std::istream_iterator<std::string>(stream), std::istream_iterator<std::string>()};
}

TEST(RowOf, ReadsTheseFieldsAndNoOther) {
  const std::set<std::string> left_out = Words(kLeftOut);
  std::set<std::string> sorted = Words(kRead);
  sorted.insert(left_out.begin(), left_out.end());
  v1::Project project;
  FillMessage(project, 1);
  std::set<std::string> seen;
  VisitEachFieldChanged(project, "", [&](const std::string& path) { seen.insert(path); });
  EXPECT_EQ(seen, sorted);

  Names names;
  const std::string before = Written(RowOf(project, names.Interner()), names);
  VisitEachFieldChanged(project, "", [&](const std::string& path) {
    if (left_out.contains(path)) {
      EXPECT_EQ(Written(RowOf(project, names.Interner()), names), before) << path;
    }
  });
}

TEST(RowOf, ListsFromTheEarliestPlanWhereNoDateIsGiven) {
  EXPECT_EQ(ProjectBuilder().EvenPlan(2022, 1).EvenPlan(2021, 1).Row().listed_on, Day("2021-01-01"));
  EXPECT_EQ(ProjectBuilder().EvenPlan(2021, 1).Listed("2021-06-15").Row().listed_on, Day("2021-06-15"));
  EXPECT_EQ(ProjectBuilder().EvenPlan(0, 1).Row().listed_on, common::Date());
  EXPECT_EQ(ProjectBuilder().Row().listed_on, common::Date());
}

TEST(RowOf, MakesArraysOfExactSize) {
  RandomProject random(7);
  for (int i = 0; i < 50; ++i) {
    Names names;
    const ProjectRow row = RowOf(random.Make(), names.Interner());
    EXPECT_EQ(row.rungs.capacity(), row.rungs.size());
    EXPECT_EQ(row.former_dates.capacity(), row.former_dates.size());
    EXPECT_EQ(row.plans.capacity(), row.plans.size());
    EXPECT_EQ(row.pauses.capacity(), row.pauses.size());
    EXPECT_EQ(row.labels.capacity(), row.labels.size());
    EXPECT_EQ(row.alerts.capacity(), row.alerts.size());
    EXPECT_EQ(row.overrides.capacity(), row.overrides.size());
  }
}

}  // namespace
}  // namespace wuse::domain
