#include "tests/fault/faulty_files.h"

#include <utility>

namespace wuse::fault {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;
using Kind = FaultyFiles::Kind;
using Order = FaultyFiles::Order;

// Passes the call, or fails it.
template <typename Call>
IOStatus Counted(FaultyFiles& files, Kind kind, const Call& call) {
  return files.Count(kind) == Order::kPass ? call() : files.Failure();
}

class FaultySequentialFile : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  FaultySequentialFile(FaultyFiles& files, std::unique_ptr<rocksdb::FSSequentialFile> file)
      : FSSequentialFileOwnerWrapper(std::move(file)), files_(files) {}
  IOStatus Read(size_t size, const IOOptions& options, Slice* result, char* scratch, IODebugContext* debug) override {
    return Counted(files_, Kind::kRead, [&] { return target()->Read(size, options, result, scratch, debug); });
  }

 private:
  FaultyFiles& files_;
};

class FaultyRandomAccessFile : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  FaultyRandomAccessFile(FaultyFiles& files, std::unique_ptr<rocksdb::FSRandomAccessFile> file)
      : FSRandomAccessFileOwnerWrapper(std::move(file)), files_(files) {}
  IOStatus Read(uint64_t offset, size_t size, const IOOptions& options, Slice* result, char* scratch,
                IODebugContext* debug) const override {
    return Counted(files_, Kind::kRead, [&] { return target()->Read(offset, size, options, result, scratch, debug); });
  }
  IOStatus MultiRead(rocksdb::FSReadRequest* requests, size_t count, const IOOptions& options,
                     IODebugContext* debug) override {
    return Counted(files_, Kind::kRead, [&] { return target()->MultiRead(requests, count, options, debug); });
  }

 private:
  FaultyFiles& files_;
};

class FaultyWritableFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyWritableFile(FaultyFiles& files, std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)), files_(files) {}
  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    return Write(data, options, debug);
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo& /*info*/,
                  IODebugContext* debug) override {
    return Write(data, options, debug);
  }
  IOStatus Sync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return Counted(files_, Kind::kNeedsRoom, [] { return IOStatus::OK(); });
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override { return Sync(options, debug); }
  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    const IOStatus closed = target()->Close(options, debug);
    return Counted(files_, Kind::kOther, [&] { return closed; });
  }

 private:
  IOStatus Write(const Slice& data, const IOOptions& options, IODebugContext* debug) {
    const Order order = files_.Count(Kind::kWrite);
    if (order == Order::kPass) return target()->Append(data, options, debug);
    if (order == Order::kHalf) {
      IOStatus half = target()->Append(Slice(data.data(), data.size() / 2), options, debug);
      if (!half.ok()) return half;
    }
    return files_.Failure();
  }

  FaultyFiles& files_;
};

class FaultyDirectory : public rocksdb::FSDirectoryWrapper {
 public:
  FaultyDirectory(FaultyFiles& files, std::unique_ptr<rocksdb::FSDirectory> directory)
      : FSDirectoryWrapper(std::move(directory)), files_(files) {}
  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return Counted(files_, Kind::kNeedsRoom, [] { return IOStatus::OK(); });
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& /*reason*/) override {
    return Fsync(options, debug);
  }

 private:
  FaultyFiles& files_;
};

bool CanBefall(Fault fault, Kind kind) {
  switch (fault) {
    case Fault::kError:
      return true;
    case Fault::kShortWrite:
      return kind == Kind::kWrite;
    case Fault::kNoSpace:
      return kind == Kind::kWrite || kind == Kind::kNeedsRoom;
  }
  return false;
}

}  // namespace

void FaultyFiles::FailAt(Fault fault, int64_t nth) {
  const common::MutexLock lock(mutex_);
  fault_ = fault;
  calls_until_failure_ = nth;
}

bool FaultyFiles::has_failed() const {
  const common::MutexLock lock(mutex_);
  return has_failed_;
}

FaultyFiles::Order FaultyFiles::Count(Kind kind) {
  const common::MutexLock lock(mutex_);
  if (calls_until_failure_ == 0 || !CanBefall(fault_, kind) || --calls_until_failure_ > 0) return Order::kPass;
  has_failed_ = true;
  return fault_ == Fault::kShortWrite ? Order::kHalf : Order::kFail;
}

IOStatus FaultyFiles::Failure() const {
  const common::MutexLock lock(mutex_);
  return fault_ == Fault::kNoSpace ? IOStatus::NoSpace("No space left on device (ordered)")
                                   : IOStatus::IOError("Input/output error (ordered)");
}

