#include "server/board/day_facts.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/limits.h"

namespace wuse::board {

// The facts of one day while they are made, of those that were known before.
class DayFactsCache::Making {
 public:
  // `before` is null: nothing is known of the day.
  Making(const View& view, std::shared_ptr<const DayFacts> before, std::shared_ptr<const domain::ColorDay> colors)
      : before_(std::move(before)), facts_(new DayFacts(view, std::move(colors))) {
    if (before_ != nullptr) facts_->pages_ = before_->pages_;
    facts_->pages_.resize((view.project_count() + DayFacts::kFactsPageSize - 1) / DayFacts::kFactsPageSize);
  }

  const std::shared_ptr<DayFacts>& facts() const { return facts_; }
  std::vector<uint32_t> ChangedSlots() const {
    return facts_->view().ChangedSince(before_ == nullptr ? nullptr : &before_->view());
  }
  // Ascending. Of a project that has not changed, nothing is done.
  void WorkOut(size_t slot, const ProjectState& project) {
    const bool is_known = before_ != nullptr && slot < before_->size();
    if (is_known && &before_->view().project(slot) == &project) return;
    const domain::ProjectFacts facts = domain::FactsOf(*project.row, *project.marks, *facts_->colors());
    if (is_known && (*before_)[slot] == facts) return;  // e.g. a report of a later day
    OwnPageOf(slot)[slot % DayFacts::kFactsPageSize] = facts;
  }

 private:
  // A copy of the page that was known, made for the first of its slots that differs.
  DayFacts::FactsPage& OwnPageOf(size_t slot) {
    std::shared_ptr<const DayFacts::FactsPage>& page = facts_->pages_[slot / DayFacts::kFactsPageSize];
    if (own_ == nullptr || page != own_) {
      own_ = page == nullptr ? std::make_shared<DayFacts::FactsPage>() : std::make_shared<DayFacts::FactsPage>(*page);
      page = own_;
    }
    return *own_;
  }

  const std::shared_ptr<const DayFacts> before_;
  const std::shared_ptr<DayFacts> facts_;
  std::shared_ptr<DayFacts::FactsPage> own_;  // the last that was made
};

DayFactsCache::DayFactsCache(const common::WorkingDays& calendar) : calendar_(calendar), kept_(common::kFactDays) {}

std::shared_ptr<const DayFacts> DayFactsCache::Of(const View& view, common::Date day) {
  return Of(view, std::span(&day, 1)).front();
}

std::vector<std::shared_ptr<const DayFacts>> DayFactsCache::Of(const View& view, std::span<const common::Date> days) {
  std::vector<std::shared_ptr<const DayFacts>> answer;
  std::vector<Making> makings;
  answer.reserve(days.size());
  makings.reserve(days.size());
  for (const common::Date day : days) {
    const auto made = std::find_if(answer.begin(), answer.end(), [day](const auto& one) { return one->day() == day; });
    if (made != answer.end()) {
      answer.push_back(std::shared_ptr<const DayFacts>(*made));
      continue;
    }
    // Policies that have changed make other colors of every day.
    std::shared_ptr<const DayFacts> before = kept_.Find(
        [&](const DayFacts& facts) { return facts.day() == day && facts.colors()->set() == view.policies(); });
    if (before != nullptr && before->view().SharesPages(view)) {
      answer.push_back(std::move(before));
      continue;
    }
    auto colors =
        before != nullptr ? before->colors_ : std::make_shared<const domain::ColorDay>(view.policies(), day, calendar_);
    answer.push_back(makings.emplace_back(view, std::move(before), std::move(colors)).facts());
  }
  if (makings.empty()) return answer;
  std::vector<uint32_t> changed;  // since any of the days was worked out
  for (const Making& making : makings) {
    const std::vector<uint32_t> slots = making.ChangedSlots();
    std::vector<uint32_t> all;
    std::set_union(changed.begin(), changed.end(), slots.begin(), slots.end(), std::back_inserter(all));
    changed = std::move(all);
  }
  view.Walk(changed, [&](size_t slot) {
    const ProjectState& project = view.project(slot);
    for (Making& making : makings) making.WorkOut(slot, project);
  });
  for (const Making& made : makings) {
    kept_.Keep(made.facts(), [&made](const DayFacts& facts) { return facts.day() == made.facts()->day(); });
  }
  return answer;
}

}  // namespace wuse::board
