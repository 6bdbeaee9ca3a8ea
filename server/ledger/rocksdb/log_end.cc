#include "server/ledger/rocksdb/log_end.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "common/status.h"
#include "server/ledger/rocksdb/store_directory.h"

namespace wuse::ledger {
namespace {

// RocksDB's log format: blocks of 32 KiB; a record is one fragment (FULL) or several, none across a block's end. A
// fragment: masked CRC-32C of type and payload (4 bytes), payload length (2), type (1), payload. Little-endian. What is
// left of a block and too small for a header is zero.
constexpr size_t kBlock = 32 << 10;
constexpr size_t kHeader = 7;
constexpr size_t kLengthAt = 4;
constexpr size_t kTypeAt = 6;
enum FragmentType : uint8_t { kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

constexpr size_t kPage = 4096;                // what a disk writes or loses as a whole
constexpr size_t kFewZeros = 16;              // no record has as many in a row at its very end
constexpr uint32_t kPolynomial = 0x82f63b78;  // CRC-32C, reflected
constexpr uint32_t kMaskDelta = 0xa282ead8;

constexpr std::array<uint32_t, 256> MakeTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t byte = 0; byte < table.size(); ++byte) {
    uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? kPolynomial : 0);
    table[byte] = value;
  }
  return table;
}
constexpr std::array<uint32_t, 256> kTable = MakeTable();

// A CRC-32C that grows byte by byte.
class Checksum {
 public:
  void Add(char byte) { state_ = kTable[(state_ ^ static_cast<uint8_t>(byte)) & 0xff] ^ (state_ >> 8); }
  uint32_t Masked() const {
    const uint32_t crc = ~state_;
    return ((crc >> 15) | (crc << 17)) + kMaskDelta;
  }

 private:
  uint32_t state_ = 0xffffffff;
};

uint32_t NumberAt(std::string_view bytes, size_t at, int size) {
  uint32_t value = 0;
  for (int i = size - 1; i >= 0; --i) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  return value;
}

bool IsZero(std::string_view bytes) {
  return bytes.find_first_not_of('\0') == std::string_view::npos;
}

struct Fragment {
  uint8_t type;
  size_t end;
};

class LogScan {
 public:
  LogScan(std::string_view bytes, RecordsPerSync per_sync) : bytes_(bytes), per_sync_(per_sync) {}

  LogEnd Run() {
    while (true) {
      if (RoomInBlock(position_) < kHeader) position_ += RoomInBlock(position_);
      if (!in_record_) record_begin_ = std::min(position_, bytes_.size());
      if (position_ >= bytes_.size()) return End(in_record_ ? LogEnd::State::kTorn : LogEnd::State::kWhole);
      const std::optional<Fragment> fragment = GoodFragmentAt(position_);
      if (!fragment) return End(IsTorn() ? LogEnd::State::kTorn : LogEnd::State::kDamaged);
      // A fragment that is good itself, but out of order: no cut does that.
      const bool begins = fragment->type == kFull || fragment->type == kFirst;
      if (begins == in_record_) return End(LogEnd::State::kDamaged);
      in_record_ = fragment->type == kFirst || fragment->type == kMiddle;
      position_ = fragment->end;
    }
  }

 private:
  static size_t RoomInBlock(size_t position) { return kBlock - position % kBlock; }
  LogEnd End(LogEnd::State state) const { return {.state = state, .good_bytes = record_begin_}; }
  bool HasHeader(size_t at) const { return at + kHeader <= bytes_.size() && RoomInBlock(at) >= kHeader; }

  std::optional<Fragment> GoodFragmentAt(size_t at) const {
    if (!HasHeader(at)) return std::nullopt;
    const size_t size = NumberAt(bytes_, at + kLengthAt, 2);
    const auto type = static_cast<uint8_t>(bytes_[at + kTypeAt]);
    const size_t end = at + kHeader + size;
    if (type < kFull || type > kLast || size > RoomInBlock(at) - kHeader || end > bytes_.size()) return std::nullopt;
    Checksum checksum;
    for (size_t i = at + kTypeAt; i < end; ++i) checksum.Add(bytes_[i]);
    if (checksum.Masked() != NumberAt(bytes_, at, 4)) return std::nullopt;
    return Fragment{.type = type, .end = end};
  }

  bool IsTorn() const {
    if (per_sync_ == RecordsPerSync::kOne && HasLaterRecord()) return false;
    return HasLostPage() || IsCutShort();
  }

  // Another record begins in a later block: so this one was synced.
  bool HasLaterRecord() const {
    for (size_t block = (position_ / kBlock + 1) * kBlock; block < bytes_.size(); block += kBlock) {
      for (std::optional<Fragment> next = GoodFragmentAt(block); next; next = GoodFragmentAt(next->end)) {
        if (next->type == kFull || next->type == kFirst) return true;
        if (next->end / kBlock > block / kBlock) break;
      }
    }
    return false;
  }

  // Some page of the unfinished record never reached the disk, while later ones did.
  bool HasLostPage() const {
    for (size_t begin = record_begin_; begin < bytes_.size();) {
      const size_t page_end = (begin / kPage + 1) * kPage;
      const size_t end = std::min(page_end, bytes_.size());
      if (IsZero(bytes_.substr(begin, end - begin)) && (end == page_end || end - begin >= kFewZeros)) return true;
      begin = end;
    }
    return false;
  }

