#pragma once

#include <memory>
#include <vector>

#include "server/board/board.h"
#include "server/board/recent.h"
#include "server/domain/bulletin_mark.h"

namespace wuse::board {

// The bulletin marks of a whole register, slot by slot. Immutable.
class BulletinMarks {
 public:
  const View& view() const { return view_; }
  const domain::BulletinDates& dates() const { return dates_; }
  const domain::BulletinMark& operator[](size_t slot) const { return marks_[slot]; }

 private:
  friend class BulletinMarksCache;
  BulletinMarks(View view, domain::BulletinDates dates) : view_(std::move(view)), dates_(dates) {}

  View view_;  // that they are of
  domain::BulletinDates dates_;
  std::vector<domain::BulletinMark> marks_;
};

// Keeps the marks of the bulletins that were asked for last (common::kMarkedBulletins), so that the next one only looks
// at the projects that have changed since. Any thread.
class BulletinMarksCache {
 public:
  BulletinMarksCache();
  // Of the view, which the answer shares.
  std::shared_ptr<const BulletinMarks> Of(const View& view, const domain::BulletinDates& dates);

 private:
  Recent<BulletinMarks> kept_;
};

}  // namespace wuse::board
