// One I/O call fails, and each in its turn: the n-th of an operation, for n = 1, 2, 3 … until there is none. After each
// the operation has failed in clear words (or the process has stopped, as RocksDB does on a full disk) or is whole, and
// the store holds everything it held.
//
// Every case runs in a process of its own, and a second one looks at what is left. The short form leaves out three of
// four calls of the long operations.
//
//   fault_sweep_test                        the short form
//   WUSE_FAULT_LONG=1 fault_sweep_test      every call

#include <gtest/gtest.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "tests/fault/child.h"
#include "tests/fault/settings.h"
#include "tests/fault/sweep.h"

namespace wuse::fault {
namespace {

namespace fs = std::filesystem;

struct Operation {
  std::string name;
  std::string store;  // that it begins with; empty: none
  Told (Scene::*run)(Fault, int64_t);
};

const std::vector<Operation>& Operations() {
  static const std::vector<Operation> operations = {
      {"create", "", &Scene::Create},          {"report", "register", &Scene::Report},
      {"batch", "register", &Scene::Batch},    {"catch_up", "large", &Scene::CatchUp},
      {"restart", "crashed", &Scene::Restart}, {"backup", "register", &Scene::Backup},
  };
  return operations;
}

struct NamedFault {
  const char* name;
  Fault fault;
};
constexpr NamedFault kFaults[] = {
    {"EIO", Fault::kError}, {"short write", Fault::kShortWrite}, {"ENOSPC", Fault::kNoSpace}};

struct Tally {
  int cases = 0;
  int done = 0;
  int failed = 0;
  int stopped = 0;
};

// Of all sweeps.
struct Sum {
  int operations = 0;
  int cases = 0;
  int violations = 0;
};

class FaultSweepTest : public testing::TestWithParam<Operation> {
 protected:
  static void SetUpTestSuite() {
    std::printf("%-10s %-12s %6s %6s %7s %8s\n", "operation", "fault", "calls", "done", "failed", "stopped");
  }
  static void TearDownTestSuite() {
    std::printf("fault sweep: %d operations x %zu faults, %d calls failed, %d violations\n", sum_.operations,
                std::size(kFaults), sum_.cases, sum_.violations);
  }

  void SetUp() override {
    const std::string& name = GetParam().store;
    if (name == "register" || name == "crashed") {
      Make("register", [](Scene& scene) { return scene.MakeRegister(/*large=*/false); });
    }
    if (name == "large") Make(name, [](Scene& scene) { return scene.MakeRegister(/*large=*/true); });
    if (name == "crashed") {
      const std::string crashed = Store("crashed").string();
      Make("register", [&crashed](Scene& scene) { return scene.MakeCrashed(crashed); });
    }
  }

  fs::path Store(const std::string& name) const { return temp_.path() / name; }
  void Make(const std::string& name, const std::function<std::string(Scene&)>& make) {
    fs::create_directories(Store(name));
    const ChildEnd end = InChild([&] {
      Scene scene(Store(name).string());
      return make(scene);
    });
    ASSERT_EQ(end.ToString(), "") << name;
  }
  std::vector<std::string> DigestsOf(const std::string& name) {
    std::vector<std::string> digests;
    if (name.empty()) return digests;
    CopyStore(name);
    std::istringstream lines(InChild([this] { return Scene(Work().string()).Digests(); }).words);
    for (std::string line; std::getline(lines, line);) digests.push_back(line);
    return digests;
  }
  fs::path Work() const { return temp_.path() / "work"; }
  void CopyStore(const std::string& name) const {
    fs::remove_all(Work());
    fs::create_directory(Work());
    if (name.empty()) return;
    // Tables are never changed: linked, they cost nothing.
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(Store(name))) {
      const fs::path to = Work() / fs::relative(entry.path(), Store(name));
      if (entry.is_directory()) {
        fs::create_directory(to);
      } else if (entry.path().extension() == ".sst") {
        fs::create_hard_link(entry.path(), to);
      } else {
        fs::copy_file(entry.path(), to);
      }
    }
  }

  // Fails calls until there is none left to fail.
  Tally Sweep(const Operation& operation, const NamedFault& fault, const std::vector<std::string>& before) {
    Tally tally;
    const int64_t step = IsLong() ? 1 : kShortStep;
    int64_t nth = 1;
    // The first calls one by one, then in steps from any of them.
    for (;; nth += nth < kShortStep ? 1 : step) {
      if (nth == kShortStep) nth += static_cast<int64_t>(random_() % static_cast<uint64_t>(step));
      CopyStore(operation.store);
      const ChildEnd end = InChild([&] {
        Scene scene(Work().string());
        return (scene.*operation.run)(fault.fault, nth).ToLine();
      });
      const Told told = end.told ? Told::FromLine(end.words) : Told{.fault_came = true};
      const ChildEnd verdict = InChild([&] { return Scene(Work().string()).Judge(before, operation.name, told); });
      const bool may_stop = end.signal == SIGABRT;
      if ((!end.told && !may_stop) || !verdict.told || !verdict.words.empty()) {
        Violate(operation, fault, nth, end.ToString() + "; then: " + verdict.ToString());
      }
      if (!told.fault_came) return tally;
      if (!end.told) {
        std::printf("%s, %s in call %lld: %s\n", operation.name.c_str(), fault.name, static_cast<long long>(nth),
                    end.ToString().c_str());
      }
      ++tally.cases;
      ++(!end.told ? tally.stopped : (told.how == Told::How::kDone ? tally.done : tally.failed));
      if (violations_ > kMostViolations) return tally;
    }
  }
  void Violate(const Operation& operation, const NamedFault& fault, int64_t nth, const std::string& what) {
    ++violations_;
    ADD_FAILURE() << operation.name << ", " << fault.name << " in call " << nth << ": " << what;
  }

  static constexpr int kMostViolations = 20;
  static constexpr int64_t kShortStep = 4 * kShortPart;
  const TempDir temp_;
  std::mt19937_64 random_ = Seeded("fault sweep");
  int violations_ = 0;
  static inline Sum sum_;
};

TEST_P(FaultSweepTest, FailsClearlyOrIsWholeWhicheverCallFails) {
  const Operation& operation = GetParam();
  const std::vector<std::string> before = DigestsOf(operation.store);
  ASSERT_EQ(before.empty(), operation.store.empty());
  int cases = 0;
  for (const NamedFault& fault : kFaults) {
    const Tally tally = Sweep(operation, fault, before);
    std::printf("%-10s %-12s %6d %6d %7d %8d\n", operation.name.c_str(), fault.name, tally.cases, tally.done,
                tally.failed, tally.stopped);
    std::fflush(stdout);
    cases += tally.cases;
  }
  EXPECT_GT(cases, 5) << "the faults do not reach what the operation does";
  ++sum_.operations;
  sum_.cases += cases;
  sum_.violations += violations_;
}

INSTANTIATE_TEST_SUITE_P(All, FaultSweepTest, testing::ValuesIn(Operations()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace wuse::fault
