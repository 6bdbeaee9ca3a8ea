#pragma once

#include <array>
#include <string>

#include "common/calendar.h"
#include "common/money.h"
#include "server/domain/house_style.h"
#include "server/domain/project_facts.h"
#include "wuse/v1/figure.pb.h"

// Figures of many projects. Pure; money, rates and points are exact.
namespace wuse::domain {

// The sums of a selection on a day: add the facts of each of its projects. What was added can be taken back, as the
// running sums of the board do. Preparatory projects are counted apart, and in nothing else.
struct FigureSums {
  void Add(const ProjectFacts& facts, int times = 1);

  int projects = 0;
  int preparatory = 0;
  int newly_built = 0;
  int started = 0;
  int under_construction = 0;
  int completed = 0;
  int starts_planned = 0;
  int starts_due = 0;
  int starts_missed = 0;
  int starts_early = 0;
  int year_starts = 0;
  int with_report = 0;
  int with_certified = 0;  // can be counted back; certified_to cannot
  int made_up = 0;
  int lagging = 0;  // yellow or worse
  std::array<int, v1::Color_ARRAYSIZE> colors{};
  common::YuanSum total_investment;
  common::YuanSum annual_plan;
  common::YuanSum period_plan;
  common::YuanSum invested;
  common::YuanSum certified;
  common::Date certified_to;  // the newest
};

// A rate, rounded half away from zero.
void SetRate(int64_t numerator, int64_t denominator, int decimals, v1::Rate& rate);
// Points between two rates, each given exactly. Empty where a denominator is zero.
std::string PointsBetween(const Fraction& now, const Fraction& then, const Style& style);
// Percent by which an amount grew; empty where the base is zero or negative.
std::string GrowthPercent(common::Yuan now, common::Yuan then, int decimals);

// Everything of a FigureSet that the sums of one day give: without milestones, year_on_year and in_period.
v1::FigureSet FigureSetOf(const FigureSums& sums, const Style& style, common::Date day);

// The value by which units are ranked, exactly; nothing: without a value, unranked. `year_ago` is for METRIC_GROWTH.
std::optional<Fraction> ValueOf(v1::Metric metric, const FigureSums& sums, const FigureSums& year_ago,
                                const Style& style, common::Date day);
// As text: percent, points or yuan.
std::string ValueText(v1::Metric metric, const Fraction& value, const Style& style);
// a < b, exactly.
bool IsLess(const Fraction& a, const Fraction& b);

}  // namespace wuse::domain
