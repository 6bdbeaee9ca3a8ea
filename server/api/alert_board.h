#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/board/board.h"
#include "server/domain/judged_day.h"
#include "server/hub/watch_filter.h"
#include "wuse/v1/alert_service.pb.h"

// The alerts of the board, found and shown without parsing a project: a register has many alerts, and a call wants a
// page of them.
namespace wuse::api {

// An encoded v1::Alert, as far as it is sorted and looked up by. Texts are within its bytes.
struct AlertFields {
  static AlertFields Of(std::string_view encoded);

  int kind = 0;
  int severity = 0;
  std::string_view milestone;
  std::string_view fired_on;  // empty: it never fired
  std::string_view resolved_on;
};

// What alerts need of a project on the board; texts are within its encoded bytes.
struct AlertedProject {
  static AlertedProject Of(const board::ProjectState& project);

  std::string_view name;
  std::string_view leader;
  hub::MatchView match;                      // without kind and level, which no AlertFilter asks for
  std::vector<std::string_view> milestones;  // encoded
  std::vector<std::string_view> alerts;      // encoded; as many as the row has, in its order
};

// Which alerts of the board a filter means. Pure.
class AlertsWanted {
 public:
  // `resolved_since`: also those that resolved on or after this day; not set: none of them.
  AlertsWanted(const v1::AlertFilter& filter, common::Date resolved_since);

  // Those of one project, by their places in its row: kind, then milestone.
  struct Found {
    AlertedProject project;  // empty where there are no places
    std::vector<size_t> places;
  };
  Found In(const board::ProjectState& project) const;

 private:
  bool MayWant(const domain::AlertRow& alert) const;
  bool Wants(const domain::AlertRow& row, const AlertedProject& project, std::string_view encoded) const;

  const hub::WatchFilter filter_;
  const bool include_pending_;
  const std::string resolved_since_;  // empty: none
};

// The bytes of a v1::AlertItem, with the measure of the day.
std::string EncodedAlertItem(const board::ProjectState& project, const AlertedProject& alerted, size_t place,
                             const domain::JudgedDay& today);

}  // namespace wuse::api
