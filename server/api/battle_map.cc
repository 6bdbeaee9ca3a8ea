#include "server/api/battle_map.h"

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "common/limits.h"
#include "fmt/format.h"
#include "server/api/color_counts.h"
#include "server/api/errors.h"
#include "server/api/figure_request.h"
#include "server/api/filters.h"
#include "server/api/lookups.h"
#include "server/domain/figures.h"

namespace wuse::api {
namespace {

struct MappedProject {
  v1::Color color = v1::NOT_RATED;
  std::string id;
  size_t slot = 0;
  // Colors are numbered from NOT_RATED to RED, so the larger is the worse.
  friend bool operator<(const MappedProject& a, const MappedProject& b) {
    return std::tie(b.color, a.id) < std::tie(a.color, b.id);
  }
};

struct MappedUnit {
  ColorCounts counts{};
  std::vector<MappedProject> projects;
};

absl::StatusOr<int> ProjectsPerUnitField(int requested) {
  if (requested == 0) return common::kMapProjects;
  if (requested > 0 && requested <= common::kMaxMapProjects) return requested;
  return InvalidField(
      {.field = "projects_per_unit",
       .reason = "PROJECTS_PER_UNIT_INVALID",
       .description = fmt::format("{} is not from 0 to {}", requested, common::kMaxMapProjects),
       .chinese = fmt::format("每个单位的项目数“{}”不正确，应为 0 到 {}", requested, common::kMaxMapProjects)});
}

v1::MapProject MapProjectOf(const board::View& view, const MappedProject& mapped) {
  const v1::Project project = ParsedProject(view.project(mapped.slot));
  v1::MapProject answer;
  answer.set_id(project.id());
  answer.set_name(project.name());
  answer.set_kind(project.kind());
  answer.set_category(project.category());
  answer.set_color(mapped.color);
  return answer;
}

void SetMapUnit(const board::View& view, const v1::Unit& unit, MappedUnit& mapped, size_t at_most,
                v1::MapUnit& answer) {
  answer.set_unit(unit.id());
  answer.set_name(unit.name());
  answer.set_group(unit.group());
  if (unit.has_tile()) *answer.mutable_tile() = unit.tile();
  answer.set_project_count(static_cast<int>(mapped.projects.size()));
  SetCounts(mapped.counts, *answer.mutable_color_counts());
  const size_t shown = std::min(mapped.projects.size(), at_most);
  std::partial_sort(mapped.projects.begin(), mapped.projects.begin() + static_cast<int64_t>(shown),
                    mapped.projects.end());
  for (size_t i = 0; i < shown; ++i) *answer.add_projects() = MapProjectOf(view, mapped.projects[i]);
}

}  // namespace

absl::StatusOr<v1::BattleMap> GetBattleMap(const Parts& parts, const v1::GetBattleMapRequest& request) {
  const absl::StatusOr<int> at_most = ProjectsPerUnitField(request.projects_per_unit());
  if (!at_most.ok()) return at_most.status();
  const absl::StatusOr<AskedPeriod> period = PeriodField(request.period(), parts.clock.Today());
  if (!period.ok()) return period.status();
  const board::View view = parts.board.Take();
  const absl::StatusOr<domain::RowFilter> filter = CompiledFilter(parts, view, FilterOf(request));
  if (!filter.ok()) return filter.status();

  const std::shared_ptr<const board::DayFacts> facts = parts.day_facts.Of(view, period->as_of);
  std::unordered_map<domain::Symbol, MappedUnit> by_unit;
  ColorCounts counts{};
  Selection(parts.selections, view, *filter).ForEach(*facts, [&](size_t slot, const domain::ProjectFacts& project) {
    MappedUnit& unit = by_unit[project.unit];
    ++unit.counts.at(project.color);
    ++counts.at(project.color);
    unit.projects.push_back({.color = project.color, .id = ProjectIdOf(parts, view.project(slot)), .slot = slot});
  });

  v1::BattleMap map;
  map.set_as_of(period->as_of.ToString());
  map.set_district(parts.district);
  map.set_sequence(view.sequence().value);
  SetCounts(counts, *map.mutable_color_counts());
  for (const v1::Unit& unit : view.units()) {
    MappedUnit& mapped = by_unit[parts.board.symbols().Find(unit.id())];
    if (!unit.has_tile() && mapped.projects.empty()) continue;
    if (unit.has_tile()) {
      map.set_columns(std::max(map.columns(), unit.tile().column() + 1));
      map.set_rows(std::max(map.rows(), unit.tile().row() + 1));
    }
    SetMapUnit(view, unit, mapped, static_cast<size_t>(*at_most), *map.add_units());
  }
  return map;
}

}  // namespace wuse::api
