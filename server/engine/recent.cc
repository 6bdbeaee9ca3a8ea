#include "server/engine/recent.h"

#include <utility>

namespace wuse::engine {
namespace {

enum class Of : char { kReport = 'w', kRequest = 'q' };

// Neither part can have a zero byte.
std::string KeyOf(Of what, std::string_view first, std::string_view second) {
  std::string key;
  key.reserve(2 + first.size() + second.size());
  key.push_back(static_cast<char>(what));
  key.append(first).push_back('\0');
  key.append(second);
  return key;
}

std::string KeyOf(const v1::Report& report) {
  return KeyOf(Of::kReport, report.project(), report.week());
}

std::string KeyOfRequest(const v1::Update& update) {
  return KeyOf(Of::kRequest, update.actor(), update.request_id());
}

}  // namespace

void Recent::Add(UpdatePointer update) {
  for (const v1::Change& change : update->changes()) {
    if (!change.has_report_filed()) continue;
    const v1::Report& report = change.report_filed().report();
    newest_.insert_or_assign(KeyOf(report), Entry{.update = update, .report = &report});
  }
  if (!update->request_id().empty()) newest_.insert_or_assign(KeyOfRequest(*update), Entry{.update = update});
  updates_.push_back(std::move(update));
}

const v1::Report* Recent::FindReport(std::string_view project, common::Week week) const {
  const auto found = newest_.find(KeyOf(Of::kReport, project, week.ToString()));
  return found == newest_.end() ? nullptr : found->second.report;
}

Recent::UpdatePointer Recent::FindRequest(std::string_view actor, std::string_view request_id) const {
  const auto found = newest_.find(KeyOf(Of::kRequest, actor, request_id));
  return found == newest_.end() ? nullptr : found->second.update;
}

void Recent::Forget(common::Sequence applied) {
  while (!updates_.empty() && updates_.front()->sequence() <= applied.value) {
    ForgetKeysOf(*updates_.front());
    updates_.pop_front();
  }
}

// But not what a later update has put in their place.
void Recent::ForgetKeysOf(const v1::Update& update) {
  const auto forget = [&](const Key& key) {
    const auto found = newest_.find(key);
    if (found != newest_.end() && found->second.update.get() == &update) newest_.erase(found);
  };
  for (const v1::Change& change : update.changes()) {
    if (change.has_report_filed()) forget(KeyOf(change.report_filed().report()));
  }
  if (!update.request_id().empty()) forget(KeyOfRequest(update));
}

}  // namespace wuse::engine
