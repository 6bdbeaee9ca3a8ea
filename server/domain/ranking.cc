#include "server/domain/ranking.h"

#include <algorithm>

namespace wuse::domain {

bool IsLowestFirst(v1::Metric metric) {
  return metric == v1::METRIC_LAGGING_SHARE;
}

std::vector<int> RanksOf(v1::Metric metric, const std::vector<std::optional<Fraction>>& values) {
  std::vector<size_t> order;
  order.reserve(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i]) order.push_back(i);
  }
  const bool lowest_first = IsLowestFirst(metric);
  const auto is_better = [&](size_t a, size_t b) {
    return lowest_first ? IsLess(*values[a], *values[b]) : IsLess(*values[b], *values[a]);
  };
  std::sort(order.begin(), order.end(), is_better);
  std::vector<int> ranks(values.size(), 0);
  for (size_t place = 0; place < order.size(); ++place) {
    const bool is_tie = place > 0 && !is_better(order[place - 1], order[place]);
    ranks[order[place]] = is_tie ? ranks[order[place - 1]] : static_cast<int>(place) + 1;
  }
  return ranks;
}

}  // namespace wuse::domain
