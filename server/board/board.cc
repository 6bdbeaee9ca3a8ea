#include "server/board/board.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace wuse::board {

Board::Board() {
  current_.pages_ = std::make_shared<const PageTable>();
  current_.units_ = std::make_shared<const UnitList>();
}

View Board::Take() const {
  common::MutexLock lock(mutex_);
  return current_;
}

std::optional<size_t> Board::FindSlot(std::string_view id_or_external_code) const {
  const domain::Symbol symbol = symbols_.Find(id_or_external_code);
  common::MutexLock lock(mutex_);
  const std::optional<size_t> by_id = places_.OfId(symbol);
  return by_id ? by_id : places_.OfCode(symbol);
}

std::optional<size_t> Board::FindSlotById(std::string_view id) const {
  const domain::Symbol symbol = symbols_.Find(id);
  common::MutexLock lock(mutex_);
  return places_.OfId(symbol);
}

std::optional<size_t> Board::FindSlotByExternalCode(std::string_view code) const {
  const domain::Symbol symbol = symbols_.Find(code);
  common::MutexLock lock(mutex_);
  return places_.OfCode(symbol);
}

void Board::Commit(const Staging& staging, common::Sequence sequence) {
  View next;
  next.sequence_ = sequence;
  next.evaluated_on_ = staging.evaluated_on_;
  next.project_count_ = staging.project_count();
  next.pages_ = staging.BuildPages();
  next.units_ = staging.units_ ? staging.units_ : staging.base_.units_;

  std::vector<std::pair<domain::Symbol, size_t>> created;
  if (staging.created_ > 0) {
    created.reserve(staging.created_);
    for (const auto& [id, touched] : staging.touched_) {
      if (touched.slot >= staging.base_.project_count_) created.emplace_back(touched.state->row->id, touched.slot);
    }
  }
  std::vector<std::pair<domain::Symbol, std::optional<size_t>>> codes;
  codes.reserve(staging.code_to_id_.size());
  for (const auto& [code, id] : staging.code_to_id_) {
    // Whoever took a code is touched.
    codes.emplace_back(symbols_.Intern(code), id ? std::optional(staging.touched_.at(*id).slot) : std::nullopt);
  }
  {
    common::MutexLock lock(mutex_);
    if (current_.pages_ != staging.base_.pages_ || current_.units_ != staging.base_.units_) {
      std::fputs("board: commit of a staging that was begun before another commit\n", stderr);
      std::abort();
    }
    std::swap(current_, next);
    if (staging.loaded_) places_ = staging.loaded_->places;  // the board was empty
    for (const auto& [id, slot] : created) places_.PutId(id, slot);
    for (const auto& [code, slot] : codes) places_.PutCode(code, slot);
  }
  // `next` is the view before: if nobody else holds it, it is destroyed here, outside the lock.
}

}  // namespace wuse::board
