#include "server/board/running_sums.h"

#include <algorithm>

#include "server/board/board.h"

namespace wuse::board {

bool RunningSums::SumSome(const View& view, common::Date day, size_t at_most) {
  if (!sums_ || sums_->day() != day) {
    sums_.emplace(std::make_shared<const domain::ColorDay>(view.policies(), day, calendar_));
    next_slot_ = 0;
    shown_ = nullptr;
  }
  if (shown_) return true;
  const size_t end = std::min(view.project_count(), next_slot_ + at_most);
  for (; next_slot_ < end; ++next_slot_) {
    view.PrefetchAfter(next_slot_);
    const ProjectState& project = view.project(next_slot_);
    sums_->Add(filter_, *project.row, *project.marks);
  }
  if (next_slot_ < view.project_count()) return false;
  shown_ = std::make_shared<const KeptSums>(KeptSums{.filter = filter_, .sums = *sums_});
  return true;
}

void RunningSums::Follow(const Staging& staging) {
  const View& base = staging.base();
  if (staging.policies() != base.policies()) {  // all colors are others: begin anew
    sums_.reset();
    shown_ = nullptr;
  }
  if (!sums_ || staging.touched().empty()) return;
  for (const auto& [id, touched] : staging.touched()) {
    if (!shown_ && touched.slot >= next_slot_) continue;  // its turn will come
    if (touched.slot < base.project_count()) {
      const ProjectState& before = base.project(touched.slot);
      sums_->Remove(filter_, *before.row, *before.marks);
    }
    sums_->Add(filter_, *touched.state->row, *touched.state->marks);
  }
  if (shown_) shown_ = std::make_shared<const KeptSums>(KeptSums{.filter = filter_, .sums = *sums_});
}

}  // namespace wuse::board
