#pragma once

#include <optional>
#include <span>
#include <vector>

#include "server/domain/color_measures.h"
#include "server/domain/judged_day.h"
#include "server/domain/policy_line.h"
#include "server/domain/policy_measures.h"
#include "server/domain/project_row.h"
#include "server/domain/verdict.h"
#include "wuse/v1/color.pb.h"
#include "wuse/v1/color_policy.pb.h"
#include "wuse/v1/project.pb.h"

namespace wuse::domain {

// One dimension of a policy, with its bands in the order of the line; JUDGED_BY_PERSON has neither line nor bands.
struct PolicyDimension {
  struct Step {
    Cut begin;
    Cut end;
    v1::Color color;
    v1::Mark mark;
  };
  explicit PolicyDimension(const v1::DimensionRule& rule);  // of a checked policy

  v1::Dimension dimension;
  const PolicyLine* line;
  bool only_worsens;
  v1::Color made_up;
  std::vector<Step> steps;  // each begins where the one before ends

  const Step& StepOf(const Fraction& value) const;
  const Step& StepOf(int whole) const;  // of a line of whole numbers
};

// The measures that a policy looks at.
struct PolicyMeasures {
  std::optional<Progress> progress;
  std::optional<MonthlyTask> task;
  std::optional<int> months_not_registered;
  bool is_registered = false;
  std::optional<int> percent_done_bp;
  std::optional<v1::Color> judged;  // by a person
  Measures others;
};

// A checked policy in the form that judges. Immutable.
class ColorPolicy {
 public:
  // `policy` is one that CheckPolicy finds nothing wrong with; `find` gives the symbols of the waivers' projects.
  ColorPolicy(v1::ColorPolicy policy, const Intern& find);
  ColorPolicy(const ColorPolicy&) = delete;
  ColorPolicy& operator=(const ColorPolicy&) = delete;

  const v1::ColorPolicy& message() const { return message_; }
  bool is_of_units() const { return message_.subject() == v1::SUBJECT_UNIT; }

 private:
  friend class PolicyDay;
  struct Waived {
    Symbol project;
    v1::Dimension dimension;
    common::Date until;
    const v1::Waiver* waiver;
  };

  v1::ColorPolicy message_;
  std::vector<PolicyDimension> dimensions_;  // by v1::Dimension, those that only make it worse last
  std::vector<Waived> waived_;               // by project
  TimeBase base_;
  v1::Color finished_;
  bool sees_rungs_ = false;
  bool sees_progress_ = false;
  bool sees_task_ = false;
  bool sees_registration_ = false;
  bool sees_percent_done_ = false;
  bool sees_judgment_ = false;
  bool counts_ahead_ = false;
  int weeks_at_most_ = 0;  // more weeks without a report do not change the color
};

// What the projects of a unit add up to, in each period that a policy looks at, and how many they are.
struct UnitSums {
  std::vector<PolicyMeasures> periods;
  int project_count = 0;
};

// Of a month's official colors.
struct MonthDays {
  common::Date last;          // day of the month: whose state is judged, and on which waivers have to hold
  common::Date published_on;  // the colors that persons have given by then count
  common::Date now;           // until when things are made up for: published_on, or later of a restated color
};

// A policy on a day, ready for a walk over the register. Immutable; the policy and the calendar outlive it. `reports`
// are the project's, sorted by week. Pure.
//
// A color that a person gave the project is the value of the dimension JUDGED_BY_PERSON where the policy has it. In any
// other policy it stands for the color: nothing else is looked at, and nothing escalates; but a project that is paused
// or not listed stays unrated. Which one holds: see OverrideOn; of a period before the judged one those of its last
// day.
class PolicyDay {
 public:
  PolicyDay(const ColorPolicy& policy, common::Date on, const common::WorkingDays& calendar);

  // For the official colors of a month, whatever the policy's cut-off.
  static PolicyDay OfMonth(const ColorPolicy& policy, const MonthDays& days, const common::WorkingDays& calendar);

  common::Date cut_off() const { return periods_.front().day.date(); }

  // Of a policy about projects. The color alone, with the dimensions that have it, ascending, and with why: what it was
  // decided by and which dimensions were waived. `row` is that of `project`.
  v1::Color JustColorOf(const ProjectRow& project, std::span<const ReportMark> reports) const;
  Verdict ColorOf(const ProjectRow& project, std::span<const ReportMark> reports) const;
  std::vector<v1::ColorReason> ReasonsOf(const ProjectRow& row, std::span<const ReportMark> reports,
                                         const v1::Project& project) const;
  // The color that a person gave and that holds, by its place in the project's overrides.
  std::optional<size_t> OverrideOf(const ProjectRow& project) const { return OverrideOf(periods_.front(), project); }

  // Of a policy about units. A project that is not listed, or paused, counts for nothing.
  void AddTo(UnitSums& sums, const ProjectRow& project, std::span<const ReportMark> reports) const;
  Verdict ColorOf(const UnitSums& sums) const;
  std::vector<v1::ColorReason> ReasonsOf(const UnitSums& sums) const;

 private:
  struct Period {
    JudgedDay day;
    EndedMonth month;
    // Of the colors that persons gave: the day on which they hold, and by when they were known.
    common::Date judged_on;
    common::Date known_by;
  };
  struct JustColor;
  struct Judged;
  // Who is told why; both or none.
  struct Named {
    const ProjectRow* row = nullptr;
    const v1::Project* project = nullptr;
  };

  PolicyDay(const ColorPolicy& policy, Period judged, common::Date waived_on, common::Date now,
            const common::WorkingDays& calendar);
  static Period JudgedPeriod(const ColorPolicy& policy, common::Date on, const common::WorkingDays& calendar);

  static std::optional<size_t> OverrideOf(const Period& period, const ProjectRow& project) {
    if (project.overrides.empty()) return std::nullopt;
    return OverrideOn(project, period.judged_on, period.known_by);
  }
  PolicyMeasures Measure(const Period& period, const ProjectRow& project, std::span<const ReportMark> reports,
                         int weeks_at_most) const;
  const ColorPolicy::Waived* WaivedOf(Symbol project, v1::Dimension dimension) const;
  template <class Sink>
  void JudgeMeasures(const PolicyMeasures& measures, Symbol project, Sink& sink) const;
  template <class Sink>
  void JudgePeriod(const Period& period, const ProjectRow& project, std::span<const ReportMark> reports,
                   Sink& sink) const;
  // `color`, or what it becomes when the periods before had it, too; `color_before(i)` tells that of each.
  template <class ColorBefore>
  v1::Color Escalated(v1::Color color, const ColorBefore& color_before) const;
  v1::Color Escalated(v1::Color color, const ProjectRow& project, std::span<const ReportMark> reports) const;
  v1::Color Escalated(v1::Color color, const UnitSums& sums) const;
  static const v1::Milestone* LateRung(const Named& named, const PolicyMeasures& measures);
  std::vector<v1::ColorReason> Words(const Judged& judged, v1::Color escalated, const PolicyMeasures& measures,
                                     const Named& named) const;

  const ColorPolicy& policy_;
  const common::Date waived_on_;
  const common::Date now_;
  std::vector<Period> periods_;  // the judged one, then those before it that the escalation looks at, back in time
};

}  // namespace wuse::domain
