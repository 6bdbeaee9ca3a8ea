#include "server/domain/judged_day.h"

namespace wuse::domain {

MonthDay MonthDay::Of(common::Date date) {
  const int month = date.month();
  return {.month = month, .day = date.day(), .days_in_month = common::DaysInMonth(date.year(), month)};
}

JudgedDay::JudgedDay(common::Date date, const common::WorkingDays& calendar)
    : date_(date),
      year_(date.year()),
      month_day_(MonthDay::Of(date)),
      first_of_year_(common::Date::OfYmd(year_, 1, 1)),
      first_week_(common::Week::First(year_)),
      week_(common::Week::Of(date)),
      calendar_(calendar) {}

JudgedDay JudgedDay::ForMany(common::Date date, const common::WorkingDays& calendar) {
  JudgedDay day(date, calendar);
  for (common::Week week = day.first_week_; week <= day.week_; week = week.Plus(1)) {
    day.due_days_.push_back(calendar.DueDay(week));
  }
  return day;
}

}  // namespace wuse::domain
