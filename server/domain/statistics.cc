#include "server/domain/statistics.h"

#include <algorithm>

namespace wuse::domain {
namespace {

constexpr int64_t kPercent = 100;

// Annual completion and what time asks for, of the annual plan; nothing without an annual plan.
struct Progressed {
  Fraction done;
  Fraction expected;
};
std::optional<Progressed> ProgressOf(const FigureSums& sums, const Style& style, common::Date day) {
  const common::Yuan annual = sums.annual_plan.Bounded();
  if (annual.value <= 0) return std::nullopt;
  const Fraction expected = style.time_base.base == v1::TIME_BASE_PLANNED_CUMULATIVE
                                ? Fraction{sums.period_plan.Bounded().value, annual.value}
                                : ExpectedShare(style.time_base, MonthDay::Of(day));
  return Progressed{.done = {sums.invested.Bounded().value, annual.value}, .expected = expected};
}

Fraction Difference(const Fraction& a, const Fraction& b) {
  if (a.denominator == b.denominator) return {a.numerator - b.numerator, a.denominator};
  return {a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator};
}

struct Division {
  Int128 whole;  // rounded down
  Int128 rest;   // 0 to below the divisor
};
Division Divided(Int128 a, Int128 b) {
  const Int128 whole = a / b;
  const Int128 rest = a % b;
  return rest < 0 ? Division{whole - 1, rest + b} : Division{whole, rest};
}

// (now − then) × scale, rounded half away from zero. By whole parts and rests: the product of two sums' denominators
// takes 126 bits.
Int128 ScaledDifference(const Fraction& now, const Fraction& then, Int128 scale) {
  const Division left = Divided(now.numerator * scale, now.denominator);
  const Division right = Divided(then.numerator * scale, then.denominator);
  const Int128 denominator = now.denominator * then.denominator;
  const Division rests = Divided(left.rest * then.denominator - right.rest * now.denominator, denominator);
  const Int128 whole = left.whole - right.whole + rests.whole;
  const Int128 missing = denominator - rests.rest;  // to the next whole
  return whole + ((whole >= 0 ? rests.rest >= missing : rests.rest > missing) ? 1 : 0);
}

// The starts that the style's rate is of.
Fraction StartsOf(const FigureSums& sums, v1::StartBase base) {
  switch (base) {
    case v1::OF_PLANNED_STARTS:
      return {sums.year_starts, sums.starts_planned};
    case v1::OF_CONSTRUCTION_STAGES:
      return {sums.under_construction + sums.completed, sums.projects};
    default:
      return {sums.started, sums.projects};
  }
}

void SetRateOf(const Fraction& value, int decimals, v1::Rate& rate) {
  SetRate(static_cast<int64_t>(value.numerator), static_cast<int64_t>(value.denominator), decimals, rate);
}

void SetStarts(const FigureSums& sums, int decimals, v1::StartFigures& starts) {
  starts.set_planned_count(sums.starts_planned);
  starts.set_due_count(sums.starts_due);
  starts.set_missed_count(sums.starts_missed);
  starts.set_early_count(sums.starts_early);
  starts.set_started_count(sums.year_starts);
  SetRateOf(StartsOf(sums, v1::OF_ALL_PROJECTS), decimals, *starts.mutable_of_all_projects());
  SetRateOf(StartsOf(sums, v1::OF_PLANNED_STARTS), decimals, *starts.mutable_of_planned_starts());
  SetRateOf(StartsOf(sums, v1::OF_CONSTRUCTION_STAGES), decimals, *starts.mutable_of_construction_stages());
}

void SetDistance(const FigureSums& sums, const Style& style, common::Date day, v1::Distance& distance) {
  distance.set_time_base(style.time_base.base);
  const std::optional<Progressed> progressed = ProgressOf(sums, style, day);
  if (!progressed) return;
  SetRateOf(progressed->expected, style.decimals, *distance.mutable_expected());
  distance.set_points(PointsBetween(progressed->done, progressed->expected, style));
}

void SetMoney(const FigureSums& sums, const Style& style, v1::FigureSet& figures) {
  const int64_t annual = sums.annual_plan.Bounded().value;
  const int64_t period = sums.period_plan.Bounded().value;
  const int64_t invested = sums.invested.Bounded().value;
  figures.set_total_investment_yuan(sums.total_investment.Bounded().value);
  figures.set_annual_plan_yuan(annual);
  figures.set_period_plan_yuan(period);
  figures.set_invested_yuan(invested);
  SetRate(invested, annual, style.decimals, *figures.mutable_annual_completion());
  SetRate(invested, period, style.decimals, *figures.mutable_period_completion());
  v1::CertifiedFigures& certified = *figures.mutable_certified();
  certified.set_invested_yuan(sums.certified.Bounded().value);
  SetRate(certified.invested_yuan(), annual, style.decimals, *certified.mutable_annual_completion());
  certified.set_project_count(sums.with_certified);
  if (sums.with_certified > 0) certified.set_last_month(common::Month::Of(sums.certified_to).ToString());
}

void SetColors(const FigureSums& sums, int decimals, v1::FigureSet& figures) {
  for (int color = v1::NOT_RATED; color <= v1::RED; ++color) {
    v1::ColorCount& count = *figures.add_color_counts();
    count.set_color(static_cast<v1::Color>(color));
    count.set_count(sums.colors[color]);
  }
  figures.set_lagging_count(sums.lagging);
  SetRate(sums.lagging, sums.projects, decimals, *figures.mutable_lagging_share());
}

}  // namespace

void FigureSums::Add(const ProjectFacts& facts, int times) {
  if (facts.kind == v1::PREPARATORY) {
    preparatory += times;
    return;
  }
  projects += times;
  if (facts.kind == v1::NEW) newly_built += times;
  if (facts.is_started) started += times;
  if (facts.is_under_construction) under_construction += times;
  if (facts.is_completed) completed += times;
  if (facts.is_start_planned) starts_planned += times;
  if (facts.is_start_due) starts_due += times;
  if (facts.is_start_missed) starts_missed += times;
  if (facts.is_start_early) starts_early += times;
  if (facts.is_year_start) year_starts += times;
  if (facts.has_report) with_report += times;
  if (facts.is_made_up) made_up += times;
  if (facts.color >= v1::YELLOW) lagging += times;
  colors[facts.color] += times;
  total_investment.Add(facts.total_investment, times);
  annual_plan.Add(facts.annual_plan, times);
  period_plan.Add(facts.period_plan, times);
  invested.Add(facts.invested, times);
  if (!facts.certified_to.IsSet()) return;
  with_certified += times;
  certified.Add(facts.certified, times);
  certified_to = std::max(certified_to, facts.certified_to);
}

void SetRate(int64_t numerator, int64_t denominator, int decimals, v1::Rate& rate) {
  rate.set_numerator(numerator);
  rate.set_denominator(denominator);
  rate.set_percent(common::Percent(numerator, denominator, decimals));
}

std::string PointsBetween(const Fraction& now, const Fraction& then, const Style& style) {
  if (now.denominator == 0 || then.denominator == 0) return "";
  if (style.distance_rounding == v1::FROM_ROUNDED) {
    const auto rounded = [&style](const Fraction& value) {
      return common::ScaledRatio(value.numerator, value.denominator, kPercent, style.decimals);
    };
    return common::ScaledText(rounded(now) - rounded(then), style.decimals);
  }
  Int128 scale = kPercent;
  for (int i = 0; i < style.decimals; ++i) scale *= 10;
  return common::ScaledText(ScaledDifference(now, then, scale), style.decimals);
}

std::string GrowthPercent(common::Yuan now, common::Yuan then, int decimals) {
  if (then.value <= 0) return "";
  const Int128 grown = Int128{now.value} - then.value;
  return common::ScaledText(common::ScaledRatio(grown, then.value, kPercent, decimals), decimals);
}

v1::FigureSet FigureSetOf(const FigureSums& sums, const Style& style, common::Date day) {
  v1::FigureSet figures;
  figures.set_project_count(sums.projects);
  figures.set_new_count(sums.newly_built);
  figures.set_continuing_count(sums.projects - sums.newly_built);
  figures.set_preparatory_count(sums.preparatory);
  figures.set_started_count(sums.started);
  figures.set_under_construction_count(sums.under_construction);
  figures.set_completed_count(sums.completed);
  figures.set_made_up_count(sums.made_up);
  SetRateOf(StartsOf(sums, style.start_base), style.decimals, *figures.mutable_start_rate());
  SetStarts(sums, style.decimals, *figures.mutable_starts());
  SetMoney(sums, style, figures);
  SetDistance(sums, style, day, *figures.mutable_distance());
  SetColors(sums, style.decimals, figures);
  return figures;
}

std::optional<Fraction> ValueOf(v1::Metric metric, const FigureSums& sums, const FigureSums& year_ago,
                                const Style& style, common::Date day) {
  const auto rate = [](Int128 numerator, Int128 denominator) {
    return denominator > 0 ? std::optional(Fraction{numerator, denominator}) : std::nullopt;
  };
  const Int128 invested = sums.invested.Bounded().value;
  const Int128 annual = sums.annual_plan.Bounded().value;
  switch (metric) {
    case v1::METRIC_PERIOD_COMPLETION:
      return rate(invested, sums.period_plan.Bounded().value);
    case v1::METRIC_DISTANCE: {
      const std::optional<Progressed> progressed = ProgressOf(sums, style, day);
      return progressed ? std::optional(Difference(progressed->done, progressed->expected)) : std::nullopt;
    }
    case v1::METRIC_START_RATE: {
      const Fraction starts = StartsOf(sums, style.start_base);
      return rate(starts.numerator, starts.denominator);
    }
    case v1::METRIC_INVESTED:
      return sums.projects > 0 ? std::optional(Fraction{invested, 1}) : std::nullopt;
    case v1::METRIC_GROWTH: {
      const Int128 then = year_ago.invested.Bounded().value;
      return rate(invested - then, then);
    }
    case v1::METRIC_LAGGING_SHARE:
      return rate(sums.lagging, sums.projects);
    case v1::METRIC_CERTIFIED_COMPLETION:
      return sums.with_certified > 0 ? rate(sums.certified.Bounded().value, annual) : std::nullopt;
    default:
      return rate(invested, annual);
  }
}

std::string ValueText(v1::Metric metric, const Fraction& value, const Style& style) {
  if (metric == v1::METRIC_INVESTED) return common::ScaledText(value.numerator, 0);
  return common::ScaledText(common::ScaledRatio(value.numerator, value.denominator, kPercent, style.decimals),
                            style.decimals);
}

// Denominators are above 0 and numbers below 2^63 but for distances, which take some 90 bits: compared by whole part
// and rest, so that nothing leaves 128 bits.
bool IsLess(const Fraction& a, const Fraction& b) {
  const auto floor = [](const Fraction& value) {
    const Int128 whole = value.numerator / value.denominator;
    return value.numerator % value.denominator < 0 ? whole - 1 : whole;
  };
  Fraction left = a;
  Fraction right = b;
  bool swapped = false;
  for (;;) {
    const Int128 whole_left = floor(left);
    const Int128 whole_right = floor(right);
    if (whole_left != whole_right) return (whole_left < whole_right) != swapped;
    left.numerator -= whole_left * left.denominator;
    right.numerator -= whole_right * right.denominator;
    if (left.numerator == 0 || right.numerator == 0) {
      if (left.numerator == right.numerator) return false;
      return (left.numerator == 0) != swapped;
    }
    // x < y exactly when 1 / x > 1 / y.
    std::swap(left.numerator, left.denominator);
    std::swap(right.numerator, right.denominator);
    swapped = !swapped;
  }
}

}  // namespace wuse::domain