IOStatus FaultyFiles::NewSequentialFile(const std::string& path, const FileOptions& options,
                                        std::unique_ptr<rocksdb::FSSequentialFile>* file, Debug* debug) {
  std::unique_ptr<rocksdb::FSSequentialFile> opened;
  IOStatus status =
      Counted(*this, Kind::kOther, [&] { return target()->NewSequentialFile(path, options, &opened, debug); });
  if (status.ok()) *file = std::make_unique<FaultySequentialFile>(*this, std::move(opened));
  return status;
}

IOStatus FaultyFiles::NewRandomAccessFile(const std::string& path, const FileOptions& options,
                                          std::unique_ptr<rocksdb::FSRandomAccessFile>* file, Debug* debug) {
  std::unique_ptr<rocksdb::FSRandomAccessFile> opened;
  IOStatus status =
      Counted(*this, Kind::kOther, [&] { return target()->NewRandomAccessFile(path, options, &opened, debug); });
  if (status.ok()) *file = std::make_unique<FaultyRandomAccessFile>(*this, std::move(opened));
  return status;
}

IOStatus FaultyFiles::NewWritableFile(const std::string& path, const FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* file, Debug* debug) {
  std::unique_ptr<rocksdb::FSWritableFile> opened;
  IOStatus status =
      Counted(*this, Kind::kNeedsRoom, [&] { return target()->NewWritableFile(path, options, &opened, debug); });
  if (status.ok()) *file = std::make_unique<FaultyWritableFile>(*this, std::move(opened));
  return status;
}

IOStatus FaultyFiles::ReopenWritableFile(const std::string& path, const FileOptions& options,
                                         std::unique_ptr<rocksdb::FSWritableFile>* file, Debug* debug) {
  std::unique_ptr<rocksdb::FSWritableFile> opened;
  IOStatus status =
      Counted(*this, Kind::kNeedsRoom, [&] { return target()->ReopenWritableFile(path, options, &opened, debug); });
  if (status.ok()) *file = std::make_unique<FaultyWritableFile>(*this, std::move(opened));
  return status;
}

IOStatus FaultyFiles::NewDirectory(const std::string& path, const Options& options,
                                   std::unique_ptr<rocksdb::FSDirectory>* directory, Debug* debug) {
  std::unique_ptr<rocksdb::FSDirectory> opened;
  IOStatus status = Counted(*this, Kind::kOther, [&] { return target()->NewDirectory(path, options, &opened, debug); });
  if (status.ok()) *directory = std::make_unique<FaultyDirectory>(*this, std::move(opened));
  return status;
}

IOStatus FaultyFiles::FileExists(const std::string& path, const Options& options, Debug* debug) {
  return Counted(*this, Kind::kOther, [&] { return target()->FileExists(path, options, debug); });
}

IOStatus FaultyFiles::GetChildren(const std::string& path, const Options& options, std::vector<std::string>* names,
                                  Debug* debug) {
  return Counted(*this, Kind::kOther, [&] { return target()->GetChildren(path, options, names, debug); });
}

IOStatus FaultyFiles::DeleteFile(const std::string& path, const Options& options, Debug* debug) {
  return Counted(*this, Kind::kOther, [&] { return target()->DeleteFile(path, options, debug); });
}

IOStatus FaultyFiles::CreateDir(const std::string& path, const Options& options, Debug* debug) {
  return Counted(*this, Kind::kNeedsRoom, [&] { return target()->CreateDir(path, options, debug); });
}

IOStatus FaultyFiles::CreateDirIfMissing(const std::string& path, const Options& options, Debug* debug) {
  return Counted(*this, Kind::kNeedsRoom, [&] { return target()->CreateDirIfMissing(path, options, debug); });
}

IOStatus FaultyFiles::GetFileSize(const std::string& path, const Options& options, uint64_t* size, Debug* debug) {
  return Counted(*this, Kind::kOther, [&] { return target()->GetFileSize(path, options, size, debug); });
}

IOStatus FaultyFiles::RenameFile(const std::string& from, const std::string& to, const Options& options, Debug* debug) {
  return Counted(*this, Kind::kNeedsRoom, [&] { return target()->RenameFile(from, to, options, debug); });
}

IOStatus FaultyFiles::LinkFile(const std::string& from, const std::string& to, const Options& options, Debug* debug) {
  return Counted(*this, Kind::kNeedsRoom, [&] { return target()->LinkFile(from, to, options, debug); });
}

IOStatus FaultyFiles::LockFile(const std::string& path, const Options& options, rocksdb::FileLock** lock,
                               Debug* debug) {
  return Counted(*this, Kind::kNeedsRoom, [&] { return target()->LockFile(path, options, lock, debug); });
}

}  // namespace wuse::fault
