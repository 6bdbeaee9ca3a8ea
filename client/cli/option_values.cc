#include "client/cli/option_values.h"

#include <optional>

#include "client/cli/cell.h"
#include "client/cli/problem.h"
#include "common/text.h"

namespace wuse::cli {
namespace {

std::string ValueOf(std::string_view option, const std::string& text) {
  return (option.starts_with('-') ? "选项 " : "") + std::string(option) + " 的值“" + common::Quoted(text) + "”";
}

}  // namespace

absl::StatusOr<std::string> DateOption(std::string_view option, const std::string& text) {
  if (text.empty()) return text;
  std::string what;
  const auto date = ReadDate(text, what);
  if (!date) return InvalidInput(ValueOf(option, text) + what);
  return *date;
}

absl::StatusOr<std::string> MonthOption(std::string_view option, const std::string& text) {
  if (text.empty()) return text;
  std::string what;
  const auto month = ReadMonth(text, what);
  if (!month) return InvalidInput(ValueOf(option, text) + what);
  return *month;
}

absl::StatusOr<int> LabelOption(std::string_view option, const std::string& text, const Labels& labels) {
  if (const std::optional<int> value = labels.Find(text)) return *value;
  std::string names;
  for (const Label& label : labels.all()) names += (names.empty() ? "" : "、") + std::string(label.name);
  return InvalidInput(ValueOf(option, text) + "不认识；应是" + labels.Choices() + "（或 " + names + "）之一");
}

absl::Status CheckReason(const std::string& text) {
  if (!common::Trim(text).empty()) return absl::OkStatus();
  return InvalidInput("少了原因：请用 --reason 写明为什么，例如文件的文号");
}

}  // namespace wuse::cli
