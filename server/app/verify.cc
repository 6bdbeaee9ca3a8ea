#include "server/app/verify.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <memory>

#include "common/limits.h"
#include "common/status.h"
#include "common/text.h"
#include "fmt/format.h"
#include "server/app/data_directory.h"
#include "server/app/progress.h"
#include "server/board/board.h"
#include "server/engine/replay.h"
#include "server/history/history.h"
#include "server/ledger/chain.h"
#include "server/ledger/rocksdb/rocksdb_ledger.h"

namespace wuse::app {
namespace {

using common::Sequence;

constexpr size_t kMinHashDigits = 16;
constexpr size_t kAllHashDigits = 64;
constexpr ledger::ReadLimit kTurn{.records = 4096, .bytes = common::kMaxGroupBytes};

absl::Status Refuse(absl::StatusCode code, std::string reason, const std::string& english, std::string chinese) {
  return common::MakeError(code, english, {.reason = std::move(reason), .chinese = std::move(chinese)});
}

absl::Status HeadNotFound(const ExpectedHead& expected, const std::string& english, const std::string& chinese) {
  const std::string head = fmt::format("{}:{}", expected.sequence.value, expected.hash_prefix);
  return Refuse(absl::StatusCode::kDataLoss, "HEAD_NOT_FOUND",
                fmt::format("the expected head {} is not in this ledger: {}", head, english),
                fmt::format("账本中没有应有的账本头 {}：{}", head, chinese));
}

absl::Status CheckExpected(const ExpectedHead& expected, const ledger::Head& head) {
  if (head.sequence != expected.sequence) return absl::OkStatus();
  const std::string hash = common::Hex(head.chain);
  if (hash.compare(0, expected.hash_prefix.size(), expected.hash_prefix) == 0) return absl::OkStatus();
  return HeadNotFound(expected, fmt::format("there it is {}, so records up to it were rewritten", hash),
                      fmt::format("该处为 {}，此前的记录被改写过", hash));
}

// The beginning of a ledger as a ledger.
class Prefix : public ledger::Ledger {
 public:
  Prefix(const ledger::Ledger& whole, const ledger::Head& head) : whole_(whole), head_(head) {}
  const std::string& store_id() const override { return whole_.store_id(); }
  ledger::Head head() const override { return head_; }
  absl::StatusOr<ledger::Head> Append(Sequence /*after*/, std::span<const std::string_view> /*records*/) override {
    return absl::UnimplementedError("a prefix is read only");
  }
  absl::StatusOr<std::vector<ledger::Record>> Read(Sequence from, ledger::ReadLimit limit) const override {
    const int64_t left = head_.sequence.value - from.value + 1;
    if (left <= 0) return std::vector<ledger::Record>();
    limit.records = static_cast<int>(std::min<int64_t>(limit.records, left));
    return whole_.Read(from, limit);
  }
  absl::StatusOr<common::Sha256Digest> ChainAt(Sequence sequence) const override { return whole_.ChainAt(sequence); }

