#pragma once

#include <string_view>

#include "server/domain/time_base.h"
#include "server/domain/validate.h"
#include "wuse/v1/house_style.pb.h"

namespace wuse::domain {

// What an office does that has set nothing: complete.
v1::HouseStyle DefaultHouseStyle();
// `over` laid over `under`: what is set in it takes its place. A time base brings its target path.
v1::HouseStyle Merged(const v1::HouseStyle& under, const v1::HouseStyle& over);
// Adds DECIMALS_INVALID, VALUE_UNKNOWN and TARGET_PATH_INVALID with the fields' paths below `base` ("style.").
void CheckHouseStyle(const v1::HouseStyle& style, std::string_view base, Problems& problems);

// A house style ready to compute with. Of a style that is complete and was checked.
struct Style {
  int decimals = 2;
  TimeBase time_base;
  v1::DistanceRounding distance_rounding = v1::FROM_UNROUNDED;
  v1::StartBase start_base = v1::OF_ALL_PROJECTS;
  static Style Of(const v1::HouseStyle& style);
};

}  // namespace wuse::domain
