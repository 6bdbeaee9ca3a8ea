#include "common/limits.h"
#include "server/domain/decide_case.h"
#include "server/domain/figure_book.h"

namespace wuse::domain {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

class DecideReferences : public DecideCase {
 protected:
  // figure { <figure> source: "区统计局" } <more>
  static std::string Figure(std::string_view figure, std::string_view more = "") {
    return "figure { metric: METRIC_ANNUAL_COMPLETION period: \"2020-04\" source: \"区统计局\" " + std::string(figure) +
           " } " + std::string(more);
  }
  v1::ReferenceFigure Set(std::string_view figure) {
    const Decision decision = Do<v1::SetReferenceFigureRequest>(Figure(figure));
    EXPECT_THAT(decision.changes, SizeIs(1));
    return decision.changes.empty() ? v1::ReferenceFigure() : decision.changes[0].reference_figure_changed().figure();
  }
  absl::StatusOr<Decision> TryFigure(std::string_view figure, std::string_view more = "") {
    return Try<v1::SetReferenceFigureRequest>(Figure(figure, more));
  }
  size_t count() const { return register_.figure_book().references().size(); }
};

TEST_F(DecideReferences, AFigureIsKeptWithWhoEnteredIt) {
  const v1::ReferenceFigure figure = Set(R"(value: "12.44")");
  EXPECT_EQ(figure.value(), "12.44");
  EXPECT_EQ(figure.entered_by(), "li");
  EXPECT_EQ(figure.entered_on(), "2021-05-08");
  EXPECT_EQ(figure.arithmetic(), "");
  EXPECT_FALSE(figure.contradicts());
  EXPECT_EQ(count(), 1U);
}

TEST_F(DecideReferences, OneIsKeptForEachMetricPeriodAndFilter) {
  Set(R"(value: "12.44")");
  Set(R"(value: "12.45")");
  EXPECT_EQ(count(), 1U) << "in place of the one before";
  Set(R"(value: "12.45" filter { units: "多湖街道" })");
  Set(R"(value: "12.46" filter { units: "duohu" })");
  EXPECT_EQ(count(), 2U) << "a name and an id mean the same";
  Set(R"(value: "12.46" filter {})");
  EXPECT_EQ(count(), 3U) << "every project, not the main list";
}

TEST_F(DecideReferences, TheSameAgainChangesNothing) {
  Set(R"(value: "12.44" note: "去年同期")");
  today_ = common::Date::OfYmd(2021, 5, 9);
  EXPECT_THAT(TryFigure(R"(value: "12.44" note: "去年同期")")->changes, SizeIs(0)) << "the day after, too";
  EXPECT_THAT(TryFigure(R"(value: "12.44" note: "同期")")->changes, SizeIs(1));
}

TEST_F(DecideReferences, WhatArithmeticGivesStandsBesideAPrintedValue) {
  struct Case {
    std::string figure;
    std::string arithmetic;
    bool contradicts;
  };
  const std::vector<Case> cases = {
      {R"(value: "69.7" numerator: 2 denominator: 3)", "66.7", true},
      {R"(value: "66.7" numerator: 2 denominator: 3)", "66.7", false},
      {R"(value: "67" numerator: 2 denominator: 3)", "67", false},
      {R"(value: "66.67" numerator: 2 denominator: 3)", "66.67", false},
      {R"(value: "66.66" numerator: 2 denominator: 3)", "66.67", true},
      {R"(value: "50.0" numerator: 1 denominator: 2)", "50.0", false},
      {R"(value: "50" numerator: 1 denominator: 2)", "50", false},
      {R"(rank: 3 rank_of: 11 ranked_by: "金华市" numerator: 1 denominator: 2)", "", false},  // no value
  };
  for (const Case& each : cases) {
    const v1::ReferenceFigure figure = Set(each.figure);
    EXPECT_EQ(figure.arithmetic(), each.arithmetic) << each.figure;
    EXPECT_EQ(figure.contradicts(), each.contradicts) << each.figure;
  }
  const v1::ReferenceFigure kept = Set(R"(value: "69.7" numerator: 2 denominator: 3 arithmetic: "69.7")");
  EXPECT_EQ(kept.value(), "69.7") << "as it was printed";
  EXPECT_EQ(kept.arithmetic(), "66.7") << "the server's alone";
}

TEST_F(DecideReferences, ARankNeedsNoValue) {
  const v1::ReferenceFigure figure = Set(R"(rank: 3 rank_of: 11 ranked_by: "金华市")");
  EXPECT_EQ(figure.rank(), 3);
  EXPECT_EQ(figure.rank_of(), 11);
}

TEST_F(DecideReferences, OneThatIsRemovedIsGone) {
  Set(R"(value: "12.44")");
  const Decision decision = Do<v1::SetReferenceFigureRequest>(
      R"(figure { metric: METRIC_ANNUAL_COMPLETION period: "2020-04" } remove: true)");
  const v1::ReferenceFigureChanged& change = decision.changes.at(0).reference_figure_changed();
  EXPECT_TRUE(change.removed());
  EXPECT_EQ(change.figure().value(), "12.44") << "the ledger says what it was";
  EXPECT_EQ(count(), 0U);
  const absl::Status status = TryFigure("", "remove: true").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ReasonOf(status), "REFERENCE_NOT_FOUND");
}

