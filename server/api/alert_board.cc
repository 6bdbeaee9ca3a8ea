#include "server/api/alert_board.h"

#include <algorithm>
#include <optional>

#include "common/field_walk.h"
#include "server/api/rope.h"
#include "server/domain/alert_measures.h"

namespace wuse::api {
namespace {

using common::BytesTag;
using common::FieldWalk;
using v1::Alert;
using v1::AlertItem;
using v1::Project;

std::string_view LeaderIn(std::string_view team) {
  std::string_view leader;
  FieldWalk walk(team);
  while (const uint32_t tag = walk.Next()) {
    if (tag == BytesTag(v1::Team::kLeaderFieldNumber)) leader = walk.bytes();
  }
  return leader;
}

std::string_view LeaderOf(const board::ProjectState& project) {
  std::string_view leader;
  FieldWalk walk(*project.encoded);
  while (const uint32_t tag = walk.Next()) {
    if (tag == BytesTag(Project::kTeamFieldNumber)) leader = LeaderIn(walk.bytes());
  }
  return leader;
}

v1::ProjectFilter ProjectsOf(const v1::AlertFilter& filter) {
  v1::ProjectFilter projects;
  *projects.mutable_units() = filter.units();
  *projects.mutable_departments() = filter.departments();
  *projects.mutable_lists() = filter.lists();
  return projects;
}

std::string_view MilestoneName(const AlertedProject& project, std::string_view milestone_id) {
  for (const std::string_view milestone : project.milestones) {
    std::string_view id;
    std::string_view name;
    FieldWalk walk(milestone);
    while (const uint32_t tag = walk.Next()) {
      if (tag == BytesTag(v1::Milestone::kIdFieldNumber)) id = walk.bytes();
      if (tag == BytesTag(v1::Milestone::kNameFieldNumber)) name = walk.bytes();
    }
    if (id == milestone_id) return name;
  }
  return {};
}

// None: the rule has nothing to judge today.
std::optional<int64_t> MeasureOf(const board::ProjectState& project, const domain::AlertRow& alert,
                                 const domain::JudgedDay& today) {
  const domain::ProjectRow& row = *project.row;
  for (const domain::AlertMeasure& measure : domain::AlertMeasuresOn(row, *project.marks, row.color, today)) {
    if (measure.kind != alert.kind) continue;
    const bool is_its_own = measure.rung < 0 ? alert.milestone == 0 : row.rungs[measure.rung].id == alert.milestone;
    if (is_its_own) return measure.value;
  }
  return std::nullopt;
}

void AppendTextIfAny(Rope& rope, int field, std::string_view text) {
  if (!text.empty()) rope.AppendText(field, text);
}

}  // namespace

std::string_view MilestoneOf(std::string_view alert) {
  std::string_view milestone;
  FieldWalk walk(alert);
  while (const uint32_t tag = walk.Next()) {
    if (tag == BytesTag(Alert::kMilestoneFieldNumber)) milestone = walk.bytes();
  }
  return milestone;
}

AlertedProject AlertedProject::Of(const board::ProjectState& project) {
  AlertedProject alerted;
  FieldWalk walk(*project.encoded);
  while (const uint32_t tag = walk.Next()) {
    switch (tag) {
      case BytesTag(Project::kNameFieldNumber):
        alerted.name = walk.bytes();
        break;
      case BytesTag(Project::kUnitFieldNumber):
        alerted.unit = walk.bytes();
        break;
      case BytesTag(Project::kTeamFieldNumber):
        alerted.leader = LeaderIn(walk.bytes());
        break;
      case BytesTag(Project::kMilestonesFieldNumber):
        alerted.milestones.push_back(walk.bytes());
        break;
      case BytesTag(Project::kAlertsFieldNumber):
        alerted.alerts.push_back(walk.bytes());
        break;
      default:
        break;
    }
  }
  return alerted;
}

AlertsWanted::AlertsWanted(const v1::AlertFilter& filter, common::Date resolved_since, const board::Symbols& symbols)
    : filter_(filter),
      projects_(domain::CompileFilter(ProjectsOf(filter), [&](std::string_view text) { return symbols.Find(text); })),
      asks_for_leaders_(filter.leaders_size() > 0),
      resolved_since_(resolved_since) {
  for (const std::string& id : filter.projects()) project_ids_.push_back(symbols.Find(id));
}

std::vector<size_t> AlertsWanted::In(const board::ProjectState& project) const {
  std::vector<size_t> places;
  const domain::ProjectRow& row = *project.row;
  if (row.alerts.empty() || !WantsProject(row)) return places;
  const std::string_view leader = asks_for_leaders_ ? LeaderOf(project) : std::string_view();
  for (size_t place = 0; place < row.alerts.size(); ++place) {
    if (Wants(row.alerts[place], leader)) places.push_back(place);
  }
  return places;
}

bool AlertsWanted::WantsProject(const domain::ProjectRow& row) const {
  const bool is_named =
      project_ids_.empty() || std::find(project_ids_.begin(), project_ids_.end(), row.id) != project_ids_.end();
  return is_named && domain::MatchesApartFromColor(projects_, row, common::Date());  // no milestones: no day
}

bool AlertsWanted::Wants(const domain::AlertRow& alert, std::string_view leader) const {
  hub::AlertView::Side side{.state = alert.state, .severity = alert.severity, .leader = leader};
  if (alert.state == v1::ALERT_RESOLVED) {
    if (!resolved_since_.IsSet() || alert.resolved_on < resolved_since_) return false;
    side.state = v1::ALERT_FIRING;  // it is meant as it was
  }
  return filter_.MatchesAlert(alert.kind, side);
}

std::string EncodedAlertItem(const board::ProjectState& project, const AlertedProject& alerted, size_t place,
                             const domain::JudgedDay& today) {
  const std::string_view alert = alerted.alerts[place];
  Rope item;
  item.AppendText(AlertItem::kAlertFieldNumber, alert);
  AppendTextIfAny(item, AlertItem::kProjectNameFieldNumber, alerted.name);
  AppendTextIfAny(item, AlertItem::kUnitFieldNumber, alerted.unit);
  AppendTextIfAny(item, AlertItem::kLeaderFieldNumber, alerted.leader);
  AppendTextIfAny(item, AlertItem::kMilestoneNameFieldNumber, MilestoneName(alerted, MilestoneOf(alert)));
  item.AppendNumber(AlertItem::kColorFieldNumber, static_cast<uint64_t>(project.row->color));
  if (const auto measure = MeasureOf(project, project.row->alerts[place], today)) {
    item.AppendNumber(AlertItem::kMeasureFieldNumber, static_cast<uint64_t>(*measure));
  }
  return item.Flatten();
}

}  // namespace wuse::api
