#include "server/engine/engine.h"

#include <atomic>

#include "server/engine/engine_fixture.h"

namespace wuse::engine {
namespace {

class EngineTest : public EngineFixture {
 protected:
  void SetUp() override {
    Boot();
    MustWrite(Unit());
    MustWrite(Create(Project("p1")));
  }
};

TEST_F(EngineTest, AnAnswerCarriesTheUpdateAndTheNextReadSeesIt) {
  const Result result = Call(File("p1", 1'000'000));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->sequence.value, 3);
  EXPECT_EQ(result->update->sequence(), 3);
  EXPECT_EQ(result->update->actor(), "lin");
  EXPECT_EQ(result->update->date(), "2021-04-30");
  EXPECT_EQ(result->update->changes(0).report_filed().report().invested_this_year_yuan(), 1'000'000);
  EXPECT_EQ(board_->Take().sequence().value, 3);
  EXPECT_EQ(history_->applied().value, 3);
  EXPECT_EQ(hub_->head().value, 3);
  EXPECT_TRUE(history_->FindReport("p1", *common::Week::Parse("2021-W17")).ok());
}

TEST_F(EngineTest, LedgerAndAnswerHaveTheSameBytesWithTheChangesLast) {
  const Result result = Call(File("p1", 1'000'000, "r-1"));
  ASSERT_TRUE(result.ok()) << result.status();
  const auto records = ledger_.Read({3}, {.records = 1, .bytes = 1 << 20});
  ASSERT_TRUE(records.ok());
  EXPECT_EQ(records->front().bytes, result->update->SerializeAsString());
  const auto block = hub::UpdateBlock::Parse(records->front().bytes);
  ASSERT_TRUE(block.ok()) << block.status();
  v1::Update header;
  ASSERT_TRUE(header.ParseFromString(std::string((*block)->header())));
  EXPECT_EQ(header.request_id(), "r-1");
  EXPECT_EQ(header.request_digest().size(), 32U);
  EXPECT_EQ(header.time().seconds(), std::chrono::system_clock::to_time_t(clock_.Now()));
  EXPECT_EQ(header.changes_size(), 0);
}

TEST_F(EngineTest, AllWaitingCommandsShareOneAppend) {
  const int before = faulty_->append_count();
  Answer first = BlockWith(CommandOf(Create(Project("q"))));
  std::vector<Answer> waiting = SubmitCreations("q", 50);
  faulty_->ReleaseAppends();
  EXPECT_TRUE(Wait(std::move(first)).ok());
  for (int i = 0; i < 50; ++i) {
    const Result result = Wait(std::move(waiting[i]));
    ASSERT_TRUE(result.ok()) << result.status();
    EXPECT_EQ(result->sequence.value, 4 + i) << "answers are in the order of the commands";
  }
  EXPECT_EQ(faulty_->append_count(), before + 2);
}

TEST_F(EngineTest, ACommandSeesWhatItsGroupDecidedBeforeIt) {
  Answer first = BlockWith(CommandOf(File("p1", 1)));
  Answer created = Submit(CommandOf(Create(Project("q1"))));
  Answer reported = Submit(CommandOf(File("q1", 500)));
  Answer twice = Submit(CommandOf(Create(Project("q1"))));
  Answer equal = Submit(CommandOf(File("q1", 500)));
  faulty_->ReleaseAppends();
  EXPECT_TRUE(Wait(std::move(created)).ok());
  EXPECT_TRUE(Wait(std::move(reported)).ok());
  EXPECT_EQ(ReasonOf(Wait(std::move(twice)).status()), "PROJECT_EXISTS");
  const Result nothing = Wait(std::move(equal));
  ASSERT_TRUE(nothing.ok()) << nothing.status();
  EXPECT_EQ(nothing->sequence.value, 0);
  EXPECT_EQ(nothing->update, nullptr);
  EXPECT_EQ(head(), 5);
}

TEST_F(EngineTest, NothingIsAnsweredOrShownBeforeTheSync) {
  const auto subscription = hub_->Subscribe(hub::WatchFilter(), {2}, [] {});
  faulty_->BlockAppends();
  Answer write = Submit(CommandOf(File("p1", 7)));
  Answer repeat = Submit(CommandOf(File("p1", 7)));
  Answer refused = Submit(CommandOf(File("unknown", 7)));
  ASSERT_TRUE(faulty_->WaitUntilBlocked(kDeadline));
  EXPECT_FALSE(IsAnswered(write));
  EXPECT_FALSE(IsAnswered(repeat));
  EXPECT_FALSE(IsAnswered(refused)) << "it is decided on what is not durable yet";
  EXPECT_EQ(hub_->head().value, 2);
  EXPECT_EQ(subscription->Take(1 << 20).state, hub::Delivery::State::kNothing);
  EXPECT_EQ(board_->Take().sequence().value, 2);
  EXPECT_EQ(history_->applied().value, 2);
  faulty_->ReleaseAppends();
  EXPECT_TRUE(Wait(std::move(write)).ok());
  EXPECT_EQ(hub_->head().value, 3);
}

// Under load: whatever a caller or a subscriber gets has been synced by then.
TEST_F(EngineTest, NoAnswerAndNoStreamElementPrecedesTheSync) {
  constexpr int kCallers = 4;
  constexpr int kCalls = 100;
  std::atomic<int> early = 0;
  std::atomic<bool> done = false;
  std::thread watcher([&] {
    std::atomic<int> ready = 1;
    const auto subscription = hub_->Subscribe(hub::WatchFilter(), {2}, [&ready] { ++ready; });
    common::Sequence seen{2};
    while (seen.value < 2 + kCallers * kCalls && !done) {
      hub::Delivery delivery = subscription->Take(1 << 16);
      for (const hub::FilteredUpdate& update : delivery.updates) {
        EXPECT_EQ(update.block->sequence(), seen.Next());
        seen = update.block->sequence();
        if (seen > faulty_->synced()) ++early;
      }
      std::this_thread::yield();
    }
    EXPECT_EQ(seen.value, 2 + kCallers * kCalls);
  });
  std::vector<std::thread> callers;
  callers.reserve(kCallers);
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] {
      for (int call = 0; call < kCalls; ++call) {
        const Result result = Call(Create(Project("c" + std::to_string(caller) + "-" + std::to_string(call))));
        EXPECT_TRUE(result.ok()) << result.status();
        if (result.ok() && result->sequence > faulty_->synced()) ++early;
        if (result.ok() && board_->Take().sequence() < result->sequence) ++early;  // read your writes
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_TRUE(WaitUntil([&] { return hub_->head().value == 2 + kCallers * kCalls; }));
  watcher.join();
  done = true;
  EXPECT_EQ(early, 0);
  EXPECT_LE(faulty_->append_count(), 2 + kCallers * kCalls);
}

class EngineFailureTest : public EngineTest, public testing::WithParamInterface<ledger::FaultyLedger::Written> {};

TEST_P(EngineFailureTest, AFailedAppendStopsEverythingAndIsToldOnce) {
  Answer first = BlockWith(CommandOf(File("p1", 1)));
  faulty_->FailAppend(1, GetParam());
  std::vector<Answer> answers = SubmitCreations("q", 3);
  faulty_->ReleaseAppends();
  answers.push_back(std::move(first));
  ASSERT_TRUE(WaitUntil([&] { return !fatal().empty(); }));
  answers.push_back(Submit(CommandOf(File("p1", 2))));
  for (Answer& answer : answers) {
    const absl::Status status = Wait(std::move(answer)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
    EXPECT_EQ(ReasonOf(status), "LEDGER_FAILED");
  }
  engine_->Stop();
  EXPECT_EQ(fatal().size(), 1U);
  EXPECT_EQ(board_->Take().sequence().value, 2);
  EXPECT_EQ(hub_->head().value, 2);
  EXPECT_EQ(history_->applied().value, 2);
}

INSTANTIATE_TEST_SUITE_P(All, EngineFailureTest,
                         testing::Values(ledger::FaultyLedger::Written::kNo, ledger::FaultyLedger::Written::kYes));

TEST_F(EngineTest, AHistoryThatCannotFollowIsFatalToo) {
  // Somebody else has applied what the engine is about to.
  v1::Update other;
  other.set_sequence(3);
  const std::vector<const v1::Update*> updates = {&other};
  ASSERT_TRUE(history_->Apply(updates, board::Staging(*board_)).ok());
  EXPECT_TRUE(Call(File("p1", 1)).ok()) << "durable and shown";
  EXPECT_FALSE(history_->WaitUntilApplied({4}).ok()) << "who waits for it is told";
  EXPECT_TRUE(WaitUntil([this] { return !fatal().empty(); }));
  EXPECT_EQ(ReasonOf(Call(File("p1", 2)).status()), "LEDGER_FAILED");
  EXPECT_EQ(fatal().size(), 1U);
  EXPECT_EQ(history_->applied().value, 3);
}

TEST_F(EngineTest, ABatchIsAllOrNothingAndOneUpdate) {
  MustWrite(Create(Project("p2")));
  v1::FileReportsRequest request;
  *request.add_edits() = Report("p1", 100);
  *request.add_edits() = Report("nowhere", 200);
  *request.add_edits() = Report("p2", -1);
  const absl::Status status = Call(request).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_EQ(common::DetailOf(status)->fields.size(), 2U) << "every bad row is told";
  EXPECT_EQ(head(), 3);
  EXPECT_FALSE(history_->FindReport("p1", *common::Week::Parse("2021-W17")).ok());

  *request.mutable_edits(1) = Report("p2", 200);
  request.mutable_edits()->RemoveLast();
  const Result result = Call(request);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(head(), 4);
  EXPECT_GE(result->update->changes_size(), 2);
}

TEST_F(EngineTest, AValidationDecidesButWritesNothing) {
  v1::ApplyProjectsRequest request;
  *request.add_edits()->mutable_project() = Project("q1");
  request.set_validate_only(true);
  request.set_request_id("apply-1");
  const Result result = Call(request);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->update, nullptr);
  ASSERT_EQ(result->plan.size(), 1U);
  EXPECT_EQ(result->plan[0].action(), v1::PlannedChange::CREATE);
  EXPECT_EQ(head(), 2);
  EXPECT_EQ(board_->FindSlotById("q1"), std::nullopt);
  request.set_validate_only(false);
  EXPECT_TRUE(Call(request).ok()) << "the validation is not remembered under its request id";
  EXPECT_EQ(head(), 3);
}

TEST_F(EngineTest, AStaleEtagIsAborted) {
  v1::UpdateProjectRequest request;
  request.set_etag(OnBoard("p1").etag());
  request.mutable_edit()->mutable_project()->set_id("p1");
  request.mutable_edit()->mutable_project()->set_note("一");
  MustWrite(request);
  request.mutable_edit()->mutable_project()->set_note("二");
  const absl::Status status = Call(request).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(status), "ETAG_MISMATCH");
  EXPECT_EQ(OnBoard("p1").note(), "一");
}

TEST_F(EngineTest, ACommandOverTheLimitIsRefused) {
  Command command = CommandOf(File("p1", 1));
  command.bytes = common::kMaxUpdateBytes + 1;
  const absl::Status status = Wait(Submit(std::move(command))).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "BATCH_TOO_LARGE");
  EXPECT_EQ(head(), 2);
}

