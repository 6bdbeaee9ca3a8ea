#pragma once

#include <span>

#include "server/domain/project_row.h"

namespace wuse::domain {

// The day on which investment-completed (完成投资) counts as reached: as_of of the report of the newest reports' year
// from which on invested_before + this year's is the total investment or more. Not set when that is not (or no
// longer) so. One that was reached in an earlier year than the newest report's stays, and so does the stored date
// where the reports say nothing: invested_before then belongs to another year (the newest plan's, up to today's).
common::Date InvestmentReachedOn(const ProjectRow& project, std::span<const ReportMark> marks, common::Date today);

// The project's rung; nullptr without one.
const Rung* InvestmentRung(const ProjectRow& project);
const v1::Milestone* InvestmentRung(const v1::Project& project);

}  // namespace wuse::domain
