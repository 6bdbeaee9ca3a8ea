#pragma once

#include <grpcpp/client_context.h>
#include <grpcpp/completion_queue.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "absl/status/status.h"
#include "client/lib/connection.h"
#include "client/lib/retry.h"
#include "client/lib/stopper.h"
#include "common/mutex.h"
#include "wuse/v1/alert_service.pb.h"
#include "wuse/v1/watch_service.pb.h"

namespace wuse::client {

// A Watch or WatchAlerts that outlives its connection: when the stream breaks it starts again after the last token, so
// that each update arrives once and in order. It hides no repeats, it asks for none: an update that comes twice would
// be a broken promise of the server and ends the watch before it reaches the caller (kInternal WATCH_ORDER_BROKEN).
//
// Who wants to go on after a restart of his own keeps resume_token() beside what he made of the responses, and gives it
// to the next watch. What came after the token that he kept comes again then, and nothing is left out.
//
// A snapshot has no token until it is complete. When the stream breaks before that, the snapshot begins anew
// (on_snapshot_restart), and what was received of it is to be thrown away. A watch from now that has had no token yet
// begins from the new now.
//
//   client::ResumableWatch watch(connection, {.request = request, .resume_token = kept});
//   absl::Status end = watch.Run({.on_response = [](const v1::WatchResponse& response) { …; return true; }});
class ResumableWatch {
 public:
  using Request = std::variant<v1::WatchRequest, v1::WatchAlertsRequest>;
  struct Options {
    Request request;
    // Where an earlier watch ended; takes the place of the request's start. Empty: the request's start.
    std::string resume_token = "";
    // A stream without a word (bookmarks come every 15 s) for so long is taken for dead and started again.
    std::chrono::milliseconds idle_timeout{60'000};
    // Waits between attempts. max_attempts and budget count only before the first response: a server that was there is
    // waited for without end.
    RetryOptions retry;
    std::optional<uint32_t> jitter_seed;  // for tests; absent: another one each time
  };
  struct Callbacks {
    // Every response, on the thread of Run; false ends the watch.
    std::function<bool(const v1::WatchResponse&)> on_response;
    // The stream broke with `why`; it is started again after `wait`. Optional.
    std::function<void(const absl::Status& why, std::chrono::milliseconds wait)> on_reconnect;
    // The snapshot begins anew. Optional.
    std::function<void()> on_snapshot_restart;
  };

  // `connection` outlives the watch.
  ResumableWatch(Connection& connection, Options options);

  // Blocks until on_response says false or Stop is called (OK), or an error that no retry mends. Call once.
  absl::Status Run(const Callbacks& callbacks);
  // From any thread, also from a callback, also before Run.
  void Stop();
  // The token of the last response that had one and that on_response has returned for; before that the one that the
  // watch was started with. May be "". From any thread.
  std::string resume_token() const;

 private:
  enum class Next { kGoOn, kStop };
  // One stream, from its start to its end. `why` is why it ended.
  Next Follow(const Callbacks& callbacks, absl::Status& why);
  Next Deliver(const v1::WatchResponse& response, const Callbacks& callbacks, absl::Status& why);
  Request NextRequest() const;
  void SetContext(grpc::ClientContext* context);

  Connection& connection_;
  const Options options_;
  Stopper stopper_;
  int64_t last_sequence_ = 0;
  bool answered_ = false;         // any response so far
  bool stream_answered_ = false;  // any response of this stream
  bool in_snapshot_ = false;      // part of a snapshot was delivered
  mutable common::Mutex mutex_;
  grpc::ClientContext* context_ WUSE_GUARDED_BY(mutex_) = nullptr;
  std::string token_ WUSE_GUARDED_BY(mutex_);
};

}  // namespace wuse::client
