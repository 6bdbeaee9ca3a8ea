#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/sync_stream.h>

#include <deque>
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "common/mutex.h"
#include "wuse/v1/alert_service.grpc.pb.h"
#include "wuse/v1/watch_service.grpc.pb.h"

namespace wuse::client {

// For tests, behind a FakeServer: services whose streams do what a test has written down.

using StreamWriter = grpc::ServerWriter<v1::WatchResponse>;
// What one stream does.
using Script = std::function<grpc::Status(grpc::ServerContext&, StreamWriter&)>;

// Sends these, then ends with `status`.
inline Script ThenEnd(std::vector<v1::WatchResponse> responses, grpc::Status status) {
  return [responses = std::move(responses), status = std::move(status)](grpc::ServerContext&, StreamWriter& writer) {
    for (const v1::WatchResponse& response : responses) writer.Write(response);
    return status;
  };
}

// Sends these, then breaks off.
inline Script ThenBreak(std::vector<v1::WatchResponse> responses) {
  return ThenEnd(std::move(responses), {grpc::StatusCode::UNAVAILABLE, "broken"});
}

// Sends these, then says nothing until the client leaves.
inline Script ThenSilence(std::vector<v1::WatchResponse> responses) {
  return [responses = std::move(responses)](grpc::ServerContext& context, StreamWriter& writer) {
    for (const v1::WatchResponse& response : responses) writer.Write(response);
    common::Mutex mutex;
    common::CondVar never;
    const common::MutexLock lock(mutex);
    while (!context.IsCancelled()) never.WaitFor(mutex, std::chrono::milliseconds(5));
    return grpc::Status::CANCELLED;
  };
}

inline v1::WatchResponse WithUpdates(std::initializer_list<int64_t> sequences, const std::string& token) {
  v1::WatchResponse response;
  for (const int64_t sequence : sequences) response.add_updates()->set_sequence(sequence);
  response.set_resume_token(token);
  return response;
}

inline v1::WatchResponse Synced(int64_t sequence, const std::string& token) {
  v1::WatchResponse response;
  response.set_synced(sequence);
  response.set_resume_token(token);
  return response;
}

// One script for each stream, and the requests that came. Thread-safe.
template <class Request>
class Scripts {
 public:
  explicit Scripts(std::deque<Script> scripts) : scripts_(std::move(scripts)) {}

  grpc::Status Play(const Request& request, grpc::ServerContext& context, StreamWriter& writer) {
    Script script;
    {
      const common::MutexLock lock(mutex_);
      requests_.push_back(request);
      if (scripts_.empty()) return {grpc::StatusCode::INVALID_ARGUMENT, "no more streams in this test"};
      script = std::move(scripts_.front());
      scripts_.pop_front();
    }
    return script(context, writer);
  }
  std::vector<Request> requests() {
    const common::MutexLock lock(mutex_);
    return requests_;
  }

 private:
  common::Mutex mutex_;
  std::deque<Script> scripts_ WUSE_GUARDED_BY(mutex_);
  std::vector<Request> requests_ WUSE_GUARDED_BY(mutex_);
};

class ScriptedWatch : public v1::WatchService::Service {
 public:
  explicit ScriptedWatch(std::deque<Script> scripts) : scripts_(std::move(scripts)) {}
  grpc::Status Watch(grpc::ServerContext* context, const v1::WatchRequest* request, StreamWriter* writer) override {
    return scripts_.Play(*request, *context, *writer);
  }
  std::vector<v1::WatchRequest> requests() { return scripts_.requests(); }

 private:
  Scripts<v1::WatchRequest> scripts_;
};

class ScriptedAlerts : public v1::AlertService::Service {
 public:
  explicit ScriptedAlerts(std::deque<Script> scripts) : scripts_(std::move(scripts)) {}
  grpc::Status WatchAlerts(grpc::ServerContext* context, const v1::WatchAlertsRequest* request,
                           StreamWriter* writer) override {
    return scripts_.Play(*request, *context, *writer);
  }
  std::vector<v1::WatchAlertsRequest> requests() { return scripts_.requests(); }

 private:
  Scripts<v1::WatchAlertsRequest> scripts_;
};

}  // namespace wuse::client
