#include "server/api/figure_groups.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "server/domain/project_brief.h"

namespace wuse::api {
namespace {

std::string KeyText(const Parts& parts, v1::GroupBy by, uint32_t key) {
  if (key == 0) return "";
  switch (by) {
    case v1::GROUP_BY_CATEGORY:
      return v1::Category_Name(static_cast<v1::Category>(key));
    case v1::GROUP_BY_LEVEL:
      return v1::Level_Name(static_cast<v1::Level>(key));
    case v1::GROUP_BY_KIND:
      return v1::Kind_Name(static_cast<v1::Kind>(key));
    default:
      return parts.board.symbols().TextOf(key);
  }
}

std::string NameOfParent(const Parts& parts, const board::View& view, const std::string& id) {
  const std::optional<size_t> slot = parts.board.FindSlotById(id);
  if (!slot || *slot >= view.project_count()) return "";
  const board::ProjectState& project = view.project(*slot);
  return std::string(domain::ProjectBrief::Within(project.encoded, project.row).name());
}

}  // namespace

std::vector<NamedGroup> InOrder(const Parts& parts, const board::View& view, v1::GroupBy by,
                                const GroupNumbers& groups) {
  const bool of_units = by == v1::GROUP_BY_UNIT || by == v1::GROUP_BY_DEPARTMENT;
  const bool of_enum = by == v1::GROUP_BY_CATEGORY || by == v1::GROUP_BY_LEVEL || by == v1::GROUP_BY_KIND;
  std::unordered_map<std::string_view, size_t> places;
  if (of_units) {
    for (const v1::Unit& unit : view.units()) places.emplace(unit.id(), places.size());
  }
  std::vector<std::pair<size_t, NamedGroup>> ordered;  // by place, then by key
  ordered.reserve(groups.keys().size());
  for (size_t number = 0; number < groups.keys().size(); ++number) {
    const uint32_t key = groups.keys()[number];
    NamedGroup group{.number = static_cast<int>(number), .key = KeyText(parts, by, key), .name = ""};
    size_t place = of_enum ? key : 0;
    if (of_units && key != 0) {
      const auto found = places.find(group.key);
      place = found == places.end() ? places.size() : found->second;
      if (found != places.end()) group.name = view.units()[place].name();
    } else if (by == v1::GROUP_BY_LIST) {
      const v1::ProjectList* const list = view.figure_book().FindList(group.key);
      if (list != nullptr) group.name = list->name();
    } else if (by == v1::GROUP_BY_PARENT && key != 0) {
      group.name = NameOfParent(parts, view, group.key);
    }
    ordered.emplace_back(place, std::move(group));
  }
  std::sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
    return std::forward_as_tuple(a.second.key.empty(), a.first, a.second.key) <
           std::forward_as_tuple(b.second.key.empty(), b.first, b.second.key);
  });
  std::vector<NamedGroup> named;
  named.reserve(ordered.size());
  for (auto& [place, group] : ordered) named.push_back(std::move(group));
  return named;
}

}  // namespace wuse::api
