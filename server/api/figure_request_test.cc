#include "server/api/figure_request.h"

#include <gtest/gtest.h>

#include <string>

#include "server/api/statistics.h"

namespace wuse::api {
namespace {

common::Date AskedDay(std::string_view text) {
  return common::Date::Parse(text).value();
}

TEST(PeriodsBefore, AreOfTheSameKind) {
  EXPECT_EQ(PeriodBefore("2021-05-01"), "2021-04-30");
  EXPECT_EQ(PeriodBefore("2021-W01"), "2020-W53");
  EXPECT_EQ(PeriodBefore("2021-W18"), "2021-W17");
  EXPECT_EQ(PeriodBefore("2021-01"), "2020-12");
  EXPECT_EQ(PeriodBefore("2021-05"), "2021-04");
  EXPECT_EQ(PeriodBefore("2021-Q1"), "2020-Q4");
  EXPECT_EQ(PeriodBefore("2021-Q3"), "2021-Q2");
  EXPECT_EQ(PeriodBefore("2021"), "2020");
  EXPECT_EQ(PeriodBefore("1990"), "") << "the calendar begins";
  EXPECT_EQ(PeriodBefore("1990-Q1"), "");
}

TEST(PeriodsAYearBefore, AreOfTheSameKind) {
  EXPECT_EQ(PeriodYearBefore("2021-05-08"), "2020-05-08");
  EXPECT_EQ(PeriodYearBefore("2020-02-29"), "2019-02-28");
  EXPECT_EQ(PeriodYearBefore("2021-W17"), "2020-W17");
  EXPECT_EQ(PeriodYearBefore("2020-W53"), "2019-W52") << "2019 has no week 53";
  EXPECT_EQ(PeriodYearBefore("2021-04"), "2020-04");
  EXPECT_EQ(PeriodYearBefore("2021-Q1"), "2020-Q1");
  EXPECT_EQ(PeriodYearBefore("2021"), "2020");
  EXPECT_EQ(PeriodYearBefore("1990-01-01"), "");
  EXPECT_EQ(PeriodYearBefore("1990"), "");
}

TEST(AskedPeriods, EndTodayAtTheLatest) {
  const common::Date today = AskedDay("2021-05-08");
  const auto as_of = [&](const std::string& text) { return PeriodField(text, today)->as_of.ToString(); };
  EXPECT_EQ(as_of(""), "2021-05-08");
  EXPECT_EQ(as_of("2021-04"), "2021-04-30");
  EXPECT_EQ(as_of("2021-05"), "2021-05-08");
  EXPECT_EQ(as_of("2021-W18"), "2021-05-08");
  EXPECT_EQ(as_of("2021"), "2021-05-08");
  EXPECT_FALSE(PeriodField("2021-05-09", today).ok());
  EXPECT_FALSE(PeriodField("2021-Q3", today).ok());
  EXPECT_FALSE(PeriodField("2021-13", today).ok());
}

v1::ReferenceFigure Reference(v1::Metric metric, const std::string& period, const std::string& value) {
  v1::ReferenceFigure figure;
  figure.set_metric(metric);
  figure.set_period(period);
  figure.set_value(value);
  return figure;
}

TEST(ReferencesAYearAgo, AreOfTheSameKindOfPeriodAndTheSameFilter) {
  domain::FigureBook book;
  book.Put(Reference(v1::METRIC_ANNUAL_COMPLETION, "2020-04", "12.44"));
  book.Put(Reference(v1::METRIC_START_RATE, "2020-04", "50"));
  v1::ReferenceFigure of_list = Reference(v1::METRIC_ANNUAL_COMPLETION, "2020-04", "30");
  of_list.mutable_filter()->add_lists("b");
  of_list.mutable_filter()->add_lists("a");
  book.Put(of_list);
  ASSERT_NE(ReferenceYearAgo(book, nullptr, "2021-04"), nullptr);
  EXPECT_EQ(ReferenceYearAgo(book, nullptr, "2021-04")->value(), "12.44");
  EXPECT_EQ(ReferenceYearAgo(book, nullptr, "2021-Q2"), nullptr);
  EXPECT_EQ(ReferenceYearAgo(book, nullptr, "2020-04"), nullptr);
  v1::ProjectFilter filter;
  EXPECT_EQ(ReferenceYearAgo(book, &filter, "2021-04"), nullptr) << "all projects are not the main list";
  filter.add_lists("a");
  filter.add_lists("b");
  ASSERT_NE(ReferenceYearAgo(book, &filter, "2021-04"), nullptr);
  EXPECT_EQ(ReferenceYearAgo(book, &filter, "2021-04")->value(), "30");
}

}  // namespace
}  // namespace wuse::api
