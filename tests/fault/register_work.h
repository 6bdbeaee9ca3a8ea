#pragma once

#include <atomic>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "common/calendar.h"
#include "server/engine/engine.h"

namespace wuse::fault {

inline constexpr const char* kFirstDay = "2021-04-30";  // a Friday, of week 2021-W17

// A command as its caller made it: it can be sent again.
struct Work {
  std::string actor;
  engine::Request request;
  engine::Command ToCommand() const;
  std::string RequestId() const;
};

// Makes the commands that a register gets: units, projects, reports, batches, replans; each with a request id of its
// own and with content that differs, so that nearly every one comes to an update. Thread-safe, but the random numbers
// are the caller's.
class RegisterWork {
 public:
  static constexpr int kProjects = 30;

  // Of large texts and more batches: they fill memory tables.
  enum class Size { kUsual, kLarge };
  explicit RegisterWork(Size size) : size_(size) {}

  // A unit and the first projects; every other command is about them.
  std::vector<Work> Founding() const;
  Work Any(std::mt19937_64& random);

  Work Report(std::mt19937_64& random);
  Work Batch(std::mt19937_64& random, int rows);
  Work Creation(std::mt19937_64& random);

 private:
  Work Note(std::mt19937_64& random);
  Work Projects(std::mt19937_64& random);
  Work Replan(std::mt19937_64& random);
  Work Unit(std::mt19937_64& random);
  std::string NextId(const char* prefix) { return prefix + std::to_string(next_id_.fetch_add(1)); }

  const Size size_;
  std::atomic<int64_t> next_id_{1};
};

}  // namespace wuse::fault
