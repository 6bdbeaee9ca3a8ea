#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/board/board.h"
#include "server/domain/figures.h"
#include "server/domain/judged_day.h"
#include "server/hub/watch_filter.h"
#include "wuse/v1/alert_service.pb.h"

// The alerts of the board, found by the projects' rows and shown without parsing a project: a register has many alerts,
// and a call wants a page of them.
namespace wuse::api {

// What alerts need of a project on the board; texts are within its encoded bytes.
struct AlertedProject {
  static AlertedProject Of(const board::ProjectState& project);

  std::string_view name;
  std::string_view unit;
  std::string_view leader;
  std::vector<std::string_view> milestones;  // encoded
  std::vector<std::string_view> alerts;      // encoded; as many as the row has, in its order
};

// The milestone's id of an encoded v1::Alert, within its bytes; empty: the alert is of the project.
std::string_view MilestoneOf(std::string_view alert);

// Which alerts of the board a filter means. Pure.
class AlertsWanted {
 public:
  // Of views that were taken before. `resolved_since`: also those that resolved on or after this day; not set: none of
  // them.
  AlertsWanted(const v1::AlertFilter& filter, common::Date resolved_since, const board::Symbols& symbols);

  // Those of one project, by their places in its row: kind, then milestone.
  std::vector<size_t> In(const board::ProjectState& project) const;

 private:
  bool WantsProject(const domain::ProjectRow& row) const;
  bool Wants(const domain::AlertRow& alert, std::string_view leader) const;

  const hub::WatchFilter filter_;  // of alerts; by texts, so projects are found with the next two
  const domain::RowFilter projects_;
  std::vector<domain::Symbol> project_ids_;  // empty: any
  const bool asks_for_leaders_;
  const common::Date resolved_since_;
};

// The bytes of a v1::AlertItem, with the measure of the day.
std::string EncodedAlertItem(const board::ProjectState& project, const AlertedProject& alerted, size_t place,
                             const domain::JudgedDay& today);

}  // namespace wuse::api
