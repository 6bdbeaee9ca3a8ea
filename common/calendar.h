#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace wuse::common {

// A day, as text 2021-05-08. Default-constructed: no date (IsSet() is false, sorts before all days,
// ToString() is ""). Parse accepts 1990-01-01 to 2149-12-31 only.
class Date {
 public:
  constexpr Date() = default;
  static std::optional<Date> Parse(std::string_view text);
  // For dates that were validated before: "" and malformed text give no date.
  static Date OfStored(std::string_view text) { return Parse(text).value_or(Date()); }
  static Date OfYmd(int year, int month, int day);  // CHECKs validity
  static constexpr Date OfDays(int32_t days) { return Date(days); }

  bool IsSet() const { return days_ != kUnset; }
  int32_t days() const { return days_; }  // since 1970-01-01
  int year() const;
  int month() const;    // 1 to 12
  int day() const;      // 1 to 31
  int weekday() const;  // ISO: 1 Monday to 7 Sunday
  std::string ToString() const;

  Date Plus(int days) const { return Date(days_ + days); }
  friend constexpr auto operator<=>(Date, Date) = default;

 private:
  static constexpr int32_t kUnset = INT32_MIN;
  constexpr explicit Date(int32_t days) : days_(days) {}
  int32_t days_ = kUnset;
};

// Days from `from` to `to`, negative when `to` is earlier.
inline int DaysBetween(Date from, Date to) {
  return to.days() - from.days();
}

// An ISO week, as text 2021-W18. Default-constructed: no week.
class Week {
 public:
  constexpr Week() = default;
  static std::optional<Week> Parse(std::string_view text);
  static Week OfStored(std::string_view text) { return Parse(text).value_or(Week()); }
  static Week Of(Date date);
  static constexpr Week OfOrdinal(int32_t ordinal) { return Week(ordinal); }
  static Week First(int iso_year);  // W01

  bool IsSet() const { return ordinal_ != INT32_MIN; }
  int32_t ordinal() const { return ordinal_; }  // consecutive over years
  Date Monday() const;
  Date Friday() const { return Monday().Plus(4); }
  Date Sunday() const { return Monday().Plus(6); }
  Week Plus(int weeks) const { return Week(ordinal_ + weeks); }
  std::string ToString() const;
  friend constexpr auto operator<=>(Week, Week) = default;

 private:
  constexpr explicit Week(int32_t ordinal) : ordinal_(ordinal) {}
  int32_t ordinal_ = INT32_MIN;
};

// A calendar month, as text 2021-04. Default-constructed: no month (ToString() is "").
class Month {
 public:
  constexpr Month() = default;
  static std::optional<Month> Parse(std::string_view text);
  static Month OfStored(std::string_view text) { return Parse(text).value_or(Month()); }
  static Month Of(Date date);

  bool IsSet() const { return ordinal_ != INT32_MIN; }
  Date First() const;
  Date Last() const { return Plus(1).First().Plus(-1); }
  Month Plus(int months) const { return Month(ordinal_ + months); }
  std::string ToString() const;
  friend constexpr auto operator<=>(Month, Month) = default;

 private:
  constexpr explicit Month(int32_t ordinal) : ordinal_(ordinal) {}
  int32_t ordinal_ = INT32_MIN;  // months since year 0
};

// A report's default day: the Friday of its week, or a month's last day that is a Monday to Thursday of
// that week (so each month is closed by a report); `filing_day` when that is earlier.
Date DefaultAsOf(Week week, Date filing_day);

int DaysInMonth(int year, int month);
// Calendar months from the month of `from` to the month of `to` (2021-01-31 to 2021-02-01 is 1).
int MonthsBetween(Date from, Date to);

// A period as text: 2021-05-08, 2021-W18, 2021-04, 2021-Q1 or 2021.
struct Period {
  Date first;
  Date last;
  static std::optional<Period> Parse(std::string_view text);
};

// The district's working days: Monday to Friday, but for the days a calendar names.
// Immutable; an empty one knows weekends only.
class WorkingDays {
 public:
  WorkingDays() = default;
  // CSV with the header date,day,name; day is `off` or `work`. Errors name the line and the value.
  static absl::StatusOr<WorkingDays> ParseCsv(std::string_view text);
  bool IsWorkingDay(Date date) const;
  // The day by whose end a week's report is due: Friday, or the next working day.
  Date DueDay(Week week) const;

 private:
  std::map<Date, bool> named_;  // true: a working day
};

}  // namespace wuse::common
