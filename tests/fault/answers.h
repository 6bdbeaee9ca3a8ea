#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/engine/engine_fixture.h"
#include "tests/fault/stack.h"

namespace wuse::fault {

// Every record from the first to the head. kDataLoss when one is missing.
absl::StatusOr<std::vector<std::string>> RecordsOf(const ledger::Ledger& ledger);

// Every version of every report, and where the changes of each project, actor and kind are: texts by name, to compare.
// `board` names the projects.
absl::StatusOr<std::map<std::string, std::string>> HistoryOf(const history::History& history,
                                                             const engine::Picture& board);

// All that a store answers.
struct Answers {
  std::vector<std::string> records;
  engine::Picture board;
  std::map<std::string, std::string> history;
  friend bool operator==(const Answers&, const Answers&) = default;
};
absl::StatusOr<Answers> AnswersOf(const Stack& stack);

}  // namespace wuse::fault
