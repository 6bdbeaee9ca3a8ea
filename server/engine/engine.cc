#include "server/engine/engine.h"

#include <deque>
#include <thread>

#include "common/limits.h"
#include "common/mutex.h"
#include "common/status.h"
#include "server/engine/day_evaluation.h"
#include "server/engine/finisher.h"
#include "server/engine/group.h"
#include "server/engine/month_recoloring.h"
#include "server/engine/recoloring_answers.h"
#include "server/engine/refusals.h"
#include "server/engine/stored_update.h"

namespace wuse::engine {

class Engine::Impl {
 public:
  explicit Impl(const Parts& parts)
      : parts_(parts),
        color_days_(parts.calendar),
        recoloring_answers_([this](const std::string& month) { return IsRecoloring(month); }),
        finisher_(parts.history, [this](const absl::Status& status) { Fail(status); }) {}
  ~Impl() { Stop(); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void Start() {
    finisher_.Start();
    thread_ = std::thread([this] { Run(); });
  }
  void Stop();
  void Submit(Command command);
  void SumDay();
  void CheckDay();

 private:
  // What there is to do next; waits for it.
  struct Work {
    bool commands = false;
    bool day = false;  // a turn of it
    bool end = false;
  };
  Work WaitForWork();
  // Those who are about to submit get the processor first, as long as that brings more: a larger group costs less for
  // each, and one that waits for nobody loses nothing.
  void LetOthersSubmit();
  size_t QueueSize();
  std::optional<Command> TakeCommand();
  std::deque<Command> TakeAllCommands();

  void Run();
  absl::Status Begin();
  absl::Status RunCommands();
  // One turn of what a new day asks for: first the board's sums, which need no disk, then the colors.
  absl::Status RunDay();
  absl::Status RunEvaluation(const Moment& moment);
  absl::Status RunRecoloring(const Moment& moment);
  // Begins the month that is due, where one is.
  absl::Status BeginDueMonth(Group& group, const Moment& moment);
  bool IsRecoloring(const std::string& month) const;
  // Once; from here on every command is refused.
  void Fail(const absl::Status& cause);
  absl::Status RefusalLocked(const Command& command) const WUSE_REQUIRES(mutex_);
  common::Date Today() const;
  Moment Now() const { return {.now = parts_.clock.Now(), .today = Today()}; }
  std::unique_ptr<Group> BeginGroup(const Moment& moment);
  // Once it is written: on to the finisher.
  void PassOn(std::unique_ptr<Group> group, const Moment& moment);

  const Parts parts_;
  common::Mutex mutex_;
  common::CondVar changed_;
  std::deque<Command> queue_ WUSE_GUARDED_BY(mutex_);
  size_t queued_bytes_ WUSE_GUARDED_BY(mutex_) = 0;
  bool sum_day_ WUSE_GUARDED_BY(mutex_) = false;
  bool check_day_ WUSE_GUARDED_BY(mutex_) = false;
  bool stopping_ WUSE_GUARDED_BY(mutex_) = false;
  bool failed_ WUSE_GUARDED_BY(mutex_) = false;

  // The engine's thread only.
  common::Sequence head_;
  common::Date last_date_;       // of the last update
  bool summing_ = false;         // the board's sums are not of the day yet
  bool evaluation_due_ = false;  // once they are
  std::optional<DayEvaluation> evaluation_;
  bool recoloring_due_ = false;  // to be looked at, once the day is evaluated
  std::optional<MonthRecoloring> recoloring_;
  Recent recent_;
  domain::ColorDayCache color_days_;

  RecoloringAnswers recoloring_answers_;

  Finisher finisher_;
  std::thread thread_;
};

void Engine::Impl::Stop() {
  {
    const common::MutexLock lock(mutex_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  if (thread_.joinable()) thread_.join();
  finisher_.Stop();
  // Never started: nothing was promised to those that wait.
  for (Command& command : TakeAllCommands()) command.done(ServerStopping());
  recoloring_answers_.RefuseAll(ServerStopping());
}

absl::Status Engine::Impl::RefusalLocked(const Command& command) const {
  if (failed_) return LedgerFailed();
  if (stopping_) return ServerStopping();
  const bool full =
      queue_.size() >= common::kMaxQueuedCommands || queued_bytes_ + command.bytes > common::kMaxQueuedBytes;
  return full ? QueueFull() : absl::OkStatus();
}

void Engine::Impl::Submit(Command command) {
  absl::Status refusal;
  {
    const common::MutexLock lock(mutex_);
    refusal = RefusalLocked(command);
    if (refusal.ok()) {
      queued_bytes_ += command.bytes;
      queue_.push_back(std::move(command));
      changed_.NotifyOne();
      return;
    }
  }
  command.done(refusal);
}

void Engine::Impl::SumDay() {
  const common::MutexLock lock(mutex_);
  sum_day_ = true;
  changed_.NotifyOne();
}

void Engine::Impl::CheckDay() {
  const common::MutexLock lock(mutex_);
  check_day_ = true;
  changed_.NotifyOne();
}

Engine::Impl::Work Engine::Impl::WaitForWork() {
  const common::MutexLock lock(mutex_);
  const bool within_day = summing_ || evaluation_due_ || evaluation_ || recoloring_due_;
  while (queue_.empty() && !stopping_ && !sum_day_ && !check_day_ && !within_day) changed_.Wait(mutex_);
  if (stopping_) return {.commands = !queue_.empty(), .end = queue_.empty()};
  const bool asked = std::exchange(sum_day_, false) || check_day_;
  evaluation_due_ = std::exchange(check_day_, false) || evaluation_due_;
  return {.commands = !queue_.empty(), .day = asked || within_day};
}

size_t Engine::Impl::QueueSize() {
  const common::MutexLock lock(mutex_);
  return queue_.size();
}

void Engine::Impl::LetOthersSubmit() {
  size_t before = 0;
  for (size_t now = QueueSize(); before < now && now < common::kMaxGroupCommands; now = QueueSize()) {
    before = now;
    std::this_thread::yield();
  }
}

std::optional<Command> Engine::Impl::TakeCommand() {
  const common::MutexLock lock(mutex_);
  if (queue_.empty()) return std::nullopt;
  Command command = std::move(queue_.front());
  queue_.pop_front();
  queued_bytes_ -= command.bytes;
  return command;
}

std::deque<Command> Engine::Impl::TakeAllCommands() {
  const common::MutexLock lock(mutex_);
  queued_bytes_ = 0;
  return std::exchange(queue_, {});
}

common::Date Engine::Impl::Today() const {
  // The register's days never go back, whatever the clock does.
  return std::max({parts_.clock.Today(), parts_.board.Take().evaluated_on(), last_date_});
}

void Engine::Impl::Run() {
  absl::Status status = Begin();
  while (status.ok()) {
    const Work work = WaitForWork();
    if (work.end) return;
    if (work.commands) status = RunCommands();
    if (status.ok() && work.day) status = RunDay();
  }
  Fail(status);
}

absl::Status Engine::Impl::Begin() {
  head_ = parts_.ledger.head().sequence;
  const common::Sequence shown = parts_.board.Take().sequence();
  if (shown != head_) {
    return absl::InternalError(
        absl::StrCat("the board is at ", shown.value, " but the ledger at ", head_.value, ": recover first"));
  }
  if (head_.value == 0) return absl::OkStatus();
  const absl::StatusOr<std::shared_ptr<const v1::Update>> last = ReadUpdate(parts_.ledger, head_);
  if (!last.ok()) return last.status();
  last_date_ = common::Date::OfStored((*last)->date());
  return absl::OkStatus();
}

std::unique_ptr<Group> Engine::Impl::BeginGroup(const Moment& moment) {
  recent_.BeginGroup(parts_.history.applied());
  return std::make_unique<Group>(parts_, Group::Shared{.recent = recent_, .color_days = color_days_}, head_, moment);
}

void Engine::Impl::PassOn(std::unique_ptr<Group> group, const Moment& moment) {
  if (group->head() != head_) last_date_ = moment.today;
  head_ = group->head();
  finisher_.Add(std::move(group));
}

absl::Status Engine::Impl::RunCommands() {
  LetOthersSubmit();
  const Moment moment = Now();
  std::unique_ptr<Group> group = BeginGroup(moment);
  while (!group->IsFull()) {
    std::optional<Command> command = TakeCommand();
    if (!command) break;
    if (std::holds_alternative<v1::RecolorMonthRequest>(command->request)) {
      command->done = recoloring_answers_.WhenWhole(std::move(command->done));
    }
    group->Add(*std::move(command));
  }
  absl::Status written = group->Write();
  if (!written.ok()) {
    Fail(written);
    group->Refuse(LedgerFailed());
    return written;
  }
  const board::Staging& staging = group->draft().staging();
  const bool rules_changed =
      &staging.alert_rules() != &staging.base().alert_rules() || staging.policies() != staging.base().policies();
  recoloring_due_ = recoloring_due_ || staging.recoloring() != nullptr;
  PassOn(std::move(group), moment);
  if (rules_changed) {
    evaluation_.reset();  // what it has judged so far was by the former rules
    CheckDay();
  }
  return absl::OkStatus();
}

absl::Status Engine::Impl::RunDay() {
  const Moment moment = Now();
  summing_ = !parts_.board.SumSome(moment.today, common::kEvaluatedPerTurn);
  if (summing_) return absl::OkStatus();
  if (std::exchange(evaluation_due_, false) || evaluation_) return RunEvaluation(moment);
  return recoloring_due_ ? RunRecoloring(moment) : absl::OkStatus();
}

absl::Status Engine::Impl::RunEvaluation(const Moment& moment) {
  // A day that moved on makes the one begun moot: what it would still write is judged anew.
  if (!evaluation_ || evaluation_->day() != moment.today) {
    evaluation_.reset();
    const board::View view = parts_.board.Take();
    if (moment.today <= view.evaluated_on() && !view.evaluation_due()) {
      recoloring_due_ = true;
      return absl::OkStatus();
    }
    evaluation_.emplace(moment.today);
  }
  std::unique_ptr<Group> group = BeginGroup(moment);
  if (!group->may_write().ok()) {
    evaluation_.reset();  // begun anew when the day is checked again
    return absl::OkStatus();
  }
  const absl::StatusOr<bool> finished = evaluation_->AddTurn(*group, color_days_);
  if (!finished.ok()) return finished.status();
  WUSE_RETURN_IF_ERROR(group->Write());
  PassOn(std::move(group), moment);
  if (*finished) {
    evaluation_.reset();
    CheckDay();  // the day may have moved on meanwhile
  }
  return absl::OkStatus();
}

bool Engine::Impl::IsRecoloring(const std::string& month) const {
  const board::View view = parts_.board.Take();
  return view.recoloring() != nullptr && view.recoloring()->progress.month() == month;
}

absl::Status Engine::Impl::BeginDueMonth(Group& group, const Moment& moment) {
  const board::View view = parts_.board.Take();
  const std::optional<common::Month> month = domain::DueMonth(
      view.recolored_months(), {.register_since = view.register_since(), .day = parts_.recolor_day}, moment.today);
  if (!month) return absl::OkStatus();
  v1::Change change;
  v1::RecoloringBegun& begun = *change.mutable_recoloring_begun();
  begun.set_month(month->ToString());
  begun.set_published_on(moment.today.ToString());
  begun.set_published_by(kOwnActor);
  return group.AddOwn({std::move(change)});
}

absl::Status Engine::Impl::RunRecoloring(const Moment& moment) {
  std::unique_ptr<Group> group = BeginGroup(moment);
  if (!group->may_write().ok()) {
    recoloring_due_ = false;  // gone on with when the day is checked again
    recoloring_.reset();
    return absl::OkStatus();
  }
  const board::View view = parts_.board.Take();
  if (view.recoloring() == nullptr) {
    WUSE_RETURN_IF_ERROR(BeginDueMonth(*group, moment));
    recoloring_due_ = !group->updates().empty();
  } else {
    if (!recoloring_) recoloring_.emplace(view, parts_.calendar);
    const absl::StatusOr<bool> finished = recoloring_->AddTurn(*group);
    if (!finished.ok()) return finished.status();
    if (*finished) {
      recoloring_.reset();  // and look whether another month is due
      group->WhenAnswered([this](const absl::StatusOr<Outcome>&) { recoloring_answers_.GiveAll(); });
    }
  }
  WUSE_RETURN_IF_ERROR(group->Write());
  PassOn(std::move(group), moment);
  return absl::OkStatus();
}

void Engine::Impl::Fail(const absl::Status& cause) {
  {
    const common::MutexLock lock(mutex_);
    if (std::exchange(failed_, true)) return;
  }
  if (parts_.on_fatal) parts_.on_fatal(cause);
  for (Command& command : TakeAllCommands()) command.done(LedgerFailed());
  recoloring_answers_.RefuseAll(LedgerFailed());
}

Engine::Engine(const Parts& parts) : impl_(std::make_unique<Impl>(parts)) {}
Engine::~Engine() = default;
void Engine::Start() {
  impl_->Start();
}
void Engine::Stop() {
  impl_->Stop();
}
void Engine::Submit(Command command) {
  impl_->Submit(std::move(command));
}
void Engine::SumDay() {
  impl_->SumDay();
}
void Engine::CheckDay() {
  impl_->CheckDay();
}

}  // namespace wuse::engine
