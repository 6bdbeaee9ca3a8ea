#pragma once

#include <optional>
#include <span>

#include "server/domain/color_measures.h"
#include "server/domain/time_base.h"
#include "wuse/v1/color_policy.pb.h"

// What color policies beyond the default one measure. Sums of several projects are exact.
namespace wuse::domain {

// On the day of the latest report. No value without such a report of the day's year, that year's plan, a positive
// annual sum and, where the base is the planned cumulative, all twelve month-ends.
struct Progress {
  Int128 expected = 0;  // yuan that 序时进度 asks for
  Int128 invested = 0;
  Int128 annual = 0;

  Fraction PointsBehind() const { return {(expected - invested) * 100, annual}; }
  // Where nothing is asked for yet, nothing is missing.
  Fraction RatioToPlan() const { return expected <= 0 ? Fraction{1, 1} : Fraction{invested, expected}; }
  Fraction ShortfallRatio() const { return expected <= 0 ? Fraction{} : Fraction{expected - invested, expected}; }
  void Add(const Progress& other);
};
std::optional<Progress> ProgressOn(const ProjectRow& project, std::span<const ReportMark> reports, const JudgedDay& day,
                                   const TimeBase& base);

// A month that has ended, for what was to be invested in it.
struct EndedMonth {
  int month = 0;  // 1 to 12
  common::Date last;
  common::Date before;  // the last day of the month before it
  // The last month that has ended by the end of `day`.
  static EndedMonth By(common::Date day);
};

// The month's own task. No value without the month-ends of the plan in force on `day`, and a report of that year by the
// month's end and, but for January, one by its beginning: what is not known is not judged.
struct MonthlyTask {
  Int128 planned = 0;     // of the month
  Int128 done = 0;        // in the month
  Int128 planned_to = 0;  // cumulative to the month's end
  Int128 done_since = 0;  // cumulative, also of what was made up for by `now`

  Fraction Ratio() const { return planned <= 0 ? Fraction{1, 1} : Fraction{done, planned}; }
  bool IsMadeUp() const { return done_since >= planned_to; }
  void Add(const MonthlyTask& other);
};
struct TaskDays {
  common::Date day;  // whose plan is in force
  common::Date now;  // until when things are made up for
  EndedMonth month;
};
std::optional<MonthlyTask> MonthlyTaskOn(const ProjectRow& project, std::span<const ReportMark> reports,
                                         const TaskDays& days, bool counts_ahead);

// Calendar months since the start while not in the statistics register by the day; 0 once it is. The start is the first
// day on which `started` or a later rung of its track was reached; of a continuing project, which may have begun years
// before its later rungs, that of `started` alone. No value while there is none.
std::optional<int> MonthsNotRegistered(const ProjectRow& project, common::Date day);

// 形象进度 in hundredths of a percent: what the latest report by the day that tells it says, of whatever year.
std::optional<int> PercentDoneBp(std::span<const ReportMark> reports, common::Date day);

// The color that a person gave, by its place in the project's overrides, for a day as it was known on another one: the
// one made last by the day or, if that does not hold, the one made last by when it was known. It holds unless it ended
// before the day or was lifted by when it was known; those made before it are over.
std::optional<size_t> OverrideOn(const ProjectRow& project, common::Date day, common::Date known_by);

}  // namespace wuse::domain
