#include "server/history/keys.h"

#include <gtest/gtest.h>

namespace wuse::history {
namespace {

TEST(Keys, SortByProjectThenWeekThenVersion) {
  EXPECT_LT(VersionKey("abc", "2021-W18", 1), VersionKey("abc", "2021-W18", 2));
  EXPECT_LT(VersionKey("abc", "2021-W18", 255), VersionKey("abc", "2021-W18", 256));
  EXPECT_LT(VersionKey("abc", "2021-W18", 9), VersionKey("abc", "2021-W19", 1));
  EXPECT_LT(VersionKey("abc", "2021-W53", 9), VersionKey("abc-d", "2021-W01", 1));
  EXPECT_LT(MarkKey(255, "2021-W53"), MarkKey(256, "2021-W01"));
}

TEST(Keys, ReportsSortByWeekThenProject) {
  EXPECT_LT(ReportKey("2020-W53", "zebra"), ReportKey("2021-W01", "apple"));
  EXPECT_LT(ReportKey("2021-W01", "abc"), ReportKey("2021-W01", "abc-d"));
}

TEST(Keys, NoIdIsTheBeginningOfAnother) {
  EXPECT_NE(IndexKey(ByProject("ab"), {1}).compare(0, ByProject("a").size(), ByProject("a")), 0);
  EXPECT_NE(RequestNameOf("a", "b-c"), RequestNameOf("a-b", "c"));
  EXPECT_NE(RequestNameOf("ab", ""), RequestNameOf("a", "b"));
}

TEST(Keys, SequencesSortAsNumbers) {
  EXPECT_LT(IndexKey(ByActor("lin"), {255}), IndexKey(ByActor("lin"), {256}));
  EXPECT_EQ(SequenceAtEnd(IndexKey(ByKind(v1::REPORT_FILED), {0x0102030405060708})),
            common::Sequence{0x0102030405060708});
  EXPECT_EQ(SequenceAtEnd("short"), std::nullopt);
  EXPECT_EQ(NumberAt(ProjectKey(70'000), 1), 70'000u);
  EXPECT_EQ(NumberAt("p12", 1), std::nullopt);
}

TEST(Keys, AfterPrefixIsJustAboveIt) {
  EXPECT_EQ(AfterPrefix("w2021-W18"), "w2021-W19");
  EXPECT_GT(AfterPrefix("p"), std::string("p\xff\xff\xff\xff\xff"));
  EXPECT_EQ(AfterPrefix("a\xff"), "b");
}

TEST(Values, ComeBackAsTheyWere) {
  for (const int16_t percent : {int16_t{-1}, int16_t{0}, int16_t{10'000}}) {
    const auto mark = DecodeMark(Encode(domain::ReportMark{
        .as_of = *common::Date::Parse("2021-05-08"), .percent_done_bp = percent, .invested = {1'234}}));
    ASSERT_TRUE(mark);
    EXPECT_EQ(mark->as_of.ToString(), "2021-05-08");
    EXPECT_EQ(mark->percent_done_bp, percent);
    EXPECT_EQ(mark->invested.value, 1'234);
  }

  const std::vector<RequestAge> group{{.sequence = {8}, .time = -5, .name = RequestNameOf("lin", "r-1")},
                                      {.sequence = {9}, .time = 7, .name = RequestNameOf("wang", "")}};
  const auto ages = DecodeRequestAges(Encode(group));
  ASSERT_TRUE(ages);
  ASSERT_EQ(ages->size(), 2u);
  for (size_t i = 0; i < group.size(); ++i) {
    EXPECT_EQ(ages->at(i).sequence, group[i].sequence);
    EXPECT_EQ(ages->at(i).time, group[i].time);
    EXPECT_EQ(ages->at(i).name, group[i].name);
  }

  const std::vector<common::Sequence> sequences{{7}, {9}, {1'000'000}};
  EXPECT_EQ(DecodeIndex(IndexKey(ByActor("lin"), sequences.front()), EncodeRest(sequences)), sequences);
  const std::vector<common::Sequence> one{{7}};
  EXPECT_EQ(EncodeRest(one), "");
  EXPECT_EQ(DecodeIndex(IndexKey(ByActor("lin"), {7}), ""), one);

  EXPECT_EQ(DecodeSequence(Encode(common::Sequence{9})), common::Sequence{9});
}

TEST(Values, OfAnotherShapeAreRefused) {
  EXPECT_FALSE(DecodeMark("short"));
  const std::vector<RequestAge> group{{.sequence = {8}, .time = 5}};
  EXPECT_FALSE(DecodeRequestAges(Encode(group) + "x"));
  EXPECT_FALSE(DecodeRequestAges(Encode(group).substr(0, 31)));
  EXPECT_FALSE(DecodeIndex(IndexKey("P", {7}), "1234567"));
  EXPECT_FALSE(DecodeSequence(std::string(9, 'x')));
}

}  // namespace
}  // namespace wuse::history
