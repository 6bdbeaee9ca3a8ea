#include "server/engine/replay.h"

#include "server/engine/engine_fixture.h"

namespace wuse::engine {
namespace {

class ReplayTest : public EngineFixture {
 protected:
  std::string State() const {
    const absl::StatusOr<common::Sha256Digest> state = StateDigest(board_->Take(), *history_);
    EXPECT_TRUE(state.ok()) << state.status();
    return state.ok() ? common::Hex(*state) : "";
  }
  // Of a history made anew from the ledger.
  std::string RebuiltState() {
    const history::MemoryEnv env;
    auto history = history::History::Open({.dir = "/rebuilt", .env = env.get(), .store_id = ledger_.store_id()});
    EXPECT_TRUE(history.ok()) << history.status();
    board::Board board;
    EXPECT_TRUE(Replay(ledger_, board, **history, [this](common::Sequence at) { told_.push_back(at.value); }).ok());
    const absl::StatusOr<common::Sha256Digest> state = StateDigest(board.Take(), **history);
    EXPECT_TRUE(state.ok()) << state.status();
    return state.ok() ? common::Hex(*state) : "";
  }
  std::vector<int64_t> told_;
};

TEST_F(ReplayTest, TheStateIsTheSameAfterARebuildAndAnotherAfterEachKindOfChange) {
  Boot();
  std::vector<std::string> states = {State()};
  const auto expect_new_state = [&](const std::string& after) {
    const std::string state = State();
    EXPECT_EQ(std::count(states.begin(), states.end(), state), 0) << after;
    EXPECT_EQ(RebuiltState(), state) << after;
    states.push_back(state);
  };
  MustWrite(Unit());
  expect_new_state("a unit");
  MustWrite(Create(Project("a", "2021-05-03")));
  expect_new_state("a project");
  MustWrite(File("a", 100));
  expect_new_state("a report");
  v1::FileReportRequest corrected = File("a", 90);
  corrected.mutable_edit()->set_correction_reason("更正");
  MustWrite(corrected);
  expect_new_state("a correction");
  engine_->CheckDay();
  ASSERT_TRUE(WaitUntil([&] { return board_->Take().evaluated_on() == clock_.Today(); }));
  expect_new_state("a day");
  EXPECT_EQ(told_.back(), head());
}

TEST_F(ReplayTest, AnEarlierVersionOfAReportCounts) {
  Boot();
  MustWrite(Unit());
  MustWrite(Create(Project("a")));
  v1::FileReportRequest report = File("a", 100);
  MustWrite(report);
  report.mutable_edit()->mutable_report()->set_progress("第二版");
  MustWrite(report);
  const std::string state = State();
  // The same ledger but for the first version's text.
  std::vector<v1::Update> updates = UpdatesFrom(1);
  ledger::MemoryLedger other("00112233445566778899aabbccddeeff");
  for (v1::Update& update : updates) {
    for (v1::Change& change : *update.mutable_changes()) {
      if (!change.has_report_filed() || change.report_filed().report().version() != 1) continue;
      change.mutable_report_filed()->mutable_report()->set_problems("不同");
    }
    const std::string bytes = update.SerializeAsString();
    const std::string_view record = bytes;
    ASSERT_TRUE(other.Append(other.head().sequence, std::span(&record, 1)).ok());
  }
  const history::MemoryEnv env;
  auto history = history::History::Open({.dir = "/other", .env = env.get(), .store_id = other.store_id()});
  ASSERT_TRUE(history.ok());
  board::Board board;
  ASSERT_TRUE(Replay(other, board, **history).ok());
  EXPECT_NE(common::Hex(*StateDigest(board.Take(), **history)), state);
}

}  // namespace
}  // namespace wuse::engine
