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
using common::NumberTag;
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

AlertFields AlertFields::Of(std::string_view encoded) {
  AlertFields fields;
  FieldWalk walk(encoded);
  while (const uint32_t tag = walk.Next()) {
    if (tag == NumberTag(Alert::kKindFieldNumber)) fields.kind = static_cast<int>(walk.number());
    if (tag == NumberTag(Alert::kSeverityFieldNumber)) fields.severity = static_cast<int>(walk.number());
    if (tag == BytesTag(Alert::kMilestoneFieldNumber)) fields.milestone = walk.bytes();
    if (tag == BytesTag(Alert::kFiredOnFieldNumber)) fields.fired_on = walk.bytes();
    if (tag == BytesTag(Alert::kResolvedOnFieldNumber)) fields.resolved_on = walk.bytes();
  }
  return fields;
}

AlertedProject AlertedProject::Of(const board::ProjectState& project) {
  AlertedProject alerted;
  FieldWalk walk(*project.encoded);
  while (const uint32_t tag = walk.Next()) {
    switch (tag) {
      case BytesTag(Project::kIdFieldNumber):
        alerted.match.project = walk.bytes();
        break;
      case BytesTag(Project::kNameFieldNumber):
        alerted.name = walk.bytes();
        break;
      case BytesTag(Project::kUnitFieldNumber):
        alerted.match.unit = walk.bytes();
        break;
      case BytesTag(Project::kDepartmentFieldNumber):
        alerted.match.department = walk.bytes();
        break;
      case BytesTag(Project::kTeamFieldNumber):
        alerted.leader = LeaderIn(walk.bytes());
        break;
      case BytesTag(Project::kListsFieldNumber):
        alerted.match.lists.push_back(walk.bytes());
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

AlertsWanted::AlertsWanted(const v1::AlertFilter& filter, common::Date resolved_since)
    : filter_(filter), include_pending_(filter.include_pending()), resolved_since_(resolved_since.ToString()) {}

AlertsWanted::Found AlertsWanted::In(const board::ProjectState& project) const {
  const std::vector<domain::AlertRow>& rows = project.row->alerts;
  const auto may_want = [this](const domain::AlertRow& row) { return MayWant(row); };
  if (std::none_of(rows.begin(), rows.end(), may_want)) return {};
  Found found{.project = AlertedProject::Of(project)};
  if (!filter_.MatchesNow(found.project.match)) return {};
  for (size_t place = 0; place < rows.size(); ++place) {
    if (MayWant(rows[place]) && Wants(rows[place], found.project, found.project.alerts[place])) {
      found.places.push_back(place);
    }
  }
  return found;
}

bool AlertsWanted::MayWant(const domain::AlertRow& alert) const {
  return alert.state == v1::ALERT_FIRING || (alert.state == v1::ALERT_PENDING && include_pending_) ||
         (alert.state == v1::ALERT_RESOLVED && !resolved_since_.empty());
}

bool AlertsWanted::Wants(const domain::AlertRow& row, const AlertedProject& project, std::string_view encoded) const {
  hub::AlertView::Side alert{.state = row.state, .severity = row.severity, .leader = project.leader};
  if (row.state == v1::ALERT_RESOLVED) {
    if (AlertFields::Of(encoded).resolved_on < resolved_since_) return false;  // dates sort as texts
    alert.state = v1::ALERT_FIRING;                                            // it is meant as it was
  }
  return filter_.MatchesAlert(row.kind, alert);
}

std::string EncodedAlertItem(const board::ProjectState& project, const AlertedProject& alerted, size_t place,
                             const domain::JudgedDay& today) {
  const std::string_view alert = alerted.alerts[place];
  Rope item;
  item.AppendText(AlertItem::kAlertFieldNumber, alert);
  AppendTextIfAny(item, AlertItem::kProjectNameFieldNumber, alerted.name);
  AppendTextIfAny(item, AlertItem::kUnitFieldNumber, alerted.match.unit);
  AppendTextIfAny(item, AlertItem::kLeaderFieldNumber, alerted.leader);
  AppendTextIfAny(item, AlertItem::kMilestoneNameFieldNumber, MilestoneName(alerted, AlertFields::Of(alert).milestone));
  item.AppendNumber(AlertItem::kColorFieldNumber, static_cast<uint64_t>(project.row->color));
  if (const auto measure = MeasureOf(project, project.row->alerts[place], today)) {
    item.AppendNumber(AlertItem::kMeasureFieldNumber, static_cast<uint64_t>(*measure));
  }
  return item.Flatten();
}

}  // namespace wuse::api
