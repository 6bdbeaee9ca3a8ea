#pragma once

#include <functional>
#include <string_view>

#include "common/calendar.h"
#include "server/domain/validate.h"
#include "wuse/v1/color_policy.pb.h"

namespace wuse::domain {

// Adds what is wrong with a policy that is to hold on `day`, each with its place below `base` ("policy.") and naming
// the value: whether each dimension's line is covered exactly once (BANDS_GAP: 0 < gap < 10 is not covered;
// BANDS_OVERLAP: 10 is covered twice), and DIMENSION_UNKNOWN, DIMENSION_TWICE, DIMENSIONS_MISSING, COLOR_UNKNOWN,
// BOUND_INVALID, BAND_EMPTY, BANDS_MISSING, ESCALATION_INVALID, TARGET_PATH_INVALID, WAIVER_INVALID, WAIVER_IN_PAST and
// those of validate.h, and PROJECT_NOT_FOUND of waivers; `exists` is asked whether there is a project of this id.
void CheckPolicy(const v1::ColorPolicy& policy, std::string_view base, common::Date day,
                 const std::function<bool(std::string_view)>& exists, Problems& problems);

}  // namespace wuse::domain
