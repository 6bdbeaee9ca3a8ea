#include "server/history/sorted_batch.h"

#include <algorithm>
#include <numeric>

namespace wuse::history {

rocksdb::Status SortedBatch::Write(rocksdb::DB& db, const rocksdb::WriteOptions& options) {
  std::vector<uint32_t> order(entries_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [this](uint32_t a, uint32_t b) {
    const int compared = entries_[a].key.compare(entries_[b].key);
    return compared != 0 ? compared < 0 : a < b;
  });
  size_t bytes = 0;
  for (const Entry& entry : entries_) bytes += entry.key.size() + entry.value.size() + 16;
  rocksdb::WriteBatch batch(bytes);
  for (size_t i = 0; i < order.size(); ++i) {
    const Entry& entry = entries_[order[i]];
    if (i + 1 < order.size() && entries_[order[i + 1]].key == entry.key) continue;
    rocksdb::Status status = entry.is_deletion ? batch.Delete(entry.key) : batch.Put(entry.key, entry.value);
    if (!status.ok()) return status;
  }
  entries_.clear();
  return db.Write(options, &batch);
}

}  // namespace wuse::history
