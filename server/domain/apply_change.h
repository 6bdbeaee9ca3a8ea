#pragma once

#include <span>
#include <string>
#include <vector>

#include "server/domain/project_row.h"
#include "wuse/v1/update.pb.h"

namespace wuse::domain {

// How a change alters the state: used by the board, the draft and the replay, so that all agree. Pure.

// The project after the change. `before` is null for a created one. CHECKs that the change is about this project.
// For ProjectChanged the stored status and alerts are kept; ReportFiled sets milestones and etag; StatusChanged the
// status; AlertChanged one of the alerts.
v1::Project ProjectAfter(const v1::Project* before, const v1::Change& change);
// The id of the project a change is about; "" for units, days and alert rules.
std::string_view ProjectIdOf(const v1::Change& change);
v1::ChangeKind KindOf(const v1::Change& change);
// Puts the mark in its place by week, replacing an earlier one of the same week.
void InsertMark(std::vector<ReportMark>& marks, ReportMark mark);
ReportMark MarkOf(const v1::Report& report);
// 16 hex digits over what people set (everything but etag, status and alerts).
std::string EtagOf(const v1::Project& project);

}  // namespace wuse::domain
