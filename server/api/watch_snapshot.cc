#include "server/api/watch_snapshot.h"

#include "common/limits.h"
#include "wuse/v1/watch_service.pb.h"

namespace wuse::api {
namespace {

using v1::WatchResponse;

constexpr int kLookedAtPerTurn = 4096;  // projects of a snapshot; a few milliseconds
constexpr size_t kTagAndLength = 8;

}  // namespace

Rope WatchSnapshot::Next() {
  Rope response;
  for (int looked_at = 0;; ++looked_at) {
    for (; !ready_.empty(); ready_.pop_front()) {
      const std::string_view bytes = ready_.front().bytes();
      const bool fits = response.size() + bytes.size() + kTagAndLength <= common::kMaxResponseChunkBytes;
      if (!fits && !response.empty()) return response;
      response.AppendText(ready_.front().field, bytes);
    }
    if (looked_at == kLookedAtPerTurn || next_ == Count()) return response;
    LookAt(next_++);
  }
}

void RegisterSnapshot::LookAt(size_t index) {
  const board::UnitList& units = view().units();
  if (index < units.size()) {
    if (filter_.MatchesUnit(units[index].id())) Put(WatchResponse::kUnitsFieldNumber, units[index].SerializeAsString());
    return;
  }
  const board::ProjectState& project = view().project(index - units.size());
  if (MatchesNow(*project.row)) PutShared(WatchResponse::kProjectsFieldNumber, *project.encoded);
}

bool RegisterSnapshot::MatchesNow(const domain::ProjectRow& row) const {
  if (takes_all_projects_) return true;
  v1::Match match;
  match.set_project(symbols_.TextOf(row.id));
  match.set_unit(symbols_.TextOf(row.unit));
  match.set_department(symbols_.TextOf(row.department));
  for (const domain::Symbol list : row.lists()) match.add_lists(symbols_.TextOf(list));
  match.set_category(row.category);
  match.set_level(row.level);
  match.set_color(row.color);
  return filter_.MatchesNow(match);
}

void AlertSnapshot::LookAt(size_t index) {
  const board::ProjectState& project = view().project(index);
  const std::vector<size_t> places = wanted_.In(project);
  if (places.empty()) return;
  const AlertedProject alerted = AlertedProject::Of(project);
  for (const size_t place : places) {
    Put(WatchResponse::kAlertsFieldNumber, EncodedAlertItem(project, alerted, place, today_));
  }
}

}  // namespace wuse::api
