#include "common/calendar.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "common/limits.h"
#include "common/status.h"
#include "common/text.h"

namespace wuse::common {
namespace {

std::optional<int> ParseDigits(std::string_view text) {
  if (text.empty() || text.size() > 9) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::optional<int> ParseYear(std::string_view text) {
  if (text.size() != 4) return std::nullopt;
  const std::optional<int> year = ParseDigits(text);
  if (!year || *year < kFirstYear || *year > kLastYear) return std::nullopt;
  return year;
}

// Answers carry several dates each: printf would take a part of their time that shows.
void PutDigits(unsigned value, char* begin, int count) {
  for (; count > 0; value /= 10) begin[--count] = static_cast<char>('0' + value % 10);
}

std::chrono::year_month_day YmdOf(int32_t days) {
  return std::chrono::year_month_day(std::chrono::sys_days(std::chrono::days(days)));
}

std::optional<Date> OfValidYmd(int year, int month, int day) {
  const std::chrono::year_month_day ymd{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                        std::chrono::day(static_cast<unsigned>(day))};
  if (!ymd.ok()) return std::nullopt;
  return Date::OfDays(static_cast<int32_t>(std::chrono::sys_days(ymd).time_since_epoch().count()));
}

// 1970-01-01 was a Thursday; the Monday of week ordinal 0 is 1969-12-29.
constexpr int32_t kFirstMonday = -3;
constexpr int kMonthsInYear = 12;

int32_t FloorDiv(int32_t a, int32_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

}  // namespace

std::optional<Date> Date::Parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const std::optional<int> year = ParseYear(text.substr(0, 4));
  const std::optional<int> month = ParseDigits(text.substr(5, 2));
  const std::optional<int> day = ParseDigits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  return OfValidYmd(*year, *month, *day);
}

Date Date::OfYmd(int year, int month, int day) {
  const std::optional<Date> date = OfValidYmd(year, month, day);
  if (!date) std::abort();
  return *date;
}

int Date::year() const {
  return static_cast<int>(YmdOf(days_).year());
}
int Date::month() const {
  return static_cast<int>(static_cast<unsigned>(YmdOf(days_).month()));
}
int Date::day() const {
  return static_cast<int>(static_cast<unsigned>(YmdOf(days_).day()));
}
int Date::weekday() const {
  return (days_ - kFirstMonday) - 7 * FloorDiv(days_ - kFirstMonday, 7) + 1;
}

std::string Date::ToString() const {
  if (!IsSet()) return "";
  const std::chrono::year_month_day ymd = YmdOf(days_);
  std::string text = "0000-00-00";
  PutDigits(static_cast<unsigned>(static_cast<int>(ymd.year())), text.data(), 4);
  PutDigits(static_cast<unsigned>(ymd.month()), text.data() + 5, 2);
  PutDigits(static_cast<unsigned>(ymd.day()), text.data() + 8, 2);
  return text;
}

std::optional<Week> Week::Parse(std::string_view text) {
  if (text.size() != 8 || text.substr(4, 2) != "-W") return std::nullopt;
  const std::optional<int> year = ParseYear(text.substr(0, 4));
  const std::optional<int> number = ParseDigits(text.substr(6, 2));
  if (!year || !number || *number < 1) return std::nullopt;
  const Week week = First(*year).Plus(*number - 1);
  if (week >= First(*year + 1)) return std::nullopt;
  return week;
}

Week Week::Of(Date date) {
  return Week(FloorDiv(date.days() - kFirstMonday, 7));
}

// 4 January is always in W01.
Week Week::First(int iso_year) {
  return Of(*OfValidYmd(iso_year, 1, 4));
}

Date Week::Monday() const {
  return Date::OfDays(kFirstMonday + 7 * ordinal_);
}

std::string Week::ToString() const {
  if (!IsSet()) return "";
  const int year = Monday().Plus(3).year();  // a week belongs to the year of its Thursday
  std::array<char, 32> buffer;
  const int size = std::snprintf(buffer.data(), buffer.size(), "%04d-W%02d", year, ordinal_ - First(year).ordinal_ + 1);
  return {buffer.data(), static_cast<size_t>(size)};
}

int DaysInMonth(int year, int month) {
  const std::chrono::year_month_day_last last{
      std::chrono::year(year), std::chrono::month_day_last(std::chrono::month(static_cast<unsigned>(month)))};
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

Date DefaultAsOf(Week week, Date filing_day) {
  Date as_of = week.Friday();
  for (Date day = week.Monday(); day < week.Friday(); day = day.Plus(1)) {
    if (day.day() == DaysInMonth(day.year(), day.month())) as_of = day;
  }
  return std::min(as_of, filing_day);
}

int MonthsBetween(Date from, Date to) {
  const std::chrono::year_month_day first = YmdOf(from.days());
  const std::chrono::year_month_day last = YmdOf(to.days());
  return static_cast<int>((last.year() / last.month() - first.year() / first.month()).count());
}

std::optional<Month> Month::Parse(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const std::optional<int> year = ParseYear(text.substr(0, 4));
  const std::optional<int> month = ParseDigits(text.substr(5));
  if (!year || !month || *month < 1 || *month > kMonthsInYear) return std::nullopt;
  return Month(*year * kMonthsInYear + *month - 1);
}

Month Month::Of(Date date) {
  return Month(date.year() * kMonthsInYear + date.month() - 1);
}

Date Month::First() const {
  return Date::OfYmd(ordinal_ / kMonthsInYear, ordinal_ % kMonthsInYear + 1, 1);
}

std::string Month::ToString() const {
  return IsSet() ? First().ToString().substr(0, 7) : "";
}

std::optional<Period> Period::Parse(std::string_view text) {
  if (const std::optional<Date> date = Date::Parse(text)) return Period{*date, *date};
  if (const std::optional<Week> week = Week::Parse(text)) return Period{week->Monday(), week->Sunday()};
  if (text.size() != 4 && (text.size() != 7 || text[4] != '-')) return std::nullopt;
  const std::optional<int> year = ParseYear(text.substr(0, 4));
  if (!year) return std::nullopt;
  int first = 1;
  int last = 12;
  if (text.size() == 7 && text[5] == 'Q') {
    const std::optional<int> quarter = ParseDigits(text.substr(6));
    if (!quarter || *quarter < 1 || *quarter > 4) return std::nullopt;
    first = 3 * *quarter - 2;
    last = 3 * *quarter;
  } else if (text.size() == 7) {
    const std::optional<int> month = ParseDigits(text.substr(5));
    if (!month || *month < 1 || *month > 12) return std::nullopt;
    first = last = *month;
  }
  return Period{Date::OfYmd(*year, first, 1), Date::OfYmd(*year, last, DaysInMonth(*year, last))};
}

namespace {

absl::Status CalendarError(int line, std::string_view what, std::string_view value) {
  const std::string place = "line " + std::to_string(line) + ": ";
  return MakeError(absl::StatusCode::kInvalidArgument, place + std::string(what) + " " + Quoted(value),
                   {.reason = "CALENDAR_INVALID",
                    .chinese = "节假日文件第 " + std::to_string(line) + " 行有误：“" + Quoted(value) + "”",
                    .fields = {},
                    .retry_after = std::nullopt});
}

std::vector<std::string_view> Cells(std::string_view line) {
  std::vector<std::string_view> cells;
  while (true) {
    const size_t comma = line.find(',');
    cells.push_back(Trim(line.substr(0, comma)));
    if (comma == std::string_view::npos) return cells;
    line.remove_prefix(comma + 1);
  }
}

}  // namespace

absl::StatusOr<WorkingDays> WorkingDays::ParseCsv(std::string_view text) {
  WorkingDays calendar;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (int line_number = 1; !text.empty(); ++line_number) {
    const size_t end = text.find('\n');
    const std::string_view line = Trim(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.empty()) continue;
    const std::vector<std::string_view> cells = Cells(line);
    if (line_number == 1) {
      if (cells.size() < 2 || cells[0] != "date" || cells[1] != "day") {
        return CalendarError(1, "the header is not date,day,name but", line);
      }
      continue;
    }
    const std::optional<Date> date = Date::Parse(cells[0]);
    if (!date) return CalendarError(line_number, "not a date:", cells[0]);
    if (cells.size() < 2 || (cells[1] != "off" && cells[1] != "work")) {
      return CalendarError(line_number, "day is neither off nor work:", line);
    }
    if (!calendar.named_.emplace(*date, cells[1] == "work").second) {
      return CalendarError(line_number, "named twice:", cells[0]);
    }
  }
  return calendar;
}

bool WorkingDays::IsWorkingDay(Date date) const {
  const auto named = named_.find(date);
  return named != named_.end() ? named->second : date.weekday() <= 5;
}

Date WorkingDays::DueDay(Week week) const {
  Date day = week.Friday();
  while (!IsWorkingDay(day)) day = day.Plus(1);
  return day;
}

}  // namespace wuse::common
