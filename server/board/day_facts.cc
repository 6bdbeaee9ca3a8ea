#include "server/board/day_facts.h"

#include <algorithm>
#include <utility>

#include "common/limits.h"

namespace wuse::board {

// The facts of one day while they are made, of those that were known before.
class DayFactsCache::Making {
 public:
  // `before` is null: nothing is known of the day.
  Making(const View& view, std::shared_ptr<const DayFacts> before, std::shared_ptr<const domain::ColorDay> colors)
      : before_(std::move(before)), facts_(new DayFacts(view, std::move(colors))) {
    facts_->pages_.reserve((view.project_count() + DayFacts::kFactsPageSize - 1) / DayFacts::kFactsPageSize);
  }

  const std::shared_ptr<DayFacts>& facts() const { return facts_; }
  // Whether the slot is that of a project that is as it was.
  bool Knows(size_t slot) const {
    return before_ != nullptr && slot < before_->size() &&
           &before_->view().project(slot) == &facts_->view().project(slot);
  }
  // Whether the whole page of the view is as it was.
  bool KnowsPageOf(size_t slot) const {
    return before_ != nullptr && slot < before_->size() && before_->view().SharesPage(facts_->view(), slot);
  }
  void WorkOut(size_t slot, const ProjectState& project) {
    if (Knows(slot)) return;
    const domain::ProjectFacts facts = domain::FactsOf(*project.row, *project.marks, *facts_->colors());
    const bool is_as_before = before_ != nullptr && slot < before_->size() && (*before_)[slot] == facts;
    if (is_as_before) return;  // e.g. a report of a later day
    if (page_ == nullptr) {
      const DayFacts::FactsPage* const known = KnownPage(slot);
      page_ = known != nullptr ? std::make_shared<DayFacts::FactsPage>(*known)
                               : std::make_shared<DayFacts::FactsPage>();
    }
    (*page_)[slot % DayFacts::kFactsPageSize] = facts;
  }
  // Once every slot of a page of facts is worked out; `first` is its first.
  void EndPage(size_t first) {
    if (page_ != nullptr) {
      facts_->pages_.push_back(std::move(page_));
    } else {
      facts_->pages_.push_back(before_->pages_[first / DayFacts::kFactsPageSize]);
    }
    page_ = nullptr;
  }

 private:
  const DayFacts::FactsPage* KnownPage(size_t slot) const {
    const size_t number = slot / DayFacts::kFactsPageSize;
    return before_ != nullptr && number < before_->pages_.size() ? before_->pages_[number].get() : nullptr;
  }

  const std::shared_ptr<const DayFacts> before_;
  const std::shared_ptr<DayFacts> facts_;
  std::shared_ptr<DayFacts::FactsPage> page_;  // that is being made; null: nothing on it differs yet
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
    std::shared_ptr<const DayFacts> before = kept_.Find([&](const DayFacts& facts) {
      return facts.day() == day && facts.colors()->set() == view.policies();
    });
    if (before != nullptr && before->view().SharesPages(view)) {
      answer.push_back(std::move(before));
      continue;
    }
    auto colors = before != nullptr ? before->colors_
                                    : std::make_shared<const domain::ColorDay>(view.policies(), day, calendar_);
    answer.push_back(makings.emplace_back(view, std::move(before), std::move(colors)).facts());
  }
  if (makings.empty()) return answer;
  for (size_t first = 0; first < view.project_count(); first += DayFacts::kFactsPageSize) {
    const size_t end = std::min(first + DayFacts::kFactsPageSize, view.project_count());
    const bool all_known =
        std::all_of(makings.begin(), makings.end(), [first](const Making& day) { return day.KnowsPageOf(first); });
    for (size_t slot = first; slot < end && !all_known; ++slot) {
      const bool any_new =
          std::any_of(makings.begin(), makings.end(), [slot](const Making& day) { return !day.Knows(slot); });
      if (!any_new) continue;
      view.PrefetchAfter(slot);
      const ProjectState& project = view.project(slot);
      for (Making& day : makings) day.WorkOut(slot, project);
    }
    for (Making& day : makings) day.EndPage(first);
  }
  for (const Making& made : makings) {
    kept_.Keep(made.facts(), [&made](const DayFacts& facts) { return facts.day() == made.facts()->day(); });
  }
  return answer;
}

}  // namespace wuse::board
