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

WatchFilter::WatchFilter(const v1::WatchFilter& filter)
    : filter_(filter), identity_(common::Sha256({"watch", filter.SerializeAsString()})) {}

WatchFilter::WatchFilter(const v1::AlertFilter& filter)
    : alerts_(filter), identity_(common::Sha256({"alerts", filter.SerializeAsString()})) {
  *filter_.mutable_units() = filter.units();
  *filter_.mutable_departments() = filter.departments();
  *filter_.mutable_lists() = filter.lists();
  *filter_.mutable_projects() = filter.projects();
  filter_.add_change_kinds(v1::ALERT_CHANGED);
}

bool WatchFilter::Matches(const UpdateBlock::Slice& change) const {
  if (alerts_) {
    if (!change.alert) return false;
    const AlertView& alert = *change.alert;
    return (MatchesAlert(alert.kind, alert.before) && MatchesNow(change.before)) ||
           (MatchesAlert(alert.kind, alert.after) && MatchesNow(change.after));
  }
  if (!Allows(filter_.change_kinds(), static_cast<int>(change.kind))) return false;
  if (filter_.units_size() == 0 && !AsksForProjects(filter_)) return true;  // whatever it is about
  switch (change.kind) {
    case v1::DAY_EVALUATED:
    case v1::ALERT_RULES_CHANGED:
    case v1::POLICY_CHANGED:
    case v1::RECOLORING_BEGUN:
    case v1::MONTH_RECOLORED:
    case v1::REFERENCE_FIGURE_CHANGED:
    case v1::LIST_CHANGED:
    case v1::HOUSE_STYLE_CHANGED:
    case v1::BULLETIN_PUBLISHED:
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

bool WatchFilter::MatchesAlert(int kind, const AlertView::Side& alert) const {
  const bool state =
      alert.state == v1::ALERT_FIRING || (alert.state == v1::ALERT_PENDING && alerts_->include_pending());
  return state && alert.severity >= alerts_->min_severity() && Allows(alerts_->kinds(), kind) &&
         Allows(alerts_->leaders(), alert.leader);
}

std::vector<uint32_t> MatchingChanges(const WatchFilter& filter, const UpdateBlock& block) {
  std::vector<uint32_t> matching;
  for (uint32_t i = 0; i < block.changes().size(); ++i) {
    if (filter.Matches(block.changes()[i])) matching.push_back(i);
  }
  return matching;
}

}  // namespace wuse::hub
