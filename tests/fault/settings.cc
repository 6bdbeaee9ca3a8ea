#include "tests/fault/settings.h"

#include <cstdio>
#include <cstdlib>

namespace wuse::fault {

namespace fs = std::filesystem;

bool IsLong() {
  return std::getenv("WUSE_FAULT_LONG") != nullptr;
}

std::mt19937_64 Seeded(const std::string& what) {
  const char* const given = std::getenv("WUSE_FAULT_SEED");
  const uint64_t seed = given ? std::stoull(given) : std::random_device()();
  std::printf("%s: WUSE_FAULT_SEED=%llu\n", what.c_str(), static_cast<unsigned long long>(seed));
  return std::mt19937_64(seed);
}

std::string KindOfFile(const fs::path& file) {
  std::string name = file.filename().string();
  const bool is_numbered = name.find_first_of("0123456789") == 0;
  name = is_numbered ? file.extension().string() : name.substr(0, name.find('-'));
  return (file.parent_path() / name).string();
}

}  // namespace wuse::fault
