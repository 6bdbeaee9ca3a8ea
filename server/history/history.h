#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/calendar.h"
#include "common/clock.h"
#include "common/limits.h"
#include "common/sequence.h"
#include "server/board/board.h"
#include "wuse/v1/bulletin.pb.h"
#include "wuse/v1/official_color.pb.h"
#include "wuse/v1/report.pb.h"
#include "wuse/v1/update.pb.h"

namespace rocksdb {
class Env;
}

namespace wuse::history {

// The updates of a group, in order, and the states of the projects and units they changed.
struct Group {
  std::span<const v1::Update* const> updates;
  const board::Staging& staging;
};

// History answers by key what memory does not hold: units and projects (to load the board from), reports and
// their versions, request ids, and where changes are. A RocksDB of its own: one column family, no WAL; every batch
// carries the sequence applied. It is a copy: what is missing at start is replayed from the ledger, and all of it can
// be. Thread-safe: the engine's finisher applies, reader threads read. Reads see whole groups. The key format is
// written down in server/history/FORMAT.md. Errors: kNotFound; kDataLoss (a stored value does not parse, or RocksDB
// reports corruption: delete the directory, it is rebuilt); kUnavailable (any other trouble of the disk).
class History {
 public:
  struct Options {
    std::string dir;
    rocksdb::Env* env = nullptr;  // tests: an in-memory one
    std::string store_id;         // of the ledger; a history of another store is refused (kFailedPrecondition)
    int max_remembered_requests = common::kRememberedRequests;  // tests: fewer
  };
  // An empty or absent directory is made a history with nothing applied.
  static absl::StatusOr<std::unique_ptr<History>> Open(const Options& options);
  // Flushes, so that nothing has to be replayed after a clean stop, unless told otherwise.
  ~History();

  // The end is not to flush: the disk is full, and RocksDB would abort. What is missing is replayed at the next start.
  void LeaveUnflushed();

  common::Sequence applied() const;
  // Waits until `sequence` is applied. The board shows a group a moment before history has it: who has seen the board
  // at a sequence and then reads here, waits for that first. Only where a wait is allowed (reader threads). Errors:
  // that of the Apply that failed, after which nothing more is applied.
  absl::Status WaitUntilApplied(common::Sequence sequence) const;

  // One atomic batch of groups that follow each other. Their updates begin at applied() + 1 (kFailedPrecondition
  // otherwise), and exactly they were staged. One thread.
  absl::Status Apply(std::span<const Group> groups);
  absl::Status Apply(std::span<const v1::Update* const> updates, const board::Staging& staging) {
    const Group group{.updates = updates, .staging = staging};
    return Apply(std::span(&group, 1));
  }

  // Loads units, projects with their reports' marks, rules, policies, recolored months, what figures are shown with,
  // the heads of published bulletins, and days into the staging.
  absl::Status Load(board::Staging& staging) const;

  // version 0: the newest.
  absl::StatusOr<v1::Report> FindReport(std::string_view project_id, common::Week week, int version = 0) const;
  // Newest versions, by week then project id, of the weeks from..to (not set: open). `after_project`, if not empty,
  // goes on within `from`: it is the last project already taken of that week. `wanted` (null: all) is asked before a
  // report is parsed. Stops when `take` returns false.
  absl::Status ScanReports(common::Week from, common::Week to, std::string_view after_project,
                           const std::function<bool(std::string_view project_id)>& wanted,
                           const std::function<bool(v1::Report)>& take) const;

  // A project's official color of a month. Errors: kNotFound.
  absl::StatusOr<v1::OfficialColor> FindOfficialColor(std::string_view month, std::string_view project) const;
  // All of a month, by project id. Stops when `take` returns false.
  absl::Status ScanOfficialColors(std::string_view month, const std::function<bool(v1::OfficialColor)>& take) const;

  // A published bulletin, whole: by domain::BulletinKey. edition 0: the newest. Errors: kNotFound (EDITION_NOT_FOUND).
  absl::StatusOr<v1::Bulletin> FindBulletin(std::string_view bulletin_key, int edition = 0) const;

  // The update of a mutation with this request id, within common::kRememberedRequestDays before `now`. Ids are kept by
  // a digest: compare with what the update says.
  std::optional<common::Sequence> FindRequest(std::string_view actor, std::string_view request_id,
                                              common::SystemTime now) const;

  // Which updates to look at for the audit trail: of exactly one of project, actor, kind (kInvalidArgument otherwise);
  // newest first, below `before` (0: from the newest). Stops when `take` returns false.
  struct ChangeIndex {
    std::string project;
    std::string actor;
    v1::ChangeKind kind = v1::CHANGE_KIND_UNSPECIFIED;
  };
  absl::Status ScanChanges(const ChangeIndex& index, common::Sequence before,
                           const std::function<bool(common::Sequence)>& take) const;

 private:
  class Impl;
  explicit History(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace wuse::history
