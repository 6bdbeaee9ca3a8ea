#pragma once

#include <optional>
#include <span>

#include "server/domain/judged_day.h"
#include "server/domain/project_row.h"

// What color rules measure of a project on a day. `reports` are the project's, sorted by week; those with as_of after
// the day are not looked at. Pure.
namespace wuse::domain {

__extension__ typedef __int128 Int128;  // -Wpedantic does not know it otherwise

// The measures that the default policy (`wuse-default`) judges, on a day. A measure without a value is absent.
struct Measures {
  // Points behind = 100 × gap / annual, exact: gap is planned cumulative on the day of the latest report − invested.
  struct Behind {
    common::Yuan gap;
    common::Yuan annual;
  };
  std::optional<Behind> behind;
  std::optional<int> days_late;  // ≤ 0: not late
  Symbol late_rung = 0;          // the rung that days_late is about
  std::optional<int> months_not_started;
  int weeks_without_report = 0;  // always has a value
};

Measures MeasuresOn(const ProjectRow& project, std::span<const ReportMark> reports, common::Date day,
                    const common::WorkingDays& calendar);
// The same, with weeks without a report counted no further than `at_most`.
Measures MeasuresUpTo(int at_most, const ProjectRow& project, std::span<const ReportMark> reports,
                      const JudgedDay& day);

// Each alone.
std::optional<Measures::Behind> BehindOn(const ProjectRow& project, std::span<const ReportMark> reports,
                                         const JudgedDay& day);
// Days late with their rung, and months not started.
void MeasureRungs(const ProjectRow& project, common::Date day, Measures& measures);
int WeeksWithoutReport(const ProjectRow& project, std::span<const ReportMark> reports, const JudgedDay& day,
                       int at_most);

}  // namespace wuse::domain
