// What RocksDB calls of the simulated disk, and its open files.

#include <cstdarg>
#include <utility>

#include "tests/fault/simulated_disk.h"

namespace wuse::fault {

using rocksdb::FileOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

namespace {

IOStatus Missing(const std::string& path) {
  return IOStatus::PathNotFound("No such file or directory", path);
}

class SilentLogger : public rocksdb::Logger {
 public:
  using Logger::Logv;
  void Logv(const char* /*format*/, va_list /*arguments*/) override {}
  size_t GetLogFileSize() const override { return 0; }
};

class Lock : public rocksdb::FileLock {
 public:
  explicit Lock(std::string path) : path_(std::move(path)) {}
  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

}  // namespace

class SimulatedSequentialFile : public rocksdb::FSSequentialFile {
 public:
  SimulatedSequentialFile(const SimulatedDisk& disk, SimulatedDisk::NodePointer file)
      : disk_(disk), file_(std::move(file)) {}
  IOStatus Read(size_t size, const rocksdb::IOOptions& /*options*/, Slice* result, char* scratch,
                rocksdb::IODebugContext* /*debug*/) override {
    size_t read = 0;
    IOStatus status = disk_.Read(*file_, offset_, size, scratch, &read);
    offset_ += read;
    *result = Slice(scratch, read);
    return status;
  }
  IOStatus Skip(uint64_t size) override {
    offset_ += size;
    return IOStatus::OK();
  }

 private:
  const SimulatedDisk& disk_;
  const SimulatedDisk::NodePointer file_;
  uint64_t offset_ = 0;
};

class SimulatedRandomAccessFile : public rocksdb::FSRandomAccessFile {
 public:
  SimulatedRandomAccessFile(const SimulatedDisk& disk, SimulatedDisk::NodePointer file)
      : disk_(disk), file_(std::move(file)) {}
  IOStatus Read(uint64_t offset, size_t size, const rocksdb::IOOptions& /*options*/, Slice* result, char* scratch,
                rocksdb::IODebugContext* /*debug*/) const override {
    size_t read = 0;
    IOStatus status = disk_.Read(*file_, offset, size, scratch, &read);
    *result = Slice(scratch, read);
    return status;
  }

 private:
  const SimulatedDisk& disk_;
  const SimulatedDisk::NodePointer file_;
};

class SimulatedWritableFile : public rocksdb::FSWritableFile {
 public:
  SimulatedWritableFile(SimulatedDisk& disk, SimulatedDisk::NodePointer file) : disk_(disk), file_(std::move(file)) {}
  using FSWritableFile::Append;
  IOStatus Append(const Slice& data, const rocksdb::IOOptions& /*options*/,
                  rocksdb::IODebugContext* /*debug*/) override {
    return disk_.Append(*file_, data);
  }
  IOStatus Close(const rocksdb::IOOptions& /*options*/, rocksdb::IODebugContext* /*debug*/) override {
    return IOStatus::OK();
  }
  IOStatus Flush(const rocksdb::IOOptions& /*options*/, rocksdb::IODebugContext* /*debug*/) override {
    return IOStatus::OK();  // to the page cache: Append has put it there
  }
  IOStatus Sync(const rocksdb::IOOptions& /*options*/, rocksdb::IODebugContext* /*debug*/) override {
    return disk_.SyncFile(*file_);
  }
  bool IsSyncThreadSafe() const override { return true; }
  uint64_t GetFileSize(const rocksdb::IOOptions& /*options*/, rocksdb::IODebugContext* /*debug*/) override {
    return disk_.SizeOf(*file_);
  }

 private:
  SimulatedDisk& disk_;
  const SimulatedDisk::NodePointer file_;
};

class SimulatedDirectory : public rocksdb::FSDirectory {
 public:
  SimulatedDirectory(SimulatedDisk& disk, SimulatedDisk::NodePointer directory)
      : disk_(disk), directory_(std::move(directory)) {}
  IOStatus Fsync(const rocksdb::IOOptions& /*options*/, rocksdb::IODebugContext* /*debug*/) override {
    return disk_.SyncDirectory(*directory_);
  }
  IOStatus Close(const rocksdb::IOOptions& /*options*/, rocksdb::IODebugContext* /*debug*/) override {
    return IOStatus::OK();
  }

