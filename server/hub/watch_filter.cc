#include "server/hub/watch_filter.h"

#include <algorithm>

namespace wuse::hub {
namespace {

template <typename Values, typename Value>
bool Allows(const Values& values, const Value& value) {
  return values.empty() || std::find(values.begin(), values.end(), value) != values.end();
}

// Whether the filter asks for projects by anything but their unit.
bool AsksForProjects(const v1::WatchFilter& filter) {
  return filter.departments_size() > 0 || filter.lists_size() > 0 || filter.projects_size() > 0 ||
         filter.categories_size() > 0 || filter.levels_size() > 0 || filter.colors_size() > 0;
}

}  // namespace

WatchFilter::WatchFilter(const v1::WatchFilter& filter) : filter_(filter) {}

bool WatchFilter::Matches(const UpdateBlock::Slice& change) const {
  if (!Allows(filter_.change_kinds(), static_cast<int>(change.kind))) return false;
  if (filter_.units_size() == 0 && !AsksForProjects(filter_)) return true;  // whatever it is about
  switch (change.kind) {
    case v1::DAY_EVALUATED:
    case v1::ALERT_RULES_CHANGED:
      return false;
    case v1::UNIT_CHANGED:
      return (change.has_before && MatchesUnit(change.before.unit)) ||
             (change.has_after && MatchesUnit(change.after.unit));
    default:
      return (change.has_before && MatchesNow(change.before)) || (change.has_after && MatchesNow(change.after));
  }
}

bool WatchFilter::MatchesNow(const MatchView& match) const {
  const bool list =
      filter_.lists_size() == 0 || std::any_of(match.lists.begin(), match.lists.end(),
                                               [this](std::string_view id) { return Allows(filter_.lists(), id); });
  return list && Allows(filter_.units(), match.unit) && Allows(filter_.departments(), match.department) &&
         Allows(filter_.projects(), match.project) && Allows(filter_.categories(), match.category) &&
         Allows(filter_.levels(), match.level) && Allows(filter_.colors(), match.color);
}

bool WatchFilter::MatchesUnit(std::string_view unit_id) const {
  return !AsksForProjects(filter_) && Allows(filter_.units(), unit_id);
}

std::vector<uint32_t> MatchingChanges(const WatchFilter& filter, const UpdateBlock& block) {
  std::vector<uint32_t> matching;
  for (uint32_t i = 0; i < block.changes().size(); ++i) {
    if (filter.Matches(block.changes()[i])) matching.push_back(i);
  }
  return matching;
}

}  // namespace wuse::hub
