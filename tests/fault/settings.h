#pragma once

#include <filesystem>
#include <random>
#include <string>

namespace wuse::fault {

// WUSE_FAULT_LONG is set: the proof at full length.
bool IsLong();
// By WUSE_FAULT_SEED, else by chance; printed.
std::mt19937_64 Seeded(const std::string& what);

// A directory of its own, removed at the end.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Without the number: "ledger/MANIFEST", "history/.sst".
std::string KindOfFile(const std::filesystem::path& file);

}  // namespace wuse::fault
