#include "server/board/selection_cache.h"

#include "common/limits.h"

namespace wuse::board {

SelectionCache::SelectionCache() : kept_(common::kSelections) {}

std::shared_ptr<const SelectedSlots> SelectionCache::Of(const View& view, const domain::RowFilter& filter) {
  const auto is_of_filter = [&filter](const SelectedSlots& selected) { return selected.filter_ == filter; };
  std::shared_ptr<const SelectedSlots> before = kept_.Find(is_of_filter);
  if (before != nullptr && before->view().SharesPages(view)) return before;
  std::shared_ptr<SelectedSlots> selected(new SelectedSlots(view, filter));
  if (before != nullptr) selected->words_ = before->words_;
  selected->words_.resize((view.project_count() + SelectedSlots::kWordBits - 1) / SelectedSlots::kWordBits);
  // Another reader's view may be older, of fewer projects.
  if (const size_t left = view.project_count() % SelectedSlots::kWordBits; left > 0) {
    selected->words_.back() &= (uint64_t{1} << left) - 1;
  }
  const bool is_all = filter == domain::RowFilter{};
  view.Walk(view.ChangedSince(before == nullptr ? nullptr : &before->view()), [&](size_t slot) {
    const bool matches = is_all || domain::MatchesApartFromColor(filter, *view.project(slot).row, common::Date());
    const uint64_t bit = uint64_t{1} << (slot % SelectedSlots::kWordBits);
    uint64_t& word = selected->words_[slot / SelectedSlots::kWordBits];
    word = matches ? word | bit : word & ~bit;
  });
  kept_.Keep(selected, is_of_filter);
  return selected;
}

}  // namespace wuse::board