TEST_F(EngineTest, ACommandWhoseUpdateWouldBeOverTheLimitIsRefusedAlsoWhenOnlyValidated) {
  v1::ApplyProjectsRequest request;
  std::string note;
  for (int i = 0; i < common::kMaxTextCharacters; ++i) note += "注";
  for (int i = 0; i < 800; ++i) {
    v1::Project& project = *request.add_edits()->mutable_project();
    project = Project("q" + std::to_string(i));
    project.set_note(note);
  }
  for (const bool only_validated : {true, false}) {
    request.set_validate_only(only_validated);
    Command command = CommandOf(request);
    command.bytes = 1000;
    EXPECT_EQ(ReasonOf(Wait(Submit(std::move(command))).status()), "BATCH_TOO_LARGE");
  }
  EXPECT_EQ(head(), 2);
  EXPECT_EQ(board_->Take().project_count(), 1U);
}

TEST_F(EngineTest, TooManyWaitingCommandsAreRefusedWithARetryDelay) {
  Answer first = BlockWith(CommandOf(File("p1", 1)));
  std::vector<Answer> waiting;
  for (size_t i = 0; i < common::kMaxQueuedCommands; ++i) waiting.push_back(Submit(CommandOf(File("p1", 1))));
  const absl::Status status = Wait(Submit(CommandOf(File("p1", 1)))).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), "QUEUE_FULL");
  EXPECT_TRUE(common::DetailOf(status)->retry_after.has_value());
  faulty_->ReleaseAppends();
  for (Answer& answer : waiting) EXPECT_TRUE(Wait(std::move(answer)).ok());
  EXPECT_TRUE(Call(File("p1", 1)).ok()) << "there is room again";
}

