#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace wuse::bench {

// The smallest value that `percent` of all are not above; 0 of none. Reorders the values.
template <class Value>
Value Percentile(std::vector<Value>& values, size_t percent) {
  if (values.empty()) return 0;
  const size_t rank = (values.size() * percent + 99) / 100;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

}  // namespace wuse::bench
