#include "server/api/errors.h"

#include <chrono>
#include <string>

#include "absl/status/status.h"
#include "common/text.h"
#include "fmt/format.h"
#include "google/rpc/error_details.pb.h"

namespace wuse::api {
namespace {

using common::ErrorDetail;
using std::chrono::milliseconds;

constexpr std::string_view kDomain = "wuse";
constexpr std::string_view kLocale = "zh-CN";
constexpr milliseconds kRetryBusy{100};

struct CodeText {
  std::string_view reason;
  std::string_view chinese;
};

CodeText TextOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kCancelled:
      return {"CANCELLED", "调用已取消"};
    case absl::StatusCode::kInvalidArgument:
      return {"INPUT_INVALID", "请求内容不符合要求"};
    case absl::StatusCode::kDeadlineExceeded:
      return {"DEADLINE_EXCEEDED", "超过了规定的时间"};
    case absl::StatusCode::kNotFound:
      return {"NOT_FOUND", "没有找到"};
    case absl::StatusCode::kAlreadyExists:
      return {"ALREADY_EXISTS", "已经存在"};
    case absl::StatusCode::kPermissionDenied:
      return {"PERMISSION_DENIED", "没有权限"};
    case absl::StatusCode::kResourceExhausted:
      return {"RESOURCE_EXHAUSTED", "超过了服务器的限度，请稍后再试"};
    case absl::StatusCode::kFailedPrecondition:
      return {"PRECONDITION_FAILED", "当前状态下不能这样做"};
    case absl::StatusCode::kAborted:
      return {"ABORTED", "与别的修改冲突，请重新读取后再试"};
    case absl::StatusCode::kOutOfRange:
      return {"OUT_OF_RANGE", "超出了范围"};
    case absl::StatusCode::kUnimplemented:
      return {"UNIMPLEMENTED", "服务器不支持这个功能"};
    case absl::StatusCode::kUnavailable:
      return {"UNAVAILABLE", "服务器暂时不可用，请稍后再试"};
    case absl::StatusCode::kDataLoss:
      return {"DATA_LOSS", "服务器的数据已损坏，请联系管理员"};
    case absl::StatusCode::kUnauthenticated:
      return {"UNAUTHENTICATED", "没有说明调用者是谁"};
    default:
      return {"INTERNAL", "服务器内部错误，请联系管理员"};
  }
}

template <class Message>
void AddDetail(const Message& message, google::rpc::Status& status) {
  status.add_details()->PackFrom(message);
}

google::rpc::BadRequest::FieldViolation ToViolation(const common::FieldViolation& field) {
  google::rpc::BadRequest::FieldViolation violation;
  violation.set_field(field.field);
  violation.set_reason(field.reason);
  violation.set_description(field.description);
  violation.mutable_localized_message()->set_locale(std::string(kLocale));
  violation.mutable_localized_message()->set_message(field.chinese);
  return violation;
}

// As many violations as fit; returns how many were left out.
size_t FitViolations(const std::vector<common::FieldViolation>& fields, size_t bytes, google::rpc::BadRequest& bad) {
  constexpr size_t kOverhead = 4;  // tag and length of one more element
  for (size_t i = 0; i < fields.size(); ++i) {
    google::rpc::BadRequest::FieldViolation violation = ToViolation(fields[i]);
    const size_t needed = violation.ByteSizeLong() + kOverhead;
    if (needed > bytes) return fields.size() - i;
    bytes -= needed;
    *bad.add_field_violations() = std::move(violation);
  }
  return 0;
}

google::rpc::RetryInfo ToRetryInfo(milliseconds delay) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(delay.count() / 1000);
  retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(delay.count() % 1000 * 1'000'000));
  return retry;
}

}  // namespace

google::rpc::Status ToRpcStatus(const absl::Status& status, size_t detail_bytes) {
  google::rpc::Status rpc;
  rpc.set_code(static_cast<int>(status.code()));
  rpc.set_message(std::string(common::FromAbsl(status.message())));
  if (status.ok()) return rpc;
  const CodeText generic = TextOf(status.code());
  const ErrorDetail detail = common::DetailOf(status).value_or(
      ErrorDetail{.reason = std::string(generic.reason), .chinese = std::string(generic.chinese)});

  google::rpc::LocalizedMessage localized;
  localized.set_locale(std::string(kLocale));
  localized.set_message(detail.chinese);
  google::rpc::ErrorInfo info;
  info.set_reason(detail.reason);
  info.set_domain(std::string(kDomain));
  constexpr size_t kEnvelope = 400;  // type names of the four details, and the count of what is left out
  const size_t taken = rpc.ByteSizeLong() + localized.ByteSizeLong() + info.ByteSizeLong() + kEnvelope;
  google::rpc::BadRequest bad;
  const size_t left_out = FitViolations(detail.fields, taken < detail_bytes ? detail_bytes - taken : 0, bad);
  if (left_out > 0) (*info.mutable_metadata())["violations_left_out"] = std::to_string(left_out);

  AddDetail(info, rpc);
  if (bad.field_violations_size() > 0) AddDetail(bad, rpc);
  if (detail.retry_after) AddDetail(ToRetryInfo(*detail.retry_after), rpc);
  AddDetail(localized, rpc);
  return rpc;
}

grpc::Status ToGrpcStatus(const absl::Status& status, size_t detail_bytes) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status rpc = ToRpcStatus(status, detail_bytes);
  return {static_cast<grpc::StatusCode>(status.code()), rpc.message(), rpc.SerializeAsString()};
}

absl::Status BodyInvalid(std::string_view message_name, std::string_view what) {
  return common::MakeError(
      absl::StatusCode::kInvalidArgument, fmt::format("the body does not parse as {}: {}", message_name, what),
      {.reason = "BODY_INVALID", .chinese = fmt::format("请求内容无法解析（{}）：{}", message_name, what)});
}

absl::Status ServerBusy() {
  return common::MakeError(absl::StatusCode::kResourceExhausted, "too many reads are waiting",
                           {.reason = "SERVER_BUSY", .chinese = "服务器繁忙，请稍后再试", .retry_after = kRetryBusy});
}

absl::Status ServerStopping() {
  return common::MakeError(
      absl::StatusCode::kUnavailable, "the server is stopping",
      {.reason = "SERVER_STOPPING", .chinese = "服务器正在停止，请稍后再试", .retry_after = milliseconds(1000)});
}

absl::Status ProjectNotFound(std::string_view id) {
  return common::MakeError(absl::StatusCode::kNotFound, fmt::format("there is no project {}", common::Quoted(id)),
                           {.reason = "PROJECT_NOT_FOUND", .chinese = fmt::format("没有项目“{}”", common::Quoted(id))});
}

absl::Status InvalidField(common::FieldViolation violation) {
  return common::InvalidFields({std::move(violation)});
}

}  // namespace wuse::api
