#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "common/clock.h"
#include "common/digest.h"
#include "google/protobuf/message.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "server/api/errors.h"
#include "server/api/parts.h"
#include "server/api/rope.h"

// The one call wrapper that every method goes through: parse → authenticate → validate → handler → answer.
// A handler is a plain function from a request to a response or a status; which of the three Serve… functions
// wraps it says where it runs. Nothing in a gRPC reaction blocks.
namespace wuse::api {

// What gRPC hands to a raw unary method.
struct Rpc {
  grpc::CallbackServerContext* context;
  const grpc::ByteBuffer* body;
  grpc::ByteBuffer* response;
  grpc::ServerUnaryReactor* reactor =
      nullptr;  // set by Serve: a context gives its reactor once, and aborts when asked again
};

// One unary call in flight, shared by whoever still has to answer it; answered once. If the last of them lets go of it
// without an answer (a stopped queue dropped its task), the caller gets SERVER_STOPPING.
class UnaryCall {
 public:
  UnaryCall(const Parts& parts, std::string_view method, const Rpc& rpc);
  ~UnaryCall();
  UnaryCall(const UnaryCall&) = delete;
  UnaryCall& operator=(const UnaryCall&) = delete;

  // Parses and authenticates. The actor is there afterwards, and the digest for a mutation: nobody else needs it.
  enum class Kind { kRead, kMutation };
  absl::Status Open(google::protobuf::Message& request, Kind kind);
  const std::string& actor() const { return actor_; }
  const common::Sha256Digest& digest() const { return digest_; }  // of the method and the body
  size_t body_bytes() const { return rpc_.body->Length(); }

  void Finish(absl::StatusOr<Rope> answer);
  template <class Message>
  requires std::is_base_of_v<google::protobuf::MessageLite, Message>
  void Finish(const absl::StatusOr<Message>& answer) {
    if (!answer.ok()) return Finish(absl::StatusOr<Rope>(answer.status()));
    Rope rope;
    rope.Append(answer->SerializeAsString());
    Finish(absl::StatusOr<Rope>(std::move(rope)));
  }

