#include "server/api/figure_request.h"

#include <algorithm>
#include <optional>

#include "common/text.h"
#include "fmt/format.h"
#include "server/api/errors.h"

namespace wuse::api {
namespace {

using common::Quoted;

constexpr size_t kYearLength = 4;   // 2021
constexpr size_t kMonthLength = 7;  // 2021-04, 2021-Q1 is as long
constexpr size_t kDayLength = 10;   // 2021-05-08
constexpr size_t kKindAt = 5;       // W of 2021-W18, Q of 2021-Q1
constexpr int kMonthsInQuarter = 3;

// What of a filter holds on any day.
domain::RowFilter OfAnyDay(const domain::RowFilter& filter) {
  domain::RowFilter lasting = filter;
  lasting.colors.clear();
  lasting.reached_milestones.clear();
  return lasting;
}

}  // namespace

absl::StatusOr<AskedPeriod> PeriodField(const std::string& text, common::Date today) {
  if (text.empty()) return AskedPeriod{.text = today.ToString(), .first = today, .as_of = today};
  const std::optional<common::Period> period = common::Period::Parse(text);
  if (!period) {
    return InvalidField(
        {.field = "period",
         .reason = "PERIOD_MALFORMED",
         .description = fmt::format("{} is not like 2021-05-08, 2021-W18, 2021-04, 2021-Q1 or 2021", Quoted(text)),
         .chinese = fmt::format("时期“{}”不正确，应如 2021-05-08、2021-W18、2021-04、2021-Q1 或 2021", Quoted(text))});
  }
  if (period->first > today) {
    return InvalidField({.field = "period",
                         .reason = "PERIOD_IN_FUTURE",
                         .description = fmt::format("{} begins after today, {}", Quoted(text), today.ToString()),
                         .chinese = fmt::format("时期“{}”还没有开始，今天是 {}", Quoted(text), today.ToString())});
  }
  return AskedPeriod{.text = text, .first = period->first, .as_of = std::min(period->last, today)};
}

bool IsDay(const std::string& period) {
  return period.size() == kDayLength;
}

std::string PeriodBefore(const std::string& period) {
  const std::optional<common::Period> parsed = common::Period::Parse(period);
  if (!parsed) return "";
  const common::Date last = parsed->first.Plus(-1);
  if (IsDay(period)) return last.ToString();
  std::string before;
  if (period.size() == kYearLength) {
    before = last.ToString().substr(0, kYearLength);
  } else if (period[kKindAt] == 'W') {
    before = common::Week::Of(last).ToString();
  } else if (period[kKindAt] == 'Q') {
    before = fmt::format("{}-Q{}", last.ToString().substr(0, kYearLength),
                         (last.month() + kMonthsInQuarter - 1) / kMonthsInQuarter);
  } else {
    before = last.ToString().substr(0, kMonthLength);
  }
  return common::Period::Parse(before) ? before : "";
}

std::string PeriodYearBefore(const std::string& period) {
  const std::optional<common::Period> parsed = common::Period::Parse(period);
  if (!parsed) return "";
  if (IsDay(period)) {
    const std::string day = YearBefore(parsed->first).ToString();
    return common::Date::Parse(day) ? day : "";
  }
  const int year = std::stoi(period.substr(0, kYearLength));
  std::string before = std::to_string(year - 1) + period.substr(kYearLength);
  if (!common::Period::Parse(before) && before.ends_with("-W53")) before.back() = '2';
  return common::Period::Parse(before) ? before : "";
}

absl::StatusOr<v1::HouseStyle> StyleField(const board::View& view, const v1::HouseStyle& asked) {
  domain::Problems problems;
  domain::CheckHouseStyle(asked, "style.", problems);
  if (!problems.empty()) return problems.ToStatus();
  return domain::Merged(domain::Merged(domain::DefaultHouseStyle(), view.figure_book().style()), asked);
}

common::Date YearBefore(common::Date day) {
  const int year = day.year() - 1;
  return common::Date::OfYmd(year, day.month(), std::min(day.day(), common::DaysInMonth(year, day.month())));
}

Selection::Selection(board::SelectionCache& selections, const board::View& view, domain::RowFilter filter)
    : filter_(std::move(filter)), slots_(selections.Of(view, OfAnyDay(filter_))) {}

}  // namespace wuse::api
