#include "server/history/register_reader.h"

#include <optional>
#include <utility>

#include "common/status.h"
#include "server/history/keys.h"

namespace wuse::history {
namespace {

constexpr size_t kProjectsAtOnce = 512;  // some 2 MiB with a year of reports

}  // namespace

RegisterReader::RegisterReader(rocksdb::DB& db)
    : projects_(db, std::string(kProjects), AfterPrefix(kProjects), false),
      marks_(db, std::string(kMarks), AfterPrefix(kMarks), false) {
  projects_->SeekToFirst();
  marks_->SeekToFirst();
}

absl::StatusOr<std::vector<StoredProject>> RegisterReader::Next() {
  std::vector<StoredProject> read;
  read.reserve(kProjectsAtOnce);
  for (; projects_->Valid() && read.size() < kProjectsAtOnce; projects_->Next(), ++next_slot_) {
    if (NumberAt(projects_.key(), kProjects.size()) != next_slot_) return Malformed(projects_.key());
    absl::StatusOr<std::vector<domain::ReportMark>> marks = MarksOf(next_slot_);
    if (!marks.ok()) return marks.status();
    read.push_back({.encoded = std::string(projects_.value()), .marks = *std::move(marks)});
  }
  if (!projects_->Valid()) WUSE_RETURN_IF_ERROR(CheckEnd());
  return read;
}

// The scan stands at the project's first mark or beyond, and is left beyond its last.
absl::StatusOr<std::vector<domain::ReportMark>> RegisterReader::MarksOf(uint32_t slot) {
  std::vector<domain::ReportMark> marks;
  const size_t week_at = MarkPrefix(slot).size();
  for (; marks_->Valid() && NumberAt(marks_.key(), kMarks.size()) == slot; marks_->Next()) {
    const std::optional<common::Week> week = common::Week::Parse(marks_.key().substr(week_at));
    const std::optional<domain::ReportMark> mark = DecodeMark(marks_.value());
    if (!week || !mark || mark->week() != *week) return Malformed(marks_.key());
    marks.push_back(*mark);
  }
  marks.shrink_to_fit();  // they stay in memory
  return marks;
}

absl::Status RegisterReader::CheckEnd() const {
  WUSE_RETURN_IF_ERROR(projects_.status());
  WUSE_RETURN_IF_ERROR(marks_.status());
  return marks_->Valid() ? Malformed(marks_.key()) : absl::OkStatus();  // a mark of no project
}

}  // namespace wuse::history
