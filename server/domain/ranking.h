#pragma once

#include <optional>
#include <vector>

#include "server/domain/statistics.h"

namespace wuse::domain {

// Lagging projects are to be few; of everything else more is better.
bool IsLowestFirst(v1::Metric metric);

// The rank of each value among them, from 1: equal ones share the best and the next is skipped (1, 1, 3). 0: without a
// value, unranked.
std::vector<int> RanksOf(v1::Metric metric, const std::vector<std::optional<Fraction>>& values);

}  // namespace wuse::domain
