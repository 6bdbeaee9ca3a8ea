#pragma once

#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/digest.h"
#include "server/board/board.h"
#include "server/board/board_fixture.h"
#include "server/history/history.h"
#include "server/history/memory_env.h"

namespace wuse::history {

inline constexpr int64_t kStart = 1'619'755'200;  // 2021-04-30 04:00 UTC, in seconds
inline constexpr int64_t kDay = 86'400;

inline common::SystemTime At(int64_t seconds) {
  return common::SystemTime(std::chrono::seconds(seconds));
}

struct UpdateOf {
  int64_t sequence;
  std::vector<v1::Change> changes;
  std::string actor = "lin";
  std::string request_id = {};  // none: as the server's own updates
  int64_t seconds = kStart;
};

inline v1::Update MakeUpdate(const UpdateOf& of) {
  v1::Update update;
  update.set_sequence(of.sequence);
  update.mutable_time()->set_seconds(of.seconds);
  update.set_actor(of.actor);
  update.set_request_id(of.request_id);
  if (!of.request_id.empty()) {
    const common::Sha256Digest digest = common::Sha256({of.request_id});
    update.set_request_digest(digest.data(), digest.size());
  }
  for (const v1::Change& change : of.changes) *update.add_changes() = change;
  return update;
}

// Applies a group to the board and to the history, as the engine does.
inline absl::Status ApplyGroup(History& history, board::Board& board, const std::vector<v1::Update>& updates) {
  board::Staging staging(board);
  std::vector<const v1::Update*> pointers;
  pointers.reserve(updates.size());
  for (const v1::Update& update : updates) {
    for (const v1::Change& change : update.changes()) staging.Apply(change);
    pointers.push_back(&update);
  }
  absl::Status status = history.Apply(pointers, staging);
  if (status.ok()) board.Commit(std::move(staging), {updates.back().sequence()});
  return status;
}

// Everything in the store.
inline std::map<std::string, std::string> Dump(const std::string& dir, rocksdb::Env* env) {
  rocksdb::Options options;
  options.env = env;
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::OpenForReadOnly(options, dir, &opened);
  EXPECT_TRUE(status.ok()) << status.ToString();
  std::map<std::string, std::string> contents;
  if (!status.ok()) return contents;
  const std::unique_ptr<rocksdb::DB> db(opened);
  const std::unique_ptr<rocksdb::Iterator> iterator(db->NewIterator(rocksdb::ReadOptions()));
  for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
    contents[iterator->key().ToString()] = iterator->value().ToString();
  }
  return contents;
}

// A history in memory with its board.
class HistoryTest : public testing::Test {
 protected:
  static constexpr const char* kStore = "00112233445566778899aabbccddeeff";

  HistoryTest() { Open(); }

  History::Options OptionsOf() const {
    return {.dir = "/history", .env = env_.get(), .store_id = kStore, .max_remembered_requests = max_requests_};
  }
  // Opens anew; the board is loaded from it.
  void Open() {
    history_.reset();
    absl::StatusOr<std::unique_ptr<History>> opened = History::Open(OptionsOf());
    ASSERT_TRUE(opened.ok()) << opened.status();
    history_ = *std::move(opened);
    board_ = std::make_unique<board::Board>();
    board::Staging staging(*board_);
    const absl::Status loaded = history_->Load(staging);
    ASSERT_TRUE(loaded.ok()) << loaded;
    board_->Commit(std::move(staging), history_->applied());
  }
  void Apply(const std::vector<v1::Update>& updates) {
    const absl::Status status = ApplyGroup(*history_, *board_, updates);
    ASSERT_TRUE(status.ok()) << status;
  }
  int64_t Next() const { return history_->applied().value + 1; }
  void Apply(std::vector<v1::Change> changes) {
    Apply(std::vector<v1::Update>{MakeUpdate({.sequence = Next(), .changes = std::move(changes)})});
  }
  // With a request id only.
  void ApplyRequest(const std::string& request_id, int64_t seconds, const std::string& actor = "lin") {
    Apply(std::vector<v1::Update>{
        MakeUpdate({.sequence = Next(), .changes = {}, .actor = actor, .request_id = request_id, .seconds = seconds})});
  }
  std::optional<common::Sequence> Find(const std::string& request_id, int64_t seconds,
                                       const std::string& actor = "lin") const {
    return history_->FindRequest(actor, request_id, At(seconds));
  }

  // Writes past a history that is closed.
  void PutRaw(const std::string& key, const std::string& value) {
    rocksdb::Options options;
    options.env = env_.get();
    rocksdb::DB* opened = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(options, "/history", &opened).ok());
    const std::unique_ptr<rocksdb::DB> db(opened);
    ASSERT_TRUE(db->Put(rocksdb::WriteOptions(), key, value).ok());
  }

  void DeleteRaw(const std::string& key) {
    rocksdb::Options options;
    options.env = env_.get();
    rocksdb::DB* opened = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(options, "/history", &opened).ok());
    const std::unique_ptr<rocksdb::DB> db(opened);
    ASSERT_TRUE(db->Delete(rocksdb::WriteOptions(), key).ok());
  }

  MemoryEnv env_;
  int max_requests_ = common::kRememberedRequests;
  std::unique_ptr<History> history_;
  std::unique_ptr<board::Board> board_;
};

}  // namespace wuse::history
