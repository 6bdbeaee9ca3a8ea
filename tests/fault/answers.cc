#include "tests/fault/answers.h"

#include <utility>

#include "common/status.h"

namespace wuse::fault {
namespace {

using common::Sequence;

constexpr ledger::ReadLimit kChunk{.records = 4096, .bytes = 8 << 20};

absl::Status AddReports(const history::History& history, std::map<std::string, std::string>& contents) {
  absl::Status status;
  const auto take = [&](v1::Report report) {
    const std::string name = report.week() + " " + report.project() + " ";
    const std::optional<common::Week> week = common::Week::Parse(report.week());
    for (int version = 1; version < report.version() && week; ++version) {
      const absl::StatusOr<v1::Report> earlier = history.FindReport(report.project(), *week, version);
      if (!earlier.ok()) {
        status = earlier.status();
        return false;
      }
      contents[name + std::to_string(version)] = earlier->SerializeAsString();
    }
    contents[name + "newest"] = report.SerializeAsString();
    return true;
  };
  const absl::Status scanned = history.ScanReports({}, {}, "", nullptr, take);
  return scanned.ok() ? status : scanned;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> RecordsOf(const ledger::Ledger& ledger) {
  const Sequence head = ledger.head().sequence;
  std::vector<std::string> records;
  while (static_cast<int64_t>(records.size()) < head.value) {
    const Sequence from{static_cast<int64_t>(records.size()) + 1};
    absl::StatusOr<std::vector<ledger::Record>> read = ledger.Read(from, kChunk);
    if (!read.ok()) return read.status();
    if (read->empty() || read->front().sequence != from) {
      return absl::DataLossError("record " + std::to_string(from.value) + " is missing");
    }
    for (ledger::Record& record : *read) records.push_back(std::move(record.bytes));
  }
  return records;
}

absl::StatusOr<std::map<std::string, std::string>> HistoryOf(const history::History& history,
                                                             const engine::Picture& board) {
  std::map<std::string, std::string> contents;
  WUSE_RETURN_IF_ERROR(AddReports(history, contents));
  std::map<std::string, history::History::ChangeIndex> indexes;
  for (const char* actor : {"lin", "wang", "wuse"}) indexes[std::string("by ") + actor] = {.actor = actor};
  for (const auto& [id, slot] : board.slots) indexes["of " + id] = {.project = id};
  for (int kind = v1::CHANGE_KIND_UNSPECIFIED + 1; kind < v1::ChangeKind_ARRAYSIZE; ++kind) {
    indexes["kind " + std::to_string(kind)] = {.kind = static_cast<v1::ChangeKind>(kind)};
  }
  for (const auto& [name, index] : indexes) {
    std::string& sequences = contents[name];
    WUSE_RETURN_IF_ERROR(history.ScanChanges(index, {}, [&sequences](Sequence sequence) {
      sequences += std::to_string(sequence.value) + " ";
      return true;
    }));
  }
  return contents;
}

absl::StatusOr<Answers> AnswersOf(const Stack& stack) {
  absl::StatusOr<std::vector<std::string>> records = RecordsOf(stack.ledger());
  if (!records.ok()) return records.status();
  engine::Picture board = engine::PictureOf(stack.board());
  WUSE_RETURN_IF_ERROR(stack.history().WaitUntilApplied(board.sequence));
  absl::StatusOr<std::map<std::string, std::string>> history = HistoryOf(stack.history(), board);
  if (!history.ok()) return history.status();
  return Answers{.records = *std::move(records), .board = std::move(board), .history = *std::move(history)};
}

}  // namespace wuse::fault
