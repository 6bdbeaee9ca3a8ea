#include "server/domain/bulletin_mark.h"

#include <algorithm>

#include "server/domain/color_measures.h"

namespace wuse::domain {
namespace {

void TakeEarlier(common::Date day, common::Date& earliest) {
  if (!earliest.IsSet() || day < earliest) earliest = day;
}

}  // namespace

BulletinMark MarkOf(const ProjectRow& project, std::span<const ReportMark> reports, const BulletinDates& dates) {
  BulletinMark mark;
  ForEachListedRung(project, dates, [&mark](const ListedRung& listed) {
    if (listed.is_reached) {
      ++mark.reached_count;
      TakeEarlier(listed.listed_by, mark.first_reached);
    } else {
      ++mark.due_count;
      TakeEarlier(listed.listed_by, mark.first_due);
    }
  });
  Measures measures;
  MeasureRungs(project, dates.day, measures);
  mark.days_late = measures.days_late;
  mark.owes_report = OwesReport(project, dates.report_due);
  mark.has_report = HasReportOf(reports, dates.report_week);
  return mark;
}

}  // namespace wuse::domain
