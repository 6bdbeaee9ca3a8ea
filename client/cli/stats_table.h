#pragma once

#include <iosfwd>

#include "client/cli/output.h"
#include "wuse/v1/chart.pb.h"

namespace wuse::cli {

// Every figure of every group, the total last, a row each.
Table StatisticsTable(const v1::Statistics& statistics);

// For people, within kFigurePageWidth columns: the figures of the whole, then the groups.
void WriteStatistics(std::ostream& out, const v1::Statistics& statistics, bool color);

}  // namespace wuse::cli
