#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/calendar.h"
#include "server/domain/validate.h"

namespace wuse::domain {

// What a bulletin is about: a week (2021-W17), half a month (2021-04-H1: the 1st to the 15th; 2021-04-H2: the rest) or
// a month (2021-04). Immutable; made by Parse or Of only.
class BulletinPeriod {
 public:
  enum class Kind { kWeek, kHalfMonth, kMonth };

  static std::optional<BulletinPeriod> Parse(std::string_view text);
  static BulletinPeriod Of(common::Week week);

  Kind kind() const { return kind_; }
  common::Date first() const { return first_; }
  common::Date last() const { return last_; }
  // The day of its figures: the Friday of a week, as its reports are; the last day of the others.
  common::Date due() const { return due_; }
  // `due`, or today where that is earlier. Of a period that has begun.
  common::Date AsOf(common::Date today) const { return std::min(due_, today); }
  std::string ToString() const;
  // 2021年第17周, 2021年4月上半月, 2021年4月下半月, 2021年4月.
  std::string Chinese() const;

  // The period of the same kind just before and just after. Not set where the calendar ends.
  std::optional<BulletinPeriod> Before() const;
  std::optional<BulletinPeriod> After() const;
  // The week, half month or month of the same name a year before: 2020-W17 of 2021-W17. Not set where there is none
  // (W53).
  std::optional<BulletinPeriod> YearBefore() const;
  // The week whose reports it is about: itself, else the last one whose Friday is in it and not after `day`; the week
  // of `day` where there is none yet.
  common::Week ReportWeek(common::Date day) const;

 private:
  BulletinPeriod(Kind kind, common::Date first, common::Date last);
  static BulletinPeriod HalfOf(int year, int month, bool second);
  static std::optional<BulletinPeriod> Known(BulletinPeriod period);

  Kind kind_;
  common::Date first_;
  common::Date last_;
  common::Date due_;
};

// Adds PERIOD_MALFORMED or PERIOD_IN_FUTURE of the field `period`; then nothing is returned. "": the week of today.
std::optional<BulletinPeriod> CheckBulletinPeriod(const std::string& text, common::Date today, Problems& problems);

}  // namespace wuse::domain
