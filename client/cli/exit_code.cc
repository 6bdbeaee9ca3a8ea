#include "client/cli/exit_code.h"

#include "client/lib/error.h"

namespace wuse::cli {

Exit ExitOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:  // a sequence in the future
      return Exit::kUsage;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return Exit::kRefused;
    case absl::StatusCode::kNotFound:
      return Exit::kNotFound;
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kAlreadyExists:
      return Exit::kConflict;
    case absl::StatusCode::kFailedPrecondition:
      return client::ReasonOf(status) == "REQUEST_ID_REUSED" ? Exit::kConflict : Exit::kError;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return Exit::kUnavailable;
    default:
      return Exit::kError;
  }
}

std::string_view ExitCodeHelp() {
  return "退出码: 0 成功 · 1 出错 · 2 用法或内容有误 · 3 本人不同意 · 4 服务器拒绝调用者 · 5 没有找到 · 6 冲突 ·\n"
         "        7 服务器不可用 · 8 大文件的后面某批失败（说明哪些行已写入） · 130 被中断";
}

}  // namespace wuse::cli
