#pragma once

#include "server/domain/statistics.h"

// Figures of two days: what happened between them, and what grew. Pure; exact.
namespace wuse::domain {

// What happened in a period up to the day of the figures: add each project with its facts of that day, and of the day
// before the period's first one.
struct PeriodSums {
  void Add(const ProjectFacts& now, const ProjectFacts& before, bool is_same_year);

  int started = 0;  // new projects
  int completed = 0;
  common::YuanSum invested;  // within the year of the day of the figures
};
v1::PeriodFigures PeriodFiguresOf(const PeriodSums& sums, common::Date first);

// 同比, `then` being the day of `year_ago`. `reference` (null: none is known) stands in for the register's annual
// completion where the projects have no reports of that year.
v1::YearOnYear YearOnYearOf(const FigureSums& now, const FigureSums& year_ago, common::Date then, const Style& style,
                            const v1::ReferenceFigure* reference);
// Points between the annual completions; empty where one of them has no plan, or nothing was reported `then`.
std::string CompletionPoints(const FigureSums& now, const FigureSums& then, const Style& style);

// A list's target and how much of it the projects have reached. `reached` counts those at the target's milestone.
v1::Rate TargetCompletion(const v1::ListTarget& target, const FigureSums& sums, int reached, int decimals);

}  // namespace wuse::domain