 private:
  const ledger::Ledger& whole_;
  const ledger::Head head_;
};

// A directory for a history that is not kept, or that takes another's place.
class ScratchDir {
 public:
  explicit ScratchDir(std::string path) : path_(std::move(path)) { std::filesystem::remove_all(path_); }
  ~ScratchDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchDir(const ScratchDir&) = delete;
  ScratchDir& operator=(const ScratchDir&) = delete;
  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

// The state that the history in `dir` comes to with this ledger.
absl::StatusOr<common::Sha256Digest> StateOf(const ledger::Ledger& ledger, const std::string& dir) {
  auto history = history::History::Open({.dir = dir, .store_id = ledger.store_id()});
  if (!history.ok()) return history.status();
  board::Board board;
  Progress progress("replayed");
  const int64_t total = ledger.head().sequence.value;
  WUSE_RETURN_IF_ERROR(
      engine::Replay(ledger, board, **history, [&](Sequence reached) { progress.Tell(reached.value, total); }));
  return engine::StateDigest(board.Take(), **history);
}

absl::Status HistoryDiffers() {
  return Refuse(absl::StatusCode::kDataLoss, "HISTORY_DIFFERS",
                "history does not give what a replay of the ledger gives; make it anew with --rebuild-history",
                "历史库与账本重放的结果不一致，请用 --rebuild-history 重建");
}

}  // namespace

absl::StatusOr<std::unique_ptr<ledger::RocksdbLedger>> OpenLedger(const Options& options) {
  const std::string dir = LedgerDir(options.data_dir);
  if (!std::filesystem::is_directory(dir)) {
    return Refuse(absl::StatusCode::kNotFound, "NO_LEDGER",
                  fmt::format("--data {} holds no ledger", common::Quoted(options.data_dir)),
                  fmt::format("数据目录“{}”中没有账本", common::Quoted(options.data_dir)));
  }
  return ledger::RocksdbLedger::Open({.dir = dir});
}

absl::StatusOr<ledger::Head> WalkLedger(const ledger::Ledger& ledger, Sequence until,
                                        const std::optional<ExpectedHead>& expected) {
  Progress progress("verified");
  ledger::Head head;
  uint64_t bytes = 0;
  while (head.sequence < until) {
    const auto records = ledger.Read(head.sequence.Next(), kTurn);
    if (!records.ok()) return records.status();
    for (const ledger::Record& record : *records) {
      if (head.sequence == until) break;
      head = {.sequence = record.sequence, .chain = ledger::NextChain(head.chain, record.bytes)};
      bytes += record.bytes.size();
      if (expected) WUSE_RETURN_IF_ERROR(CheckExpected(*expected, head));
    }
    progress.Tell(head.sequence.value, until.value);
  }
  fmt::print("ledger {} records, {} bytes, {} records/s\n", head.sequence.value, bytes,
             head.sequence.value * 1000 / progress.elapsed_milliseconds());
  fmt::print("head {}:{}\n", head.sequence.value, common::Hex(head.chain));
  return head;
}

absl::StatusOr<ExpectedHead> ExpectedHead::Parse(const std::string& text) {
  const size_t colon = text.find(':');
  const std::string digits = text.substr(0, colon);
  const std::string hash = colon == std::string::npos ? "" : common::Lower(text.substr(colon + 1));
  int64_t sequence = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), sequence);
  const bool is_number = parsed.ec == std::errc() && parsed.ptr == digits.data() + digits.size() && sequence > 0;
  const bool is_hash = hash.size() >= kMinHashDigits && hash.size() <= kAllHashDigits &&
                       hash.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (is_number && is_hash) return ExpectedHead{.sequence = {sequence}, .hash_prefix = hash};
  return Refuse(
      absl::StatusCode::kInvalidArgument, "EXPECT_INVALID",
      fmt::format("--expect {} is not SEQ:HASH with at least 16 hex digits, as a bulletin prints it",
                  common::Quoted(text)),
      fmt::format("--expect “{}”不正确，应为通报上的 序号:校验值（至少 16 位十六进制）", common::Quoted(text)));
}

absl::Status Verify(const Maintenance& asked, const Options& options) {
  std::optional<ExpectedHead> expected;
  if (!asked.expect.empty()) {
    absl::StatusOr<ExpectedHead> parsed = ExpectedHead::Parse(asked.expect);
    if (!parsed.ok()) return parsed.status();
    expected = *std::move(parsed);
  }
  const auto ledger = OpenLedger(options);
  if (!ledger.ok()) return ledger.status();
  const Sequence end = (*ledger)->head().sequence;
  const Sequence until = asked.until > 0 ? std::min(end, Sequence{asked.until}) : end;
  if (expected && expected->sequence > until) {
    return HeadNotFound(*expected, fmt::format("it ends at {}", until.value),
                        fmt::format("账本只到第 {} 号", until.value));
  }
  const absl::StatusOr<ledger::Head> head = WalkLedger(**ledger, until, expected);
  if (!head.ok()) return head.status();
  const ScratchDir scratch(options.data_dir + "/verify.tmp");
  const absl::StatusOr<common::Sha256Digest> replayed = StateOf(Prefix(**ledger, *head), scratch.path());
  if (!replayed.ok()) return replayed.status();
  fmt::print("state {}\n", common::Hex(*replayed));
  const std::string history_dir = HistoryDir(options.data_dir);
  if (until != end || !std::filesystem::exists(history_dir)) return absl::OkStatus();
  const absl::StatusOr<common::Sha256Digest> kept = StateOf(**ledger, history_dir);
  if (!kept.ok()) return kept.status();
  return *kept == *replayed ? absl::OkStatus() : HistoryDiffers();
}

absl::Status RebuildHistory(const Options& options) {
  const auto ledger = OpenLedger(options);
  if (!ledger.ok()) return ledger.status();
  const ScratchDir scratch(options.data_dir + "/history.new");
  const absl::StatusOr<common::Sha256Digest> state = StateOf(**ledger, scratch.path());
  if (!state.ok()) return state.status();
  const std::string history_dir = HistoryDir(options.data_dir);
  std::error_code error;
  std::filesystem::remove_all(history_dir, error);
  // A crash here leaves no history: the next start makes it.
  if (!error) std::filesystem::rename(scratch.path(), history_dir, error);
  if (error) {
    return Refuse(absl::StatusCode::kUnavailable, "HISTORY_UNWRITABLE",
                  fmt::format("cannot replace {}: {}", history_dir, error.message()),
                  fmt::format("无法替换历史库目录 {}", history_dir));
  }
  fmt::print("state {}\n", common::Hex(*state));
  return absl::OkStatus();
}

}  // namespace wuse::app