TEST_F(DecideReferences, TheyAreBounded) {
  v1::Change change;
  v1::ReferenceFigure& figure = *change.mutable_reference_figure_changed()->mutable_figure();
  figure.set_metric(v1::METRIC_GROWTH);
  figure.set_period("2020");
  for (size_t i = 0; i < common::kMaxReferenceFigures; ++i) {
    figure.mutable_filter()->clear_tags();
    figure.mutable_filter()->add_tags(std::to_string(i));
    register_.Commit(change);
  }
  EXPECT_EQ(ReasonOf(TryFigure(R"(value: "1")").status()), "REFERENCES_FULL");
  const auto replaced = Try<v1::SetReferenceFigureRequest>(
      R"(figure { metric: METRIC_GROWTH period: "2020" filter { tags: "0" } value: "5" source: "x" })");
  EXPECT_TRUE(replaced.ok()) << "in place of one that is there";
}

TEST_F(DecideReferences, AllOfThemFitOneAnswer) {
  constexpr size_t kMostAnswered = 4 << 20;  // bytes of a message, unless a client asks for more
  constexpr size_t kTagAndLength = 4;
  static_assert(common::kMaxReferenceFigures * (common::kMaxReferenceBytes + kTagAndLength) < kMostAnswered);
  std::string longest;
  for (int i = 0; i < common::kMaxTextCharacters; ++i) longest += "字";
  const std::string texts = "value: \"1\" note: \"" + longest + "\" ranked_by: \"金华市\" rank: 1 rank_of: 11 ";
  EXPECT_TRUE(TryFigure(texts + "filter { tags: \"民间\" }").ok());
  const std::string tags(common::kMaxReferenceBytes, 't');
  EXPECT_THAT(ViolationsOf(TryFigure(texts + "filter { tags: \"" + tags + "\" }").status()),
              ElementsAre(StartsWith("figure.filter FILTER_TOO_LONG")));
}

TEST_F(DecideReferences, EverythingWrongIsToldAtOnce) {
  EXPECT_THAT(ViolationsOf(Try<v1::SetReferenceFigureRequest>("").status()),
              ElementsAre(StartsWith("figure.metric METRIC_UNKNOWN"), StartsWith("figure.period PERIOD_MALFORMED"),
                          StartsWith("figure.value VALUE_MISSING"), StartsWith("figure.source SOURCE_MISSING")));
}

class BadReference : public DecideCase, public testing::WithParamInterface<BadInput> {};

