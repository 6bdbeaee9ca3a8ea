#include "client/cli/batches.h"

#include <algorithm>

namespace wuse::cli {

std::vector<Batch> CutBatches(std::span<const size_t> bytes, const BatchLimits& limits) {
  constexpr size_t kElementOverhead = 6;  // tag and length
  constexpr size_t kEnvelope = 128;       // request id and flags
  std::vector<Batch> batches;
  size_t used = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    const size_t needed = bytes[i] + kElementOverhead;
    const bool fits =
        !batches.empty() && batches.back().size() < limits.rows && used + needed + kEnvelope <= limits.bytes;
    if (!fits) {
      batches.push_back({.begin = i, .end = i});
      used = 0;
    }
    batches.back().end = i + 1;
    used += needed;
  }
  return batches;
}

std::string RowsText(std::span<const Source> sources) {
  std::vector<int> rows;
  for (const Source& source : sources) rows.push_back(source.row);
  std::sort(rows.begin(), rows.end());
  std::string text;
  for (size_t i = 0; i < rows.size();) {
    size_t last = i;
    while (last + 1 < rows.size() && rows[last + 1] == rows[last] + 1) ++last;
    text += (text.empty() ? "" : "、") + std::to_string(rows[i]);
    if (last > i) text += "–" + std::to_string(rows[last]);
    i = last + 1;
  }
  const bool is_csv = sources.empty() || sources.front().is_csv;
  return "第 " + text + (is_csv ? " 行" : " 项");
}

}  // namespace wuse::cli
