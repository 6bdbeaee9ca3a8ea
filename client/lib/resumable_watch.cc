#include "client/lib/resumable_watch.h"

#include <grpcpp/support/async_stream.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <random>
#include <utility>

#include "client/lib/error.h"
#include "common/clock.h"
#include "common/status.h"

namespace wuse::client {
namespace {

using std::chrono::milliseconds;

using Reader = grpc::ClientAsyncReader<v1::WatchResponse>;

// One server stream read through a completion queue of its own, so that a wait can have an end.
class Stream {
 public:
  Stream(Connection& connection, grpc::ClientContext& context, const ResumableWatch::Request& request)
      : context_(context), reader_(Open(connection, request)) {}
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream() {
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }

  bool Start(milliseconds patience) { return Await(patience); }
  bool Read(v1::WatchResponse& response, milliseconds patience) {
    reader_->Read(&response, this);
    return Await(patience);
  }
  // Why the stream ended; `cancel` ends one that goes on (and would spoil the status of one that does not).
  grpc::Status Finish(bool cancel) {
    if (cancel) context_.TryCancel();
    grpc::Status status;
    reader_->Finish(&status, this);
    void* tag = nullptr;
    bool ok = false;
    queue_.Next(&tag, &ok);
    return timed_out_ ? grpc::Status(grpc::StatusCode::UNAVAILABLE, "the stream fell silent") : status;
  }

 private:
  std::unique_ptr<Reader> Open(Connection& connection, const ResumableWatch::Request& request) {
    if (const auto* alerts = std::get_if<v1::WatchAlertsRequest>(&request)) {
      return connection.alert_stub().AsyncWatchAlerts(&context_, *alerts, &queue_, this);
    }
    return connection.watch_stub().AsyncWatch(&context_, std::get<v1::WatchRequest>(request), &queue_, this);
  }

  // Whether the operation that is under way succeeded. After `patience` it is cancelled.
  bool Await(milliseconds patience) {
    void* tag = nullptr;
    bool ok = false;
    const auto deadline = common::RealClock().Now() + patience;
    if (queue_.AsyncNext(&tag, &ok, deadline) == grpc::CompletionQueue::TIMEOUT) {
      timed_out_ = true;
      context_.TryCancel();
      queue_.Next(&tag, &ok);
      return false;
    }
    return ok;
  }

  grpc::CompletionQueue queue_;
  grpc::ClientContext& context_;
  bool timed_out_ = false;
  std::unique_ptr<Reader> reader_;
};

absl::Status OrderBroken(int64_t last, int64_t got) {
  const std::string numbers = std::to_string(got) + " after " + std::to_string(last);
  return common::MakeError(absl::StatusCode::kInternal, "the server sent update " + numbers,
                           {.reason = "WATCH_ORDER_BROKEN",
                            .chinese = "服务器发来的更新次序不对：在第 " + std::to_string(last) + " 号之后又发来第 " +
                                       std::to_string(got) + " 号"});
}

RetryOptions WithoutEnd(RetryOptions options) {
  options.max_attempts = std::numeric_limits<int>::max();
  options.budget = milliseconds::max() / 2;
  return options;
}

}  // namespace

ResumableWatch::ResumableWatch(Connection& connection, Options options)
    : connection_(connection), options_(std::move(options)), token_(options_.resume_token) {}

absl::Status ResumableWatch::Run(const Callbacks& callbacks) {
  const common::RealClock clock;
  const common::SteadyTime begin = clock.Steady();
  const uint32_t seed = options_.jitter_seed.value_or(std::random_device{}());
  Backoff first(options_.retry, seed);
  Backoff later(WithoutEnd(options_.retry), seed);
  while (!stopper_.stopped()) {
    stream_answered_ = false;
    absl::Status why;
    if (Follow(callbacks, why) == Next::kStop) return why;
    if (stopper_.stopped()) break;
    if (stream_answered_) later.Reset();
    const auto since = std::chrono::duration_cast<milliseconds>(clock.Steady() - begin);
    const auto wait = answered_ ? later.Next(why, milliseconds::zero()) : first.Next(why, since);
    if (!wait) return why;
    if (callbacks.on_reconnect) callbacks.on_reconnect(why, *wait);
    if (!stopper_.Wait(*wait)) break;
    if (in_snapshot_ && resume_token().empty()) {
      in_snapshot_ = false;
      if (callbacks.on_snapshot_restart) callbacks.on_snapshot_restart();
    }
  }
  return absl::OkStatus();
}

ResumableWatch::Next ResumableWatch::Follow(const Callbacks& callbacks, absl::Status& why) {
  grpc::ClientContext context;
  connection_.AddCaller(context);
  // Stop may come at any moment: it either sees this context or is seen by the check below.
  SetContext(&context);
  Next next = Next::kGoOn;
  grpc::Status end;
  if (!stopper_.stopped()) {
    Stream stream(connection_, context, NextRequest());
    bool alive = stream.Start(options_.idle_timeout);
    v1::WatchResponse response;
    while (alive && next == Next::kGoOn && stream.Read(response, options_.idle_timeout)) {
      next = Deliver(response, callbacks, why);
      response.Clear();
    }
    end = stream.Finish(next == Next::kStop);
  }
  SetContext(nullptr);
  if (next == Next::kStop) return next;
  // A server that closes a watch without an error stops; its successor is waited for.
  if (end.ok()) end = grpc::Status(grpc::StatusCode::UNAVAILABLE, "the server closed the stream");
  // Only we cancel on purpose; a server that stops cancels what it cannot end in time.
  if (end.error_code() == grpc::StatusCode::CANCELLED && !stopper_.stopped()) {
    end = grpc::Status(grpc::StatusCode::UNAVAILABLE, "the server cancelled the stream");
  }
  why = StatusFromGrpc(end, connection_.options().server);
  return Next::kGoOn;
}

ResumableWatch::Next ResumableWatch::Deliver(const v1::WatchResponse& response, const Callbacks& callbacks,
                                             absl::Status& why) {
  answered_ = true;
  stream_answered_ = true;
  in_snapshot_ =
      in_snapshot_ || response.projects_size() > 0 || response.units_size() > 0 || response.alerts_size() > 0;
  // What the snapshot holds does not come again as an update.
  last_sequence_ = std::max(last_sequence_, response.synced());
  for (const v1::Update& update : response.updates()) {
    if (update.sequence() <= last_sequence_) {
      why = OrderBroken(last_sequence_, update.sequence());
      return Next::kStop;
    }
    last_sequence_ = update.sequence();
  }
  const bool go_on = callbacks.on_response(response);
  if (!response.resume_token().empty()) {
    const common::MutexLock lock(mutex_);
    token_ = response.resume_token();
  }
  return go_on ? Next::kGoOn : Next::kStop;
}

ResumableWatch::Request ResumableWatch::NextRequest() const {
  Request next = options_.request;
  const std::string token = resume_token();
  std::visit(
      [&](auto& request) {
        if (!token.empty()) {
          request.set_resume_token(token);
        } else if (last_sequence_ > 0 && request.start_case() == request.kFromSequence) {
          request.set_from_sequence(last_sequence_ + 1);
        }
      },
      next);
  return next;
}

void ResumableWatch::SetContext(grpc::ClientContext* context) {
  const common::MutexLock lock(mutex_);
  context_ = context;
}

void ResumableWatch::Stop() {
  stopper_.Stop();
  const common::MutexLock lock(mutex_);
  if (context_ != nullptr) context_->TryCancel();
}

std::string ResumableWatch::resume_token() const {
  const common::MutexLock lock(mutex_);
  return token_;
}

}  // namespace wuse::client
