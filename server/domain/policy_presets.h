#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "wuse/v1/color_policy.pb.h"

namespace wuse::domain {

// The policy of a district that sets none.
inline constexpr std::string_view kDefaultPolicyName = "wuse-default";

// The policies that come with the program, with words; the default one first, then by name. Each is one that
// CheckPolicy finds nothing wrong with (policy_presets_test.cc).
const std::vector<v1::ColorPolicy>& PolicyPresets();
const v1::ColorPolicy* FindPreset(std::string_view name);  // nullptr: there is none
// As people write it. Errors: kNotFound (PRESET_UNKNOWN), with the nearest name.
absl::StatusOr<v1::ColorPolicy> PresetNamed(std::string_view name);

}  // namespace wuse::domain
