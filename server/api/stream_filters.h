#pragma once

#include "absl/status/status.h"
#include "server/board/board.h"
#include "wuse/v1/alert_service.pb.h"
#include "wuse/v1/watch_service.pb.h"

namespace wuse::api {

// Checks the `filter` field of what streams, and of what lists alerts: a value that nothing could ever match is refused
// with its path. Units and departments must be known; projects and lists may still come, and are held to their syntax.
// Errors: kInvalidArgument (FILTER_INVALID, UNIT_UNKNOWN).
absl::Status CheckStreamFilter(const board::View& view, const v1::WatchFilter& filter);
absl::Status CheckStreamFilter(const board::View& view, const v1::AlertFilter& filter);

}  // namespace wuse::api
