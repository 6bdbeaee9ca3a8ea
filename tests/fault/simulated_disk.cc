#include "tests/fault/simulated_disk.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace wuse::fault {

using rocksdb::IOStatus;
using rocksdb::Slice;

namespace {

bool IsKept(int percent, std::mt19937_64& random) {
  return static_cast<int>(random() % 100) < percent;
}

IOStatus NoSuchFile(const std::string& path) {
  return IOStatus::PathNotFound("No such file or directory", path);
}

}  // namespace

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

SimulatedDisk::Entries SimulatedDisk::SurvivingEntries(const Node& directory, Survival survival,
                                                       std::mt19937_64& random) {
  Entries entries = directory.synced_entries;
  size_t kept = directory.unsynced.size();
  if (survival == Survival::kNothing) kept = 0;
  if (survival == Survival::kPrefix || survival == Survival::kPages) kept = random() % (kept + 1);
  for (size_t i = 0; i < kept; ++i) Apply(directory.unsynced[i], entries);
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
  for (const auto& [name, child] : SurvivingEntries(node, survival, random)) {
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

}  // namespace wuse::fault