 private:
  const Parts& parts_;
  const std::string_view method_;
  const Rpc rpc_;
  const common::SteadyTime begun_;
  const size_t detail_bytes_;
  std::string actor_;
  common::Sha256Digest digest_{};
  bool answered_ = false;
};
using CallPtr = std::shared_ptr<UnaryCall>;

// The line that the log has for each call, when it ends.
void LogCall(std::string_view method, std::string_view actor, absl::StatusCode code, common::SteadyTime begun,
             const common::Clock& clock);

// What every mutation's request must fulfill before the engine sees it: the request id's syntax and the body's size.
absl::Status CheckMutation(std::string_view request_id, size_t body_bytes);

template <class Request, class Then>
grpc::ServerUnaryReactor* Serve(const Parts& parts, std::string_view method, const Rpc& rpc, Then then) {
  grpc::ServerUnaryReactor* const reactor = rpc.context->DefaultReactor();
  auto call = std::make_shared<UnaryCall>(parts, method, Rpc{rpc.context, rpc.body, rpc.response, reactor});
  Request request;
  constexpr bool kIsMutation = requires {
    request.request_id();
  };
  const auto kind = kIsMutation ? UnaryCall::Kind::kMutation : UnaryCall::Kind::kRead;
  if (absl::Status opened = call->Open(request, kind); !opened.ok()) {
    call->Finish(absl::StatusOr<Rope>(opened));
  } else {
    then(std::move(request), std::move(call));
  }
  return reactor;
}

// For what the board can answer: at once.
template <class Request, class Handler>
grpc::ServerUnaryReactor* ServeNow(const Parts& parts, std::string_view method, const Rpc& rpc, Handler handler) {
  return Serve<Request>(parts, method, rpc, [&parts, handler](const Request& request, const CallPtr& call) {
    call->Finish(handler(parts, request));
  });
}

// A task for a reader thread that reads history: what the board shows now, history has by then. False: the readers'
// queue is full.
template <class Task>
bool ReadHistory(common::WorkerPool& readers, const board::Board& board, const history::History& history, Task task) {
  return readers.TrySubmit(
      [&history, seen = board.Take().sequence(), task = std::move(task)] { task(history.WaitUntilApplied(seen)); });
}

// For what may block on the disk, or walks the whole register: on a reader thread.
template <class Request, class Handler>
grpc::ServerUnaryReactor* ServeOnReader(const Parts& parts, std::string_view method, const Rpc& rpc, Handler handler) {
  return Serve<Request>(parts, method, rpc, [&parts, handler](Request request, const CallPtr& call) {
    auto task = [&parts, handler, request = std::move(request), call](const absl::Status& readable) {
      readable.ok() ? call->Finish(handler(parts, request)) : call->Finish(absl::StatusOr<Rope>(readable));
    };
    if (!ReadHistory(parts.readers, parts.board, parts.history, std::move(task)))
      call->Finish(absl::StatusOr<Rope>(ServerBusy()));
  });
}

// For what may take minutes: on a thread where nobody waits for anything else.
template <class Request, class Handler>
grpc::ServerUnaryReactor* ServeOnBackupWorker(const Parts& parts, std::string_view method, const Rpc& rpc,
                                              Handler handler) {
  return Serve<Request>(parts, method, rpc, [&parts, handler](Request request, const CallPtr& call) {
    auto task = [&parts, handler, request = std::move(request), call] { call->Finish(handler(parts, request)); };
    if (!parts.backup_workers.TrySubmit(std::move(task))) call->Finish(absl::StatusOr<Rope>(ServerBusy()));
  });
}

// For mutations: through the engine. `make_answerer(parts, request)` gives a function from the outcome to the response;
// it runs on the engine's finisher when something was written (it must not block then), else on a reader thread.
template <class Request, class MakeAnswerer>
grpc::ServerUnaryReactor* ServeMutation(const Parts& parts, std::string_view method, const Rpc& rpc,
                                        MakeAnswerer make_answerer) {
  return Serve<Request>(parts, method, rpc, [&parts, make_answerer](Request request, const CallPtr& call) {
    if (absl::Status bad = CheckMutation(request.request_id(), call->body_bytes()); !bad.ok()) {
      return call->Finish(absl::StatusOr<Rope>(bad));
    }
    auto answer = make_answerer(parts, request);
    auto done = [&parts, call, answer = std::move(answer)](absl::StatusOr<engine::Outcome> outcome) {
      if (!outcome.ok()) return call->Finish(absl::StatusOr<Rope>(outcome.status()));
      if (outcome->update) return call->Finish(answer(*outcome));
      auto task = [call, answer, outcome = *std::move(outcome)](const absl::Status& readable) {
        readable.ok() ? call->Finish(answer(outcome)) : call->Finish(absl::StatusOr<Rope>(readable));
      };
      if (!ReadHistory(parts.readers, parts.board, parts.history, std::move(task)))
        call->Finish(absl::StatusOr<Rope>(ServerBusy()));
    };
    parts.engine.Submit({.actor = call->actor(),
                         .digest = call->digest(),
                         .bytes = call->body_bytes(),
                         .request = std::move(request),
                         .done = std::move(done)});
  });
}

// For mutations that take work before they can be decided upon: `prepare(parts, request)` gives what the engine decides
// on a reader thread, and `answer(outcome)` the response. A refusal of what was prepared writes nothing.
template <class Request, class Prepare, class Answer>
grpc::ServerUnaryReactor* ServePrepared(const Parts& parts, std::string_view method, const Rpc& rpc, Prepare prepare,
                                        Answer answer) {
  return Serve<Request>(parts, method, rpc, [&parts, prepare, answer](Request request, const CallPtr& call) {
    if (absl::Status bad = CheckMutation(request.request_id(), call->body_bytes()); !bad.ok()) {
      return call->Finish(absl::StatusOr<Rope>(bad));
    }
    auto task = [&parts, prepare, answer, request = std::move(request), call](const absl::Status& readable) {
      if (!readable.ok()) return call->Finish(absl::StatusOr<Rope>(readable));
      auto prepared = prepare(parts, request);
      if (!prepared.ok()) return call->Finish(absl::StatusOr<Rope>(prepared.status()));
      auto done = [call, answer](const absl::StatusOr<engine::Outcome>& outcome) {
        outcome.ok() ? call->Finish(answer(*outcome)) : call->Finish(absl::StatusOr<Rope>(outcome.status()));
      };
      parts.engine.Submit({.actor = call->actor(),
                           .digest = call->digest(),
                           .bytes = call->body_bytes(),
                           .request = *std::move(prepared),
                           .done = std::move(done)});
    };
    if (!ReadHistory(parts.readers, parts.board, parts.history, std::move(task)))
      call->Finish(absl::StatusOr<Rope>(ServerBusy()));
  });
}

}  // namespace wuse::api
