#include "client/lib/error.h"

#include <array>
#include <chrono>
#include <utility>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace wuse::client {
namespace {

std::string WordsForCode(grpc::StatusCode code, std::string_view server) {
  switch (code) {
    case grpc::StatusCode::UNAVAILABLE:
      return "连不上服务器 " + std::string(server) + "，或者连接中断了；请检查地址（--server）和服务器是否在运行";
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return "服务器 " + std::string(server) + " 没有在期限内答复";
    case grpc::StatusCode::UNIMPLEMENTED:
      return "服务器不认识这个方法，两边的版本可能不同";
    case grpc::StatusCode::RESOURCE_EXHAUSTED:
      return "消息太大，或者服务器正忙";
    case grpc::StatusCode::CANCELLED:
      return "已取消";
    case grpc::StatusCode::UNAUTHENTICATED:
      return "服务器不知道调用者是谁";
    case grpc::StatusCode::PERMISSION_DENIED:
      return "服务器拒绝了这个调用者";
    case grpc::StatusCode::NOT_FOUND:
      return "没有找到";
    case grpc::StatusCode::INVALID_ARGUMENT:
      return "服务器不接受这些内容";
    default:
      return "服务器或网络出错";
  }
}

std::string_view NameOfCode(grpc::StatusCode code) {
  constexpr std::array<std::string_view, 17> kNames = {
      "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS", "UNAUTHENTICATED"};
  const auto index = static_cast<size_t>(code);
  return index < kNames.size() ? kNames[index] : kNames[2];
}

void AddViolations(const google::rpc::BadRequest& bad_request, common::ErrorDetail& detail) {
  for (const auto& violation : bad_request.field_violations()) {
    const std::string& localized = violation.localized_message().message();
    detail.fields.push_back({.field = violation.field(),
                             .reason = violation.reason(),
                             .description = violation.description(),
                             .chinese = localized.empty() ? violation.description() : localized});
  }
}

// The server cuts a list that is too long for the trailers.
void AddLeftOut(const google::rpc::ErrorInfo& info, common::ErrorDetail& detail) {
  const auto left_out = info.metadata().find("violations_left_out");
  if (left_out == info.metadata().end()) return;
  detail.fields.push_back({.field = "",
                           .reason = "VIOLATIONS_LEFT_OUT",
                           .description = left_out->second + " more violations are not listed",
                           .chinese = "还有 " + left_out->second + " 处问题没有列出"});
}

common::ErrorDetail DetailFrom(const grpc::Status& status) {
  common::ErrorDetail detail;
  google::rpc::Status rich;
  if (status.error_details().empty() || !rich.ParseFromString(status.error_details())) return detail;
  google::rpc::ErrorInfo info;
  google::rpc::BadRequest bad_request;
  google::rpc::RetryInfo retry;
  google::rpc::LocalizedMessage localized;
  for (const auto& any : rich.details()) {
    if (any.UnpackTo(&info)) {
      detail.reason = info.reason();
      AddLeftOut(info, detail);
    } else if (any.UnpackTo(&localized)) {
      detail.chinese = localized.message();
    } else if (any.UnpackTo(&bad_request)) {
      AddViolations(bad_request, detail);
    } else if (any.UnpackTo(&retry)) {
      detail.retry_after =
          std::chrono::milliseconds(retry.retry_delay().seconds() * 1000 + retry.retry_delay().nanos() / 1'000'000);
    }
  }
  return detail;
}

}  // namespace

absl::Status StatusFromGrpc(const grpc::Status& status, std::string_view server) {
  if (status.ok()) return absl::OkStatus();
  common::ErrorDetail detail = DetailFrom(status);
  const bool of_grpc = detail.reason.empty();
  if (of_grpc) detail.reason = "GRPC_" + std::string(NameOfCode(status.error_code()));
  if (detail.chinese.empty()) {
    detail.chinese = WordsForCode(status.error_code(), server);
    if (!status.error_message().empty()) detail.chinese += "（" + status.error_message() + "）";
  }
  // gRPC's codes and absl's are the same numbers.
  return common::MakeError(static_cast<absl::StatusCode>(status.error_code()), status.error_message(), detail);
}

std::string ChineseOf(const absl::Status& status) {
  const auto detail = common::DetailOf(status);
  if (detail && !detail->chinese.empty()) return detail->chinese;
  return std::string(common::FromAbsl(status.message()));
}

std::string ReasonOf(const absl::Status& status) {
  const auto detail = common::DetailOf(status);
  return detail ? detail->reason : std::string();
}

}  // namespace wuse::client
