#include <random>

#include "server/engine/engine_fixture.h"

namespace wuse::engine {
namespace {

class RecoverTest : public EngineFixture {
 protected:
  // From 0 to `most`.
  int UpTo(int most) { return static_cast<int>(random_() % (most + 1)); }
  std::string AnyProject() { return "p" + std::to_string(UpTo(20)); }
  std::string AnyCode() { return "原-" + std::to_string(UpTo(25)); }

  Command RandomCommand(int step) {
    switch (UpTo(6)) {
      case 0: {
        v1::Project project = Project(AnyProject(), UpTo(1) == 0 ? "" : "2021-05-0" + std::to_string(1 + UpTo(8)));
        project.set_external_code(AnyCode());
        if (UpTo(2) > 0) project.add_lists(kMainList);
        return CommandOf(Create(project));
      }
      case 1: {
        v1::UpdateProjectRequest request;
        v1::Project& project = *request.mutable_edit()->mutable_project();
        project.set_id(AnyProject());
        project.set_note("注" + std::to_string(step));
        project.set_external_code(AnyCode());
        return CommandOf(request);
      }
      case 2:
        return CommandOf(Unit("u" + std::to_string(UpTo(3)), "单位" + std::to_string(UpTo(9))));
      case 3: {
        v1::FileReportsRequest request;
        *request.add_edits() = Report(AnyProject(), 1000 + step);
        *request.add_edits() = Report(AnyProject(), 1000 + step, "2021-W16");
        return CommandOf(request);
      }
      default:
        return CommandOf(File(AnyProject(), 1000 + step, "r-" + std::to_string(UpTo(200))));
    }
  }
  // A few hundred commands of all kinds over some days, in groups of chance.
  void RunRandomCommands() {
    MustWrite(Unit());
    std::vector<Answer> answers;
    for (int step = 0; step < 400; ++step) {
      answers.push_back(Submit(RandomCommand(step)));
      if (UpTo(9) > 0) continue;
      if (UpTo(3) == 0) clock_.SetToday(clock_.Today().Plus(1));
      engine_->CheckDay();
    }
    int written = 0;
    for (Answer& answer : answers) {
      const Result result = Wait(std::move(answer));
      if (result.ok() && result->update) ++written;
    }
    EXPECT_GT(written, 50);
    engine_->Stop();
  }

  // Those that the commits since the day's turns have kept, or those of a board that was just made.
  void ExpectSums() {
    while (!board_->SumSome(clock_.Today(), 3)) continue;
    EXPECT_EQ(KeptOverview(), AddedUpOverview());
  }

  const uint32_t seed_ = std::random_device()();
  std::mt19937 random_{seed_};
};

TEST_F(RecoverTest, TheBoardAfterAReplayIsTheBoardAsItWas) {
  SCOPED_TRACE("seed " + std::to_string(seed_));
  Boot();
  RunRandomCommands();
  ASSERT_TRUE(fatal().empty());
  const Picture live = PictureOf(*board_);
  EXPECT_EQ(live.sequence.value, head());
  ExpectSums();
  ShutDown();
  ASSERT_TRUE(Recover().ok());
  EXPECT_EQ(PictureOf(*board_), live) << "from history";
  ExpectSums();
  ShutDown();
  ForgetHistory();
  ASSERT_TRUE(Recover().ok());
  EXPECT_EQ(PictureOf(*board_), live) << "from the ledger";
  ExpectSums();
  EXPECT_EQ(history_->applied().value, head());
  ShutDown();
  ASSERT_TRUE(Recover().ok());
  EXPECT_EQ(PictureOf(*board_), live) << "from the history that the replay made";
}

TEST_F(RecoverTest, WhatHistoryHasNotIsReplayedUponIt) {
  Boot();
  MustWrite(Unit());
  MustWrite(Create(Project("p1")));
  ShutDown();
  // A second life with a history that is lost, as by a crash before its flush.
  std::unique_ptr<history::MemoryEnv> kept = std::exchange(env_, nullptr);
  ForgetHistory();
  Boot();
  MustWrite(File("p1", 10, "r-1"));
  MustWrite(Create(Project("p2")));
  const Picture live = PictureOf(*board_);
  ShutDown();
  env_ = std::move(kept);
  Boot();
  EXPECT_EQ(PictureOf(*board_), live);
  EXPECT_TRUE(history_->FindReport("p1", *common::Week::Parse("2021-W17")).ok());
  EXPECT_EQ(Call(File("p1", 10, "r-1"))->sequence.value, 3);
}

TEST_F(RecoverTest, ADateBeforeTheLastEvaluatedDayIsRefused) {
  Boot();
  MustWrite(Unit());
  engine_->CheckDay();
  ASSERT_TRUE(WaitUntil([&] { return board_->Take().evaluated_on() == Day("2021-04-30"); }));
  ShutDown();
  clock_.SetToday(Day("2021-04-29"));
  const absl::Status status = Recover();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << status;
  EXPECT_EQ(ReasonOf(status), "DAY_BEFORE_LAST_EVALUATED");
  const std::string chinese = common::DetailOf(status)->chinese;
  EXPECT_NE(chinese.find("2021-04-29"), std::string::npos) << chinese;
  EXPECT_NE(chinese.find("2021-04-30"), std::string::npos) << chinese;
  ShutDown();
  clock_.SetToday(Day("2021-04-30"));
  EXPECT_TRUE(Recover().ok());
}

TEST_F(RecoverTest, AHistoryAheadOfTheLedgerMeansThatTheLedgerWasCut) {
  ASSERT_TRUE(Recover().ok());
  v1::Update unknown;
  unknown.set_sequence(1);
  const std::vector<const v1::Update*> updates = {&unknown};
  ASSERT_TRUE(history_->Apply(updates, board::Staging(*board_)).ok());
  ShutDown();
  const absl::Status status = Recover();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ReasonOf(status), "LEDGER_CUT_SHORT");
}

TEST_F(RecoverTest, ARecordThatIsNotItsUpdateIsDataLoss) {
  v1::Update update;
  update.set_sequence(2);
  for (const std::string& record : {std::string("\xff\xff"), update.SerializeAsString()}) {
    ledger::MemoryLedger damaged("00112233445566778899aabbccddeeff");
    const std::vector<std::string_view> records = {record};
    ASSERT_TRUE(damaged.Append({0}, records).ok());
    ASSERT_TRUE(Recover().ok());
    Engine::Parts parts = Parts();
    const Engine::Parts other{.ledger = damaged,
                              .board = parts.board,
                              .history = parts.history,
                              .hub = parts.hub,
                              .clock = parts.clock,
                              .calendar = parts.calendar,
                              .on_fatal = nullptr};
    EXPECT_EQ(Engine::Recover(other).code(), absl::StatusCode::kDataLoss);
    ShutDown();
  }
}

}  // namespace
}  // namespace wuse::engine
