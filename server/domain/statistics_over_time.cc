#include "server/domain/statistics_over_time.h"

#include <optional>

namespace wuse::domain {
namespace {

constexpr Int128 kWholeInTenThousandths = 1'000'000;  // 100 %, in ten-thousandths of a percent

Fraction AnnualCompletion(const FigureSums& sums) {
  const int64_t annual = sums.annual_plan.Bounded().value;
  return {sums.invested.Bounded().value, annual > 0 ? annual : 0};
}

int64_t TargetValue(const v1::ListTarget& target, const FigureSums& sums, int reached) {
  switch (target.measure()) {
    case v1::TARGET_STARTED:
      return sums.started;
    case v1::TARGET_COMPLETED:
      return sums.completed;
    case v1::TARGET_INVESTED:
      return sums.invested.Bounded().value;
    case v1::TARGET_MILESTONE:
      return reached;
    default:
      return sums.projects;
  }
}

}  // namespace

void PeriodSums::Add(const ProjectFacts& now, const ProjectFacts& before, bool is_same_year) {
  if (now.kind == v1::PREPARATORY) return;
  if (now.kind == v1::NEW && now.is_started && !before.is_started) ++started;
  if (now.is_completed && !before.is_completed) ++completed;
  invested.Add(now.invested, 1);
  if (is_same_year) invested.Add(before.invested, -1);
}

v1::PeriodFigures PeriodFiguresOf(const PeriodSums& sums, common::Date first) {
  v1::PeriodFigures figures;
  figures.set_from(first.ToString());
  figures.set_invested_yuan(sums.invested.Bounded().value);
  figures.set_started_count(sums.started);
  figures.set_completed_count(sums.completed);
  return figures;
}

v1::YearOnYear YearOnYearOf(const FigureSums& now, const FigureSums& year_ago, common::Date then, const Style& style,
                            const v1::ReferenceFigure* reference) {
  v1::YearOnYear answer;
  answer.set_as_of(then.ToString());
  if (year_ago.with_report > 0) {
    const common::Yuan invested = year_ago.invested.Bounded();
    answer.set_invested_yuan(invested.value);
    answer.set_growth_percent(GrowthPercent(now.invested.Bounded(), invested, style.decimals));
    SetRate(invested.value, year_ago.annual_plan.Bounded().value, style.decimals, *answer.mutable_annual_completion());
    answer.set_completion_points(CompletionPoints(now, year_ago, style));
    return answer;
  }
  if (reference == nullptr) return answer;
  *answer.mutable_reference() = *reference;
  answer.mutable_annual_completion()->set_percent(reference->value());
  if (const std::optional<int64_t> percent = common::ParseTenThousandths(reference->value())) {
    answer.set_completion_points(PointsBetween(AnnualCompletion(now), {*percent, kWholeInTenThousandths}, style));
  }
  return answer;
}

std::string CompletionPoints(const FigureSums& now, const FigureSums& then, const Style& style) {
  if (then.with_report == 0) return "";
  return PointsBetween(AnnualCompletion(now), AnnualCompletion(then), style);
}

v1::Rate TargetCompletion(const v1::ListTarget& target, const FigureSums& sums, int reached, int decimals) {
  v1::Rate rate;
  SetRate(TargetValue(target, sums, reached), target.value(), decimals, rate);
  return rate;
}

}  // namespace wuse::domain