TEST_F(EngineTest, TooManyWaitingBytesAreRefused) {
  Answer first = BlockWith(CommandOf(File("p1", 1)));
  std::vector<Answer> waiting;
  for (size_t bytes = 0; bytes < common::kMaxQueuedBytes; bytes += common::kMaxUpdateBytes) {
    Command command = CommandOf(File("p1", 1));
    command.bytes = common::kMaxUpdateBytes;
    waiting.push_back(Submit(std::move(command)));
  }
  EXPECT_EQ(ReasonOf(Wait(Submit(CommandOf(File("p1", 1)))).status()), "QUEUE_FULL");
  faulty_->ReleaseAppends();
  for (Answer& answer : waiting) EXPECT_TRUE(Wait(std::move(answer)).ok());
}

TEST_F(EngineTest, StopFinishesWhatWaitsAndRefusesWhatComes) {
  Answer first = BlockWith(CommandOf(File("p1", 1)));
  std::vector<Answer> waiting = SubmitCreations("q", 20);
  std::thread stopper([this] { engine_->Stop(); });
  // Once the stop has begun, a command is refused at once, though the engine's thread is still in its append. The
  // command that asks has no room in the queue, so that none waits there however late the stopper's thread begins.
  Result late = absl::UnknownError("not yet refused");
  EXPECT_TRUE(WaitUntil([&] {
    Command command = CommandOf(File("p1", 1));
    command.bytes = common::kMaxQueuedBytes + 1;
    Answer answer = Submit(std::move(command));
    EXPECT_TRUE(IsAnswered(answer));
    late = Wait(std::move(answer));
    return ReasonOf(late.status()) != "QUEUE_FULL";
  }));
  EXPECT_EQ(late.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(late.status()), "SERVER_STOPPING");
  faulty_->ReleaseAppends();
  stopper.join();
  EXPECT_TRUE(Wait(std::move(first)).ok());
  for (Answer& answer : waiting) EXPECT_TRUE(Wait(std::move(answer)).ok());
  EXPECT_TRUE(fatal().empty());
}

