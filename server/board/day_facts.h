#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "common/calendar.h"
#include "server/board/board.h"
#include "server/board/recent.h"
#include "server/domain/project_facts.h"

namespace wuse::board {

// The facts of a whole register on one day, slot by slot. Immutable.
class DayFacts {
 public:
  common::Date day() const { return colors_->date(); }
  size_t size() const { return view_.project_count(); }
  const View& view() const { return view_; }
  const std::shared_ptr<const domain::ColorDay>& colors() const { return colors_; }
  const domain::ProjectFacts& operator[](size_t slot) const {
    return (*pages_[slot / kFactsPageSize])[slot % kFactsPageSize];
  }

 private:
  friend class DayFactsCache;
  // Smaller than a page of the view: a project that has changed costs the copy of its page.
  static constexpr size_t kFactsPageSize = kPageSize / 4;
  using FactsPage = std::array<domain::ProjectFacts, kFactsPageSize>;
  DayFacts(View view, std::shared_ptr<const domain::ColorDay> colors)
      : view_(std::move(view)), colors_(std::move(colors)) {}

  View view_;  // that they are of
  std::shared_ptr<const domain::ColorDay> colors_;
  std::vector<std::shared_ptr<const FactsPage>> pages_;
};

// Keeps the facts of the days that figures are asked for (common::kFactDays), so that a question only works out anew
// the projects that have changed since the last one about that day. Any thread.
class DayFactsCache {
 public:
  explicit DayFactsCache(const common::WorkingDays& calendar);
  // Of the view, which the answer shares. The first of a day takes some 50 ms for 100,000 projects.
  std::shared_ptr<const DayFacts> Of(const View& view, common::Date day);
  // Those of several days, in their order. What is not kept is worked out in one walk over the register, in which a
  // project is fetched from memory once for all days.
  std::vector<std::shared_ptr<const DayFacts>> Of(const View& view, std::span<const common::Date> days);

 private:
  class Making;

  const common::WorkingDays& calendar_;
  Recent<DayFacts> kept_;
};

}  // namespace wuse::board
