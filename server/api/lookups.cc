#include "server/api/lookups.h"

#include <optional>

#include "common/limits.h"
#include "common/text.h"
#include "fmt/format.h"
#include "server/api/errors.h"

namespace wuse::api {
namespace {

using common::Quoted;

std::optional<size_t> FindSlot(const board::Board& board, std::string_view id_or_code) {
  if (const auto slot = board.FindSlot(id_or_code)) return slot;
  return board.FindSlotById(common::Lower(id_or_code));
}

}  // namespace

absl::StatusOr<board::ProjectState> FindProject(const Parts& parts, std::string_view id_or_external_code) {
  const std::string_view wanted = common::Trim(id_or_external_code);
  const std::optional<size_t> slot = FindSlot(parts.board, wanted);
  if (!slot) return ProjectNotFound(wanted);
  return parts.board.Take().project(*slot);  // taken after the slot was found: the view has it
}

std::string ProjectIdOf(const Parts& parts, const board::ProjectState& project) {
  return parts.board.symbols().TextOf(project.row->id);
}

std::string ProjectIdAt(const Parts& parts, size_t slot) {
  return ProjectIdOf(parts, parts.board.Take().project(slot));
}

v1::Project ParsedProject(const board::ProjectState& project) {
  v1::Project parsed;
  parsed.ParseFromString(*project.encoded);
  return parsed;
}

absl::StatusOr<common::Date> DateField(std::string_view field, std::string_view text) {
  if (text.empty()) return common::Date();
  if (const auto date = common::Date::Parse(text)) return *date;
  return InvalidField({.field = std::string(field),
                       .reason = "DATE_MALFORMED",
                       .description = fmt::format("{} is not a date like 2021-05-08", Quoted(text)),
                       .chinese = fmt::format("日期“{}”不正确，应如 2021-05-08", Quoted(text))});
}

absl::StatusOr<common::Week> WeekField(std::string_view field, std::string_view text) {
  if (text.empty()) return common::Week();
  if (const auto week = common::Week::Parse(text)) return *week;
  return InvalidField({.field = std::string(field),
                       .reason = "WEEK_MALFORMED",
                       .description = fmt::format("{} is not a week like 2021-W18", Quoted(text)),
                       .chinese = fmt::format("周“{}”不正确，应如 2021-W18", Quoted(text))});
}

absl::StatusOr<std::string> MonthField(std::string_view field, std::string_view text) {
  if (text.empty()) return std::string();
  if (const auto month = common::Month::Parse(text)) return month->ToString();
  return InvalidField({.field = std::string(field),
                       .reason = "MONTH_MALFORMED",
                       .description = fmt::format("{} is not a month like 2021-04", Quoted(text)),
                       .chinese = fmt::format("月份“{}”不正确，应如 2021-04", Quoted(text))});
}

absl::StatusOr<int> PageSizeField(int requested, int by_default) {
  if (requested == 0) return by_default;
  if (requested > 0 && requested <= common::kMaxPageSize) return requested;
  return InvalidField({.field = "page_size",
                       .reason = "PAGE_SIZE_INVALID",
                       .description = fmt::format("{} is not from 0 to {}", requested, common::kMaxPageSize),
                       .chinese = fmt::format("每页条数“{}”不正确，应为 0 到 {}", requested, common::kMaxPageSize)});
}

absl::Status EnumField(std::string_view field, int value, bool known) {
  if (known && value != 0) return absl::OkStatus();
  return InvalidField({.field = std::string(field),
                       .reason = "VALUE_UNKNOWN",
                       .description = fmt::format("{} is not a known value", value),
                       .chinese = fmt::format("“{}”不是已知的取值", value)});
}

absl::Status FilterSizeField(std::string_view field, int values) {
  if (values <= common::kMaxFilterValues) return absl::OkStatus();
  return InvalidField(
      {.field = std::string(field),
       .reason = "TOO_MANY_VALUES",
       .description = fmt::format("{} values, at most {} are accepted", values, common::kMaxFilterValues),
       .chinese = fmt::format("条件有 {} 个取值，最多 {} 个", values, common::kMaxFilterValues)});
}

}  // namespace wuse::api
