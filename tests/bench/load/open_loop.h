#pragma once

#include <cstdint>
#include <memory>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include "common/clock.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/bench/load/feed.h"
#include "tests/bench/load/workload.h"

namespace wuse::bench {

struct OpenLoopOptions {
  std::string target;  // host:port
  int rate = 0;        // a second
  int64_t writes = 0;
  int64_t first = 0;     // number of the first request
  int in_flight = 1000;  // at most; what is due waits, and its time counts from when it was due
};

struct Acknowledgment {
  int64_t position = 0;
  common::SteadyTime due;  // when the write was to be sent
  common::SteadyTime at;
};

// Sends a write each 1/rate of a second, whatever becomes of those before it, from a thread of its own. The answers are
// events of the queue; all but Start is for the thread that passes them on.
class OpenLoop {
 public:
  OpenLoop(const Workload& workload, const Feed& feed, const OpenLoopOptions& options, grpc::CompletionQueue& queue);
  ~OpenLoop();  // the answers have come
  OpenLoop(const OpenLoop&) = delete;
  OpenLoop& operator=(const OpenLoop&) = delete;

  void Start();
  common::SteadyTime begin() const { return begin_; }
  bool AllAnswered() const { return answered_ == options_.writes; }
  const std::vector<Acknowledgment>& acknowledgments() const { return acknowledgments_; }
  const std::string& failure() const { return failure_; }  // of the first that failed; "": none

 private:
  class Write;

  void Run();
  common::SteadyTime DueTime(int64_t number) const;

  const Workload& workload_;
  const Feed& feed_;
  const OpenLoopOptions options_;
  const common::RealClock clock_;
  grpc::CompletionQueue& queue_;
  grpc::GenericStub stub_;
  std::counting_semaphore<> room_;
  common::SteadyTime begin_;
  std::thread thread_;
  int64_t answered_ = 0;
  std::vector<Acknowledgment> acknowledgments_;
  std::string failure_;
};

}  // namespace wuse::bench
