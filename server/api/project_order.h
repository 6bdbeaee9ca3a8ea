#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/money.h"
#include "server/api/parts.h"
#include "server/domain/color_measures.h"
#include "server/domain/judged_day.h"
#include "wuse/v1/project_service.pb.h"

namespace wuse::api {

// Where a project stands in an order: compared from the first field to the last. Also what a page token holds, so
// that the next page begins after the last project of the page before even when projects came and went between.
struct ProjectRank {
  int group = 0;                 // BY_LATENESS: the color, worst first; BY_UNIT: the unit's place in ListUnits
  std::optional<int> days_late;  // most first, without a value last
  std::optional<domain::Measures::Behind> behind;  // likewise; compared exactly
  std::string id;

  std::string ToPosition() const;
  static ProjectRank OfPosition(std::string_view position);  // of ToPosition only
  friend bool operator<(const ProjectRank& a, const ProjectRank& b);
};

struct RankedProject {
  ProjectRank rank;
  size_t slot = 0;
  friend bool operator<(const RankedProject& a, const RankedProject& b) { return a.rank < b.rank; }
};

// Ranks projects of a view in one order.
class ProjectRanking {
 public:
  ProjectRanking(const Parts& parts, const board::View& view, v1::ProjectOrder order, common::Date today);
  ProjectRank RankOf(const board::ProjectState& project) const;
  // The same without the id: projects that are equal in all else are of one rank.
  ProjectRank RankWithoutId(const board::ProjectState& project) const;

 private:
  const Parts& parts_;
  const v1::ProjectOrder order_;
  const domain::JudgedDay day_;
  std::map<domain::Symbol, int> unit_places_;
};

}  // namespace wuse::api
