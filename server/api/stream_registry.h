#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "common/limits.h"
#include "common/mutex.h"
#include "server/api/bells.h"
#include "server/api/watch_stream.h"
#include "wuse/v1/admin_service.pb.h"

namespace wuse::api {

// All open streams: bounds their number, gives each its turns on a thread of its own when the hub has something for it
// (the hub's threads only ring), and passes on the clock's ticks and the server's end. Thread-safe.
class StreamRegistry {
 public:
  using Id = Bells::Id;

  struct Limits {
    size_t in_all = common::kMaxStreams;
    size_t of_caller = common::kMaxStreamsOfCaller;
  };
  // `clock` paces the streams, and outlives them.
  explicit StreamRegistry(const common::Clock& clock) : StreamRegistry(clock, Limits(), Pace()) {}
  // A pace of 0: none.
  StreamRegistry(const common::Clock& clock, const Limits& limits, Pace pace);
  ~StreamRegistry();
  StreamRegistry(const StreamRegistry&) = delete;
  StreamRegistry& operator=(const StreamRegistry&) = delete;

  Id NewId();
  // Asks for a turn of the stream; may be called from any thread, never blocks, and may outlive the registry.
  std::function<void()> BellOf(Id id) const;
  // The same, once the stream's pace is over; null: there is none.
  std::function<void()> PacedBellOf(Id id) const;
  // Errors: kResourceExhausted TOO_MANY_STREAMS and TOO_MANY_STREAMS_OF_CALLER, kUnavailable SERVER_STOPPING; the
  // stream is then not kept. `who`: the stream's actor, peer, filter and since.
  absl::Status Add(Id id, v1::SubscriptionInfo who, std::shared_ptr<WatchStream> stream);
  void Remove(Id id);
  size_t size() const;
  // The open streams of this actor, of all when it is empty; the oldest first.
  struct Open {
    v1::SubscriptionInfo who;
    std::shared_ptr<WatchStream> stream;
  };
  std::vector<Open> List(std::string_view actor) const;

  // Once a second: bookmarks, and the end of stalled streams.
  void Tick();
  // Every stream gets a last token and ends with SERVER_STOPPING; no other is taken any more.
  void EndAll();

 private:
  absl::Status CheckRoom(const std::string& actor) const WUSE_REQUIRES(mutex_);
  void Run();
  std::shared_ptr<WatchStream> Find(Id id) const;
  std::vector<std::shared_ptr<WatchStream>> All() const;

  const Limits limits_;
  const std::shared_ptr<Bells> bells_;
  const std::shared_ptr<std::atomic<size_t>> open_ = std::make_shared<std::atomic<size_t>>(0);
  mutable common::Mutex mutex_;
  Id last_id_ WUSE_GUARDED_BY(mutex_) = 0;
  bool ending_ WUSE_GUARDED_BY(mutex_) = false;
  std::map<Id, Open> streams_ WUSE_GUARDED_BY(mutex_);
  std::unordered_map<std::string, size_t> of_caller_ WUSE_GUARDED_BY(mutex_);  // by actor; never 0
  std::thread thread_;
};

}  // namespace wuse::api
