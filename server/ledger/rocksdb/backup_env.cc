#include "server/ledger/rocksdb/backup_env.h"

#include <atomic>
#include <utility>

#include "rocksdb/file_system.h"

namespace wuse::ledger {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

class BackupEnv::Files : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;
  const char* Name() const override { return "WuseBackupFiles"; }

  IOStatus NewSequentialFile(const std::string& name, const rocksdb::FileOptions& options,
                             std::unique_ptr<rocksdb::FSSequentialFile>* file, IODebugContext* debug) override {
    IOStatus opened = FileSystemWrapper::NewSequentialFile(name, options, file, debug);
    if (opened.ok()) *file = std::make_unique<Reader>(std::move(*file), *this);
    return opened;
  }
  IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) override {
    IOStatus opened = FileSystemWrapper::NewWritableFile(name, options, file, debug);
    if (opened.ok()) *file = std::make_unique<Writer>(std::move(*file), *this);
    return opened;
  }

  std::atomic<bool> stopped = false;
  std::atomic<uint64_t> written_bytes = 0;

 private:
  class Reader : public rocksdb::FSSequentialFileOwnerWrapper {
   public:
    Reader(std::unique_ptr<rocksdb::FSSequentialFile> file, const Files& files)
        : FSSequentialFileOwnerWrapper(std::move(file)), files_(files) {}
    IOStatus Read(size_t n, const IOOptions& options, Slice* result, char* scratch, IODebugContext* debug) override {
      IOStatus checked = files_.Check();
      return checked.ok() ? FSSequentialFileOwnerWrapper::Read(n, options, result, scratch, debug) : checked;
    }

   private:
    const Files& files_;
  };

  class Writer : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    Writer(std::unique_ptr<rocksdb::FSWritableFile> file, Files& files)
        : FSWritableFileOwnerWrapper(std::move(file)), files_(files) {}
    IOStatus Append(const Slice& bytes, const IOOptions& options, IODebugContext* debug) override {
      IOStatus checked = files_.Check();
      if (!checked.ok()) return checked;
      files_.written_bytes += bytes.size();
      return FSWritableFileOwnerWrapper::Append(bytes, options, debug);
    }
    IOStatus Append(const Slice& bytes, const IOOptions& options, const rocksdb::DataVerificationInfo& verification,
                    IODebugContext* debug) override {
      IOStatus checked = files_.Check();
      if (!checked.ok()) return checked;
      files_.written_bytes += bytes.size();
      return FSWritableFileOwnerWrapper::Append(bytes, options, verification, debug);
    }

   private:
    Files& files_;
  };

  IOStatus Check() const { return stopped ? IOStatus::Aborted("stopped") : IOStatus::OK(); }
};

BackupEnv::BackupEnv(rocksdb::Env* base)
    : files_(std::make_shared<Files>(base->GetFileSystem())), env_(rocksdb::NewCompositeEnv(files_)) {}

BackupEnv::~BackupEnv() = default;

void BackupEnv::Stop() {
  files_->stopped = true;
}

bool BackupEnv::stopped() const {
  return files_->stopped;
}

uint64_t BackupEnv::written_bytes() const {
  return files_->written_bytes;
}

}  // namespace wuse::ledger
