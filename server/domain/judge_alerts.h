#pragma once

#include <optional>
#include <span>
#include <vector>

#include "server/domain/alert_measures.h"
#include "server/domain/alert_rules.h"
#include "server/domain/judged_day.h"
#include "server/domain/project_row.h"
#include "wuse/v1/update.pb.h"

namespace wuse::domain {

// What a day or a change of the project does to one of its alerts.
struct AlertStep {
  int alert = -1;  // its index in the row; -1: there was none
  int rung = -1;   // of a new MILESTONE_OVERDUE: the milestone's index in the row
  AlertRow after;  // `milestone` is the row's symbol; fired_on and resolved_on are still those of before
  v1::AlertEvent event = v1::ALERT_EVENT_UNSPECIFIED;
  std::optional<int64_t> measure;
};

// The steps of a project's alerts on the day, where `color` is its color then: pending (grace) → firing → resolved, see
// v1::Alert. Nothing for alerts that stay as they are, so that a day judged twice changes nothing the second time.
// Pure.
std::vector<AlertStep> StepsOf(const ProjectRow& project, std::span<const ReportMark> reports, v1::Color color,
                               const JudgedDay& day, const AlertRuleSet& rules);

// How the project was known to filters before the update and is after it.
struct AlertSubject {
  const v1::Project& before;  // with its alerts; the same object when people changed nothing of it
  const v1::Project& after;   // with the alerts as they were before
  v1::Color color;            // after
};
// The AlertChangeds of the steps; also MOVED for open alerts of a project that filters know otherwise than before.
std::vector<v1::Change> AlertChangesOf(const AlertSubject& subject, std::span<const AlertStep> steps,
                                       common::Date today);

// The AlertChanged of what a person said about an alert of the project.
v1::Change AlertChangeByHand(const v1::Project& project, const v1::Alert& before, v1::Alert after,
                             v1::AlertEvent event);

}  // namespace wuse::domain
