#include "server/board/selection_cache.h"

#include <algorithm>
#include <utility>

#include "common/limits.h"

namespace wuse::board {

std::shared_ptr<const SelectedSlots> SelectionCache::Of(const View& view, const domain::RowFilter& filter) {
  const std::shared_ptr<const SelectedSlots> before = Find(filter);
  if (before != nullptr && before->view().SharesPages(view)) return before;
  std::shared_ptr<SelectedSlots> selected(new SelectedSlots(view, filter));
  if (before != nullptr) selected->words_ = before->words_;
  selected->words_.resize((view.project_count() + SelectedSlots::kWordBits - 1) / SelectedSlots::kWordBits);
  const size_t known = before == nullptr ? 0 : std::min(before->view().project_count(), view.project_count());
  const bool is_all = filter == domain::RowFilter{};
  for (size_t first = 0; first < view.project_count(); first += kPageSize) {
    if (first < known && before->view().SharesPage(view, first)) continue;
    const size_t end = std::min(first + kPageSize, view.project_count());
    for (size_t slot = first; slot < end; ++slot) {
      if (slot < known && &before->view().project(slot) == &view.project(slot)) continue;
      if (!is_all) view.PrefetchAfter(slot);
      const bool matches =
          is_all || domain::MatchesApartFromColor(filter, *view.project(slot).row, common::Date());
      const uint64_t bit = uint64_t{1} << (slot % SelectedSlots::kWordBits);
      uint64_t& word = selected->words_[slot / SelectedSlots::kWordBits];
      word = matches ? word | bit : word & ~bit;
    }
  }
  Keep(selected);
  return selected;
}

std::shared_ptr<const SelectedSlots> SelectionCache::Find(const domain::RowFilter& filter) {
  const common::MutexLock lock(mutex_);
  const auto found =
      std::find_if(kept_.begin(), kept_.end(), [&filter](const auto& kept) { return kept->filter_ == filter; });
  if (found == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found);
  return kept_.front();
}

void SelectionCache::Keep(std::shared_ptr<const SelectedSlots> selected) {
  std::list<std::shared_ptr<const SelectedSlots>> dropped;  // destroyed outside the lock
  const common::MutexLock lock(mutex_);
  const auto same = std::find_if(kept_.begin(), kept_.end(),
                                 [&selected](const auto& kept) { return kept->filter_ == selected->filter_; });
  if (same != kept_.end()) {
    const bool is_newer = (*same)->view().sequence() > selected->view().sequence();
    if (is_newer) return;  // another reader has seen more
    dropped.splice(dropped.begin(), kept_, same);
  }
  kept_.push_front(std::move(selected));
  if (kept_.size() > common::kSelections) dropped.splice(dropped.begin(), kept_, std::prev(kept_.end()));
}

}  // namespace wuse::board
