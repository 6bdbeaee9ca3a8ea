#include "server/api/watch_service.h"

#include <grpc/grpc.h>

#include <chrono>
#include <memory>
#include <utility>

#include "server/api/byte_buffer.h"
#include "server/api/caller.h"
#include "server/api/parse.h"
#include "spdlog/spdlog.h"

namespace wuse::api {
namespace {

// The thin side towards gRPC of a WatchStream. Deletes itself when gRPC is done with it.
template <class Request>
class WatchReactor final : public grpc::ServerWriteReactor<grpc::ByteBuffer>, public StreamWriter {
 public:
  WatchReactor(const Parts& parts, StreamRegistry& streams, std::string_view method,
               grpc::CallbackServerContext& context)
      : parts_(parts),
        streams_(streams),
        method_(method),
        context_(context),
        begun_(parts.clock.Steady()),
        detail_bytes_(DetailBytesOf(context.client_metadata())) {}

  void Begin(const grpc::ByteBuffer& body) {
    if (absl::Status opened = Open(body); !opened.ok()) return Finish(opened);
    spdlog::info("watch begins actor={} streams={}", actor_, streams_.size());
    stream_->Poke();
  }

  void Write(Rope response) override {
    response_ = ToByteBuffer(std::move(response));
    StartWrite(&response_);
  }

  void Finish(const absl::Status& status) override {
    LogCall(method_, actor_, status.code(), begun_, parts_.clock);
    ServerWriteReactor::Finish(ToGrpcStatus(status, detail_bytes_));
  }

  void Abort(const absl::Status& status) override {
    // The reader does not read: a status sent in the usual way would wait behind what it has not read, for ever. This
    // one overtakes; it carries code and message, but no details.
    const std::string message(common::FromAbsl(status.message()));
    grpc_call_cancel_with_status(context_.c_call(), static_cast<grpc_status_code>(status.code()), message.c_str(),
                                 nullptr);
  }

  void OnWriteDone(bool ok) override {
    const std::shared_ptr<WatchStream> stream = stream_;  // may outlive this reactor
    stream->OnWritten(ok);
  }

  void OnCancel() override {
    const std::shared_ptr<WatchStream> stream = stream_;
    if (stream) stream->Close(absl::CancelledError("the caller has gone"));
  }

  void OnDone() override {
    streams_.Remove(id_);
    delete this;
  }

 private:
  absl::Status Open(const grpc::ByteBuffer& body) {
    Request request;
    WUSE_RETURN_IF_ERROR(ParseBody(ToString(body), request));
    absl::StatusOr<std::string> actor = ActorOf(context_.client_metadata());
    if (!actor.ok()) return actor.status();
    actor_ = *std::move(actor);
    id_ = streams_.NewId();
    const std::function<void()> bell = streams_.BellOf(id_);
    absl::StatusOr<std::unique_ptr<WatchSource>> source = WatchSource::Of({.board = parts_.board,
                                                                           .hub = parts_.hub,
                                                                           .store_id = parts_.ledger.store_id(),
                                                                           .clock = parts_.clock,
                                                                           .calendar = parts_.calendar},
                                                                          request, bell);
    if (!source.ok()) return source.status();
    auto stream =
        std::make_shared<WatchStream>(*std::move(source), *this, parts_.clock, bell, streams_.PacedBellOf(id_));
    WUSE_RETURN_IF_ERROR(streams_.Add(id_, Who(request), stream));
    stream_ = std::move(stream);
    return absl::OkStatus();
  }

  v1::SubscriptionInfo Who(const Request& request) const {
    v1::SubscriptionInfo who;
    who.set_actor(actor_);
    who.set_peer(context_.peer());
    if constexpr (std::is_same_v<Request, v1::WatchAlertsRequest>) {
      *who.mutable_alerts() = request.filter();
    } else {
      *who.mutable_watch() = request.filter();
    }
    const auto now = std::chrono::floor<std::chrono::seconds>(parts_.clock.Now().time_since_epoch());
    who.mutable_since()->set_seconds(now.count());
    return who;
  }

  const Parts& parts_;
  StreamRegistry& streams_;
  const std::string_view method_;
  grpc::CallbackServerContext& context_;
  const common::SteadyTime begun_;
  const size_t detail_bytes_;
  std::string actor_;
  StreamRegistry::Id id_ = 0;
  std::shared_ptr<WatchStream> stream_;
  grpc::ByteBuffer response_;
};

}  // namespace

template <class Request>
grpc::ServerWriteReactor<grpc::ByteBuffer>* ServeWatch(const Parts& parts, StreamRegistry& streams,
                                                       std::string_view method, grpc::CallbackServerContext& context,
                                                       const grpc::ByteBuffer& body) {
  auto* const reactor = new WatchReactor<Request>(parts, streams, method, context);
  reactor->Begin(body);
  return reactor;
}

template grpc::ServerWriteReactor<grpc::ByteBuffer>* ServeWatch<v1::WatchAlertsRequest>(const Parts&, StreamRegistry&,
                                                                                        std::string_view,
                                                                                        grpc::CallbackServerContext&,
                                                                                        const grpc::ByteBuffer&);

grpc::ServerWriteReactor<grpc::ByteBuffer>* WatchService::Watch(grpc::CallbackServerContext* context,
                                                                const grpc::ByteBuffer* body) {
  return ServeWatch<v1::WatchRequest>(parts_, streams_, "wuse.v1.WatchService/Watch", *context, *body);
}

}  // namespace wuse::api
