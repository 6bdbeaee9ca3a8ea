#pragma once

#include <iosfwd>

#include "client/cli/output.h"
#include "wuse/v1/color_service.pb.h"

namespace wuse::cli {

// The official colors of a project or a unit for people, newest month first: as published, as restated where that
// differs, each with why; of a project also its color now and the colors that people gave it.
void WriteHistory(std::ostream& out, const v1::GetColorHistoryResponse& history, bool color);
// The months, a line each; for spreadsheets.
Table HistoryTable(const v1::GetColorHistoryResponse& history);

}  // namespace wuse::cli
