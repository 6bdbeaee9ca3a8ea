#pragma once

#include <rocksdb/db.h>

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "server/history/history.h"
#include "server/history/sorted_batch.h"
#include "wuse/v1/update.pb.h"

namespace wuse::history {

// Builds the batch of one or more groups: reports, marks, the states of what was changed, and at the end the change
// indexes. Lives for one History::Apply; the updates outlive it.
class GroupBatch {
 public:
  explicit GroupBatch(rocksdb::DB& db) : db_(db) {}

  absl::Status Add(const Group& group);
  // After the last Add: the indexes.
  void Finish();
  SortedBatch& batch() { return batch_; }

 private:
  absl::Status AddUpdate(const v1::Update& update, const board::Staging& staging);
  void AddRecoloring(const v1::Change& change);
  void AddFigureData(const v1::Change& change);
  absl::Status AddStates(const board::Staging& staging);
  absl::Status AddReport(const v1::Report& report, const board::Staging& staging);
  absl::Status KeepEarlierVersion(const std::string& key, const v1::Report& report);
  void IndexUpdate(const v1::Update& update);
  void AddToIndex(std::string prefix, common::Sequence sequence);

  rocksdb::DB& db_;
  SortedBatch batch_;
  std::set<std::string, std::less<>> changed_projects_;  // of the group: whose message changed, not only its marks
  std::set<std::string, std::less<>> changed_units_;
  bool recolors_ = false;
  std::unordered_map<std::string, std::vector<common::Sequence>> index_;  // by prefix
  std::unordered_map<std::string, const v1::Report*> newest_;  // of this batch by key: not readable from the store yet
};

}  // namespace wuse::history
