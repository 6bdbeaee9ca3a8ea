#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "common/fake_clock.h"
#include "tests/fault/register_work.h"
#include "tests/fault/stack.h"

namespace wuse::fault {

// A write whose caller was told that it is durable.
struct Acknowledged {
  Work work;
  int64_t sequence;
  std::string bytes;  // of the update
};

// What the callers of one store know, over all its starts.
struct Testimony {
  std::string store_id;  // empty: nobody has seen it yet
  std::vector<Acknowledged> acknowledged;
  std::vector<Work> unanswered;  // sent before the last cut, answered by nothing but "unavailable"
  int64_t shown = 0;             // the highest sequence that subscribers could have been sent
};

// Callers of a stack: each of `threads` keeps `window` commands on their way, until the engine has failed. Now and
// then the day moves on. Adds to the testimony.
struct Callers {
  int threads = 4;
  int window = 4;
};
void CallUntilFailure(const Callers& callers, Stack& stack, RegisterWork& work, common::FakeClock& clock,
                      std::mt19937_64& random, Testimony& testimony);
// Sends the works one after the other until one is not answered. Whether all were.
bool CallOneByOne(const std::vector<Work>& works, Stack& stack, Testimony& testimony);

// What is wrong with a store that was opened again.
struct Findings {
  int64_t lost = 0;                     // acknowledged writes that are not there, or not with the same bytes
  int64_t gaps = 0;                     // records that cannot be read, or do not fit the chain
  std::vector<std::string> violations;  // of any kind, in words
};

// Holds an opened store to what its callers know: every acknowledged update is there with its bytes; the ledger can be
// read from end to end; board and history are what a replay of the whole ledger into empty ones gives; commands sent
// again get the answer they had, and unanswered ones happen once. Adds the answers of the latter to the testimony.
Findings Examine(Stack& stack, const common::Clock& clock, std::mt19937_64& random, Testimony& testimony);

}  // namespace wuse::fault