TEST_P(BadReference, IsNamedWithItsPathItsReasonAndItsValue) {
  const BadInput& bad = GetParam();
  const auto decision = Try<v1::SetReferenceFigureRequest>(bad.request);
  ASSERT_EQ(decision.status().code(), absl::StatusCode::kInvalidArgument) << decision.status();
  EXPECT_THAT(ViolationsOf(decision.status()),
              ElementsAre(AllOf(StartsWith("figure." + bad.field + " " + bad.reason + " "), HasSubstr(bad.chinese))));
}

std::string With(std::string_view figure) {
  return "figure { " + std::string(figure) + " }";
}
constexpr std::string_view kOf = R"(metric: METRIC_ANNUAL_COMPLETION source: "x" )";

std::string Of(std::string_view figure) {
  return With(std::string(kOf) + R"(period: "2020-04" )" + std::string(figure));
}

const std::vector<BadInput> kBadFigures = {
    {"PeriodMalformed", With(std::string(kOf) + R"(value: "1" period: "去年四月")"), "period", "PERIOD_MALFORMED",
     "时期“去年四月”不正确"},
    {"PeriodInFuture", With(std::string(kOf) + R"(value: "1" period: "2021-06")"), "period", "PERIOD_IN_FUTURE",
     "时期“2021-06”还没有开始，今天是 2021-05-08"},
    {"MetricUnknown", With(R"(metric: 99 source: "x" value: "1" period: "2020")"), "metric", "METRIC_UNKNOWN",
     "指标“99”不认识"},
    {"ValueMissing", Of(""), "value", "VALUE_MISSING", "要填写数值，或名次"},
    {"ValueWithPercentSign", Of(R"(value: "12.44%")"), "value", "VALUE_MALFORMED", "数值“12.44%”不是数字"},
    {"ValueTooFine", Of(R"(value: "12.44444")"), "value", "VALUE_MALFORMED", "12.44444"},
    {"NumeratorAlone", Of(R"(value: "1" numerator: 1)"), "denominator", "DENOMINATOR_MISSING", "一起填写"},
    {"DenominatorZero", Of(R"(value: "1" numerator: 1 denominator: 0)"), "denominator", "DENOMINATOR_INVALID",
     "分母“0”不正确"},
    {"NumeratorNegative", Of(R"(value: "1" numerator: -1 denominator: 5)"), "numerator", "AMOUNT_NEGATIVE", ""},
    {"RankAboveItsNumber", Of(R"(rank: 12 rank_of: 11 ranked_by: "金华市")"), "rank", "RANK_INVALID",
     "第 12 名，共 11 个"},
    {"RankOfNothing", Of(R"(value: "1" rank_of: 11 ranked_by: "金华市")"), "rank", "RANK_INVALID", "第 0 名"},
    {"RankOfNobody", Of("rank: 1 rank_of: 11"), "ranked_by", "REQUIRED", "排名单位"},
    {"SourceMissing", With(R"(metric: METRIC_GROWTH period: "2020-04" value: "1")"), "source", "SOURCE_MISSING",
     "没有来源不能用"},
    {"SourceTooLong",
     With(R"(metric: METRIC_GROWTH period: "2020-04" value: "1" source: ")" + Repeat("长", 501) + "\""), "source",
     "TEXT_TOO_LONG", "超过500个字"},
    {"UnitUnknown", Of(R"(value: "1" filter { units: "多糊街道" })"), "filter.units", "UNIT_UNKNOWN",
     "“多糊街道”不存在，是否指“多湖街道”(duohu)？"},
    {"ColorUnknown", Of(R"(value: "1" filter { colors: 77 })"), "filter.colors", "ENUM_UNKNOWN", "77"},
    {"TagsTooMany", Of(R"(value: "1" filter { )" + Repeat(R"(tags: "a" )", 1001) + "}"), "filter.tags", "TOO_MANY",
     "1001"},
};
INSTANTIATE_TEST_SUITE_P(DecideReferences, BadReference, testing::ValuesIn(kBadFigures),
                         [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace wuse::domain
