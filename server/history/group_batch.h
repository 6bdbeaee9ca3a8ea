#pragma once

#include <rocksdb/db.h>

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "server/board/board.h"
#include "server/history/sorted_batch.h"
#include "wuse/v1/update.pb.h"

namespace wuse::history {

// Builds the batch of one group: reports, marks, change indexes, and at the end the states of what was changed.
// Lives for one History::Apply; the updates outlive it.
class GroupBatch {
 public:
  GroupBatch(rocksdb::DB& db, const board::Staging& staging) : db_(db), staging_(staging) {}

  absl::Status Add(const v1::Update& update);
  // After the last Add: the states and the indexes.
  absl::Status Finish();
  SortedBatch& batch() { return batch_; }

 private:
  absl::Status AddStates();
  absl::Status AddReport(const v1::Report& report);
  absl::Status KeepEarlierVersion(const std::string& key, const v1::Report& report);
  void IndexUpdate(const v1::Update& update);
  void AddToIndex(std::string prefix, common::Sequence sequence);

  rocksdb::DB& db_;
  const board::Staging& staging_;
  SortedBatch batch_;
  std::set<std::string, std::less<>> changed_projects_;  // whose message changed, not only its marks
  std::set<std::string, std::less<>> changed_units_;
  std::unordered_map<std::string, std::vector<common::Sequence>> index_;  // by prefix
  std::unordered_map<std::string, const v1::Report*> newest_;  // of this group by key: not readable from the store yet
};

}  // namespace wuse::history
