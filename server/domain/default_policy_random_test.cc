#include <gtest/gtest.h>

#include <algorithm>

#include "server/domain/apply_change.h"
#include "server/domain/color_case.h"
#include "server/domain/figures.h"
#include "server/domain/random_case.h"

// The rule against a slow second reading of the policy's text, over random projects; and what must hold for each.

namespace wuse::domain {
namespace {

// The policy read a second time: texts for dates, no row, no shortcut.
class SlowReading {
 public:
  SlowReading(const v1::Project& project, const std::vector<ReportMark>& reports, common::Date day)
      : p_(project), reports_(reports), date_(day), day_(day.ToString()) {}

  Verdict Judge() const {
    Verdict verdict;
    if (Paused(day_)) verdict.deciding.push_back(v1::PAUSED);
    const std::string listed = Listed();
    if (day_ < listed || (!p_.delisted_on().empty() && day_ >= p_.delisted_on())) {
      verdict.deciding.push_back(v1::OUT_OF_LIST);
    }
    if (!verdict.deciding.empty()) return verdict;
    if (Closed()) return {v1::BLUE, {v1::CLOSED}};
    std::map<v1::Dimension, v1::Color> colors;
    if (const auto color = Points()) colors[v1::POINTS_BEHIND] = *color;
    if (const auto color = Days()) colors[v1::DAYS_LATE] = *color;
    if (const auto color = Months()) colors[v1::MONTHS_NOT_STARTED] = *color;
    if (colors.empty()) return verdict;
    const int weeks = Weeks();
    colors[v1::WEEKS_WITHOUT_REPORT] = weeks < 2 ? v1::GREEN : weeks < 4 ? v1::YELLOW : v1::ORANGE;
    for (const auto& [dimension, color] : colors) verdict.color = std::max(verdict.color, color);
    for (const auto& [dimension, color] : colors) {
      if (color == verdict.color) verdict.deciding.push_back(dimension);
    }
    return verdict;
  }

 private:
  std::string Listed() const {
    if (!p_.listed_on().empty()) return p_.listed_on();
    return p_.plans().empty() ? "" : std::to_string(p_.plans(0).year()) + "-01-01";
  }
  bool Paused(const std::string& day) const {
    return std::any_of(p_.pauses().begin(), p_.pauses().end(), [&](const v1::Pause& pause) {
      return pause.from() <= day && (pause.until().empty() || pause.until() >= day);
    });
  }
  bool Reached(int i) const { return !p_.milestones(i).reached_on().empty() && p_.milestones(i).reached_on() <= day_; }
  bool ReachedOrLater(int i) const {
    for (int j = i; j < p_.milestones_size(); ++j) {
      if (p_.milestones(j).track() == p_.milestones(i).track() && Reached(j)) return true;
    }
    return false;
  }
  std::string Planned(int i) const {
    std::string planned = p_.milestones(i).planned_on();
    for (int f = p_.milestones(i).former_size() - 1; f >= 0; --f) {
      if (p_.milestones(i).former(f).replaced_on() > day_) planned = p_.milestones(i).former(f).planned_on();
    }
    return planned;
  }
  bool Closed() const {
    int closing = -1;
    for (int i = p_.milestones_size() - 1; i >= 0; --i) {
      if (p_.milestones(i).closing()) closing = i;
    }
    for (int i = 0; closing < 0 && i < p_.milestones_size(); ++i) {
      if (p_.milestones(i).id() == (p_.category() == v1::PLOT ? "land-cleared" : "completed")) closing = i;
    }
    if (closing < 0 || !Reached(closing)) return false;
    for (int i = closing; i < p_.milestones_size(); ++i) {
      if (!Planned(i).empty() && !Reached(i)) return false;
    }
    return true;
  }
  std::optional<v1::Color> Points() const {
    const ReportMark* latest = nullptr;
    for (const ReportMark& report : reports_) {
      if (report.as_of <= date_ && report.as_of.year() == date_.year()) latest = &report;
    }
    if (latest == nullptr) return std::nullopt;
    for (const v1::YearPlan& plan : p_.plans()) {
      if (plan.year() != date_.year()) continue;
      if (plan.former_size() > 0 && plan.former(0).replaced_on() > day_) return Points(plan.former(0), *latest);
      return Points(plan, *latest);
    }
    return std::nullopt;
  }
  template <typename Plan>
  static std::optional<v1::Color> Points(const Plan& plan, const ReportMark& report) {
    const int64_t annual = plan.annual_yuan();
    if (annual == 0 || plan.month_end_yuan_size() != 12) return std::nullopt;
    const common::Date at = report.as_of;
    const int64_t days = common::DaysInMonth(at.year(), at.month());
    const int64_t before = at.month() == 1 ? 0 : plan.month_end_yuan(at.month() - 2);
    const int64_t after = plan.month_end_yuan(at.month() - 1);
    const int64_t planned = (2 * (before * days + (after - before) * at.day()) + days) / (2 * days);
    const int64_t gap = planned - report.invested.value;
    if (gap <= 0) return v1::GREEN;
    if (10 * gap < annual) return v1::YELLOW;
    return 10 * gap <= 3 * annual ? v1::ORANGE : v1::RED;
  }
  std::optional<v1::Color> Days() const {
    std::optional<v1::Color> worst;
    for (int i = 0; i < p_.milestones_size(); ++i) {
      if (p_.milestones(i).id() == "started" || Planned(i).empty() || ReachedOrLater(i)) continue;
      const int late = date_.days() - Day(Planned(i)).days();
      worst = std::max(worst.value_or(v1::GREEN), late < 1    ? v1::GREEN
                                                  : late < 8  ? v1::YELLOW
                                                  : late < 15 ? v1::ORANGE
                                                              : v1::RED);
    }
    return worst;
  }
  std::optional<v1::Color> Months() const {
    for (int i = 0; i < p_.milestones_size(); ++i) {
      if (p_.kind() != v1::NEW || p_.milestones(i).id() != "started") continue;
      if (Planned(i).empty() || ReachedOrLater(i)) continue;
      const common::Date start = Day(Planned(i));
      const int months = 12 * (date_.year() - start.year()) + date_.month() - start.month();
      return months < 1 ? v1::GREEN : months == 1 ? v1::YELLOW : months == 2 ? v1::ORANGE : v1::RED;
    }
    return std::nullopt;
  }
  // Forward from W01, where the rule goes backward.
  int Weeks() const {
    int row = 0;
    for (common::Week week = common::Week::First(date_.year()); week.Monday() <= date_; week = week.Plus(1)) {
      const common::Date due = Calendar2021().DueDay(week);
      if (due >= date_ || due.ToString() < Listed() || Paused(due.ToString())) continue;
      const bool filed = std::any_of(reports_.begin(), reports_.end(), [&](const ReportMark& report) {
        return report.week() == week && report.as_of <= date_;
      });
      row = filed ? 0 : row + 1;
    }
    return row;
  }

