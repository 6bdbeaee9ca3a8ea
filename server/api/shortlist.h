#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace wuse::api {

// The first rows, in their order (<), of all that are added: for a list that is shown in part, of a register that would
// fill it many times over.
template <typename Row>
class Shortlist {
 public:
  explicit Shortlist(size_t most) : most_(most) {}

  void Add(const Row& row) {
    if (rows_.size() < most_) {
      rows_.push_back(row);
      std::push_heap(rows_.begin(), rows_.end());
    } else if (most_ > 0 && row < rows_.front()) {
      std::pop_heap(rows_.begin(), rows_.end());
      rows_.back() = row;
      std::push_heap(rows_.begin(), rows_.end());
    }
  }
  // The row that another one has to be before to be listed; null: there is room for any.
  const Row* Last() const { return !rows_.empty() && rows_.size() == most_ ? &rows_.front() : nullptr; }
  std::vector<Row> Sorted() && {
    std::sort_heap(rows_.begin(), rows_.end());
    return std::move(rows_);
  }

 private:
  const size_t most_;
  std::vector<Row> rows_;  // a heap: the last of them in front
};

}  // namespace wuse::api
