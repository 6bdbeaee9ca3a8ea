#pragma once

#include <map>
#include <string>

#include "client/cli/output.h"
#include "client/cli/unit_names.h"
#include "wuse/v1/alert_service.pb.h"

namespace wuse::cli {

inline constexpr int kAlertTableWidth = 100;  // a terminal of the usual width, and a printed page across

// For people: fits kAlertTableWidth by shortening project names, then units.
Table AlertTable(const google::protobuf::RepeatedPtrField<v1::AlertItem>& alerts, UnitNames& units);
// For spreadsheets: everything, in columns of its own.
Table AlertSheet(const google::protobuf::RepeatedPtrField<v1::AlertItem>& alerts, UnitNames& units);
// "严重 2，警告 4，提示 6", without what is zero.
std::string SeverityCounts(const std::map<v1::Severity, int>& counts);
// What happened, oldest first. `one_alert`: the alert itself is not repeated in each line.
Table AlertHistoryTable(const google::protobuf::RepeatedPtrField<v1::AlertHistoryEntry>& entries, bool one_alert);

}  // namespace wuse::cli
