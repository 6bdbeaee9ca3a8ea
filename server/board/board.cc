#include "server/board/board.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <utility>

namespace wuse::board {
namespace {

constexpr size_t kCacheLine = 64;

void Prefetch(const void* begin, size_t bytes) {
  const char* const first = static_cast<const char*>(begin);
  for (size_t at = 0; at < bytes; at += kCacheLine) __builtin_prefetch(first + at);
}

template <typename T>
void PrefetchElements(const std::vector<T>& elements) {
  Prefetch(elements.data(), elements.size() * sizeof(T));
}

// How many slots ahead of the walk each step is: it reads what the step before it has sent for.
constexpr size_t kStateAhead = 24;
constexpr size_t kRowAhead = 16;
constexpr size_t kPartsAhead = 8;

void PrefetchRow(const ProjectState& state) {
  Prefetch(state.row.get(), sizeof(domain::ProjectRow));
  Prefetch(state.marks.get(), sizeof(*state.marks));
}

void PrefetchParts(const ProjectState& state) {
  PrefetchElements(state.row->labels);
  PrefetchElements(state.row->rungs);
  PrefetchElements(state.row->plans);
  PrefetchElements(*state.marks);
}

}  // namespace

void View::PrefetchAfter(size_t slot) const {
  if (slot + kStateAhead < project_count_) Prefetch(&project(slot + kStateAhead), sizeof(ProjectState));
  if (slot + kRowAhead < project_count_) PrefetchRow(project(slot + kRowAhead));
  if (slot + kPartsAhead < project_count_) PrefetchParts(project(slot + kPartsAhead));
}

void View::PrefetchAfter(const std::vector<uint32_t>& slots, size_t at) const {
  if (at + kStateAhead < slots.size()) Prefetch(&project(slots[at + kStateAhead]), sizeof(ProjectState));
  if (at + kRowAhead < slots.size()) PrefetchRow(project(slots[at + kRowAhead]));
  if (at + kPartsAhead < slots.size()) PrefetchParts(project(slots[at + kPartsAhead]));
}

std::vector<uint32_t> View::ChangedSince(const View* before) const {
  std::vector<uint32_t> changed;
  const size_t known = before == nullptr ? 0 : std::min(before->project_count_, project_count_);
  for (size_t first = 0; first < project_count_; first += kPageSize) {
    if (first < known && SharesPage(*before, first)) continue;
    const size_t end = std::min(first + kPageSize, project_count_);
    for (size_t slot = first; slot < end; ++slot) {
      const bool is_as_before = slot < known && &before->project(slot) == &project(slot);
      if (!is_as_before) changed.push_back(static_cast<uint32_t>(slot));
    }
  }
  return changed;
}

const domain::OverviewSums* View::FindSums(const domain::RowFilter& filter, common::Date day) const {
  return sums_ && sums_->sums.day() == day && sums_->filter == filter ? &sums_->sums : nullptr;
}

Board::Board() {
  current_.pages_ = std::make_shared<const PageTable>();
  current_.units_ = std::make_shared<const UnitList>();
  current_.alert_rules_ = std::make_shared<const domain::AlertRuleSet>();
  current_.policies_ = std::make_shared<const domain::PolicySet>();
  current_.recolored_months_ = std::make_shared<const domain::RecoloredMonths>();
  current_.figure_book_ = std::make_shared<const domain::FigureBook>();
}

Board::Board(const Summed& summed) : Board() {
  running_sums_.emplace(domain::RowFilter{.lists = {symbols_.Intern(summed.list)}}, summed.calendar);
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
  next.evaluation_due_ = staging.evaluation_due_;
  next.alert_rules_ = staging.alert_rules_;
  next.register_since_ = staging.register_since_;
  next.policies_ = staging.policies_;
  next.recolored_months_ = staging.recolored_months_;
  next.recoloring_ = staging.recoloring_;
  next.figure_book_ = staging.figure_book_;
  next.project_count_ = staging.project_count();
  next.pages_ = staging.BuildPages();
  next.units_ = staging.units_ ? staging.units_ : staging.base_.units_;
  if (running_sums_) {
    running_sums_->Follow(staging);
    next.sums_ = running_sums_->shown();
  }

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

bool Board::SumSome(common::Date day, size_t at_most) {
  if (!running_sums_) return true;
  const std::shared_ptr<const KeptSums> before = running_sums_->shown();
  if (!running_sums_->SumSome(Take(), day, at_most)) return false;
  std::shared_ptr<const KeptSums> shown = running_sums_->shown();
  if (shown == before) return true;
  const common::MutexLock lock(mutex_);
  std::swap(current_.sums_, shown);
  return true;
}

}  // namespace wuse::board
