#include "server/api/unit_ranks.h"

#include <algorithm>
#include <optional>

#include "server/domain/ranking.h"

namespace wuse::api {

std::vector<PlacedUnit> UnitsByGroup(const Parts& parts, const board::View& view) {
  std::vector<PlacedUnit> units;
  units.reserve(view.units().size());
  for (const v1::Unit& unit : view.units()) units.push_back({&unit, parts.board.symbols().Find(unit.id())});
  std::stable_sort(units.begin(), units.end(),
                   [](const PlacedUnit& a, const PlacedUnit& b) { return a.unit->group() < b.unit->group(); });
  return units;
}

std::vector<int> RanksWithinGroups(const std::vector<PlacedUnit>& units, const std::vector<UnitSums>& sums,
                                   v1::Metric by, const domain::Style& style, common::Date day) {
  static const domain::FigureSums kNothing;
  std::vector<int> ranks;
  ranks.reserve(units.size());
  std::vector<std::optional<domain::Fraction>> values;  // of one group
  for (size_t i = 0; i < units.size(); ++i) {
    const domain::FigureSums* const year_ago = sums[i].year_ago;
    values.push_back(sums[i].sums == nullptr
                         ? std::nullopt
                         : domain::ValueOf(by, *sums[i].sums, year_ago == nullptr ? kNothing : *year_ago, style, day));
    if (i + 1 < units.size() && units[i + 1].unit->group() == units[i].unit->group()) continue;
    const std::vector<int> of_group = domain::RanksOf(by, values);
    ranks.insert(ranks.end(), of_group.begin(), of_group.end());
    values.clear();
  }
  return ranks;
}

}  // namespace wuse::api
