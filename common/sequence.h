#pragma once

#include <compare>
#include <cstdint>

namespace wuse::common {

// Position of an update in the ledger: 1, 2, 3 … without gaps; 0 is "before the first".
struct Sequence {
  int64_t value = 0;

  friend auto operator<=>(const Sequence&, const Sequence&) = default;
  Sequence Next() const { return {value + 1}; }
};

}  // namespace wuse::common
