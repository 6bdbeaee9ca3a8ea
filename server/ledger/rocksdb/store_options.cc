#include "server/ledger/rocksdb/store_options.h"

#include <random>

namespace wuse::ledger {

rocksdb::Options StoreOptions(rocksdb::Env* env) {
  rocksdb::Options options;
  if (env != nullptr) options.env = env;
  options.paranoid_checks = true;
  // A torn end (a write cut short by a crash, never acknowledged) is cut off; anything else refuses to open.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.manual_wal_flush = false;
  options.unordered_write = false;
  options.wal_compression = rocksdb::kNoCompression;
  options.recycle_log_file_num = 0;  // an old log's records must never look like this one's
  options.write_buffer_size = kMemtableBytes;
  options.max_write_buffer_number = kMemtables;
  options.keep_log_file_num = 4;
  options.max_log_file_size = 4 << 20;
  return options;
}

std::string NewStoreId() {
  std::random_device random;
  std::string id;
  for (int i = 0; i < 32; ++i) id.push_back("0123456789abcdef"[random() % 16]);
  return id;
}

}  // namespace wuse::ledger
