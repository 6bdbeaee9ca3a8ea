#pragma once

#include "server/domain/decide.h"
#include "server/domain/validate.h"

namespace wuse::domain {

// The units of an apply as they would be stored (ids lowered), in the request's order; what breaks a rule goes into
// `problems`. Names are unique in the register as it is after all rows: two units may swap theirs.
std::vector<v1::Unit> EditUnits(const Context& context, const v1::ApplyUnitsRequest& request, Problems& problems);

}  // namespace wuse::domain
