#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "common/calendar.h"
#include "server/domain/color_measures.h"
#include "server/domain/figures.h"
#include "server/domain/judged_day.h"
#include "server/domain/project_row.h"
#include "server/domain/verdict.h"
#include "wuse/v1/color.pb.h"

namespace wuse::domain {

// For tests only: `wuse-default` written out by hand, beside which the policy as data is held.
class RuleByHand {
 public:
  // The default policy of the district on `day`, literally (see README "Colors"); pure.
  // `reports` are the project's, sorted by week; those with as_of after `day` are not looked at.
  static Verdict ColorOf(const ProjectRow& project, std::span<const ReportMark> reports, common::Date day,
                         const common::WorkingDays& calendar) {
    const Judged judged = JudgedOn(project, reports, JudgedDay(day, calendar));
    return {.color = judged.color, .deciding = {judged.deciding.begin(), judged.deciding.begin() + judged.count}};
  }

 private:
  static v1::Color ColorOfPoints(const Measures::Behind& behind) {
    const Int128 gap = Int128{behind.gap.value} * 100;
    const Int128 annual = behind.annual.value;
    if (gap <= 0) return v1::GREEN;
    if (gap < annual * 10) return v1::YELLOW;
    if (gap <= annual * 30) return v1::ORANGE;
    return v1::RED;
  }

  static v1::Color ColorOfDaysLate(int days) {
    if (days <= 0) return v1::GREEN;
    if (days <= 7) return v1::YELLOW;
    if (days <= 14) return v1::ORANGE;
    return v1::RED;
  }

  static v1::Color ColorOfMonths(int months) {
    if (months <= 0) return v1::GREEN;
    if (months == 1) return v1::YELLOW;
    if (months == 2) return v1::ORANGE;
    return v1::RED;
  }

  static constexpr int kWorstWeeks = 4;  // more weeks without a report do not make the color worse

  static v1::Color ColorOfWeeks(int weeks) {
    if (weeks <= 1) return v1::GREEN;
    if (weeks <= 3) return v1::YELLOW;
    return v1::ORANGE;
  }

  // The dimensions that reach the worst color.
  struct Judged {
    v1::Color color = v1::NOT_RATED;
    std::array<v1::Dimension, 4> deciding{};
    size_t count = 0;

    void Add(v1::Dimension dimension, v1::Color its_color) {
      if (its_color < color) return;
      if (its_color > color) count = 0;
      color = its_color;
      deciding[count++] = dimension;
    }
  };

  // The worst of the measures that have a value; weeks without a report alone give no color.
  static Judged Judge(const Measures& measures) {
    Judged judged;
    if (measures.behind.has_value()) judged.Add(v1::POINTS_BEHIND, ColorOfPoints(*measures.behind));
    if (measures.days_late.has_value()) judged.Add(v1::DAYS_LATE, ColorOfDaysLate(*measures.days_late));
    if (measures.months_not_started.has_value()) {
      judged.Add(v1::MONTHS_NOT_STARTED, ColorOfMonths(*measures.months_not_started));
    }
    if (judged.count > 0) judged.Add(v1::WEEKS_WITHOUT_REPORT, ColorOfWeeks(measures.weeks_without_report));
    return judged;
  }

  static Judged JudgedOn(const ProjectRow& project, std::span<const ReportMark> reports, const JudgedDay& day) {
    Judged judged;
    if (IsPaused(project, day.date())) judged.Add(v1::PAUSED, v1::NOT_RATED);
    if (!IsListed(project, day.date())) judged.Add(v1::OUT_OF_LIST, v1::NOT_RATED);
    if (judged.count > 0) return judged;
    if (!IsClosed(project, day.date())) return Judge(MeasuresUpTo(kWorstWeeks, project, reports, day));
    judged.Add(v1::CLOSED, v1::BLUE);
    return judged;
  }
};

}  // namespace wuse::domain
