#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "common/fake_clock.h"
#include "rocksdb/env.h"
#include "tests/fault/simulated_disk.h"
#include "tests/fault/testimony.h"

namespace wuse::fault {

enum class Syncs { kKept, kIgnored };

// What many cuts came to.
struct Totals {
  int64_t cuts = 0;
  int64_t cuts_while_opening = 0;
  int64_t acknowledged = 0;
  int64_t lost = 0;
  int64_t gaps = 0;
  int64_t refused = 0;  // stores that did not open any more
  std::vector<std::string> violations;
};

// One store on a simulated disk, from its creation over a number of power cuts.
class CutStore {
 public:
  struct Options {
    uint64_t seed;
    RegisterWork::Size size = RegisterWork::Size::kUsual;
    Syncs syncs = Syncs::kKept;
  };
  explicit CutStore(const Options& options);

  // Opens the store, holds it to its testimony, lets callers write until the power goes, and makes the disk what that
  // leaves. Sometimes the power goes while it opens. False when the store does not open or has lost something: there is
  // nothing to go on with.
  bool LiveUntilCut(Totals& totals);
  // Opens the store, which is cut off in the `calls`-th call that changes something, and makes the disk what that
  // leaves. False when the opening needs fewer calls.
  bool CutOpening(int64_t calls, Survival survival, Totals& totals);
  // Opens the store a last time, holds it to its testimony and sees that it can be written.
  bool Close(Totals& totals);

 private:
  void UseDisk(std::shared_ptr<SimulatedDisk> disk);
  void PowerReturns(Totals& totals);
  void Write(Stack& stack);
  // Nothing when the power went meanwhile, or when the store is no good.
  std::unique_ptr<Stack> OpenWhole(Totals& totals, bool may_be_cut);
  int64_t CallsUntilCut();

  const Options options_;
  std::mt19937_64 random_;
  common::FakeClock clock_;
  RegisterWork work_;
  Testimony testimony_;
  bool is_founded_ = false;
  bool is_good_ = true;
  int64_t acknowledged_before_ = 0;
  std::shared_ptr<SimulatedDisk> disk_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace wuse::fault
