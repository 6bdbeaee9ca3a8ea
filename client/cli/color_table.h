#pragma once

#include <iosfwd>

#include "client/cli/output.h"
#include "client/cli/unit_names.h"
#include "wuse/v1/color_service.pb.h"

namespace wuse::cli {

// The presets, a line each.
Table PresetTable(const google::protobuf::RepeatedPtrField<v1::ColorPolicy>& presets);
// One policy for people: what it looks at, its bands, and which of them the source says.
void WritePolicy(std::ostream& out, const v1::ColorPolicy& policy);
// The same of a version, with who set it, when and why, and what else is in force.
void WritePolicyVersion(std::ostream& out, const v1::GetPolicyResponse& answer);
// The versions, a line each.
Table PolicyVersionTable(const google::protobuf::RepeatedPtrField<v1::PolicyVersion>& versions);
// The bands, a line each; for spreadsheets.
Table PolicyTable(const v1::ColorPolicy& policy);

// What a policy would change, for people: counts before and after, who moves where, then project by project with why.
void WriteTrial(std::ostream& out, const v1::TryPolicyResponse& trial, UnitNames& units, bool color);
// Project by project, or unit by unit.
Table TrialTable(const v1::TryPolicyResponse& trial, UnitNames& units);

}  // namespace wuse::cli