TEST_F(EngineTest, ANeverStartedEngineRefusesItsCommandsWhenStopped) {
  engine_ = std::make_unique<Engine>(Parts());
  Answer answer = Submit(CommandOf(File("p1", 1)));
  engine_->Stop();
  EXPECT_EQ(ReasonOf(Wait(std::move(answer)).status()), "SERVER_STOPPING");
}

TEST_F(EngineTest, TheBusinessDateNeverGoesBack) {
  clock_.SetToday(Day("2021-05-02"));
  MustWrite(File("p1", 5));
  clock_.SetToday(Day("2021-04-29"));
  const Result result = Call(Create(Project("p2")));
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->update->date(), "2021-05-02");
  ShutDown();
  Boot();
  const Result later = Call(Create(Project("p3")));
  ASSERT_TRUE(later.ok()) << later.status();
  EXPECT_EQ(later->update->date(), "2021-05-02") << "nor over a restart";
}

TEST_F(EngineTest, AnEngineWhoseBoardWasNotRecoveredStopsAtOnce) {
  engine_.reset();
  board_ = std::make_unique<board::Board>();
  StartEngine();
  EXPECT_TRUE(WaitUntil([&] { return !fatal().empty(); }));
  EXPECT_EQ(ReasonOf(Call(File("p1", 1)).status()), "LEDGER_FAILED");
}

}  // namespace
}  // namespace wuse::engine
