#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/clock.h"
#include "grpcpp/completion_queue.h"
#include "tests/bench/load/feed.h"

namespace wuse::bench {

struct SubscribersOptions {
  std::string target;  // host:port
  int streams = 0;
  int streams_per_connection = 100;  // each connection is a caller of its own
  bool reading = true;               // false: each reads its first response and none after it
};

// The updates of one message to one stream.
struct Receipt {
  common::SteadyTime at;
  int64_t first = 0;  // position
  int64_t count = 0;
};

// Streams that are held open and read as fast as they bring something. Keeps what they brought, and whether it was
// everything, in order, once. Used by one thread, the one that passes on the queue's events.
class Subscribers {
 public:
  Subscribers(const Feed& feed, const SubscribersOptions& options, grpc::CompletionQueue& queue);
  ~Subscribers();
  Subscribers(const Subscribers&) = delete;
  Subscribers& operator=(const Subscribers&) = delete;

  bool AllBegan() const { return began_ == streams_.size(); }
  bool AllEnded() const { return ended_ == streams_.size(); }
  // Whether each has got to this position.
  bool AllReached(int64_t position) const;
  // Not OK: a stream ended by itself, or brought what cannot be read or is out of order.
  const absl::Status& failure() const { return failure_; }
  // Updates from `first` to `last` that streams have not brought, summed up over all streams.
  int64_t MissingOf(int64_t first, int64_t last) const;
  // What was brought from now on is kept, for latencies.
  void KeepReceipts() { keeping_ = true; }
  const std::vector<Receipt>& receipts() const { return receipts_; }
  // Ends all; AllEnded follows after further events.
  void Cancel();

 private:
  class Stream;

  const Feed& feed_;
  const bool reading_;
  const common::RealClock clock_;
  grpc::CompletionQueue& queue_;
  std::vector<std::unique_ptr<Stream>> streams_;
  size_t began_ = 0;
  size_t ended_ = 0;
  bool cancelling_ = false;
  bool keeping_ = false;
  std::vector<Receipt> receipts_;
  absl::Status failure_;
};

// Passes on events until `done` says so, which is asked after each event and several times a second. False: it did not
// within the time.
bool PassEvents(grpc::CompletionQueue& queue, std::chrono::milliseconds within, const std::function<bool()>& done);

}  // namespace wuse::bench
