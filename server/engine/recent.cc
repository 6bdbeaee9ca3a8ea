#include "server/engine/recent.h"

#include <chrono>
#include <string>

#include "common/limits.h"

namespace wuse::engine {
namespace {

// So that a search looks into a few portions only, however small the groups are.
constexpr size_t kPortion = common::kMaxGroupCommands;

common::SystemTime TimeOf(const v1::Update& update) {
  const auto since_epoch =
      std::chrono::seconds(update.time().seconds()) + std::chrono::nanoseconds(update.time().nanos());
  return common::SystemTime(std::chrono::duration_cast<common::SystemTime::duration>(since_epoch));
}

}  // namespace

void Recent::BeginGroup(common::Sequence applied) {
  while (!portions_.empty() && !portions_.front().updates.empty() &&
         portions_.front().updates.back()->sequence() <= applied.value) {
    portions_.pop_front();
  }
  if (!portions_.empty() && portions_.back().updates.size() < kPortion) return;
  Portion& portion = portions_.emplace_back();
  portion.updates.reserve(kPortion);
  portion.reports.reserve(kPortion);
  portion.requests.reserve(kPortion);
}

void Recent::Add(UpdatePointer update) {
  Portion& portion = portions_.back();
  for (const v1::Change& change : update->changes()) {
    if (!change.has_report_filed()) continue;
    const v1::Report& report = change.report_filed().report();
    portion.reports.insert_or_assign(Key(report.project(), report.week()), &report);
  }
  if (!update->request_id().empty()) {
    portion.requests.insert_or_assign(Key(update->actor(), update->request_id()), portion.updates.size());
  }
  portion.updates.push_back(std::move(update));
}

const v1::Report* Recent::FindReport(std::string_view project, common::Week week) const {
  const std::string text = week.ToString();
  for (auto portion = portions_.rbegin(); portion != portions_.rend(); ++portion) {
    const auto found = portion->reports.find(Key(project, text));
    if (found != portion->reports.end()) return found->second;
  }
  return nullptr;
}

Recent::UpdatePointer Recent::FindRequest(std::string_view actor, std::string_view request_id,
                                          common::SystemTime now) const {
  for (auto portion = portions_.rbegin(); portion != portions_.rend(); ++portion) {
    const auto found = portion->requests.find(Key(actor, request_id));
    if (found == portion->requests.end()) continue;
    // A server that had little to do still has it after the days in which history forgot it.
    const UpdatePointer& update = portion->updates[found->second];
    return TimeOf(*update) < now - std::chrono::days(common::kRememberedRequestDays) ? nullptr : update;
  }
  return nullptr;
}

}  // namespace wuse::engine
