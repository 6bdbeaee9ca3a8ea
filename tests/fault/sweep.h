#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/fake_clock.h"
#include "tests/fault/faulty_files.h"
#include "tests/fault/register_work.h"
#include "tests/fault/stack.h"
#include "tests/fault/testimony.h"

namespace wuse::fault {

// What an operation told its caller, in one line that can cross a pipe.
struct Told {
  enum class How { kDone, kFailed, kWrong };
  How how = How::kFailed;
  bool fault_came = false;  // false: there is no n-th call any more
  int64_t sequence = 0;     // of the update, where there is one
  std::string words;        // the error, or the digest of the update
  std::string ToLine() const;
  static Told FromLine(const std::string& line);
};

// A directory in which operations run; every member is for child processes. The real disk, through files that can fail.
class Scene {
 public:
  explicit Scene(std::string dir);

  // A register of some writes, closed in order. With `large`, tables that no cache holds.
  std::string MakeRegister(bool large);
  // The same as a crash leaves it: the end in the log only, the history behind.
  std::string MakeCrashed(const std::string& copy_to);
  // Its records, each hashed, a line.
  std::string Digests();

  // The operations. Each fails the n-th call from its beginning on.
  Told Create(Fault fault, int64_t nth);
  Told Report(Fault fault, int64_t nth);
  Told Batch(Fault fault, int64_t nth);
  Told CatchUp(Fault fault, int64_t nth);
  Told Restart(Fault fault, int64_t nth);
  Told Backup(Fault fault, int64_t nth);

  // What is wrong after an operation, a line each: the store must hold all it held (`before`: digests), and of the
  // operation everything or, unless it was told to be done, nothing; and go on.
  std::string Judge(const std::vector<std::string>& before, const std::string& operation, const Told& told);

 private:
  absl::StatusOr<std::unique_ptr<Stack>> Start();
  Told Write(const Work& work, Fault fault, int64_t nth);
  static Work TheReport();
  static Work TheBatch();
  // One that is judged.
  struct Case {
    std::string operation;
    const std::vector<std::string>* before = nullptr;
    const Told* told = nullptr;
    std::vector<std::string> added;  // records
  };
  std::string JudgeOperation(Stack& stack, const Case& of, Testimony& testimony);
  std::string JudgeBackups(Stack& stack, const Told& told);

  const std::string dir_;
  common::FakeClock clock_;
  const std::shared_ptr<FaultyFiles> files_;
  const std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace wuse::fault
