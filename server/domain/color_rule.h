#pragma once

#include <optional>
#include <span>
#include <vector>

#include "server/domain/judged_day.h"
#include "server/domain/project_row.h"
#include "wuse/v1/color.pb.h"

namespace wuse::domain {

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

struct Verdict {
  v1::Color color = v1::NOT_RATED;
  std::vector<v1::Dimension> deciding;  // the dimensions that have this color, ascending; empty: nothing to judge by
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

// The default policy of the district on `day`, literally (see README "Colors"); pure.
// `reports` are the project's, sorted by week; those with as_of after `day` are not looked at.
Verdict ColorOf(const ProjectRow& project, std::span<const ReportMark> reports, const JudgedDay& day);
Verdict ColorOf(const ProjectRow& project, std::span<const ReportMark> reports, common::Date day,
                const common::WorkingDays& calendar);
// The color alone; for walks over the register.
v1::Color JustColorOf(const ProjectRow& project, std::span<const ReportMark> reports, const JudgedDay& day);

// Points behind, alone.
std::optional<Measures::Behind> BehindOn(const ProjectRow& project, std::span<const ReportMark> reports,
                                         const JudgedDay& day);

Measures MeasuresOn(const ProjectRow& project, std::span<const ReportMark> reports, common::Date day,
                    const common::WorkingDays& calendar);

}  // namespace wuse::domain
