#include "server/app/repair.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <string>

#include "common/status.h"
#include "common/text.h"
#include "fmt/format.h"
#include "server/app/data_directory.h"
#include "server/app/progress.h"
#include "server/app/verify.h"
#include "server/ledger/rocksdb/salvage.h"

namespace wuse::app {
namespace {

namespace fs = std::filesystem;

absl::Status Failed(const std::string& doing, const std::error_code& error) {
  return common::MakeError(absl::StatusCode::kUnavailable, doing + ": " + error.message(),
                           {.reason = "REPAIR_FAILED", .chinese = "修复时无法操作目录：" + doing});
}

absl::Status Declined(const std::string& english, const std::string& chinese) {
  return common::MakeError(absl::StatusCode::kCancelled, english, {.reason = "DECLINED", .chinese = chinese});
}

// Names for what a repair leaves beside the ledger.
struct Places {
  explicit Places(const std::string& data_dir)
      : ledger(LedgerDir(data_dir)),
        history(HistoryDir(data_dir)),
        copy(data_dir + "/ledger.copy.tmp"),
        made(data_dir + "/ledger.repaired.tmp") {}
  const std::string ledger;
  const std::string history;
  const std::string copy;
  const std::string made;
};

void Discard(const Places& places) {
  std::error_code ignored;
  fs::remove_all(places.copy, ignored);
  fs::remove_all(places.made, ignored);
}

// The first free name ledger.damaged-N: nothing of the damaged ledger is thrown away.
std::string DamagedPlace(const std::string& data_dir) {
  for (int number = 1;; ++number) {
    std::string place = fmt::format("{}/ledger.damaged-{}", data_dir, number);
    if (!fs::exists(place)) return place;
  }
}

absl::Status Ask(const ledger::Salvaged& salvaged) {
  if (isatty(STDIN_FILENO) == 0) {
    return Declined("nothing was changed: without a terminal, --yes is needed", "未作任何改动：没有终端时需加 --yes");
  }
  fmt::print(stderr,
             "Go on with records 1 to {} under a new store id? Subscribers must start anew. Type yes: "
             "\n保留第 1 至 {} 号记录，并启用新的账本编号（订阅者需重新开始）。确认请输入 yes：",
             salvaged.head.sequence.value, salvaged.head.sequence.value);
  std::string answer;
  for (int c = std::getchar(); c != EOF && c != '\n'; c = std::getchar()) answer.push_back(static_cast<char>(c));
  return answer == "yes" ? absl::OkStatus() : Declined("nothing was changed", "未作任何改动");
}

absl::Status PutInPlace(const Places& places, const std::string& data_dir) {
  const std::string damaged = DamagedPlace(data_dir);
  std::error_code error;
  fs::rename(places.ledger, damaged, error);
  if (error) return Failed(places.ledger + " → " + damaged, error);
  fs::rename(places.made, places.ledger, error);
  if (error) return Failed(places.made + " → " + places.ledger, error);
  fs::remove_all(places.history, error);  // of the old store id; the next start makes it anew
  if (error) return Failed(places.history, error);
  fmt::print("kept {}\n", damaged);
  return absl::OkStatus();
}

// Whether every record is there and good.
bool IsWhole(const Options& options) {
  const auto ledger = OpenLedger(options);
  return ledger.ok() && WalkLedger(**ledger, (*ledger)->head().sequence, std::nullopt).ok();
}

}  // namespace

absl::Status Repair(const Maintenance& asked, const Options& options) {
  if (IsWhole(options)) {
    fmt::print("nothing to repair\n");
    return absl::OkStatus();
  }
  const Places places(options.data_dir);
  Discard(places);
  Progress progress("salvaged");
  const absl::StatusOr<ledger::Salvaged> salvaged = ledger::Salvage(
      {.dir = places.ledger, .copy = places.copy, .to = places.made, .progress = [&](common::Sequence reached) {
         progress.Tell(reached.value, 0);
       }});
  if (!salvaged.ok()) {
    Discard(places);
    return salvaged.status();
  }
  fmt::print("last good {}:{} of {} visible records\n", salvaged->head.sequence.value,
             common::Hex(salvaged->head.chain), salvaged->last_visible.value);
  if (!salvaged->damage.ok()) {
    fmt::print("damage {}\n", common::FromAbsl(salvaged->damage.message()));
  }
  std::fflush(stdout);
  absl::Status status = asked.yes ? absl::OkStatus() : Ask(*salvaged);
  if (status.ok()) status = PutInPlace(places, options.data_dir);
  if (status.ok()) fmt::print("store {}\n", salvaged->store_id);
  Discard(places);
  return status;
}

}  // namespace wuse::app
