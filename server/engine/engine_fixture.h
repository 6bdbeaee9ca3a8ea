#pragma once

#include <gtest/gtest.h>

#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/fake_clock.h"
#include "common/limits.h"
#include "common/mutex.h"
#include "common/status.h"
#include "server/engine/engine.h"
#include "server/history/memory_env.h"
#include "server/ledger/faulty_ledger.h"
#include "server/ledger/memory_ledger.h"

namespace wuse::engine {

inline constexpr std::chrono::seconds kDeadline{60};
inline constexpr char kMainList[] = "district-key";

inline common::Date Day(std::string_view text) {
  return common::Date::Parse(text).value();
}

inline std::string ReasonOf(const absl::Status& status) {
  const std::optional<common::ErrorDetail> detail = common::DetailOf(status);
  return detail ? detail->reason : "";
}

// False when the deadline passed first.
template <typename Condition>
bool WaitUntil(const Condition& condition) {
  const common::RealClock clock;
  const common::SteadyTime deadline = clock.Steady() + kDeadline;
  while (!condition()) {
    if (clock.Steady() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

// Everything that a reader sees of a board, to compare.
struct Picture {
  common::Sequence sequence;
  common::Date evaluated_on;
  std::vector<std::string> projects;  // encoded, by slot
  std::vector<std::string> marks;     // as text, by slot
  std::vector<std::string> units;
  std::map<std::string, size_t> slots;  // by id and external code
  friend bool operator==(const Picture&, const Picture&) = default;
};

inline Picture PictureOf(const board::Board& board) {
  const board::View view = board.Take();
  Picture picture{.sequence = view.sequence(), .evaluated_on = view.evaluated_on()};
  for (size_t slot = 0; slot < view.project_count(); ++slot) {
    const board::ProjectState& state = view.project(slot);
    picture.projects.push_back(*state.encoded);
    std::string marks;
    for (const domain::ReportMark& mark : *state.marks) {
      marks += mark.week().ToString() + " " + mark.as_of.ToString() + " " + std::to_string(mark.invested.value) + " " +
               std::to_string(mark.percent_done_bp) + ";";
    }
    picture.marks.push_back(marks);
    v1::Project project;
    EXPECT_TRUE(project.ParseFromString(*state.encoded));
    EXPECT_EQ(board.FindSlotById(project.id()), slot);
    picture.slots[project.id()] = slot;
    if (project.external_code().empty()) continue;
    EXPECT_EQ(board.FindSlotByExternalCode(project.external_code()), slot);
    picture.slots[project.external_code()] = slot;
  }
  for (const v1::Unit& unit : view.units()) picture.units.push_back(unit.SerializeAsString());
  return picture;
}

// An engine on a ledger in memory (through a faulty one) and a history in memory, on 2021-04-30, a Friday. Boot and
// Crash may alternate; what the ledger has stays.
class EngineFixture : public testing::Test {
 protected:
  using Result = absl::StatusOr<Outcome>;
  using Answer = std::future<Result>;

  ~EngineFixture() override { ShutDown(); }

  // As the app does: recovers, then starts.
  absl::Status Recover() {
    board_ = std::make_unique<board::Board>(board::Board::Summed{.list = kMainList, .calendar = calendar_});
    faulty_ = std::make_unique<ledger::FaultyLedger>(ledger_);
    history_.reset();
    absl::StatusOr<std::unique_ptr<history::History>> history =
        history::History::Open({.dir = "/history", .env = env_->get(), .store_id = ledger_.store_id()});
    if (!history.ok()) return history.status();
    history_ = *std::move(history);
    hub_ = std::make_unique<hub::Hub>(*faulty_, readers_, ledger_.head().sequence);
    return Engine::Recover(Parts());
  }
  void Boot() {
    const absl::Status recovered = Recover();
    ASSERT_TRUE(recovered.ok()) << recovered;
    StartEngine();
  }
  void StartEngine() {
    engine_ = std::make_unique<Engine>(Parts());
    engine_->Start();
  }
  void ShutDown() {
    if (faulty_) faulty_->ReleaseAppends();
    engine_.reset();
    if (hub_) hub_->Stop();
    hub_.reset();
    history_.reset();
    board_.reset();
  }
  void ForgetHistory() { env_ = std::make_unique<history::MemoryEnv>(); }

  Engine::Parts Parts() {
    return {.ledger = *faulty_,
            .board = *board_,
            .history = *history_,
            .hub = *hub_,
            .clock = clock_,
            .calendar = calendar_,
            .on_fatal =
                [this](const absl::Status& status) {
                  const common::MutexLock lock(mutex_);
                  fatal_.push_back(status);
                },
            .recolor_day = recolor_day_};
  }
  std::vector<absl::Status> fatal() const {
    const common::MutexLock lock(mutex_);
    return fatal_;
  }

  template <typename Message>
  static Command CommandOf(const Message& request, const std::string& actor = "lin") {
    const std::string body = request.SerializeAsString();
    return {.actor = actor,
            .digest = common::Sha256({request.GetTypeName(), body}),
            .bytes = body.size(),
            .request = request};
  }
  Answer Submit(Command command) {
    auto promise = std::make_shared<std::promise<Result>>();
    Answer answer = promise->get_future();
    command.done = [promise](Result result) { promise->set_value(std::move(result)); };
    engine_->Submit(std::move(command));
    return answer;
  }
  static bool IsAnswered(const Answer& answer) {
    return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  }
  static Result Wait(Answer answer) {
    if (answer.wait_for(kDeadline) != std::future_status::ready) return absl::DeadlineExceededError("no answer");
    return answer.get();
  }
  // What it wrote is in history, too, unless that failed.
  template <typename Message>
  Result Call(const Message& request, const std::string& actor = "lin") {
    Result result = Wait(Submit(CommandOf(request, actor)));
    if (result.ok()) history_->WaitUntilApplied(result->sequence).IgnoreError();
    return result;
  }
  // A call that must come to an update.
  template <typename Message>
  int64_t MustWrite(const Message& request, const std::string& actor = "lin") {
    const Result result = Call(request, actor);
    EXPECT_TRUE(result.ok()) << result.status();
    if (!result.ok()) return -1;
    EXPECT_NE(result->update, nullptr);
    return result->sequence.value;
  }
  // Of projects prefix0, prefix1, …; not waited for.
  std::vector<Answer> SubmitCreations(const std::string& prefix, int count) {
    std::vector<Answer> answers;
    answers.reserve(count);
    for (int i = 0; i < count; ++i) answers.push_back(Submit(CommandOf(Create(Project(prefix + std::to_string(i))))));
    return answers;
  }
  // Keeps the engine's thread within an append, so that what is submitted next waits and becomes one group.
  Answer BlockWith(Command command) {
    faulty_->BlockAppends();
    Answer answer = Submit(std::move(command));
    EXPECT_TRUE(faulty_->WaitUntilBlocked(kDeadline));
    return answer;
  }

  static v1::ApplyUnitsRequest Unit(const std::string& id = "xiaoshun", const std::string& name = "孝顺镇") {
    v1::ApplyUnitsRequest request;
    v1::Unit& unit = *request.add_units();
    unit.set_id(id);
    unit.set_name(name);
    unit.set_group(v1::TOWNSHIP);
    return request;
  }
  static v1::Project Project(const std::string& id, const std::string& roof_planned_on = "") {
    v1::Project project;
    project.set_id(id);
    project.set_name("项目" + id);
    project.set_kind(v1::CONTINUING);
    project.set_level(v1::DISTRICT);
    project.set_category(v1::INDUSTRY);
    project.set_unit("xiaoshun");
    project.set_listed_on("2021-01-01");
    if (roof_planned_on.empty()) return project;
    project.set_listed_on("2021-04-26");  // so that few reports are missing, and the roof decides the color
    v1::Milestone& roof = *project.add_milestones();
    roof.set_id("roof-topped");
    roof.set_name("结顶");
    roof.set_planned_on(roof_planned_on);
    return project;
  }
  static v1::CreateProjectRequest Create(const v1::Project& project, const std::string& request_id = "") {
    v1::CreateProjectRequest request;
    *request.mutable_project() = project;
    request.set_request_id(request_id);
    return request;
  }
  static v1::ReportEdit Report(const std::string& project, int64_t invested, const std::string& week = "2021-W17") {
    v1::ReportEdit edit;
    edit.mutable_report()->set_project(project);
    edit.mutable_report()->set_week(week);
    edit.mutable_report()->set_invested_this_year_yuan(invested);
    return edit;
  }
  static v1::FileReportRequest File(const std::string& project, int64_t invested, const std::string& request_id = "",
                                    const std::string& week = "2021-W17") {
    v1::FileReportRequest request;
    *request.mutable_edit() = Report(project, invested, week);
    request.set_request_id(request_id);
    return request;
  }

  std::vector<v1::Update> UpdatesFrom(int64_t from) const {
    std::vector<v1::Update> updates;
    const auto records = ledger_.Read({from}, {.records = 1'000'000, .bytes = 1 << 30});
    EXPECT_TRUE(records.ok()) << records.status();
    if (!records.ok()) return updates;
    for (const ledger::Record& record : *records) {
      EXPECT_TRUE(updates.emplace_back().ParseFromString(record.bytes));
      EXPECT_EQ(updates.back().sequence(), record.sequence.value);
    }
    return updates;
  }
  // The overview of the main list on the clock's day as the board keeps it ("" where it does not), and added up.
  std::string KeptOverview() const {
    const board::View view = board_->Take();
    const domain::OverviewSums* sums = view.FindSums(MainList(), clock_.Today());
    return sums == nullptr ? "" : sums->Finish(2).DebugString();
  }
  std::string AddedUpOverview() const {
    const board::View view = board_->Take();
    domain::OverviewSums sums(std::make_shared<const domain::ColorDay>(view.policies(), clock_.Today(), calendar_));
    for (size_t slot = 0; slot < view.project_count(); ++slot) {
      sums.Add(MainList(), *view.project(slot).row, *view.project(slot).marks);
    }
    return sums.Finish(2).DebugString();
  }
  domain::RowFilter MainList() const { return {.lists = {board_->symbols().Find(kMainList)}}; }

  int64_t head() const { return ledger_.head().sequence.value; }
  v1::Project OnBoard(const std::string& id) const {
    v1::Project project;
    const std::optional<size_t> slot = board_->FindSlotById(id);
    const bool parses = !slot || project.ParseFromString(*board_->Take().project(*slot).encoded);
    EXPECT_TRUE(parses);
    return project;
  }

  ledger::MemoryLedger ledger_{"00112233445566778899aabbccddeeff"};
  std::unique_ptr<history::MemoryEnv> env_ = std::make_unique<history::MemoryEnv>();
  common::FakeClock clock_{Day("2021-04-30")};
  common::WorkingDays calendar_;
  int recolor_day_ = 0;  // of the next engine
  common::WorkerPool readers_{1, 100};
  std::unique_ptr<ledger::FaultyLedger> faulty_;
  std::unique_ptr<board::Board> board_;
  std::unique_ptr<history::History> history_;
  std::unique_ptr<hub::Hub> hub_;
  std::unique_ptr<Engine> engine_;
  mutable common::Mutex mutex_;
  std::vector<absl::Status> fatal_ WUSE_GUARDED_BY(mutex_);
};

}  // namespace wuse::engine
