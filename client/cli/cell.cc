#include "client/cli/cell.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "client/cli/figure_labels.h"
#include "common/calendar.h"
#include "common/limits.h"
#include "common/money.h"
#include "common/text.h"

namespace wuse::cli {
namespace {

bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Whether the text is a plain number; then how many decimals it has.
bool IsNumber(std::string_view text, size_t& decimals) {
  std::string plain(text);
  std::erase(plain, ',');
  const size_t point = plain.find('.');
  decimals = point == std::string::npos ? 0 : plain.size() - point - 1;
  return IsDigits(plain.substr(0, point)) && (point == std::string::npos || IsDigits(plain.substr(point + 1)));
}

// 2021/5/8 and 2021年5月8日 as 2021-05-08; other texts as they are.
std::string WithHyphens(std::string_view text) {
  std::array<int, 3> parts{};
  constexpr std::array<std::array<std::string_view, 3>, 2> kMarks = {{{"/", "/", ""}, {"年", "月", "日"}}};
  for (const auto& marks : kMarks) {
    std::string_view rest = text;
    bool matches = true;
    for (size_t i = 0; i < parts.size() && matches; ++i) {
      const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), parts[i]);
      rest.remove_prefix(static_cast<size_t>(end - rest.data()));
      matches = error == std::errc() && parts[i] >= 0 && rest.substr(0, marks[i].size()) == marks[i];
      if (matches) rest.remove_prefix(marks[i].size());
    }
    if (!matches || !rest.empty()) continue;
    std::array<char, 40> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02d", parts[0], parts[1], parts[2]);
    return buffer.data();
  }
  return std::string(text);
}

std::optional<CellValue> ReadLabel(const Labels& labels, std::string_view text, std::string& what) {
  const std::optional<int> value = labels.Find(text);
  if (value) return CellValue(int64_t{*value});
  what = "应是" + labels.Choices() + "之一";
  return std::nullopt;
}

std::optional<CellValue> ReadId(std::string_view text, std::string& what) {
  std::string id = common::Lower(text);
  if (common::IsId(id)) return CellValue(std::move(id));
  what = "编号只能用字母、数字和 -，以字母或数字开头，最多 64 个字符；别的写法请填在“原编号”里";
  return std::nullopt;
}

template <class T>
std::optional<CellValue> AsValue(std::optional<T> value) {
  if (!value) return std::nullopt;
  return CellValue(*std::move(value));
}

}  // namespace

std::optional<int64_t> ReadAmount(std::string_view text, std::string& what) {
  if (const auto yuan = common::ParseWan(text)) {
    if (yuan->value >= 0) return yuan->value;
    what = "金额不能为负";
    return std::nullopt;
  }
  size_t decimals = 0;
  const bool negative = !text.empty() && text.front() == '-';
  if (!IsNumber(negative ? text.substr(1) : text, decimals)) {
    what = "不是数字；金额以万元为单位，例如 1250 或 12.5";
  } else if (decimals > 4) {
    what = "最多 4 位小数";
  } else {
    what = negative ? "金额不能为负" : "金额太大，超过 1000 万亿元";
  }
  return std::nullopt;
}

std::optional<int64_t> ReadPercent(std::string_view text, std::string& what) {
  for (const std::string_view sign : {"%", "％"}) {
    if (text.size() > sign.size() && text.substr(text.size() - sign.size()) == sign) text.remove_suffix(sign.size());
  }
  const auto basis_points = common::ParseBasisPoints(text);
  if (basis_points && *basis_points >= 0 && *basis_points <= 10'000) return *basis_points;
  what = basis_points ? "应在 0 到 100 之间" : "不是百分数；应写成 47.5 这样，最多 2 位小数";
  return std::nullopt;
}

std::optional<std::string> ReadDate(std::string_view text, std::string& what) {
  std::string date = WithHyphens(text);
  if (common::Date::Parse(date)) return date;
  what = "不是日期；应写成 2021-05-08 这样";
  return std::nullopt;
}

std::optional<std::string> ReadWeek(std::string_view text, std::string& what) {
  std::string week(text);
  std::replace(week.begin(), week.end(), 'w', 'W');
  if (common::Week::Parse(week)) return week;
  what = "不是周；应写成 2021-W18 这样（ISO 周）";
  return std::nullopt;
}

std::optional<std::string> ReadMonth(std::string_view text, std::string& what) {
  // A month is read as its first day would be.
  constexpr std::string_view kMonthMark = "月";
  const std::string separator = text.find('/') != std::string_view::npos ? "/1"
                                : text.ends_with(kMonthMark)             ? "1日"
                                                                         : "-01";
  const auto day = common::Date::Parse(WithHyphens(std::string(text) + separator));
  if (day) return day->ToString().substr(0, std::string_view("2021-04").size());
  what = "不是月份；应写成 2021-04 这样";
  return std::nullopt;
}

std::optional<int64_t> ReadNumber(std::string_view text, int64_t low, int64_t high, std::string& what) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= low && value <= high) return value;
  what = "应是 " + std::to_string(low) + " 到 " + std::to_string(high) + " 的整数";
  return std::nullopt;
}

std::vector<std::string> SplitList(std::string_view text) {
  std::string plain(text);
  for (const std::string_view mark : {"；", "，", "、"}) {
    for (size_t at = plain.find(mark); at != std::string::npos; at = plain.find(mark)) {
      plain.replace(at, mark.size(), ",");
    }
  }
  std::replace(plain.begin(), plain.end(), ';', ',');
  std::vector<std::string> parts;
  for (std::string_view rest = plain; !rest.empty();) {
    const size_t comma = std::min(rest.find(','), rest.size());
    const std::string_view part = common::Trim(rest.substr(0, comma));
    if (!part.empty()) parts.emplace_back(part);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return parts;
}

std::optional<CellValue> ReadCell(CellKind kind, std::string_view text, std::string& what) {
  if (text == "-" && kind != CellKind::kId && kind != CellKind::kYear && kind != CellKind::kWeek &&
      kind != CellKind::kMonth) {
    return Clear{};
  }
  switch (kind) {
    case CellKind::kId:
      return ReadId(text, what);
    case CellKind::kKind:
      return ReadLabel(kKinds, text, what);
    case CellKind::kLevel:
      return ReadLabel(kLevels, text, what);
    case CellKind::kCategory:
      return ReadLabel(kCategories, text, what);
    case CellKind::kUnitGroup:
      return ReadLabel(kUnitGroups, text, what);
    case CellKind::kTargetMeasure:
      return ReadLabel(kTargetMeasures, text, what);
    case CellKind::kDate:
    case CellKind::kPlanned:
    case CellKind::kReached:
      return AsValue(ReadDate(text, what));
    case CellKind::kWeek:
      return AsValue(ReadWeek(text, what));
    case CellKind::kMonth:
      return AsValue(ReadMonth(text, what));
    case CellKind::kYear:
      return AsValue(ReadNumber(text, common::kFirstYear, common::kLastYear, what));
    case CellKind::kCount:
      return AsValue(ReadNumber(text, 0, 63, what));
    case CellKind::kAmount:
      return AsValue(ReadAmount(text, what));
    case CellKind::kPercent:
      return AsValue(ReadPercent(text, what));
    case CellKind::kIds:
    case CellKind::kMadeUp:
      return CellValue(SplitList(text));
    default:
      return CellValue(std::string(text));
  }
}

}  // namespace wuse::cli
