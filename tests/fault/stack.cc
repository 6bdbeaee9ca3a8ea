#include "tests/fault/stack.h"

#include <utility>

#include "common/status.h"
#include "server/engine/engine_fixture.h"

namespace wuse::fault {

absl::StatusOr<std::unique_ptr<Stack>> Stack::Start(const Options& options) {
  std::unique_ptr<Stack> stack(new Stack(options));
  WUSE_RETURN_IF_ERROR(stack->Open());
  return stack;
}

absl::Status Stack::Open() {
  auto ledger = ledger::RocksdbLedger::Open({.dir = options_.dir + "/ledger", .env = options_.env});
  if (!ledger.ok()) return ledger.status();
  ledger_ = *std::move(ledger);
  auto history =
      history::History::Open({.dir = options_.dir + "/history", .env = options_.env, .store_id = ledger_->store_id()});
  if (!history.ok()) return history.status();
  history_ = *std::move(history);
  hub_ = std::make_unique<hub::Hub>(*ledger_, readers_, ledger_->head().sequence);
  WUSE_RETURN_IF_ERROR(engine::Engine::Recover(Parts()));
  engine_ = std::make_unique<engine::Engine>(Parts());
  engine_->Start();
  engine_->CheckDay();
  return absl::OkStatus();
}

engine::Engine::Parts Stack::Parts() {
  return {.ledger = *ledger_,
          .board = board_,
          .history = *history_,
          .hub = *hub_,
          .clock = options_.clock,
          .calendar = calendar_,
          .on_fatal = [this](const absl::Status& status) {
            const common::MutexLock lock(mutex_);
            fatal_ = status;
          }};
}

Stack::~Stack() {
  if (engine_) engine_->Stop();
  if (hub_) hub_->Stop();
  readers_.Stop();
}

Answer Stack::Submit(engine::Command command) {
  auto promise = std::make_shared<std::promise<Result>>();
  Answer answer = promise->get_future();
  command.done = [promise](Result result) { promise->set_value(std::move(result)); };
  engine_->Submit(std::move(command));
  return answer;
}

Result Stack::Call(engine::Command command) {
  Answer answer = Submit(std::move(command));
  if (answer.wait_for(kAnswerDeadline) != std::future_status::ready) return absl::DeadlineExceededError("no answer");
  return answer.get();
}

bool Stack::Settle() const {
  return engine::WaitUntil([this] {
    const board::View view = board_.Take();
    const bool is_evaluated = view.evaluated_on() >= options_.clock.Today();
    return (is_evaluated && history_->applied() == view.sequence()) || has_failed();
  });
}

bool Stack::has_failed() const {
  const common::MutexLock lock(mutex_);
  return !fatal_.ok();
}

}  // namespace wuse::fault
