#pragma once

#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

#include "server/board/board.h"
#include "server/board/recent.h"
#include "server/domain/figures.h"

namespace wuse::board {

// The slots of a view's projects that match a filter which holds on any day: without colors and reached milestones.
// Immutable.
class SelectedSlots {
 public:
  const View& view() const { return view_; }
  // Calls `take(slot)` for each, ascending.
  template <typename Take>
  void ForEach(const Take& take) const {
    for (size_t number = 0; number < words_.size(); ++number) {
      for (uint64_t word = words_[number]; word != 0; word &= word - 1) {
        take(number * kWordBits + static_cast<size_t>(std::countr_zero(word)));
      }
    }
  }

 private:
  friend class SelectionCache;
  static constexpr size_t kWordBits = 64;
  SelectedSlots(View view, domain::RowFilter filter) : view_(std::move(view)), filter_(std::move(filter)) {}

  View view_;
  domain::RowFilter filter_;
  std::vector<uint64_t> words_;  // a bit a slot
};

// Keeps what the filters of the last questions select (common::kSelections), so that the next one only looks at the
// projects that have changed since. Any thread.
class SelectionCache {
 public:
  SelectionCache();
  // Of the view, which the answer shares. `filter` is without colors and reached milestones.
  std::shared_ptr<const SelectedSlots> Of(const View& view, const domain::RowFilter& filter);

 private:
  Recent<SelectedSlots> kept_;
};

}  // namespace wuse::board
