#include "server/board/day_facts.h"

#include <algorithm>
#include <utility>

#include "common/limits.h"

namespace wuse::board {

std::shared_ptr<const DayFacts> DayFactsCache::Of(const View& view, common::Date day) {
  std::shared_ptr<const DayFacts> before = Find(view, day);
  if (before != nullptr && before->view().SharesPages(view)) return before;
  std::shared_ptr<DayFacts> facts(new DayFacts(
      view,
      before != nullptr ? before->colors_ : std::make_shared<const domain::ColorDay>(view.policies(), day, calendar_)));
  facts->pages_.reserve(view.page_count());
  const domain::ColorDay& colors = *facts->colors_;
  for (size_t number = 0; number < view.page_count(); ++number) {
    const bool known = before != nullptr && number < before->pages_.size();
    if (known && before->view().page(number) == view.page(number)) {
      facts->pages_.push_back(before->pages_[number]);
      continue;
    }
    auto page = known ? std::make_shared<DayFacts::FactsPage>(*before->pages_[number])
                      : std::make_shared<DayFacts::FactsPage>();
    const size_t first = number * kPageSize;
    const size_t end = std::min(first + kPageSize, view.project_count());
    for (size_t slot = first; slot < end; ++slot) {
      if (known && slot < before->size() && &before->view().project(slot) == &view.project(slot)) continue;
      if (!known) view.PrefetchAfter(slot);
      const ProjectState& project = view.project(slot);
      (*page)[slot - first] = domain::FactsOf(*project.row, *project.marks, colors);
    }
    facts->pages_.push_back(std::move(page));
  }
  Keep(facts);
  return facts;
}

// Policies that have changed make other colors of every day.
std::shared_ptr<const DayFacts> DayFactsCache::Find(const View& view, common::Date day) {
  const common::MutexLock lock(mutex_);
  const auto found = std::find_if(kept_.begin(), kept_.end(), [&](const std::shared_ptr<const DayFacts>& facts) {
    return facts->day() == day && facts->colors()->set() == view.policies();
  });
  if (found == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found);
  return kept_.front();
}

void DayFactsCache::Keep(std::shared_ptr<const DayFacts> facts) {
  std::list<std::shared_ptr<const DayFacts>> dropped;  // destroyed outside the lock
  const common::MutexLock lock(mutex_);
  for (auto it = kept_.begin(); it != kept_.end();) {
    const auto next = std::next(it);
    if ((*it)->day() == facts->day()) {
      const bool is_newer = (*it)->view().sequence() > facts->view().sequence();
      if (is_newer) return;  // another reader has seen more
      dropped.splice(dropped.begin(), kept_, it);
    }
    it = next;
  }
  kept_.push_front(std::move(facts));
  if (kept_.size() > common::kFactDays) dropped.splice(dropped.begin(), kept_, std::prev(kept_.end()));
}

}  // namespace wuse::board