 private:
  SimulatedDisk& disk_;
  const SimulatedDisk::NodePointer directory_;
};

IOStatus SimulatedDisk::NewSequentialFile(const std::string& path, const FileOptions& /*options*/,
                                          std::unique_ptr<rocksdb::FSSequentialFile>* file, Debug* /*debug*/) {
  const common::MutexLock lock(mutex_);
  NodePointer node;
  IOStatus status = FindFile(path, &node);
  if (status.ok()) *file = std::make_unique<SimulatedSequentialFile>(*this, std::move(node));
  return status;
}

IOStatus SimulatedDisk::NewRandomAccessFile(const std::string& path, const FileOptions& /*options*/,
                                            std::unique_ptr<rocksdb::FSRandomAccessFile>* file, Debug* /*debug*/) {
  const common::MutexLock lock(mutex_);
  NodePointer node;
  IOStatus status = FindFile(path, &node);
  if (status.ok()) *file = std::make_unique<SimulatedRandomAccessFile>(*this, std::move(node));
  return status;
}

IOStatus SimulatedDisk::NewWritableFile(const std::string& path, const FileOptions& /*options*/,
                                        std::unique_ptr<rocksdb::FSWritableFile>* file, Debug* /*debug*/) {
  const common::MutexLock lock(mutex_);
  auto node = std::make_shared<Node>();
  const Place place = Find(path);
  IOStatus status = Change(place, {.to = place.name, .node = node, .from = ""});
  if (status.ok()) *file = std::make_unique<SimulatedWritableFile>(*this, std::move(node));
  return status;
}

IOStatus SimulatedDisk::NewDirectory(const std::string& path, const Options& /*options*/,
                                     std::unique_ptr<rocksdb::FSDirectory>* directory, Debug* /*debug*/) {
  const common::MutexLock lock(mutex_);
  IOStatus status = CheckPower();
  if (!status.ok()) return status;
  NodePointer node = Find(path).node;
  if (!node || !node->is_directory) return Missing(path);
  *directory = std::make_unique<SimulatedDirectory>(*this, std::move(node));
  return status;
}

IOStatus SimulatedDisk::FileExists(const std::string& path, const Options& /*options*/, Debug* /*debug*/) {
  const common::MutexLock lock(mutex_);
  IOStatus status = CheckPower();
  if (!status.ok()) return status;
  return Find(path).node ? status : IOStatus::NotFound();
}

IOStatus SimulatedDisk::GetChildren(const std::string& path, const Options& /*options*/,
                                    std::vector<std::string>* names, Debug* /*debug*/) {
  const common::MutexLock lock(mutex_);
  IOStatus status = CheckPower();
  if (!status.ok()) return status;
  const NodePointer node = Find(path).node;
  if (!node || !node->is_directory) return IOStatus::NotFound(path);
  names->clear();
  for (const auto& [name, child] : node->entries) names->push_back(name);
  return status;
}

IOStatus SimulatedDisk::DeleteFile(const std::string& path, const Options& /*options*/, Debug* /*debug*/) {
  const common::MutexLock lock(mutex_);
  NodePointer node;
  IOStatus status = FindFile(path, &node);
  if (!status.ok()) return status;
  const Place place = Find(path);
  return Change(place, {.to = place.name, .node = nullptr, .from = ""});
}

IOStatus SimulatedDisk::CreateDir(const std::string& path, const Options& /*options*/, Debug* /*debug*/) {
  const common::MutexLock lock(mutex_);
  const Place place = Find(path);
  if (place.node) return IOStatus::IOError("File exists", path);
  auto node = std::make_shared<Node>();
  node->is_directory = true;
  return Change(place, {.to = place.name, .node = std::move(node), .from = ""});
}

IOStatus SimulatedDisk::CreateDirIfMissing(const std::string& path, const Options& options, Debug* debug) {
  {
    const common::MutexLock lock(mutex_);
    IOStatus status = CheckPower();
    if (!status.ok()) return status;
    const NodePointer node = Find(path).node;
    if (node) return node->is_directory ? status : IOStatus::IOError("not a directory", path);
  }
  return CreateDir(path, options, debug);
}

IOStatus SimulatedDisk::DeleteDir(const std::string& path, const Options& /*options*/, Debug* /*debug*/) {
  const common::MutexLock lock(mutex_);
  const Place place = Find(path);
  if (!place.node || !place.node->is_directory) return Missing(path);
  if (!place.node->entries.empty()) return IOStatus::IOError("Directory not empty", path);
  return Change(place, {.to = place.name, .node = nullptr, .from = ""});
}

IOStatus SimulatedDisk::GetFileSize(const std::string& path, const Options& /*options*/, uint64_t* size,
                                    Debug* /*debug*/) {
  const common::MutexLock lock(mutex_);
  NodePointer node;
  IOStatus status = FindFile(path, &node);
  if (status.ok()) *size = node->bytes.size();
  return status;
}

IOStatus SimulatedDisk::GetFileModificationTime(const std::string& path, const Options& /*options*/, uint64_t* time,
                                                Debug* /*debug*/) {
  const common::MutexLock lock(mutex_);
  NodePointer node;
  *time = 0;
  return FindFile(path, &node);
}

IOStatus SimulatedDisk::RenameFile(const std::string& from, const std::string& to, const Options& /*options*/,
                                   Debug* /*debug*/) {
  const common::MutexLock lock(mutex_);
  IOStatus status = CheckPower();
  if (!status.ok()) return status;
  const Place source = Find(from);
  const Place target = Find(to);
  if (!source.node) return Missing(from);
  if (source.directory != target.directory) return IOStatus::NotSupported("a rename to another directory", to);
  return Change(target, {.to = target.name, .node = source.node, .from = source.name});
}

IOStatus SimulatedDisk::LinkFile(const std::string& from, const std::string& to, const Options& /*options*/,
                                 Debug* /*debug*/) {
  const common::MutexLock lock(mutex_);
  NodePointer node;
  IOStatus status = FindFile(from, &node);
  if (!status.ok()) return status;
  const Place target = Find(to);
  if (target.node) return IOStatus::IOError("File exists", to);
  return Change(target, {.to = target.name, .node = std::move(node), .from = ""});
}

IOStatus SimulatedDisk::LockFile(const std::string& path, const Options& /*options*/, rocksdb::FileLock** lock,
                                 Debug* /*debug*/) {
  const common::MutexLock hold(mutex_);
  IOStatus status = CheckPower();
  if (!status.ok()) return status;
  if (locked_[path]) return IOStatus::IOError("While lock file: " + path, "Resource temporarily unavailable");
  const Place place = Find(path);
  if (!place.directory) return Missing(path);
  if (!place.node) status = Change(place, {.to = place.name, .node = std::make_shared<Node>(), .from = ""});
  if (!status.ok()) return status;
  locked_[path] = true;
  *lock = new Lock(path);
  return status;
}

IOStatus SimulatedDisk::UnlockFile(rocksdb::FileLock* lock, const Options& /*options*/, Debug* /*debug*/) {
  const std::unique_ptr<Lock> held(static_cast<Lock*>(lock));
  const common::MutexLock hold(mutex_);
  locked_[held->path()] = false;
  return IOStatus::OK();
}

IOStatus SimulatedDisk::GetTestDirectory(const Options& /*options*/, std::string* path, Debug* /*debug*/) {
  *path = "/test";
  return IOStatus::OK();
}

IOStatus SimulatedDisk::NewLogger(const std::string& /*path*/, const Options& /*options*/,
                                  std::shared_ptr<rocksdb::Logger>* logger, Debug* /*debug*/) {
  *logger = std::make_shared<SilentLogger>();
  return IOStatus::OK();
}

IOStatus SimulatedDisk::GetAbsolutePath(const std::string& path, const Options& /*options*/, std::string* absolute,
                                        Debug* /*debug*/) {
  *absolute = path;
  return IOStatus::OK();
}

IOStatus SimulatedDisk::GetFreeSpace(const std::string& /*path*/, const Options& /*options*/, uint64_t* bytes,
                                     Debug* /*debug*/) {
  *bytes = uint64_t{1} << 40;
  return IOStatus::OK();
}

IOStatus SimulatedDisk::IsDirectory(const std::string& path, const Options& /*options*/, bool* is_directory,
                                    Debug* /*debug*/) {
  const common::MutexLock lock(mutex_);
  IOStatus status = CheckPower();
  if (!status.ok()) return status;
  const NodePointer node = Find(path).node;
  if (!node) return Missing(path);
  *is_directory = node->is_directory;
  return status;
}

}  // namespace wuse::fault
