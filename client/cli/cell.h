#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "client/cli/columns.h"

namespace wuse::cli {

// What a cell says once it is read: text (also dates, weeks and ids), a number (yuan, hundredths of a percent, the
// value of an enum) or a list. kClear: "-", the field is to be emptied.
struct Clear {};
using CellValue = std::variant<Clear, std::string, int64_t, std::vector<std::string>>;

// Reads a cell's text (trimmed, not empty). nullopt: `what` says in Chinese what is wrong.
std::optional<CellValue> ReadCell(CellKind kind, std::string_view text, std::string& what);

// Single values as people write them. nullopt: `what` says in Chinese what is wrong, without naming the value.

// 万元 with up to 4 decimals, to yuan.
std::optional<int64_t> ReadAmount(std::string_view text, std::string& what);
// Percent with up to 2 decimals and perhaps a percent sign, to hundredths.
std::optional<int64_t> ReadPercent(std::string_view text, std::string& what);
// 2021-05-08; what spreadsheets make of it (2021/5/8, 2021年5月8日) is understood too.
std::optional<std::string> ReadDate(std::string_view text, std::string& what);
// 2021-W18
std::optional<std::string> ReadWeek(std::string_view text, std::string& what);
// 2021-04; 2021/4 and 2021年4月 are understood too.
std::optional<std::string> ReadMonth(std::string_view text, std::string& what);
// A whole number from `low` to `high`.
std::optional<int64_t> ReadNumber(std::string_view text, int64_t low, int64_t high, std::string& what);
// The parts between any of ; ； , ， 、, trimmed, without empty ones.
std::vector<std::string> SplitList(std::string_view text);

}  // namespace wuse::cli
