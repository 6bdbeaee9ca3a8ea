#include "server/board/bulletin_marks.h"

#include "common/limits.h"

namespace wuse::board {

BulletinMarksCache::BulletinMarksCache() : kept_(common::kMarkedBulletins) {}

std::shared_ptr<const BulletinMarks> BulletinMarksCache::Of(const View& view, const domain::BulletinDates& dates) {
  const auto is_of_dates = [&dates](const BulletinMarks& marks) { return marks.dates() == dates; };
  std::shared_ptr<const BulletinMarks> before = kept_.Find(is_of_dates);
  if (before != nullptr && before->view().SharesPages(view)) return before;
  std::shared_ptr<BulletinMarks> made(new BulletinMarks(view, dates));
  if (before != nullptr) made->marks_ = before->marks_;
  made->marks_.resize(view.project_count());
  view.Walk(view.ChangedSince(before == nullptr ? nullptr : &before->view()), [&](size_t slot) {
    const ProjectState& project = view.project(slot);
    made->marks_[slot] = domain::MarkOf(*project.row, *project.marks, dates);
  });
  kept_.Keep(made, is_of_dates);
  return made;
}

}  // namespace wuse::board
