#include "common/status.h"
#include "server/engine/engine.h"
#include "server/engine/refusals.h"
#include "server/engine/replay.h"

namespace wuse::engine {

absl::Status Engine::Recover(const Parts& parts) {
  WUSE_RETURN_IF_ERROR(Replay(parts.ledger, parts.board, parts.history));
  const common::Date evaluated_on = parts.board.Take().evaluated_on();
  const common::Date today = parts.clock.Today();
  if (today < evaluated_on) return DayBeforeLastEvaluated(today, evaluated_on);
  return absl::OkStatus();
}

}  // namespace wuse::engine
