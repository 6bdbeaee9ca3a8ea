#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "common/calendar.h"
#include "common/clock.h"
#include "common/digest.h"
#include "common/sequence.h"
#include "server/board/board.h"
#include "server/domain/decide.h"
#include "server/history/history.h"
#include "server/hub/hub.h"
#include "server/ledger/ledger.h"
#include "wuse/v1/alert_service.pb.h"
#include "wuse/v1/color_service.pb.h"
#include "wuse/v1/figure_service.pb.h"
#include "wuse/v1/project_service.pb.h"
#include "wuse/v1/report_service.pb.h"
#include "wuse/v1/unit_service.pb.h"
#include "wuse/v1/update.pb.h"

namespace wuse::engine {

using Request =
    std::variant<v1::ApplyUnitsRequest, v1::CreateProjectRequest, v1::UpdateProjectRequest, v1::ApplyProjectsRequest,
                 v1::ReplanMilestoneRequest, v1::DelistProjectRequest, v1::FileReportRequest, v1::FileReportsRequest,
                 v1::AcknowledgeAlertRequest, v1::SnoozeAlertRequest, v1::SetAlertRulesRequest, v1::SetPolicyRequest,
                 v1::OverrideColorRequest, v1::RecolorMonthRequest, v1::RecordCertifiedInvestmentRequest,
                 v1::SetReferenceFigureRequest, v1::ApplyListsRequest, v1::SetHouseStyleRequest,
                 domain::ComposedBulletin>;

// What a command came to. A repeated request id gives the same update as the first time.
struct Outcome {
  common::Sequence sequence;                      // 0: nothing was written
  std::shared_ptr<const v1::Update> update;       // null: nothing was written
  std::shared_ptr<const hub::UpdateBlock> block;  // the update's bytes; null with it
  std::vector<v1::PlannedChange> plan;            // apply and FileReports with validate_only
};

using Done = std::function<void(absl::StatusOr<Outcome>)>;

struct Command {
  std::string actor;
  common::Sha256Digest digest{};  // of method and body, for the request id
  size_t bytes = 0;               // of the body
  Request request;
  // Called once, from a thread of the engine or, when the command is refused at once, from within Submit. Must not
  // block, nor call Stop.
  Done done;
};

// Engine is THE write path: decide → append → show → answer → keep in history. Its thread takes all waiting commands
// as one group and appends their updates with one sync; nothing is answered or shown before that returns. A second
// thread answers and puts the group into history, while the first is at the next group. RecolorMonth is answered when
// the month's colors are whole. A failed append, or a history that cannot follow, is fatal: every waiting and later
// command gets kUnavailable (LEDGER_FAILED) and on_fatal is called once.
class Engine {
 public:
  struct Parts {  // all outlive the engine
    ledger::Ledger& ledger;
    board::Board& board;
    history::History& history;
    hub::Hub& hub;
    const common::Clock& clock;
    const common::WorkingDays& calendar;
    // Asked before each group; not OK: commands that would write get that status, and no day is evaluated. Null:
    // always.
    std::function<absl::Status()> may_write;
    std::function<void(const absl::Status&)> on_fatal;  // from a thread of the engine; must not call Stop
    // On this day of the month after, a month that nobody has recolored is recolored; 0: never.
    int recolor_day = 0;
  };
  explicit Engine(const Parts& parts);
  ~Engine();

  // Loads the board from history and replays the rest of the ledger into both. Call once, before Start.
  // Errors: kDataLoss; kUnavailable from the disk; kFailedPrecondition (DAY_BEFORE_LAST_EVALUATED) when the clock's day
  // is before the last DayEvaluated.
  static absl::Status Recover(const Parts& parts);

  void Start();
  // Refuses new commands (kUnavailable SERVER_STOPPING), finishes the waiting ones, joins.
  void Stop();

  // Thread-safe; never blocks. What Parts::may_write says; kResourceExhausted (QUEUE_FULL, with a retry delay) when too
  // much is waiting.
  void Submit(Command command);

  // Makes the board's running sums those of the business date, without a write. Runs in turns between groups; returns
  // at once. For a reader that does not find them.
  void SumDay();
  // What SumDay does; then re-evaluates all colors and alerts if the business date is after the last DayEvaluated, or
  // the alert rules or a policy have changed since: only what changed is written, then DayEvaluated. Then the official
  // colors of a month whose freezing was begun, or is due by recolor_day. In turns, too. Call after the start, and when
  // the day may have changed. After new rules or policies the engine does it by itself.
  void CheckDay();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wuse::engine
