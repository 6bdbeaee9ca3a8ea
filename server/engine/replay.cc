#include "server/engine/replay.h"

#include "common/limits.h"
#include "common/status.h"
#include "server/engine/refusals.h"
#include "server/engine/stored_update.h"

namespace wuse::engine {
namespace {

// Of one batch of a replay: bounds the memory it takes.
constexpr ledger::ReadLimit kReplayed{.records = 4096, .bytes = common::kMaxGroupBytes};

absl::Status LoadBoard(board::Board& board, const history::History& history) {
  board::Staging staging(board);
  WUSE_RETURN_IF_ERROR(history.Load(staging));
  board.Commit(staging, history.applied());
  return absl::OkStatus();
}

absl::Status Apply(const std::vector<ledger::Record>& records, board::Board& board, history::History& history) {
  board::Staging staging(board);
  std::vector<std::shared_ptr<const v1::Update>> updates;
  std::vector<const v1::Update*> pointers;
  for (const ledger::Record& record : records) {
    absl::StatusOr<std::shared_ptr<const v1::Update>> update = UpdateOf(record);
    if (!update.ok()) return update.status();
    for (const v1::Change& change : (*update)->changes()) staging.Apply(change);
    pointers.push_back(update->get());
    updates.push_back(*std::move(update));
  }
  WUSE_RETURN_IF_ERROR(history.Apply(pointers, staging));
  board.Commit(staging, records.back().sequence);
  return absl::OkStatus();
}

// Folds parts into one digest; the parts' bounds count.
class Fold {
 public:
  void Add(std::string_view part) { digest_ = common::Sha256({common::Bytes(digest_), part}); }
  const common::Sha256Digest& digest() const { return digest_; }

 private:
  common::Sha256Digest digest_{};
};

void AddBoard(const board::View& view, Fold& fold) {
  fold.Add(view.evaluated_on().IsSet() ? view.evaluated_on().ToString() : "never");
  for (int version = 0; version <= view.policies()->newest_version(); ++version) {
    fold.Add(view.policies()->version(version).SerializeAsString());
  }
  for (const auto& [name, month] : view.recolored_months()) fold.Add(month.SerializeAsString());
  if (view.recoloring() != nullptr) fold.Add(view.recoloring()->progress.SerializeAsString());
  fold.Add(view.register_since().ToString());
  fold.Add(view.alert_rules().message().SerializeAsString() + (view.evaluation_due() ? "due" : ""));
  for (const v1::Unit& unit : view.units()) fold.Add(unit.SerializeAsString());
  for (size_t slot = 0; slot < view.project_count(); ++slot) {
    const board::ProjectState& project = view.project(slot);
    fold.Add(*project.encoded);
    for (const domain::ReportMark& mark : *project.marks) {
      fold.Add(mark.week().ToString() + " " + mark.as_of.ToString() + " " + std::to_string(mark.invested.value) + " " +
               std::to_string(mark.percent_done_bp));
    }
  }
}

absl::Status AddReports(const history::History& history, Fold& fold) {
  absl::Status status;
  const auto add = [&](const v1::Report& newest) {
    fold.Add(newest.SerializeAsString());
    const auto week = common::Week::Parse(newest.week());
    for (int version = newest.version() - 1; week && version > 0; --version) {
      const absl::StatusOr<v1::Report> earlier = history.FindReport(newest.project(), *week, version);
      if (!earlier.ok()) {
        status = earlier.status();
        return false;
      }
      fold.Add(earlier->SerializeAsString());
    }
    return true;
  };
  WUSE_RETURN_IF_ERROR(history.ScanReports({}, {}, "", nullptr, add));
  return status;
}

absl::Status AddOfficialColors(const board::View& view, const history::History& history, Fold& fold) {
  const auto add = [&fold](const v1::OfficialColor& color) {
    fold.Add(color.SerializeAsString());
    return true;
  };
  for (const auto& [name, month] : view.recolored_months()) {
    WUSE_RETURN_IF_ERROR(history.ScanOfficialColors(name, add));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Replay(const ledger::Ledger& ledger, board::Board& board, history::History& history,
                    const std::function<void(common::Sequence)>& progress) {
  const common::Sequence head = ledger.head().sequence;
  if (history.applied() > head) return LedgerCutShort(head, history.applied());
  WUSE_RETURN_IF_ERROR(LoadBoard(board, history));
  while (history.applied() < head) {
    const absl::StatusOr<std::vector<ledger::Record>> records = ledger.Read(history.applied().Next(), kReplayed);
    if (!records.ok()) return records.status();
    if (records->empty()) return UpdateDamaged(history.applied().Next(), "is missing");
    WUSE_RETURN_IF_ERROR(Apply(*records, board, history));
    if (progress) progress(history.applied());
  }
  return absl::OkStatus();
}

absl::StatusOr<common::Sha256Digest> StateDigest(const board::View& view, const history::History& history) {
  Fold fold;
  AddBoard(view, fold);
  WUSE_RETURN_IF_ERROR(AddReports(history, fold));
  WUSE_RETURN_IF_ERROR(AddOfficialColors(view, history, fold));
  return fold.digest();
}

}  // namespace wuse::engine
