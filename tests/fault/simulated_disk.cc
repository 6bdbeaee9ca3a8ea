#include "tests/fault/simulated_disk.h"

#include <algorithm>
#include <cstdarg>
#include <cstdlib>
#include <cstring>

namespace wuse::fault {

using rocksdb::FileOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

namespace {

bool IsKept(int percent, std::mt19937_64& random) {
  return static_cast<int>(random() % 100) < percent;
}

IOStatus NoSuchFile(const std::string& path) {
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

SimulatedDisk::SimulatedDisk() : root_(std::make_shared<Node>()) {
  root_->is_directory = true;
}

SimulatedDisk::~SimulatedDisk() = default;

void SimulatedDisk::Cut() {
  const common::MutexLock lock(mutex_);
  cut_ = true;
}

void SimulatedDisk::CutAfter(int64_t calls) {
  const common::MutexLock lock(mutex_);
  calls_until_cut_ = calls;
}

bool SimulatedDisk::is_cut() const {
  const common::MutexLock lock(mutex_);
  return cut_;
}

int64_t SimulatedDisk::change_count() const {
  const common::MutexLock lock(mutex_);
  return change_count_;
}

int64_t SimulatedDisk::sync_count() const {
  const common::MutexLock lock(mutex_);
  return sync_count_;
}

void SimulatedDisk::IgnoreSyncs() {
  const common::MutexLock lock(mutex_);
  ignore_syncs_ = true;
}

void SimulatedDisk::Apply(const EntryChange& change, Entries& entries) {
  if (change.node) {
    entries[change.to] = change.node;
  } else {
    entries.erase(change.to);
  }
  if (change.from.empty()) return;
  const auto moved = entries.find(change.from);
  if (moved != entries.end() && moved->second == change.node) entries.erase(moved);
}

std::string SimulatedDisk::SurvivingBytes(const Node& file, Survival survival, int percent_kept,
                                          std::mt19937_64& random) {
  const size_t synced = file.synced_bytes;
  const size_t size = file.bytes.size();
  if (survival == Survival::kEverything || synced == size) return file.bytes;
  if (survival == Survival::kNothing) return file.bytes.substr(0, synced);
  if (survival == Survival::kPrefix) return file.bytes.substr(0, synced + random() % (size - synced + 1));
  std::string bytes = file.bytes.substr(0, synced);
  for (size_t page = synced / kDiskPage * kDiskPage; page < size; page += kDiskPage) {
    if (!IsKept(percent_kept, random)) continue;
    const size_t begin = std::max(page, synced);
    const size_t end = std::min(page + kDiskPage, size);
    bytes.resize(end);  // lost pages before it read as zeros
    file.bytes.copy(bytes.data() + begin, end - begin, begin);
  }
  return bytes;
}

SimulatedDisk::Entries SimulatedDisk::SurvivingEntries(const Node& directory, Survival survival, int percent_kept,
                                                       std::mt19937_64& random) {
  Entries entries = directory.synced_entries;
  size_t first = directory.unsynced.size();
  if (survival == Survival::kNothing) first = 0;
  if (survival == Survival::kPrefix) first = random() % (first + 1);
  for (size_t i = 0; i < first; ++i) {
    if (survival != Survival::kPages || IsKept(percent_kept, random)) Apply(directory.unsynced[i], entries);
  }
  return entries;
}

SimulatedDisk::NodePointer SimulatedDisk::SurvivingNode(const Node& node, Survival survival, int percent_kept,
                                                        std::mt19937_64& random) {
  auto survivor = std::make_shared<Node>();
  survivor->is_directory = node.is_directory;
  if (!node.is_directory) {
    survivor->bytes = SurvivingBytes(node, survival, percent_kept, random);
    survivor->synced_bytes = survivor->bytes.size();
    return survivor;
  }
  for (const auto& [name, child] : SurvivingEntries(node, survival, percent_kept, random)) {
    survivor->entries[name] = SurvivingNode(*child, survival, percent_kept, random);
  }
  survivor->synced_entries = survivor->entries;
  return survivor;
}

std::shared_ptr<SimulatedDisk> SimulatedDisk::Survivor(Survival survival, std::mt19937_64& random) const {
  const common::MutexLock lock(mutex_);
  if (!cut_) std::abort();  // a harness that forgot the cut proves nothing
  auto survivor = std::make_shared<SimulatedDisk>();
  constexpr int kPercents[] = {10, 50, 90};
  NodePointer root = SurvivingNode(*root_, survival, kPercents[random() % 3], random);
  const common::MutexLock survivor_lock(survivor->mutex_);
  survivor->root_ = std::move(root);
  survivor->ignore_syncs_ = ignore_syncs_;
  return survivor;
}

IOStatus SimulatedDisk::CheckPower() const {
  return cut_ ? IOStatus::IOError("the power is off") : IOStatus::OK();
}

bool SimulatedDisk::BeginChange(IOStatus* answer) {
  *answer = CheckPower();
  if (!answer->ok()) return false;
  ++change_count_;
  if (calls_until_cut_ > 0 && --calls_until_cut_ == 0) {
    cut_ = true;
    *answer = CheckPower();
  }
  return true;
}

SimulatedDisk::Place SimulatedDisk::Find(const std::string& path) const {
  Place place{.directory = nullptr, .name = "", .node = root_};
  for (size_t begin = 0; begin < path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    if (end > begin) {
      if (!place.node || !place.node->is_directory) return {};
      place.directory = place.node;
      place.name = path.substr(begin, end - begin);
      const auto entry = place.directory->entries.find(place.name);
      place.node = entry == place.directory->entries.end() ? nullptr : entry->second;
    }
    begin = end + 1;
  }
  return place;
}

IOStatus SimulatedDisk::FindFile(const std::string& path, NodePointer* file) const {
  IOStatus status = CheckPower();
  if (!status.ok()) return status;
  *file = Find(path).node;
  if (!*file) return NoSuchFile(path);
  return (*file)->is_directory ? IOStatus::IOError("is a directory", path) : IOStatus::OK();
}

IOStatus SimulatedDisk::Change(const Place& place, EntryChange change) {
  if (!place.directory) return NoSuchFile(change.to);
  IOStatus answer;
  if (!BeginChange(&answer)) return answer;
  Apply(change, place.directory->entries);
  place.directory->unsynced.push_back(std::move(change));
  return answer;
}

IOStatus SimulatedDisk::Read(const Node& file, uint64_t offset, size_t size, char* into, size_t* read) const {
  const common::MutexLock lock(mutex_);
  IOStatus status = CheckPower();
  if (!status.ok()) return status;
  *read = offset < file.bytes.size() ? std::min<size_t>(size, file.bytes.size() - offset) : 0;
  if (*read > 0) std::memcpy(into, file.bytes.data() + offset, *read);
  return status;
}

IOStatus SimulatedDisk::Append(Node& file, const Slice& data) {
  const common::MutexLock lock(mutex_);
  IOStatus answer;
  if (BeginChange(&answer)) file.bytes.append(data.data(), data.size());
  return answer;
}

IOStatus SimulatedDisk::SyncFile(Node& file) {
  const common::MutexLock lock(mutex_);
  IOStatus answer;
  // When the power goes during a sync, some of it may be on the disk: that is what the survivals are about.
  if (BeginChange(&answer) && answer.ok()) {
    ++sync_count_;
    if (!ignore_syncs_) file.synced_bytes = file.bytes.size();
  }
  return answer;
}

IOStatus SimulatedDisk::SyncDirectory(Node& directory) {
  const common::MutexLock lock(mutex_);
  IOStatus answer;
  if (BeginChange(&answer) && answer.ok()) {
    ++sync_count_;
    if (!ignore_syncs_) {
      directory.synced_entries = directory.entries;
      directory.unsynced.clear();
    }
  }
  return answer;
}

uint64_t SimulatedDisk::SizeOf(const Node& file) const {
  const common::MutexLock lock(mutex_);
  return file.bytes.size();
}

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
  if (!node || !node->is_directory) return NoSuchFile(path);
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
  if (!place.node || !place.node->is_directory) return NoSuchFile(path);
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
  if (!source.node) return NoSuchFile(from);
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
  if (!place.directory) return NoSuchFile(path);
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
  if (!node) return NoSuchFile(path);
  *is_directory = node->is_directory;
  return status;
}

}  // namespace wuse::fault
