#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "wuse/v1/alert.pb.h"
#include "wuse/v1/alert_service.pb.h"

namespace wuse::cli {

// How an alert is named in commands: KIND:PROJECT, or milestone-overdue:PROJECT:MILESTONE.
std::string AlertName(const v1::Alert& alert);

// Reads such a name. The kind may be Chinese (节点逾期), the milestone an id or a name, and the colons full-width.
// Errors: kInvalidArgument, naming the part that is wrong.
absl::StatusOr<v1::AlertRef> ParseAlertName(std::string_view name);

// Whether the text is meant as an alert's name and not a project's.
bool LooksLikeAlertName(std::string_view text);

}  // namespace wuse::cli
