#pragma once

#include <iosfwd>

#include "client/cli/output.h"
#include "client/cli/unit_names.h"
#include "wuse/v1/color_service.pb.h"

namespace wuse::cli {

// A recolored month for people: counts, who moved where, unit by unit, then the projects with why. `of_units`: only
// some units were asked for, and the counts and moves are theirs.
void WriteMonth(std::ostream& out, const v1::GetRecoloredMonthResponse& month, bool of_units, UnitNames& units,
                bool color);
// The listed projects, a line each; for spreadsheets.
Table MonthTable(const v1::GetRecoloredMonthResponse& month, UnitNames& units);

}  // namespace wuse::cli