  const v1::Project& p_;
  const std::vector<ReportMark>& reports_;
  const common::Date date_;
  const std::string day_;
};

TEST(DefaultPolicyOfRandomProjects, AgreesWithASlowReadingOfThePolicy) {
  const uint32_t seed = Seed();
  std::map<v1::Color, int> seen;
  for (uint32_t i = 0; i < 2000; ++i) {
    RandomCase random(seed + i);
    Names names;
    const ProjectRow row = RowOf(random.project(), names.Interner());
    for (int j = 0; j < 10; ++j) {
      const common::Date day = Day(random.AnyDay());
      const Verdict verdict = DefaultColorOf(row, random.reports(), day);
      const Verdict slow = SlowReading(random.project(), random.reports(), day).Judge();
      ++seen[verdict.color];
      ASSERT_EQ(verdict, slow) << "seed " << seed + i << " on " << day.ToString() << ": " << verdict.color << " "
                               << slow.color << " " << random.project().DebugString();
    }
  }
  for (int color = v1::NOT_RATED; color <= v1::RED; ++color) {
    EXPECT_GT(seen[static_cast<v1::Color>(color)], 100) << "hardly a case for " << color << ", seed " << seed;
  }
}

TEST(DefaultPolicyOfRandomProjects, AReportExactlyOnPlanNeverMakesARatedProjectWorse) {
  const uint32_t seed = Seed();
  int better = 0;
  for (uint32_t i = 0; i < 4000; ++i) {
    RandomCase random(seed + i);
    Names names;
    const ProjectRow row = RowOf(random.project(), names.Interner());
    const common::Date day = Day(random.AnyDay());
    const YearPlanRow* plan = PlanOn(row, day.year(), day);
    if (plan == nullptr || !plan->has_months) continue;
    const Verdict before = DefaultColorOf(row, random.reports(), day);
    if (before.color == v1::NOT_RATED) continue;
    InsertMark(random.reports(), {.as_of = day, .invested = PlannedCumulative(*plan, day).value()});
    const Verdict after = DefaultColorOf(row, random.reports(), day);
    ASSERT_LE(after.color, before.color) << "seed " << seed + i << " on " << day.ToString();
    if (after.color < before.color) ++better;
  }
  EXPECT_GT(better, 20) << "seed " << seed;
}

TEST(DefaultPolicyOfRandomProjects, WhatHappensLaterDoesNotChangeThePast) {
  const uint32_t seed = Seed();
  for (uint32_t i = 0; i < 2000; ++i) {
    RandomCase random(seed + i);
    Names names;
    const common::Date day = Day(random.AnyDay());
    const Verdict before = DefaultColorOf(RowOf(random.project(), names.Interner()), random.reports(), day);
    // Tomorrow: every open rung is reached and replanned, and a report comes in.
    const std::string tomorrow = day.Plus(1).ToString();
    v1::Project later = random.project();
    for (v1::Milestone& milestone : *later.mutable_milestones()) {
      if (milestone.reached_on().empty()) milestone.set_reached_on(tomorrow);
      if (milestone.former_size() > 0) continue;  // so that the replans stay in order
      v1::FormerDate& former = *milestone.add_former();
      former.set_planned_on(milestone.planned_on());
      former.set_replaced_on(tomorrow);
      milestone.set_planned_on("2022-12-31");
    }
    const common::Week week = common::Week::Of(day.Plus(7));
    InsertMark(random.reports(), {.as_of = week.Sunday(), .invested = {1}});
    const Verdict after = DefaultColorOf(RowOf(later, names.Interner()), random.reports(), day);
    ASSERT_EQ(before, after) << "seed " << seed + i << " on " << day.ToString();
  }
}

}  // namespace
}  // namespace wuse::domain
