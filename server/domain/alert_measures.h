#pragma once

#include <span>
#include <vector>

#include "server/domain/judged_day.h"
#include "server/domain/project_row.h"
#include "wuse/v1/alert.pb.h"

namespace wuse::domain {

// What a rule judges of a project: a whole number in the kind's unit (see v1::AlertKind).
struct AlertMeasure {
  v1::AlertKind kind;
  int rung = -1;  // its index in the row; only of MILESTONE_OVERDUE
  int64_t value = 0;
};

// All measures that have a value on the day, also those that alarm nobody, by kind and rung. None of a project that is
// not listed, delisted or closed. A pause is not looked at. `color` is the project's on the day.
std::vector<AlertMeasure> AlertMeasuresOn(const ProjectRow& project, std::span<const ReportMark> reports,
                                          v1::Color color, const JudgedDay& day);

}  // namespace wuse::domain
