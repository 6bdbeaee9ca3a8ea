#include "server/domain/bulletin_period.h"

#include <algorithm>

namespace wuse::domain {
namespace {

using common::Date;
using common::Month;
using common::Week;

constexpr int kHalfDays = 15;       // of a first half
constexpr size_t kMonthLength = 7;  // 2021-04
constexpr size_t kHalfLength = 10;  // 2021-04-H1
constexpr size_t kYearLength = 4;

// The calendar's own bounds: what is beyond them does not parse.
bool IsInCalendar(Date day) {
  return Date::Parse(day.ToString()).has_value();
}

}  // namespace

BulletinPeriod::BulletinPeriod(Kind kind, Date first, Date last)
    : kind_(kind), first_(first), last_(last), due_(kind == Kind::kWeek ? Week::Of(first).Friday() : last) {}

BulletinPeriod BulletinPeriod::HalfOf(int year, int month, bool second) {
  const Date first = Date::OfYmd(year, month, 1);
  if (!second) return {Kind::kHalfMonth, first, first.Plus(kHalfDays - 1)};
  return {Kind::kHalfMonth, first.Plus(kHalfDays), Month::Of(first).Last()};
}

BulletinPeriod BulletinPeriod::Of(Week week) {
  return {Kind::kWeek, week.Monday(), week.Sunday()};
}

std::optional<BulletinPeriod> BulletinPeriod::Parse(std::string_view text) {
  if (const std::optional<Week> week = Week::Parse(text)) return Of(*week);
  const std::optional<Month> month = Month::Parse(text.substr(0, kMonthLength));
  if (!month) return std::nullopt;
  if (text.size() == kMonthLength) return BulletinPeriod(Kind::kMonth, month->First(), month->Last());
  if (text.size() != kHalfLength) return std::nullopt;
  const std::string_view half = text.substr(kMonthLength);
  if (half != "-H1" && half != "-H2") return std::nullopt;
  return HalfOf(month->First().year(), month->First().month(), half == "-H2");
}

std::string BulletinPeriod::ToString() const {
  if (kind_ == Kind::kWeek) return Week::Of(first_).ToString();
  std::string month = Month::Of(first_).ToString();
  if (kind_ == Kind::kMonth) return month;
  return month + (first_.day() == 1 ? "-H1" : "-H2");
}

std::string BulletinPeriod::Chinese() const {
  if (kind_ == Kind::kWeek) {
    const std::string week = ToString();  // 2021-W07
    const size_t number = week.find('W') + 1;
    return Cat(week.substr(0, kYearLength), "年第", week[number] == '0' ? week.substr(number + 1) : week.substr(number),
               "周");
  }
  std::string text = Cat(std::to_string(first_.year()), "年", std::to_string(first_.month()), "月");
  if (kind_ == Kind::kHalfMonth) text += first_.day() == 1 ? "上半月" : "下半月";
  return text;
}

std::optional<BulletinPeriod> BulletinPeriod::Known(BulletinPeriod period) {
  if (!IsInCalendar(period.first_) || !IsInCalendar(period.last_)) return std::nullopt;
  return period;
}

std::optional<BulletinPeriod> BulletinPeriod::Before() const {
  const Date before = first_.Plus(-1);
  if (!IsInCalendar(before)) return std::nullopt;
  if (kind_ == Kind::kWeek) return Known(Of(Week::Of(before)));
  if (kind_ == Kind::kMonth) return BulletinPeriod(kind_, Month::Of(before).First(), before);
  return HalfOf(before.year(), before.month(), before.day() > kHalfDays);
}

std::optional<BulletinPeriod> BulletinPeriod::After() const {
  const Date after = last_.Plus(1);
  if (!IsInCalendar(after)) return std::nullopt;
  if (kind_ == Kind::kWeek) return Known(Of(Week::Of(after)));
  if (kind_ == Kind::kMonth) return BulletinPeriod(kind_, after, Month::Of(after).Last());
  return HalfOf(after.year(), after.month(), after.day() > kHalfDays);
}

std::optional<BulletinPeriod> BulletinPeriod::YearBefore() const {
  const std::string text = ToString();
  return Parse(Cat(std::to_string(std::stoi(text.substr(0, kYearLength)) - 1), text.substr(kYearLength)));
}

Week BulletinPeriod::ReportWeek(Date day) const {
  if (kind_ == Kind::kWeek) return Week::Of(first_);
  Week week = Week::Of(std::min(day, last_));
  if (week.Friday() > std::min(day, last_)) week = week.Plus(-1);
  return week.Friday() < first_ ? Week::Of(day) : week;
}

std::optional<BulletinPeriod> CheckBulletinPeriod(const std::string& text, Date today, Problems& problems) {
  if (text.empty()) return BulletinPeriod::Of(Week::Of(today));
  const Field field{"", "period", "时期"};
  std::optional<BulletinPeriod> period = BulletinPeriod::Parse(text);
  if (!period) {
    problems.Add(field, "PERIOD_MALFORMED",
                 Cat(InEnglish(text), " is not like 2021-W17, 2021-04-H1, 2021-04-H2 or 2021-04"),
                 Cat("时期", InChinese(text), "不正确，应如 2021-W17、2021-04-H1、2021-04-H2 或 2021-04"));
    return std::nullopt;
  }
  if (period->first() > today) {
    problems.Add(field, "PERIOD_IN_FUTURE", Cat(InEnglish(text), " begins after today, ", today.ToString()),
                 Cat("时期", InChinese(text), "还没有开始，今天是 ", today.ToString()));
    return std::nullopt;
  }
  return period;
}

}  // namespace wuse::domain
