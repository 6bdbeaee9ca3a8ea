#pragma once

#include "common/calendar.h"
#include "wuse/v1/project.pb.h"

namespace wuse::domain {

// The color that a person gave the project and that holds on `day`: the one made last, if its time is not over and
// nobody has lifted it. nullptr: none.
const v1::ColorOverride* OverrideOn(const v1::Project& project, common::Date day);

}  // namespace wuse::domain
