#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "common/calendar.h"
#include "common/clock.h"
#include "common/worker_pool.h"
#include "server/board/board.h"
#include "server/board/bulletin_marks.h"
#include "server/board/day_facts.h"
#include "server/board/selection_cache.h"
#include "server/engine/engine.h"
#include "server/history/history.h"
#include "server/hub/hub.h"
#include "server/ledger/backups.h"
#include "server/ledger/ledger.h"
#include "wuse/v1/alert_service.pb.h"

namespace wuse::api {

// What the handlers work with. All of it outlives the services.
struct Parts {
  engine::Engine& engine;
  const board::Board& board;
  const history::History& history;
  const ledger::Ledger& ledger;
  hub::Hub& hub;
  common::WorkerPool& readers;  // for what may block on the disk
  ledger::Backups& backups;
  common::WorkerPool& backup_workers;  // for what may take minutes
  const common::Clock& clock;
  const common::WorkingDays& calendar;
  board::DayFactsCache& day_facts;
  board::SelectionCache& selections;
  board::BulletinMarksCache& bulletin_marks;
  std::string district;   // for titles; may be empty
  std::string main_list;  // meant where a request has no filter
  // What was sent to a webhook receiver (empty: to all of them), and what waits, newest first. Errors: kNotFound
  // RECEIVER_UNKNOWN. Null: no receivers are configured.
  std::function<absl::StatusOr<v1::ListDeliveriesResponse>(const std::string& receiver, int at_most)> list_deliveries =
      nullptr;
};

}  // namespace wuse::api
