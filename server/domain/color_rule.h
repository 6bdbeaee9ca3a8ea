#pragma once

#include <span>
#include <vector>

#include "server/domain/color_measures.h"
#include "server/domain/judged_day.h"
#include "server/domain/project_row.h"
#include "wuse/v1/color.pb.h"

namespace wuse::domain {

struct Verdict {
  v1::Color color = v1::NOT_RATED;
  std::vector<v1::Dimension> deciding;  // the dimensions that have this color, ascending; empty: nothing to judge by
  int policy_version = 0;               // of the policy that gave it
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

// The default policy of the district on `day`, literally (see README "Colors"); pure.
// `reports` are the project's, sorted by week; those with as_of after `day` are not looked at.
Verdict ColorOf(const ProjectRow& project, std::span<const ReportMark> reports, const JudgedDay& day);
Verdict ColorOf(const ProjectRow& project, std::span<const ReportMark> reports, common::Date day,
                const common::WorkingDays& calendar);
// The color alone; for walks over the register.
v1::Color JustColorOf(const ProjectRow& project, std::span<const ReportMark> reports, const JudgedDay& day);

}  // namespace wuse::domain
