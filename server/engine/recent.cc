#include "server/engine/recent.h"

#include <algorithm>
#include <string>

namespace wuse::engine {

void Recent::BeginGroup(common::Sequence applied) {
  size_t expected = 0;
  if (!groups_.empty()) expected = groups_.back().updates.size();
  std::erase_if(groups_, [applied](const Group& group) {
    return group.updates.empty() || group.updates.back()->sequence() <= applied.value;
  });
  Group& group = groups_.emplace_back();
  group.updates.reserve(expected);
  group.reports.reserve(expected);
  group.requests.reserve(expected);
}

void Recent::Add(UpdatePointer update) {
  Group& group = groups_.back();
  for (const v1::Change& change : update->changes()) {
    if (!change.has_report_filed()) continue;
    const v1::Report& report = change.report_filed().report();
    group.reports.insert_or_assign(Key(report.project(), report.week()), &report);
  }
  if (!update->request_id().empty()) {
    group.requests.insert_or_assign(Key(update->actor(), update->request_id()), group.updates.size());
  }
  group.updates.push_back(std::move(update));
}

const v1::Report* Recent::FindReport(std::string_view project, common::Week week) const {
  const std::string text = week.ToString();
  for (auto group = groups_.rbegin(); group != groups_.rend(); ++group) {
    const auto found = group->reports.find(Key(project, text));
    if (found != group->reports.end()) return found->second;
  }
  return nullptr;
}

Recent::UpdatePointer Recent::FindRequest(std::string_view actor, std::string_view request_id) const {
  for (auto group = groups_.rbegin(); group != groups_.rend(); ++group) {
    const auto found = group->requests.find(Key(actor, request_id));
    if (found != group->requests.end()) return group->updates[found->second];
  }
  return nullptr;
}

}  // namespace wuse::engine
