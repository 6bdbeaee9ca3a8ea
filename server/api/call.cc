#include "server/api/call.h"

#include <algorithm>

#include "common/limits.h"
#include "common/text.h"
#include "fmt/format.h"
#include "server/api/byte_buffer.h"
#include "server/api/caller.h"
#include "server/api/parse.h"
#include "spdlog/spdlog.h"

namespace wuse::api {
namespace {

bool IsRequestId(std::string_view text) {
  return text.size() <= common::kMaxRequestIdLength && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
                  c == '-';
         });
}

}  // namespace

UnaryCall::UnaryCall(const Parts& parts, std::string_view method, const Rpc& rpc)
    : parts_(parts),
      method_(method),
      rpc_(rpc),
      begun_(parts.clock.Steady()),
      detail_bytes_(DetailBytesOf(rpc.context->client_metadata())) {}

UnaryCall::~UnaryCall() {
  if (!answered_) Finish(absl::StatusOr<Rope>(ServerStopping()));
}

absl::Status UnaryCall::Open(google::protobuf::Message& request, Kind kind) {
  const std::string body = ToString(*rpc_.body);
  WUSE_RETURN_IF_ERROR(ParseBody(body, request));
  absl::StatusOr<std::string> actor = ActorOf(rpc_.context->client_metadata());
  if (!actor.ok()) return actor.status();
  actor_ = *std::move(actor);
  if (kind == Kind::kMutation) digest_ = common::Sha256({method_, body});
  return absl::OkStatus();
}

void UnaryCall::Finish(absl::StatusOr<Rope> answer) {
  answered_ = true;
  const absl::Status status = answer.status();
  LogCall(method_, actor_, status.code(), begun_, parts_.clock);
  if (answer.ok()) *rpc_.response = ToByteBuffer(*std::move(answer));
  rpc_.reactor->Finish(ToGrpcStatus(status, detail_bytes_));
}

void LogCall(std::string_view method, std::string_view actor, absl::StatusCode code, common::SteadyTime begun,
             const common::Clock& clock) {
  const std::chrono::duration<double, std::milli> took = clock.Steady() - begun;
  spdlog::info("call method={} actor={} code={} ms={:.3f}", method, actor.empty() ? "-" : actor,
               absl::StatusCodeToString(code), took.count());
}

absl::Status CheckMutation(std::string_view request_id, size_t body_bytes) {
  if (!IsRequestId(request_id)) {
    const std::string quoted = common::Quoted(request_id);
    return InvalidField(
        {.field = "request_id",
         .reason = "REQUEST_ID_INVALID",
         .description = fmt::format("{} is not a request id: at most 64 of [A-Za-z0-9._-]", quoted),
         .chinese = fmt::format("请求编号“{}”不符合要求：最多 64 个字符，只能用字母、数字和 . _ -", quoted)});
  }
  if (body_bytes > common::kMaxUpdateBytes) {
    return common::MakeError(
        absl::StatusCode::kInvalidArgument,
        fmt::format("the request has {} bytes, at most {} are accepted", body_bytes, common::kMaxUpdateBytes),
        {.reason = "BATCH_TOO_LARGE",
         .chinese = fmt::format("一次提交的内容有 {} 字节，最多 1 MiB，请分批提交", body_bytes)});
  }
  return absl::OkStatus();
}

}  // namespace wuse::api
