#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace wuse::cli {

// Something wrong with one place of a file that a person wrote.
struct Problem {
  int row = 0;                       // for the order; 0: of the whole file
  std::string where;                 // "第 12 行", "第 3 项（duohu-001）", or "" for the whole file
  std::string column;                // its heading in the file, or ""
  bool is_field = false;             // `column` names a field of a JSON file
  std::optional<std::string> value;  // as written in the file; absent where there is no cell to name
  std::string what;                  // in Chinese
};

// "第 12 行"
std::string RowText(int row);

// 第 12 行，列“总投资(万元)”，值“12.34567”：最多 4 位小数
std::string ProblemLine(const Problem& problem);

// An error of `code` with every problem on a line of its own, in the order of the rows, and their number on the first.
absl::Status ProblemsError(absl::StatusCode code, std::vector<Problem> problems);

// What to tell when something failed while the file had problems of its own: those, if there are any.
absl::Status OrProblems(const absl::Status& failure, std::vector<Problem> problems);

// kInvalidArgument (INPUT_INVALID) with a Chinese text.
absl::Status InvalidInput(std::string chinese);

}  // namespace wuse::cli
