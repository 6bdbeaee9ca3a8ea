#pragma once

#include <iosfwd>

#include "client/cli/output.h"
#include "client/cli/unit_names.h"
#include "wuse/v1/project_service.pb.h"

namespace wuse::cli {

// One project for people: what it is, its color and why, its figures, plans and milestones with every replan.
void WriteProjectCard(std::ostream& out, const v1::GetProjectResponse& response, UnitNames& units, bool color);

// Projects as rows: code, name, unit, color and why, days late, points behind, invested and plan.
Table ProjectTable(const google::protobuf::RepeatedPtrField<v1::ListedProject>& projects, UnitNames& units);

}  // namespace wuse::cli
