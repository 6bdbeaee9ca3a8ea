#pragma once

#include <vector>

#include "common/calendar.h"

namespace wuse::domain {

// Where a day lies in its month.
struct MonthDay {
  int month = 0;  // 1 to 12
  int day = 0;
  int days_in_month = 0;
  static MonthDay Of(common::Date date);
};

// The day that projects are judged on, with what the rules ask of the calendar. Immutable; the calendar outlives it.
class JudgedDay {
 public:
  // For one project: due days are looked up as they are asked for.
  JudgedDay(common::Date date, const common::WorkingDays& calendar);
  // For a walk over the register: the due days of the year are worked out at once.
  static JudgedDay ForMany(common::Date date, const common::WorkingDays& calendar);

  common::Date date() const { return date_; }
  int year() const { return year_; }
  const MonthDay& month_day() const { return month_day_; }
  common::Date first_of_year() const { return first_of_year_; }
  common::Week first_week() const { return first_week_; }  // W01 of the year
  common::Week week() const { return week_; }              // the date's own; may be one before W01
  // Of a week up to week().
  common::Date DueDay(common::Week week) const {
    if (due_days_.empty() || week < first_week_) return calendar_.DueDay(week);
    return due_days_[static_cast<size_t>(week.ordinal() - first_week_.ordinal())];
  }

 private:
  common::Date date_;
  int year_;
  MonthDay month_day_;
  common::Date first_of_year_;
  common::Week first_week_;
  common::Week week_;
  const common::WorkingDays& calendar_;
  std::vector<common::Date> due_days_;  // from first_week_ to week_; empty: not worked out
};

}  // namespace wuse::domain
