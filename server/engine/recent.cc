#include "server/engine/recent.h"

#include <algorithm>

namespace wuse::engine {

// Neither part can have a zero byte.
std::string Recent::KeyOf(std::string_view first, std::string_view second) {
  std::string key;
  key.reserve(first.size() + 1 + second.size());
  key.append(first).push_back('\0');
  key.append(second);
  return key;
}

void Recent::Add(std::shared_ptr<const v1::Update> update) {
  const common::Sequence sequence{update->sequence()};
  for (const v1::Change& change : update->changes()) {
    if (!change.has_report_filed()) continue;
    const v1::Report& report = change.report_filed().report();
    reports_.insert_or_assign(KeyOf(report.project(), report.week()),
                              Entry<const v1::Report*>{.sequence = sequence, .value = &report});
  }
  if (!update->request_id().empty()) {
    Request request{.update = update};
    const std::string& digest = update->request_digest();
    std::copy_n(digest.begin(), std::min(digest.size(), request.digest.size()), request.digest.begin());
    requests_.insert_or_assign(KeyOf(update->actor(), update->request_id()),
                               Entry<Request>{.sequence = sequence, .value = std::move(request)});
  }
  updates_.push_back(std::move(update));
}

const v1::Report* Recent::FindReport(std::string_view project, common::Week week) const {
  const auto found = reports_.find(KeyOf(project, week.ToString()));
  return found == reports_.end() ? nullptr : found->second.value;
}

const Recent::Request* Recent::FindRequest(std::string_view actor, std::string_view request_id) const {
  const auto found = requests_.find(KeyOf(actor, request_id));
  return found == requests_.end() ? nullptr : &found->second.value;
}

void Recent::Forget(common::Sequence applied) {
  while (!updates_.empty() && updates_.front()->sequence() <= applied.value) {
    ForgetKeysOf(*updates_.front());
    updates_.pop_front();
  }
}

// But not what a later update has put in their place.
void Recent::ForgetKeysOf(const v1::Update& update) {
  const auto forget = [&update](auto& entries, const std::string& key) {
    const auto found = entries.find(key);
    if (found != entries.end() && found->second.sequence.value == update.sequence()) entries.erase(found);
  };
  for (const v1::Change& change : update.changes()) {
    if (!change.has_report_filed()) continue;
    forget(reports_, KeyOf(change.report_filed().report().project(), change.report_filed().report().week()));
  }
  if (!update.request_id().empty()) forget(requests_, KeyOf(update.actor(), update.request_id()));
}

}  // namespace wuse::engine
