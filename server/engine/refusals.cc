#include "server/engine/refusals.h"

#include "common/limits.h"
#include "common/status.h"
#include "common/text.h"

namespace wuse::engine {

using absl::StatusCode;
using common::MakeError;

absl::Status QueueFull() {
  return MakeError(StatusCode::kResourceExhausted, "too many commands are waiting",
                   {.reason = "QUEUE_FULL",
                    .chinese = "等待处理的请求过多，请稍后重试",
                    .retry_after = std::chrono::milliseconds(200)});
}

absl::Status ServerStopping() {
  return MakeError(StatusCode::kUnavailable, "the server is stopping",
                   {.reason = "SERVER_STOPPING",
                    .chinese = "服务器正在停止，请稍后重试",
                    .retry_after = std::chrono::milliseconds(1000)});
}

absl::Status LedgerFailed() {
  return MakeError(StatusCode::kUnavailable, "the ledger has failed; whether this was written shows after the restart",
                   {.reason = "LEDGER_FAILED", .chinese = "账本写入失败，服务器即将退出；重启后请用同一请求编号重试"});
}

absl::Status BatchTooLarge(size_t bytes) {
  const std::string size = std::to_string(bytes);
  return MakeError(StatusCode::kInvalidArgument,
                   "the command comes to " + size + " bytes, more than " + std::to_string(common::kMaxUpdateBytes),
                   {.reason = "BATCH_TOO_LARGE", .chinese = "本次提交有 " + size + " 字节，超过 1 MiB，请分批提交"});
}

absl::Status RequestIdReused(const std::string& request_id, common::Sequence sequence) {
  const std::string id = common::Quoted(request_id);
  const std::string number = std::to_string(sequence.value);
  return MakeError(StatusCode::kFailedPrecondition,
                   "request id \"" + id + "\" was used for another request, which became update " + number,
                   {.reason = "REQUEST_ID_REUSED",
                    .chinese = "请求编号“" + id + "”已用于另一请求（更新 " + number + "），请换一个编号"});
}

absl::Status DayBeforeLastEvaluated(common::Date today, common::Date evaluated_on) {
  const std::string day = today.ToString();
  const std::string last = evaluated_on.ToString();
  return MakeError(StatusCode::kFailedPrecondition,
                   "the business date " + day + " is before the last evaluated day " + last,
                   {.reason = "DAY_BEFORE_LAST_EVALUATED",
                    .chinese = "业务日期 " + day + " 早于最近一次评价日 " + last + "，请检查系统时间或 --today"});
}

absl::Status UpdateDamaged(common::Sequence sequence, const std::string& what) {
  const std::string number = std::to_string(sequence.value);
  return MakeError(StatusCode::kDataLoss, "update " + number + " in the ledger " + what,
                   {.reason = "LEDGER_DAMAGED", .chinese = "账本中的第 " + number + " 号更新已损坏"});
}

absl::Status LedgerCutShort(common::Sequence head, common::Sequence known) {
  const std::string ends = std::to_string(head.value);
  const std::string more = std::to_string(known.value);
  return MakeError(StatusCode::kDataLoss, "the ledger ends at " + ends + " but history has applied " + more,
                   {.reason = "LEDGER_CUT_SHORT",
                    .chinese = "账本只到第 " + ends + " 号更新，而历史库已有第 " + more + " 号：账本末尾缺失"});
}

}  // namespace wuse::engine
