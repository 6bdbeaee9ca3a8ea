#pragma once

#include <vector>

#include "server/api/parts.h"
#include "server/domain/statistics.h"
#include "wuse/v1/figure.pb.h"

// Units beside each other, like with like.
namespace wuse::api {

struct PlacedUnit {
  const v1::Unit* unit;  // within the view
  domain::Symbol symbol;
};
// By group, then as in ListUnits.
std::vector<PlacedUnit> UnitsByGroup(const Parts& parts, const board::View& view);

// The figures of a unit on a day; null: it has no projects then.
struct UnitSums {
  const domain::FigureSums* sums = nullptr;
  const domain::FigureSums* year_ago = nullptr;
};
// The rank of each of the units within its group, by the values that `sums` gives it; 0: unranked. Both are parallel.
std::vector<int> RanksWithinGroups(const std::vector<PlacedUnit>& units, const std::vector<UnitSums>& sums,
                                   v1::Metric by, const domain::Style& style, common::Date day);

}  // namespace wuse::api
