#pragma once

#include <optional>
#include <span>

#include "server/domain/color_day.h"
#include "server/domain/project_row.h"

namespace wuse::domain {

// ProjectFacts is what one project puts into every figure of a day, worked out once. Small: a register's are walked
// whole. Made by FactsOf and nothing else.
struct ProjectFacts {
  common::Yuan total_investment;
  common::Yuan annual_plan;   // in force on the day; 0 without one
  common::Yuan period_plan;   // planned cumulative to the day; 0 without one
  common::Yuan invested;      // as reported, this year's
  common::Yuan certified;     // this year's
  common::Date certified_to;  // the last day of the month that it is of; not set: nothing is certified
  Symbol unit = 0;
  Symbol department = 0;
  Symbol team = 0;
  Symbol parent = 0;
  InByte<v1::Color> color;
  InByte<v1::Kind> kind;
  InByte<v1::Level> level;
  InByte<v1::Category> category;
  bool is_listed : 1 = false;
  bool is_started : 1 = false;
  bool is_under_construction : 1 = false;  // started, neither completed nor paused
  bool is_completed : 1 = false;
  bool is_made_up : 1 = false;
  bool has_report : 1 = false;  // of the day's year, by the day
  // Of new projects that had not started before the day's year.
  bool is_start_planned : 1 = false;  // by the end of the year
  bool is_start_due : 1 = false;      // by the day
  bool is_start_missed : 1 = false;   // due, and not started
  bool is_start_early : 1 = false;    // started, and planned after the day
  bool is_year_start : 1 = false;     // started: one of those that were due, or early

  friend bool operator==(const ProjectFacts&, const ProjectFacts&) = default;
};
static_assert(sizeof(ProjectFacts) <= 72);

// `day` is the one that the facts are of.
ProjectFacts FactsOf(const ProjectRow& project, std::span<const ReportMark> reports, const ColorDay& day);
// The day on which it started: on which `started` or a later rung of its track was reached first; not set: it had not
// by the day, or nobody says when (of continuing ones).
common::Date StartedOn(const ProjectRow& project, common::Date day);

}  // namespace wuse::domain