  // The file ends within the fragment, and so it would with the length that was written. An altered length that points
  // beyond the end is found out by the checksum: it does not cover the length, and fits what is there.
  bool IsCutShort() const {
    if (!HasHeader(position_)) return true;
    const size_t size = NumberAt(bytes_, position_ + kLengthAt, 2);
    if (size > RoomInBlock(position_) - kHeader || position_ + kHeader + size <= bytes_.size()) return false;
    const uint32_t stored = NumberAt(bytes_, position_, 4);
    Checksum checksum;
    for (size_t end = position_ + kTypeAt; end < bytes_.size();) {
      checksum.Add(bytes_[end++]);
      if (checksum.Masked() != stored) continue;
      if (end == bytes_.size() || GoodFragmentAt(end)) return false;
    }
    return true;
  }

  const std::string_view bytes_;
  const RecordsPerSync per_sync_;
  size_t position_ = 0;
  size_t record_begin_ = 0;
  bool in_record_ = false;
};

// RocksDB's own lock, without which a log that is being written would be taken for a torn one.
class DirectoryLock {
 public:
  explicit DirectoryLock(rocksdb::Env& env) : env_(env) {}
  ~DirectoryLock() {
    if (lock_ != nullptr) env_.UnlockFile(lock_);
  }
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;
  rocksdb::Status Take(const std::string& dir) { return env_.LockFile(dir + "/LOCK", &lock_); }

 private:
  rocksdb::Env& env_;
  rocksdb::FileLock* lock_ = nullptr;
};

class TornEnds {
 public:
  TornEnds(rocksdb::Env& env, const std::string& dir) : env_(env), dir_(dir) {}

  absl::Status Cut() {
    std::vector<std::string> names;
    WUSE_RETURN_IF_ERROR(StatusOf(env_.GetChildren(dir_, &names), "open", dir_));
    std::string manifest;
    // Without a CURRENT there is no RocksDB yet, or none any more: opening it tells which.
    if (!rocksdb::ReadFileToString(&env_, dir_ + "/CURRENT", &manifest).ok()) return absl::OkStatus();
    if (!manifest.empty() && manifest.back() == '\n') manifest.pop_back();
    if (std::find(names.begin(), names.end(), manifest) != names.end())
      WUSE_RETURN_IF_ERROR(CutFile(manifest, RecordsPerSync::kSeveral));
    const absl::StatusOr<std::string> log = NewestLog(names);
    if (!log.ok()) return log.status();
    return log->empty() ? absl::OkStatus() : CutFile(*log, RecordsPerSync::kOne);
  }

 private:
  // Of those that hold anything.
  absl::StatusOr<std::string> NewestLog(const std::vector<std::string>& names) const {
    constexpr std::string_view kExtension = ".log";
    std::string newest;
    for (const std::string& name : names) {
      const size_t digits = name.find_first_not_of("0123456789");
      if (digits == std::string::npos || name.substr(digits) != kExtension) continue;
      if (std::pair(name.size(), name) < std::pair(newest.size(), newest)) continue;  // by number
      uint64_t size = 0;
      WUSE_RETURN_IF_ERROR(StatusOf(env_.GetFileSize(dir_ + "/" + name, &size), "open", dir_));
      if (size > 0) newest = name;
    }
    return newest;
  }

  absl::Status CutFile(const std::string& name, RecordsPerSync per_sync) {
    std::string bytes;
    WUSE_RETURN_IF_ERROR(StatusOf(rocksdb::ReadFileToString(&env_, dir_ + "/" + name, &bytes), "open", dir_));
    const LogEnd end = EndOf(bytes, per_sync);
    if (end.state == LogEnd::State::kWhole) return absl::OkStatus();
    if (end.state == LogEnd::State::kDamaged) {
      const std::string place = std::to_string(end.good_bytes);
      return common::MakeError(absl::StatusCode::kDataLoss, dir_ + "/" + name + " is damaged after byte " + place,
                               {.reason = "LEDGER_DAMAGED",
                                .chinese = "账本文件 " + dir_ + "/" + name + " 从第 " + place + " 字节起已损坏"});
    }
    bytes.resize(end.good_bytes);
    return StatusOf(ReplaceFile(name, bytes), "open", dir_);
  }

  // A crash leaves the old file or the new one.
  rocksdb::Status ReplaceFile(const std::string& name, const std::string& bytes) {
    const std::string temporary = dir_ + "/WUSE_CUT.new";
    rocksdb::Status status = rocksdb::WriteStringToFile(&env_, bytes, temporary, /*should_sync=*/true);
    if (status.ok()) status = env_.RenameFile(temporary, dir_ + "/" + name);
    std::unique_ptr<rocksdb::Directory> directory;
    if (status.ok()) status = env_.NewDirectory(dir_, &directory);
    if (status.ok()) status = directory->Fsync();
    return status;
  }

  rocksdb::Env& env_;
  const std::string& dir_;
};

}  // namespace

LogEnd EndOf(std::string_view bytes, RecordsPerSync per_sync) {
  return LogScan(bytes, per_sync).Run();
}

absl::Status CutTornEnds(rocksdb::Env& env, const std::string& dir) {
  DirectoryLock lock(env);
  WUSE_RETURN_IF_ERROR(StatusOf(lock.Take(dir), "lock", dir));
  return TornEnds(env, dir).Cut();
}

}  // namespace wuse::ledger
