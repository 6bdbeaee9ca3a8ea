#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "client/cli/sheet.h"
#include "common/limits.h"

namespace wuse::cli {

// Elements [begin, end) of a file that go in one request.
struct Batch {
  size_t begin = 0;
  size_t end = 0;

  size_t size() const { return end - begin; }
};

struct BatchLimits {
  size_t rows = common::kMaxBatch;
  size_t bytes = common::kMaxUpdateBytes;
};

// In order, each as large as the limits allow; `bytes` are those of the elements. An element over the limit is a batch
// of its own (and the server says so).
std::vector<Batch> CutBatches(std::span<const size_t> bytes, const BatchLimits& limits = {});

// The rows of some elements, shortened to ranges: "第 2–1001、1005 行", "第 3 项".
std::string RowsText(std::span<const Source> sources);

}  // namespace wuse::cli
