#pragma once

#include <vector>

#include "wuse/v1/color.pb.h"

namespace wuse::domain {

// A project's color on a day, or a unit's.
struct Verdict {
  v1::Color color = v1::NOT_RATED;
  std::vector<v1::Dimension> deciding;  // the dimensions that have this color, ascending; empty: nothing to judge by
  int policy_version = 0;               // of the policy that gave it
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

}  // namespace wuse::domain
