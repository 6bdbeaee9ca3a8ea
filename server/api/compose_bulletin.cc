#include "server/api/compose_bulletin.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "common/limits.h"
#include "server/api/bulletin_lists.h"
#include "server/api/figure_groups.h"
#include "server/api/figure_request.h"
#include "server/api/filters.h"
#include "server/domain/statistics_over_time.h"

namespace wuse::api {
namespace {

using common::Date;
using domain::BulletinPeriod;
using domain::FigureSums;

// Room for what publishing adds: the envelope of the update.
constexpr size_t kMostBulletinBytes = common::kMaxUpdateBytes - (64 << 10);

// The days that a bulletin looks at, all of them worked out at once.
struct BulletinDays {
  std::shared_ptr<const board::DayFacts> as_of;
  std::shared_ptr<const board::DayFacts> before;    // the day before the period
  std::shared_ptr<const board::DayFacts> year_ago;  // null: before the calendar begins
  std::shared_ptr<const board::DayFacts> last;      // of the last bulletin; null likewise
};

BulletinDays DaysOf(const Parts& parts, const board::View& view, const BulletinPeriod& period) {
  const Date as_of = period.AsOf(parts.clock.Today());
  const Date year_ago = YearBefore(as_of);
  const std::optional<BulletinPeriod> last = period.Before();
  std::vector<Date> days = {as_of, period.first().Plus(-1)};
  const bool has_year_ago = Date::Parse(year_ago.ToString()).has_value();
  if (has_year_ago) days.push_back(year_ago);
  if (last) days.push_back(last->due());
  const auto facts = parts.day_facts.Of(view, days);
  return {.as_of = facts[0],
          .before = facts[1],
          .year_ago = has_year_ago ? facts[2] : nullptr,
          .last = last ? facts.back() : nullptr};
}

domain::BulletinDates DatesOf(const Parts& parts, const BulletinPeriod& period, Date day) {
  const std::optional<BulletinPeriod> next = period.After();
  const common::Week week = period.ReportWeek(day);
  return {.day = day,
          .first = period.first(),
          .until = next ? next->last() : period.last(),
          .report_week = week,
          .report_due = parts.calendar.DueDay(week)};
}

// The sums of the bulletin's day, whole and by unit, and what happened in its period.
struct BulletinSums {
  FigureSums total;
  ByGroup<FigureSums> by_unit;
  domain::PeriodSums in_period;
};

BulletinSums SumsOf(const BulletinDay& day, const board::DayFacts& before) {
  BulletinSums sums;
  const bool is_same_year = before.day().year() == day.day().year();
  day.selection.ForEach(*day.facts, [&](size_t slot, const domain::ProjectFacts& one) {
    sums.total.Add(one);
    sums.by_unit[one.unit].Add(one);
    sums.in_period.Add(one, before[slot], is_same_year);
  });
  return sums;
}

FigureSums SumsOn(const board::DayFacts& facts, const Selection& selection) {
  FigureSums sums;
  selection.ForEach(facts, [&sums](size_t, const domain::ProjectFacts& one) { sums.Add(one); });
  return sums;
}

// --- units

struct UnitRow {
  const v1::Unit* unit;
  FigureSums sums;
  std::optional<domain::Fraction> distance;
  std::optional<domain::Fraction> lagging;
};

// Less first; without a value always last. −1, 0 or 1.
int CompareValues(const std::optional<domain::Fraction>& a, const std::optional<domain::Fraction>& b, bool low_first) {
  if (!a || !b) return static_cast<int>(!a.has_value()) - static_cast<int>(!b.has_value());
  const int order = static_cast<int>(domain::IsLess(*b, *a)) - static_cast<int>(domain::IsLess(*a, *b));
  return low_first ? order : -order;
}

void SortUnits(v1::UnitOrder order, std::vector<UnitRow>& rows) {
  if (order == v1::AS_REGISTERED) return;
  const bool worst_first = order != v1::BEST_FIRST;
  std::stable_sort(rows.begin(), rows.end(), [worst_first](const UnitRow& a, const UnitRow& b) {
    if (const int distance = CompareValues(a.distance, b.distance, worst_first); distance != 0) return distance < 0;
    return CompareValues(a.lagging, b.lagging, !worst_first) < 0;
  });
}

void AddUnits(const BulletinDay& day, const ByGroup<FigureSums>& sums, const domain::Style& style,
              v1::Bulletin& bulletin) {
  std::vector<UnitRow> rows;
  for (const v1::Unit& unit : day.view.units()) {
    const FigureSums* const found = sums.Find(day.parts.board.symbols().Find(unit.id()));
    if (found == nullptr) continue;
    UnitRow& row = rows.emplace_back();
    row.unit = &unit;
    row.sums = *found;
    row.distance = domain::ValueOf(v1::METRIC_DISTANCE, row.sums, {}, style, day.day());
    row.lagging = domain::ValueOf(v1::METRIC_LAGGING_SHARE, row.sums, {}, style, day.day());
  }
  SortUnits(bulletin.style().unit_order(), rows);
  for (const UnitRow& row : rows) {
    v1::BulletinUnit& unit = *bulletin.add_units();
    unit.set_unit(row.unit->id());
    unit.set_name(row.unit->name());
    *unit.mutable_figures() = domain::FigureSetOf(row.sums, style, day.day());
  }
}

// --- the district

domain::Fraction ShareOf(const v1::Rate& rate) {
  return {rate.numerator(), rate.denominator()};
}

const v1::ReferenceFigure* YearAgoCompletion(const v1::Bulletin& bulletin, int year) {
  for (const v1::ReferenceFigure& figure : bulletin.references()) {
    const bool of_year = figure.period().compare(0, 4, std::to_string(year)) == 0;
    if (of_year && figure.metric() == v1::METRIC_ANNUAL_COMPLETION) return &figure;
  }
  return nullptr;
}

// By the register where it has reports of a year ago, else by a reference figure.
void SetYearOnYear(const FigureSums& now, const FigureSums& year_ago, Date then, const domain::Style& style,
                   v1::Bulletin& bulletin) {
  const v1::ReferenceFigure* const reference = YearAgoCompletion(bulletin, then.year());
  if (year_ago.with_report == 0 && reference == nullptr) return;
  *bulletin.mutable_figures()->mutable_year_on_year() = domain::YearOnYearOf(now, year_ago, then, style, reference);
}

// --- reference figures

// The periods that they may be about: the bulletin's own, the month where its last day closes one, each with the one
// a year before.
std::vector<std::string> ReferencePeriods(const BulletinDay& day) {
  std::vector<BulletinPeriod> about = {day.period};
  const common::Month month = common::Month::Of(day.day());
  const auto of_month = BulletinPeriod::Parse(month.ToString());
  if (month.Last() == day.day() && of_month && day.period.kind() != BulletinPeriod::Kind::kMonth) {
    about.push_back(*of_month);
  }
  std::vector<std::string> periods;
  for (const BulletinPeriod& one : about) {
    periods.push_back(one.ToString());
    if (const auto year_ago = one.YearBefore()) periods.push_back(year_ago->ToString());
  }
  return periods;
}

void AddReferences(const BulletinDay& day, const v1::ProjectFilter* filter, v1::Bulletin& bulletin) {
  const std::string key = domain::FilterKey(filter);
  const auto& references = day.view.figure_book().references();
  for (const std::string& period : ReferencePeriods(day)) {
    for (auto figure = references.lower_bound(period + "/"); figure != references.end(); ++figure) {
      const v1::ReferenceFigure& known = figure->second;
      if (known.period() != period) break;
      if (domain::FilterKey(known.has_filter() ? &known.filter() : nullptr) == key) *bulletin.add_references() = known;
    }
  }
}

// --- since the last one

// `facts` are of the day of the last one.
absl::Status SetSinceLast(const BulletinDay& day, const board::DayFacts& facts, const v1::ProjectFilter* filter,
                          const domain::Style& style, v1::Bulletin& bulletin) {
  v1::SinceLast& since = *bulletin.mutable_since_last();
  since.set_period(day.period.Before()->ToString());
  since.set_as_of(facts.day().ToString());
  const std::string key = domain::BulletinKey(since.period(), filter);
  if (day.view.figure_book().EditionsOf(key).empty()) {
    *since.mutable_figures() = domain::FigureSetOf(SumsOn(facts, day.selection), style, facts.day());
  } else {
    const auto published = day.parts.history.FindBulletin(key, day.view.figure_book().EditionsOf(key).back().edition());
    if (!published.ok()) return published.status();
    since.set_published(true);
    *since.mutable_figures() = published->figures();
  }
  since.set_completion_points(domain::PointsBetween(ShareOf(bulletin.figures().annual_completion()),
                                                    ShareOf(since.figures().annual_completion()), style));
  AddMoves(day, facts, since);
  return absl::OkStatus();
}

absl::Status SetHead(const Parts& parts, const board::View& view, v1::LedgerHead& head) {
  const absl::StatusOr<common::Sha256Digest> chain = parts.ledger.ChainAt(view.sequence());
  if (!chain.ok()) return chain.status();
  head.set_sequence(view.sequence().value);
  head.set_hash(common::Hex(*chain));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Bulletin> ComposeBulletin(const Parts& parts, const board::View& view, const BulletinScope& scope) {
  const absl::StatusOr<domain::RowFilter> filter = CompiledFilter(parts, view, scope.filter);
  if (!filter.ok()) return filter.status();
  const BulletinDays days = DaysOf(parts, view, scope.period);
  const BulletinDay day{.parts = parts,
                        .view = view,
                        .period = scope.period,
                        .selection = Selection(parts.selections, view, *filter),
                        .units = UnitPlaces(parts, view),
                        .facts = days.as_of,
                        .marks = parts.bulletin_marks.Of(view, DatesOf(parts, scope.period, days.as_of->day()))};
  const domain::Style style = domain::Style::Of(scope.style);
  v1::Bulletin bulletin;
  bulletin.set_period(scope.period.ToString());
  bulletin.set_as_of(day.day().ToString());
  bulletin.set_district(parts.district);
  if (scope.filter != nullptr) *bulletin.mutable_filter() = *scope.filter;
  *bulletin.mutable_style() = scope.style;
  const BulletinSums sums = SumsOf(day, *days.before);
  v1::FigureSet& figures = *bulletin.mutable_figures();
  figures = domain::FigureSetOf(sums.total, style, day.day());
  *figures.mutable_in_period() = domain::PeriodFiguresOf(sums.in_period, scope.period.first());
  AddReferences(day, scope.filter, bulletin);
  if (days.year_ago != nullptr) {
    SetYearOnYear(sums.total, SumsOn(*days.year_ago, day.selection), days.year_ago->day(), style, bulletin);
  }
  AddUnits(day, sums.by_unit, style, bulletin);
  if (days.last != nullptr) {
    WUSE_RETURN_IF_ERROR(SetSinceLast(day, *days.last, scope.filter, style, bulletin));
  }
  AddListsOfProjects(day, bulletin);
  WUSE_RETURN_IF_ERROR(SetHead(parts, view, *bulletin.mutable_head()));
  for (int rows = common::kMaxBulletinRows; rows > 0 && bulletin.ByteSizeLong() > kMostBulletinBytes; rows /= 2) {
    CutLists(rows, bulletin);
  }
  return bulletin;
}

}  // namespace wuse::api
