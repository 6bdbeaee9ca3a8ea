#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/mutex.h"
#include "rocksdb/file_system.h"

namespace wuse::fault {

enum class Fault {
  kError,       // EIO, of any call
  kShortWrite,  // half of the bytes are written, then EIO
  kNoSpace,     // ENOSPC, of calls that need room
};

// A file system around another one that counts its calls and fails one of them. Syncs are answered without asking the
// disk: what a stopped process has written is there for the next one all the same, and a sweep has many of them. The
// text log (LOG) does not pass through here. Thread-safe.
class FaultyFiles : public rocksdb::FileSystemWrapper {
 public:
  explicit FaultyFiles(std::shared_ptr<rocksdb::FileSystem> files) : FileSystemWrapper(std::move(files)) {}

  // From now on counts the calls that this fault can befall, and fails the n-th (1: the next).
  void FailAt(Fault fault, int64_t nth);
  // Whether it has come to that.
  bool has_failed() const;

  // What to do with a call, and what to answer.
  enum class Kind { kRead, kWrite, kNeedsRoom, kOther };
  enum class Order { kPass, kFail, kHalf };
  Order Count(Kind kind);
  rocksdb::IOStatus Failure() const;

  const char* Name() const override { return "FaultyFiles"; }
  using Options = rocksdb::IOOptions;
  using Debug = rocksdb::IODebugContext;
  rocksdb::IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* file, Debug* debug) override;
  rocksdb::IOStatus NewRandomAccessFile(const std::string& path, const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file, Debug* debug) override;
  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file, Debug* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file, Debug* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const Options& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory, Debug* debug) override;
  rocksdb::IOStatus FileExists(const std::string& path, const Options& options, Debug* debug) override;
  rocksdb::IOStatus GetChildren(const std::string& path, const Options& options, std::vector<std::string>* names,
                                Debug* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const Options& options, Debug* debug) override;
  rocksdb::IOStatus CreateDir(const std::string& path, const Options& options, Debug* debug) override;
  rocksdb::IOStatus CreateDirIfMissing(const std::string& path, const Options& options, Debug* debug) override;
  rocksdb::IOStatus GetFileSize(const std::string& path, const Options& options, uint64_t* size, Debug* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to, const Options& options,
                               Debug* debug) override;
  rocksdb::IOStatus LinkFile(const std::string& from, const std::string& to, const Options& options,
                             Debug* debug) override;
  rocksdb::IOStatus LockFile(const std::string& path, const Options& options, rocksdb::FileLock** lock,
                             Debug* debug) override;

 private:
  mutable common::Mutex mutex_;
  Fault fault_ WUSE_GUARDED_BY(mutex_) = Fault::kError;
  int64_t calls_until_failure_ WUSE_GUARDED_BY(mutex_) = 0;  // 0: none ordered
  bool has_failed_ WUSE_GUARDED_BY(mutex_) = false;
};

}  // namespace wuse::fault
