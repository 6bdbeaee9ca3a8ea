#include "client/cli/problem.h"

#include <algorithm>
#include <utility>

#include "common/status.h"
#include "common/text.h"

namespace wuse::cli {

std::string RowText(int row) {
  return "第 " + std::to_string(row) + " 行";
}

std::string ProblemLine(const Problem& problem) {
  std::string line = problem.where;
  if (!problem.column.empty()) {
    line += line.empty() ? "" : "，";
    line += (problem.is_field ? "字段“" : "列“") + problem.column + "”";
    if (problem.value) line += "，值“" + common::Quoted(*problem.value) + "”";
  }
  return line + (line.empty() ? "" : "：") + problem.what;
}

absl::Status ProblemsError(absl::StatusCode code, std::vector<Problem> problems) {
  std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) { return a.row < b.row; });
  std::string text = "有 " + std::to_string(problems.size()) + " 处问题，没有写入任何内容：";
  for (const Problem& problem : problems) text += "\n  " + ProblemLine(problem);
  return common::MakeError(code, "the input has problems", {.reason = "INPUT_INVALID", .chinese = std::move(text)});
}

absl::Status OrProblems(const absl::Status& failure, std::vector<Problem> problems) {
  return problems.empty() ? failure : ProblemsError(absl::StatusCode::kInvalidArgument, std::move(problems));
}

absl::Status InvalidInput(std::string chinese) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, "invalid input",
                           {.reason = "INPUT_INVALID", .chinese = std::move(chinese)});
}

}  // namespace wuse::cli
