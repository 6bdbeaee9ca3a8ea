#include "server/domain/bulletin_period.h"

#include <gtest/gtest.h>

namespace wuse::domain {
namespace {

common::Date DayOf(std::string_view text) {
  return common::Date::OfStored(text);
}
BulletinPeriod PeriodOf(std::string_view text) {
  return BulletinPeriod::Parse(text).value();
}

TEST(BulletinPeriod, HasItsDaysAndItsName) {
  struct Case {
    std::string text, first, last, due, chinese, before, after, year_before;
  };
  const std::vector<Case> cases = {
      {"2021-W17", "2021-04-26", "2021-05-02", "2021-04-30", "2021年第17周", "2021-W16", "2021-W18", "2020-W17"},
      {"2021-W01", "2021-01-04", "2021-01-10", "2021-01-08", "2021年第1周", "2020-W53", "2021-W02", "2020-W01"},
      {"2021-04-H1", "2021-04-01", "2021-04-15", "2021-04-15", "2021年4月上半月", "2021-03-H2", "2021-04-H2",
       "2020-04-H1"},
      {"2021-04-H2", "2021-04-16", "2021-04-30", "2021-04-30", "2021年4月下半月", "2021-04-H1", "2021-05-H1",
       "2020-04-H2"},
      {"2021-02-H2", "2021-02-16", "2021-02-28", "2021-02-28", "2021年2月下半月", "2021-02-H1", "2021-03-H1",
       "2020-02-H2"},
      {"2021-12", "2021-12-01", "2021-12-31", "2021-12-31", "2021年12月", "2021-11", "2022-01", "2020-12"},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.text);
    const BulletinPeriod period = PeriodOf(one.text);
    EXPECT_EQ(period.ToString(), one.text);
    EXPECT_EQ(period.first().ToString(), one.first);
    EXPECT_EQ(period.last().ToString(), one.last);
    EXPECT_EQ(period.due().ToString(), one.due);
    EXPECT_EQ(period.Chinese(), one.chinese);
    EXPECT_EQ(period.Before()->ToString(), one.before);
    EXPECT_EQ(period.After()->ToString(), one.after);
    EXPECT_EQ(period.YearBefore()->ToString(), one.year_before);
  }
}

TEST(BulletinPeriod, OtherTextsAreNoPeriods) {
  for (const char* text : {"", "2021", "2021-Q1", "2021-04-30", "2021-W54", "2021-13", "2021-04-H3", "2021-04-H",
                           "2021-04-h1", "2021-04-H1 ", "2021-W17-H1", "四月"}) {
    EXPECT_FALSE(BulletinPeriod::Parse(text)) << text;
  }
  EXPECT_FALSE(PeriodOf("2020-W53").YearBefore()) << "2019 had 52 weeks";
}

TEST(BulletinPeriod, EndsWithTheCalendar) {
  EXPECT_FALSE(PeriodOf("1990-01").Before());
  EXPECT_FALSE(PeriodOf("1990-01-H1").Before());
  EXPECT_FALSE(PeriodOf("2149-12").After());
  EXPECT_FALSE(PeriodOf("2149-12-H2").After());
}

TEST(BulletinPeriod, ItsFiguresAreOfTodayWhereItsDayIsStillToCome) {
  EXPECT_EQ(PeriodOf("2021-W17").AsOf(DayOf("2021-04-28")).ToString(), "2021-04-28");
  EXPECT_EQ(PeriodOf("2021-W17").AsOf(DayOf("2021-05-02")).ToString(), "2021-04-30") << "reports are as of Friday";
  EXPECT_EQ(PeriodOf("2021-04").AsOf(DayOf("2021-05-08")).ToString(), "2021-04-30");
}

TEST(BulletinPeriod, IsAboutTheReportsOfTheLastWeekWhoseFridayIsInIt) {
  EXPECT_EQ(PeriodOf("2021-W17").ReportWeek(DayOf("2021-04-27")).ToString(), "2021-W17");
  EXPECT_EQ(PeriodOf("2021-04").ReportWeek(DayOf("2021-04-30")).ToString(), "2021-W17");
  EXPECT_EQ(PeriodOf("2021-03").ReportWeek(DayOf("2021-03-31")).ToString(), "2021-W12");
  EXPECT_EQ(PeriodOf("2021-04").ReportWeek(DayOf("2021-04-20")).ToString(), "2021-W15") << "so far";
  EXPECT_EQ(PeriodOf("2021-06").ReportWeek(DayOf("2021-06-02")).ToString(), "2021-W22") << "no Friday of it is over";
  EXPECT_EQ(PeriodOf("2021-04-H1").ReportWeek(DayOf("2021-04-15")).ToString(), "2021-W14");
}

TEST(BulletinPeriod, WhatIsWrongWithItIsTold) {
  Problems problems;
  EXPECT_EQ(CheckBulletinPeriod("", DayOf("2021-05-08"), problems)->ToString(), "2021-W18");
  EXPECT_TRUE(CheckBulletinPeriod("2021-05", DayOf("2021-05-08"), problems));
  EXPECT_TRUE(problems.empty());
  EXPECT_FALSE(CheckBulletinPeriod("2021-W19", DayOf("2021-05-09"), problems));
  EXPECT_FALSE(CheckBulletinPeriod("2021-Q1", DayOf("2021-05-09"), problems));
  const auto detail = common::DetailOf(problems.ToStatus());
  ASSERT_EQ(detail->fields.size(), 2U);
  EXPECT_EQ(detail->fields[0].reason, "PERIOD_IN_FUTURE");
  EXPECT_EQ(detail->fields[0].chinese, "时期“2021-W19”还没有开始，今天是 2021-05-09");
  EXPECT_EQ(detail->fields[1].reason, "PERIOD_MALFORMED");
  EXPECT_EQ(detail->fields[1].chinese, "时期“2021-Q1”不正确，应如 2021-W17、2021-04-H1、2021-04-H2 或 2021-04");
}

}  // namespace
}  // namespace wuse::domain
