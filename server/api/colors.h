#pragma once

#include "absl/status/statusor.h"
#include "server/api/parts.h"
#include "wuse/v1/color_service.pb.h"

namespace wuse::api {

// Color policies: the presets, those in force, and what one would make of the register. Errors: see ColorService.
absl::StatusOr<v1::ListPresetsResponse> ListPresets(const Parts& parts, const v1::ListPresetsRequest& request);
absl::StatusOr<v1::GetPolicyResponse> GetPolicy(const Parts& parts, const v1::GetPolicyRequest& request);
absl::StatusOr<v1::ListPolicyVersionsResponse> ListPolicyVersions(const Parts& parts,
                                                                  const v1::ListPolicyVersionsRequest& request);
absl::StatusOr<v1::TryPolicyResponse> TryPolicy(const Parts& parts, const v1::TryPolicyRequest& request);

}  // namespace wuse::api
