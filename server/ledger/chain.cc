#include "server/ledger/chain.h"

#include "common/limits.h"
#include "common/status.h"

namespace wuse::ledger {

common::Sha256Digest NextChain(const common::Sha256Digest& before, std::string_view record) {
  return common::Sha256({common::Bytes(before), record});
}

absl::Status CheckAppend(common::Sequence head, common::Sequence after, std::span<const std::string_view> records) {
  if (records.empty()) return absl::InvalidArgumentError("nothing to append");
  for (const std::string_view record : records) {
    if (record.empty()) return absl::InvalidArgumentError("an empty record");
    if (record.size() > common::kMaxUpdateBytes) {
      return absl::InvalidArgumentError(
          absl::StrCat("a record of ", record.size(), " bytes is over the limit of ", common::kMaxUpdateBytes));
    }
  }
  if (after != head) {
    return absl::AbortedError(absl::StrCat("append after ", after.value, " but the ledger's head is ", head.value));
  }
  return absl::OkStatus();
}

absl::Status CheckRead(common::Sequence head, common::Sequence from) {
  if (from.value < 1 || from.value > head.value + 1) {
    return absl::OutOfRangeError(absl::StrCat("read from ", from.value, " of a ledger with head ", head.value));
  }
  return absl::OkStatus();
}

absl::Status DamagedRecord(common::Sequence sequence, std::string_view what, std::string_view chinese) {
  const std::string number = std::to_string(sequence.value);
  return common::MakeError(
      absl::StatusCode::kDataLoss, "ledger record " + number + " " + std::string(what),
      {.reason = "LEDGER_DAMAGED", .chinese = "账本第 " + number + " 条记录" + std::string(chinese)});
}

absl::Status PoisonedBy(const absl::Status& cause) {
  return common::MakeError(absl::StatusCode::kDataLoss,
                           "an append to the ledger failed, nothing more is written: " + cause.ToString(),
                           {.reason = "LEDGER_FAILED", .chinese = "账本写入失败，已停止写入"});
}

}  // namespace wuse::ledger
