#pragma once

#include <map>
#include <string>

#include "client/cli/alert_text.h"
#include "wuse/v1/watch_service.pb.h"

namespace wuse::cli {

// Changes of one update with the same event and kind are told one by one up to this many; more, unit by unit.
inline constexpr int kMaxLinesOfOneKind = 20;
inline constexpr int kNamesOfAGroup = 3;

// Words the responses of WatchAlerts for people: the snapshot as a summary, then a line for each change, or for each
// unit where an update brings many of the same (no report from anybody this week).
class AlertWatchText {
 public:
  AlertWatchText(NameOfUnit unit_name, bool color) : unit_name_(std::move(unit_name)), color_(color) {}

  // "" for a bookmark and within the snapshot.
  std::string Of(const v1::WatchResponse& response);
  // What was counted of a snapshot is thrown away: it begins anew.
  void RestartSnapshot() { *this = AlertWatchText(unit_name_, color_); }

 private:
  struct Count {
    int all = 0;
    std::map<v1::Severity, int> by_severity;
  };
  void Add(const v1::AlertItem& item);
  std::string Summary(const v1::WatchResponse& response) const;
  std::string OfUpdate(const v1::Update& update) const;
  std::string GroupText(const v1::Update& update, const v1::AlertChanged& like, const std::string& head) const;

  NameOfUnit unit_name_;
  bool color_;
  Count total_;
  std::map<std::string, Count> by_unit_;
  int acknowledged_ = 0;
  int snoozed_ = 0;
  int inhibited_ = 0;
};

}  // namespace wuse::cli
