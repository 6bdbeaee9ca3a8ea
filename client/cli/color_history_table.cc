#include "client/cli/color_history_table.h"

#include <algorithm>
#include <ostream>
#include <string>

#include "client/cli/color_text.h"

namespace wuse::cli {
namespace {

constexpr int kMonthWidth = 9;  // 2021-04, and a gap
const std::string kUnderColor(kColorWidth + 3, ' ');

bool IsRestated(const v1::MonthColor& month) {
  return month.restated() != v1::COLOR_UNSPECIFIED && month.restated() != month.published();
}

void WriteMonthColor(std::ostream& out, const v1::MonthColor& month, bool color) {
  out << Pad(month.month(), kMonthWidth) << PaddedColor(month.published(), color) << "  " << month.published_on()
      << " 由 " << month.published_by() << " 公布，" << VersionText(month.policy_version()) << "\n";
  // Where it decided the color, the reasons tell it.
  const bool is_told = std::any_of(month.reasons().begin(), month.reasons().end(), [](const v1::ColorReason& reason) {
    return reason.dimension() == v1::JUDGED_BY_PERSON;
  });
  if (month.has_override() && !is_told)
    out << kUnderColor << "人工评定：" << OverrideText(month.override(), color) << "\n";
  WriteReasons(out, "", month.reasons());
  if (!IsRestated(month)) return;
  out << kUnderColor << "更正后：" << ColoredWord(month.restated(), color) << "\n";
  WriteReasons(out, "  ", month.restated_reasons());
}

}  // namespace

void WriteHistory(std::ostream& out, const v1::GetColorHistoryResponse& history, bool color) {
  const std::string& id = history.project().empty() ? history.unit() : history.project();
  out << id << (history.name().empty() ? "" : " " + history.name()) << "\n";
  if (!history.project().empty()) {
    out << Pad("现在", kMonthWidth) << PaddedColor(history.now(), color) << "  "
        << VersionText(history.now_policy_version()) << "\n";
    WriteReasons(out, "", history.now_reasons());
  }
  if (history.months().empty()) out << "没有公布过按月调色\n";
  for (const v1::MonthColor& month : history.months()) WriteMonthColor(out, month, color);
  if (history.overrides().empty()) return;
  out << "\n人工评定\n";
  for (const v1::ColorOverride& given : history.overrides()) out << "  " << OverrideText(given, color) << "\n";
}

Table HistoryTable(const v1::GetColorHistoryResponse& history) {
  Table table{.columns = {{"月份"},
                          {"公布的颜色"},
                          {"公布日期"},
                          {"公布人"},
                          {"办法版次"},
                          {"人工评定"},
                          {"原因"},
                          {"更正后"},
                          {"更正后的原因"}},
              .rows = {}};
  for (const v1::MonthColor& month : history.months()) {
    const bool restated = IsRestated(month);
    table.rows.push_back({month.month(), ColorCell(month.published()), month.published_on(), month.published_by(),
                          std::to_string(month.policy_version()),
                          month.has_override() ? OverrideText(month.override(), false) : "",
                          ReasonsText(month.reasons()), restated ? ColorCell(month.restated()) : Cell(""),
                          restated ? ReasonsText(month.restated_reasons()) : ""});
  }
  return table;
}

}  // namespace wuse::cli
