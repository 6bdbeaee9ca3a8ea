#include "tests/fault/sleepless_env.h"

#include <thread>
#include <utility>

namespace wuse::fault {
namespace {

class Sleepless : public rocksdb::EnvWrapper {
 public:
  explicit Sleepless(const std::shared_ptr<rocksdb::FileSystem>& files) : EnvWrapper(rocksdb::NewCompositeEnv(files)) {
    file_system_ = files;  // not by way of the older interface
  }
  const char* Name() const override { return "Sleepless"; }
  void SleepForMicroseconds(int /*micros*/) override { std::this_thread::yield(); }
};

}  // namespace

std::unique_ptr<rocksdb::Env> SleeplessEnv(std::shared_ptr<rocksdb::FileSystem> files) {
  return std::make_unique<Sleepless>(std::move(files));
}

}  // namespace wuse::fault
