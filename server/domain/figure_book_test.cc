#include "server/domain/figure_book.h"

#include <gtest/gtest.h>

namespace wuse::domain {
namespace {

v1::ReferenceFigure Reference(const std::string& period, v1::Metric metric, const std::string& value) {
  v1::ReferenceFigure figure;
  figure.set_period(period);
  figure.set_metric(metric);
  figure.set_value(value);
  return figure;
}

v1::BulletinHead Head(const std::string& period, int edition) {
  v1::BulletinHead head;
  head.set_period(period);
  head.set_edition(edition);
  return head;
}

TEST(FilterKeyTest, IsTheSameForFiltersThatMeanTheSame) {
  v1::ProjectFilter a;
  for (const char* unit : {"duohu", "dongxiao", "duohu"}) a.add_units(unit);
  for (const v1::Kind kind : {v1::NEW, v1::CONTINUING}) a.add_kinds(kind);
  v1::ProjectFilter b;
  for (const char* unit : {"dongxiao", "duohu"}) b.add_units(unit);
  for (const v1::Kind kind : {v1::CONTINUING, v1::NEW, v1::NEW}) b.add_kinds(kind);
  EXPECT_EQ(FilterKey(&a), FilterKey(&b));
  b.add_colors(v1::RED);
  EXPECT_NE(FilterKey(&a), FilterKey(&b));
}

TEST(FilterKeyTest, TellsTheMainListFromEveryProject) {
  const v1::ProjectFilter everything;
  EXPECT_EQ(FilterKey(nullptr), "main");
  EXPECT_NE(FilterKey(&everything), "main");
}

TEST(FilterKeyTest, TellsWhichFieldAValueIsIn) {
  v1::ProjectFilter unit;
  unit.add_units("a");
  v1::ProjectFilter department;
  department.add_departments("a");
  EXPECT_NE(FilterKey(&unit), FilterKey(&department));
}

TEST(FigureBookTest, ReferencesSortByPeriod) {
  FigureBook book;
  book.Put(Reference("2021-04", v1::METRIC_GROWTH, "1"));
  book.Put(Reference("2020-04", v1::METRIC_START_RATE, "2"));
  book.Put(Reference("2020-04", v1::METRIC_GROWTH, "3"));
  book.Put(Reference("2020-04", v1::METRIC_GROWTH, "4"));
  ASSERT_EQ(book.references().size(), 3U);
  EXPECT_TRUE(book.references().begin()->first.starts_with("2020-04/"));
  EXPECT_EQ(book.FindReference(ReferenceKey(Reference("2020-04", v1::METRIC_GROWTH, "")))->value(), "4");
  EXPECT_EQ(book.FindReference(ReferenceKey(Reference("2020-05", v1::METRIC_GROWTH, ""))), nullptr);
}

TEST(FigureBookTest, ARemovedReferenceIsGoneAndTheOthersStay) {
  FigureBook book;
  book.Put(Reference("2020-04", v1::METRIC_START_RATE, "2"));
  book.Put(Reference("2020-04", v1::METRIC_GROWTH, "3"));
  v1::ReferenceFigureChanged change;
  *change.mutable_figure() = Reference("2020-04", v1::METRIC_GROWTH, "3");
  change.set_removed(true);
  book.Apply(change);
  EXPECT_EQ(book.references().size(), 1U);
  change.set_removed(false);
  book.Apply(change);
  EXPECT_EQ(book.references().size(), 2U);
}

TEST(FigureBookTest, EditionsAreOfOneBulletin) {
  FigureBook book;
  book.Put(Head("2021-W17", 1));
  book.Put(Head("2021-W16", 1));
  book.Put(Head("2021-W17", 2));
  v1::BulletinHead filtered = Head("2021-W17", 1);
  filtered.mutable_filter()->add_units("duohu");
  book.Put(filtered);
  const auto& editions = book.EditionsOf(BulletinKey("2021-W17", nullptr));
  ASSERT_EQ(editions.size(), 2U);
  EXPECT_EQ(editions[0].edition(), 1);
  EXPECT_EQ(editions[1].edition(), 2);
  EXPECT_EQ(book.EditionsOf(BulletinKey("2021-W17", &filtered.filter())).size(), 1U);
  EXPECT_TRUE(book.EditionsOf(BulletinKey("2021-W15", nullptr)).empty());
}

}  // namespace
}  // namespace wuse::domain
