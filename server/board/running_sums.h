#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "common/calendar.h"
#include "server/domain/figures.h"

namespace wuse::board {

class Staging;
class View;

// The sums of an overview as of one day, and the filter whose projects are in them. Immutable once shown.
struct KeptSums {
  domain::RowFilter filter;
  domain::OverviewSums sums;
};

// Keeps the sums of one filter with the board: made anew for a day by walking the register in turns, then held right by
// each commit, which takes back what the projects it touches were and adds what they have become. Between the turns
// commits go on: they hold right what is summed already. The engine's thread only.
class RunningSums {
 public:
  // The calendar outlives it.
  RunningSums(domain::RowFilter filter, const common::WorkingDays& calendar)
      : filter_(std::move(filter)), calendar_(calendar) {}

  // Adds up to `at_most` more projects of `view`, the board's current one; begins anew for another day than before.
  // True once all are summed.
  bool SumSome(const View& view, common::Date day, size_t at_most);
  // What `staging` changes; called before its commit is shown.
  void Follow(const Staging& staging);
  // Null while not all projects are summed.
  std::shared_ptr<const KeptSums> shown() const { return shown_; }

 private:
  const domain::RowFilter filter_;
  const common::WorkingDays& calendar_;
  std::optional<domain::OverviewSums> sums_;  // not set before the first turn
  size_t next_slot_ = 0;                      // the projects before it are summed
  std::shared_ptr<const KeptSums> shown_;
};

}  // namespace wuse::board
