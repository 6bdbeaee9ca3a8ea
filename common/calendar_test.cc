#include "common/calendar.h"

#include "common/clock.h"
#include "common/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace wuse::common {
namespace {

using ::testing::HasSubstr;

Date D(std::string_view text) {
  const std::optional<Date> date = Date::Parse(text);
  EXPECT_TRUE(date.has_value()) << text;
  return date.value_or(Date());
}

Week W(std::string_view text) {
  const std::optional<Week> week = Week::Parse(text);
  EXPECT_TRUE(week.has_value()) << text;
  return week.value_or(Week());
}

// Of 2021, as published: the days off and the weekends worked.
constexpr std::string_view kHolidays2021 =
    "date,day,name\n"
    "2021-02-07,work,春节调休\n"
    "2021-02-11,off,春节\n2021-02-12,off,春节\n2021-02-13,off,春节\n2021-02-14,off,春节\n"
    "2021-02-15,off,春节\n2021-02-16,off,春节\n2021-02-17,off,春节\n"
    "2021-02-20,work,春节调休\n"
    "2021-10-01,off,国庆节\n2021-10-02,off,国庆节\n2021-10-03,off,国庆节\n2021-10-04,off,国庆节\n"
    "2021-10-05,off,国庆节\n2021-10-06,off,国庆节\n2021-10-07,off,国庆节\n2021-10-09,work,国庆节调休\n";

WorkingDays Calendar(std::string_view csv) {
  absl::StatusOr<WorkingDays> calendar = WorkingDays::ParseCsv(csv);
  EXPECT_TRUE(calendar.ok()) << calendar.status();
  return calendar.ok() ? *std::move(calendar) : WorkingDays();
}

TEST(Date, TextAndPartsAgree) {
  const struct {
    const char* text;
    int year, month, day, weekday;
  } rows[] = {
      {"2021-05-08", 2021, 5, 8, 6},  {"2020-02-29", 2020, 2, 29, 6},  {"2000-02-29", 2000, 2, 29, 2},
      {"1990-01-01", 1990, 1, 1, 1},  {"2149-12-31", 2149, 12, 31, 3}, {"2021-01-03", 2021, 1, 3, 7},
      {"2100-02-28", 2100, 2, 28, 7}, {"2024-12-30", 2024, 12, 30, 1},
  };
  for (const auto& row : rows) {
    const Date date = D(row.text);
    EXPECT_EQ(date.year(), row.year) << row.text;
    EXPECT_EQ(date.month(), row.month) << row.text;
    EXPECT_EQ(date.day(), row.day) << row.text;
    EXPECT_EQ(date.weekday(), row.weekday) << row.text;
    EXPECT_EQ(date.ToString(), row.text);
    EXPECT_EQ(date, Date::OfYmd(row.year, row.month, row.day));
    EXPECT_EQ(Date::OfDays(date.days()), date);
  }
  EXPECT_EQ(Date::OfYmd(1970, 1, 1).days(), 0);
  EXPECT_EQ(Date::OfDays(-1).weekday(), 3);
}

TEST(Date, OnlyOneSpellingOfADayThatExistsIsAccepted) {
  for (const char* text :
       {"",           "2021-5-8",   "2021-05-8",  "2021/05/08", "20210508",   "2021-05-08 ",    " 2021-05-08",
        "2021-02-29", "2100-02-29", "2021-04-31", "2021-00-10", "2021-13-01", "2021-05-00",     "2021-05-32",
        "1989-12-31", "2150-01-01", "0000-01-01", "2021-+5-08", "2021-05--8", "２０２１-05-08", "2021-W05-1",
        "2021-0a-08", "+021-05-08"}) {
    EXPECT_FALSE(Date::Parse(text).has_value()) << text;
    EXPECT_FALSE(Date::OfStored(text).IsSet()) << text;
  }
  EXPECT_TRUE(Date::OfStored("2021-05-08").IsSet());
}

TEST(Date, NoDateSortsFirstAndIsEmptyText) {
  EXPECT_FALSE(Date().IsSet());
  EXPECT_EQ(Date().ToString(), "");
  EXPECT_LT(Date(), D("1990-01-01"));
  EXPECT_LT(D("2021-05-08"), D("2021-05-09"));
}

TEST(Date, DaysAreCountedAcrossMonthsAndYears) {
  EXPECT_EQ(DaysBetween(D("2021-02-28"), D("2021-03-01")), 1);
  EXPECT_EQ(DaysBetween(D("2020-02-28"), D("2020-03-01")), 2);
  EXPECT_EQ(DaysBetween(D("2021-01-01"), D("2020-12-31")), -1);
  EXPECT_EQ(D("2020-12-31").Plus(1).ToString(), "2021-01-01");
  EXPECT_EQ(D("2021-01-01").Plus(-1).ToString(), "2020-12-31");
}

TEST(Week, BelongsToTheYearOfItsThursday) {
  const struct {
    const char* date;
    const char* week;
  } rows[] = {
      {"2020-12-27", "2020-W52"}, {"2020-12-28", "2020-W53"}, {"2020-12-31", "2020-W53"}, {"2021-01-03", "2020-W53"},
      {"2021-01-04", "2021-W01"}, {"2021-05-07", "2021-W18"}, {"2021-12-31", "2021-W52"}, {"2022-01-02", "2021-W52"},
      {"2022-01-03", "2022-W01"}, {"2024-12-30", "2025-W01"}, {"2025-12-29", "2026-W01"}, {"2026-12-31", "2026-W53"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Week::Of(D(row.date)).ToString(), row.week) << row.date;
    EXPECT_EQ(W(row.week), Week::Of(D(row.date))) << row.date;
  }
}

TEST(Week, EveryDayLiesInTheWeekThatItsTextNames) {
  for (Date date = D("1990-01-01"); date < D("2149-12-25"); date = date.Plus(1)) {
    const Week week = Week::Of(date);
    ASSERT_LE(week.Monday(), date);
    ASSERT_LE(date, week.Sunday());
    ASSERT_EQ(week.Monday().weekday(), 1);
    if (date.weekday() != 4) continue;
    ASSERT_EQ(W(week.ToString()), week) << date.ToString();
    ASSERT_EQ(week.ToString().substr(0, 4), date.ToString().substr(0, 4)) << date.ToString();
  }
}

TEST(Week, WeeksAreConsecutiveOverYears) {
  EXPECT_EQ(W("2020-W53").Plus(1), W("2021-W01"));
  EXPECT_EQ(W("2021-W01").Plus(-1), W("2020-W53"));
  EXPECT_EQ(W("2021-W52").ordinal() + 1, W("2022-W01").ordinal());
  EXPECT_EQ(Week::First(2021).Monday().ToString(), "2021-01-04");
  EXPECT_EQ(W("2021-W18").Friday().ToString(), "2021-05-07");
  EXPECT_FALSE(Week().IsSet());
  EXPECT_EQ(Week().ToString(), "");
  EXPECT_LT(Week(), W("1990-W01"));
}

TEST(Week, OnlyOneSpellingOfAWeekThatExistsIsAccepted) {
  for (const char* text : {"", "2021-W00", "2021-W53", "2020-W54", "2021-W1", "2021-w01", "2021W01", "2021-01",
                           "2021-W001", "2021-W0a", "1989-W52", "2150-W01", " 2021-W01", "2021-W-1"}) {
    EXPECT_FALSE(Week::Parse(text).has_value()) << text;
    EXPECT_FALSE(Week::OfStored(text).IsSet()) << text;
  }
}

TEST(DefaultAsOf, IsFridayOrTheMonthsLastDayOrTheDayOfFiling) {
  const struct {
    const char* week;
    const char* filed;
    const char* as_of;
  } rows[] = {
      {"2021-W18", "2021-05-09", "2021-05-07"}, {"2021-W18", "2021-05-07", "2021-05-07"},
      {"2021-W18", "2021-05-05", "2021-05-05"}, {"2021-W13", "2021-04-02", "2021-03-31"},
      {"2021-W13", "2021-03-30", "2021-03-30"}, {"2020-W53", "2021-05-08", "2020-12-31"},
      {"2021-W17", "2021-05-08", "2021-04-30"},  // the month ends on the Friday itself
      {"2021-W05", "2021-02-07", "2021-02-05"},  // … on the Sunday before
      {"2021-W22", "2021-06-04", "2021-05-31"},  // … on the Monday
      {"2021-W04", "2021-02-07", "2021-01-29"},  // … on the Sunday: not closed before it is over
      {"2020-W09", "2020-03-08", "2020-02-28"},  // … on Saturday 29 February
  };
  for (const auto& row : rows) {
    EXPECT_EQ(DefaultAsOf(W(row.week), D(row.filed)).ToString(), row.as_of) << row.week << " " << row.filed;
  }
}

TEST(Months, HaveTheirDaysAndAreCountedByTheCalendar) {
  EXPECT_EQ(DaysInMonth(2021, 2), 28);
  EXPECT_EQ(DaysInMonth(2020, 2), 29);
  EXPECT_EQ(DaysInMonth(2100, 2), 28);
  EXPECT_EQ(DaysInMonth(2021, 4), 30);
  EXPECT_EQ(DaysInMonth(2021, 12), 31);
  EXPECT_EQ(MonthsBetween(D("2021-01-31"), D("2021-02-01")), 1);
  EXPECT_EQ(MonthsBetween(D("2021-02-01"), D("2021-02-28")), 0);
  EXPECT_EQ(MonthsBetween(D("2020-11-30"), D("2021-02-01")), 3);
  EXPECT_EQ(MonthsBetween(D("2021-02-01"), D("2020-12-31")), -2);
}

TEST(Month, HasItsFirstAndLastDay) {
  const Month february = Month::OfStored("2020-02");
  EXPECT_EQ(february.First().ToString(), "2020-02-01");
  EXPECT_EQ(february.Last().ToString(), "2020-02-29");
  EXPECT_EQ(february.Plus(-2).ToString(), "2019-12");
  EXPECT_EQ(february.Plus(11).ToString(), "2021-01");
  EXPECT_EQ(Month::Of(Date::OfYmd(2020, 2, 29)), february);
  EXPECT_LT(february, february.Plus(1));
  EXPECT_EQ(Month().ToString(), "");
}

TEST(Month, OtherTextsAreRefused) {
  for (const char* text :
       {"", "2021-4", "2021-00", "2021-13", "2021/04", "2021-04-01", "1989-12", "2150-01", "2021-Q1"}) {
    EXPECT_FALSE(Month::Parse(text).has_value()) << text;
  }
}

TEST(Period, EachSpellingHasItsFirstAndLastDay) {
  const struct {
    const char* text;
    const char* first;
    const char* last;
  } rows[] = {
      {"2021-05-08", "2021-05-08", "2021-05-08"}, {"2021-W18", "2021-05-03", "2021-05-09"},
      {"2020-W53", "2020-12-28", "2021-01-03"},   {"2021-04", "2021-04-01", "2021-04-30"},
      {"2020-02", "2020-02-01", "2020-02-29"},    {"2021-12", "2021-12-01", "2021-12-31"},
      {"2021-Q1", "2021-01-01", "2021-03-31"},    {"2021-Q4", "2021-10-01", "2021-12-31"},
      {"2021", "2021-01-01", "2021-12-31"},
  };
  for (const auto& row : rows) {
    const std::optional<Period> period = Period::Parse(row.text);
    ASSERT_TRUE(period.has_value()) << row.text;
    EXPECT_EQ(period->first.ToString(), row.first) << row.text;
    EXPECT_EQ(period->last.ToString(), row.last) << row.text;
  }
  for (const char* text : {"", "2021-00", "2021-13", "2021-Q0", "2021-Q5", "2021-q1", "2021-W53", "2021-4", "21",
                           "1989", "2150", "2021-", "2021-02-30", "202104", "2021-Q", "2021-Q11", "2021/04", "all"}) {
    EXPECT_FALSE(Period::Parse(text).has_value()) << text;
  }
}

TEST(WorkingDays, NamedDaysGoBeforeWeekends) {
  const WorkingDays calendar = Calendar(kHolidays2021);
  EXPECT_FALSE(calendar.IsWorkingDay(D("2021-02-11"))) << "a Thursday off";
  EXPECT_TRUE(calendar.IsWorkingDay(D("2021-02-07"))) << "a Sunday worked";
  EXPECT_TRUE(calendar.IsWorkingDay(D("2021-02-18")));
  EXPECT_FALSE(calendar.IsWorkingDay(D("2021-05-08"))) << "a Saturday that this calendar does not name";
  EXPECT_TRUE(WorkingDays().IsWorkingDay(D("2021-02-11")));
  EXPECT_FALSE(WorkingDays().IsWorkingDay(D("2021-02-07")));
}

TEST(WorkingDays, AReportIsDueOnFridayOrTheNextWorkingDay) {
  const WorkingDays calendar = Calendar(kHolidays2021);
  const struct {
    const char* week;
    const char* due;
  } rows[] = {
      {"2021-W05", "2021-02-05"}, {"2021-W06", "2021-02-18"},  // over the whole Spring Festival
      {"2021-W07", "2021-02-19"}, {"2021-W18", "2021-05-07"}, {"2021-W39", "2021-10-08"},
  };
  for (const auto& row : rows) EXPECT_EQ(calendar.DueDay(W(row.week)).ToString(), row.due) << row.week;
  EXPECT_EQ(WorkingDays().DueDay(W("2021-W06")).ToString(), "2021-02-12");
  EXPECT_EQ(Calendar("date,day\n2021-05-07,off\n2021-05-08,work\n").DueDay(W("2021-W18")).ToString(), "2021-05-08");
}

TEST(WorkingDays, AFileMayHaveABomCarriageReturnsBlankLinesAndNoNames) {
  const WorkingDays calendar = Calendar(
      "\xEF\xBB\xBF"
      "date,day,name\r\n\r\n2021-02-11 , off ,春节,x\r\n2021-02-12,off");
  EXPECT_FALSE(calendar.IsWorkingDay(D("2021-02-11")));
  EXPECT_FALSE(calendar.IsWorkingDay(D("2021-02-12")));
  EXPECT_TRUE(Calendar("").IsWorkingDay(D("2021-02-11")));
  EXPECT_TRUE(Calendar("date,day,name\n").IsWorkingDay(D("2021-02-11")));
}

TEST(WorkingDays, ErrorsNameTheLineAndTheValue) {
  const struct {
    const char* csv;
    const char* line;
    const char* chinese_line;
    const char* value;
  } rows[] = {
      {"day,date\n", "line 1:", "第 1 行", "day,date"},
      {"date,day,name\n2021-02-11,off,春节\n2021-02-30,off,春节\n", "line 3:", "第 3 行", "2021-02-30"},
      {"date,day,name\n\n2021-02-11,holiday,春节\n", "line 3:", "第 3 行", "holiday"},
      {"date,day,name\n2021-02-11\n", "line 2:", "第 2 行", "2021-02-11"},
      {"date,day,name\n2021-02-11,off\n2021-02-11,work\n", "line 3:", "第 3 行", "2021-02-11"},
      {"date,day,name\nx\x01y,off\n", "line 2:", "第 2 行", "x\\x01y"},
  };
  for (const auto& row : rows) {
    const absl::Status status = WorkingDays::ParseCsv(row.csv).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << row.csv;
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.line));
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.value));
    const std::optional<ErrorDetail> detail = DetailOf(status);
    ASSERT_TRUE(detail.has_value()) << row.csv;
    EXPECT_EQ(detail->reason, "CALENDAR_INVALID");
    EXPECT_THAT(detail->chinese, HasSubstr(row.chinese_line));
    EXPECT_THAT(detail->chinese, HasSubstr(row.value));
  }
}

TEST(ShanghaiDay, BeginsAtSixteenHundredUtc) {
  const auto utc = [](const char* day, int hour, int minute, int second) {
    return SystemTime(std::chrono::sys_days(std::chrono::days(D(day).days())) + std::chrono::hours(hour) +
                      std::chrono::minutes(minute) + std::chrono::seconds(second));
  };
  EXPECT_EQ(ShanghaiDay(utc("2021-05-07", 15, 59, 59)).ToString(), "2021-05-07");
  EXPECT_EQ(ShanghaiDay(utc("2021-05-07", 16, 0, 0) - std::chrono::nanoseconds(1)).ToString(), "2021-05-07");
  EXPECT_EQ(ShanghaiDay(utc("2021-05-07", 16, 0, 0)).ToString(), "2021-05-08");
  EXPECT_EQ(ShanghaiDay(utc("2020-12-31", 16, 0, 0)).ToString(), "2021-01-01");
  EXPECT_EQ(ShanghaiDay(SystemTime() - std::chrono::hours(9)).days(), -1);
}

}  // namespace
}  // namespace wuse::common
