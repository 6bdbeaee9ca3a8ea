#pragma once

#include <array>
#include <deque>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "common/calendar.h"
#include "server/domain/color_policy.h"
#include "server/domain/judged_day.h"
#include "server/domain/policy_set.h"

namespace wuse::domain {

// The policies that hold on a day, ready to judge any project on it. Immutable; the calendar outlives it. `reports` are
// the project's, sorted by week. Pure.
class ColorDay {
 public:
  ColorDay(std::shared_ptr<const PolicySet> set, common::Date day, const common::WorkingDays& calendar);
  // The official colors of a month, by the policies in force on its last day.
  static std::shared_ptr<const ColorDay> OfMonth(std::shared_ptr<const PolicySet> set, const MonthDays& days,
                                                 const common::WorkingDays& calendar);
  ColorDay(const ColorDay&) = delete;
  ColorDay& operator=(const ColorDay&) = delete;

  const JudgedDay& judged_day() const { return day_; }
  common::Date date() const { return day_.date(); }
  const std::shared_ptr<const PolicySet>& set() const { return set_; }
  const PolicySet::Policies& policies() const { return policies_; }

  // What judges a project, and the version that it is of.
  const PolicyDay& PolicyOf(const ProjectRow& project) const { return *of_category_[project.category]; }
  int VersionOf(const ProjectRow& project) const { return version_of_category_[project.category]; }
  const PolicyDay* of_units() const { return of_units_; }  // nullptr: no policy about units is in force

  v1::Color JustColorOf(const ProjectRow& project, std::span<const ReportMark> reports) const {
    return PolicyOf(project).JustColorOf(project, reports);
  }
  Verdict ColorOf(const ProjectRow& project, std::span<const ReportMark> reports) const;

 private:
  using MakeDay = PolicyDay (*)(const ColorPolicy& policy, const MonthDays& days, const common::WorkingDays& calendar);
  ColorDay(std::shared_ptr<const PolicySet> set, const MonthDays& days, const common::WorkingDays& calendar,
           MakeDay make);

  std::shared_ptr<const PolicySet> set_;
  PolicySet::Policies policies_;
  JudgedDay day_;
  std::deque<PolicyDay> days_;
  std::array<const PolicyDay*, v1::Category_ARRAYSIZE> of_category_{};
  std::array<int, v1::Category_ARRAYSIZE> version_of_category_{};
  const PolicyDay* of_units_ = nullptr;
};

// The policies of one day, made once for many judgments. One thread.
class ColorDayCache {
 public:
  explicit ColorDayCache(const common::WorkingDays& calendar) : calendar_(calendar) {}
  const std::shared_ptr<const ColorDay>& Of(const std::shared_ptr<const PolicySet>& set, common::Date day);

 private:
  const common::WorkingDays& calendar_;
  std::shared_ptr<const ColorDay> day_;
};

}  // namespace wuse::domain
