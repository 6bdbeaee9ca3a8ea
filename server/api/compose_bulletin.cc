#include "server/api/compose_bulletin.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "common/limits.h"
#include "server/api/bulletin_lists.h"
#include "server/api/figure_request.h"
#include "server/api/filters.h"
#include "server/domain/statistics.h"

namespace wuse::api {
namespace {

using common::Date;
using domain::BulletinPeriod;
using domain::FigureSums;

// Room for what publishing adds: the envelope of the update.
constexpr size_t kMostBulletinBytes = common::kMaxUpdateBytes - (64 << 10);

// The sums of a selection on a day.
FigureSums SumsOn(const board::DayFacts& facts, const domain::RowFilter& filter) {
  FigureSums sums;
  ForEachMatching(facts, filter, [&sums](size_t, const domain::ProjectFacts& one) { sums.Add(one); });
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

void AddUnits(const BulletinDay& day, const domain::Style& style, v1::Bulletin& bulletin) {
  std::map<domain::Symbol, FigureSums> sums;
  ForEachMatching(*day.facts, day.filter,
                  [&sums](size_t, const domain::ProjectFacts& one) { sums[one.unit].Add(one); });
  std::vector<UnitRow> rows;
  for (const v1::Unit& unit : day.view.units()) {
    const auto found = sums.find(day.parts.board.symbols().Find(unit.id()));
    if (found == sums.end()) continue;
    UnitRow& row = rows.emplace_back();
    row.unit = &unit;
    row.sums = found->second;
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

// What happened from the period's first day on.
void SetInPeriod(const BulletinDay& day, v1::PeriodFigures& in_period) {
  const Date first = day.period.first();
  const auto before = day.parts.day_facts.Of(day.view, first.Plus(-1));
  common::YuanSum invested;
  int started = 0;
  int completed = 0;
  ForEachMatching(*day.facts, day.filter, [&](size_t slot, const domain::ProjectFacts& now) {
    if (now.kind == v1::PREPARATORY) return;
    invested.Add(now.invested, 1);
    if (before->day().year() == day.day().year()) invested.Add((*before)[slot].invested, -1);
    if (now.kind == v1::NEW && domain::StartedOn(*day.view.project(slot).row, day.day()) >= first) ++started;
    if (now.is_completed && !(*before)[slot].is_completed) ++completed;
  });
  in_period.set_from(first.ToString());
  in_period.set_invested_yuan(invested.Bounded().value);
  in_period.set_started_count(started);
  in_period.set_completed_count(completed);
}

domain::Fraction ShareOf(const v1::Rate& rate) {
  return {rate.numerator(), rate.denominator()};
}

// A reference figure's percent as a share.
std::optional<domain::Fraction> ShareOf(const v1::ReferenceFigure& figure) {
  const std::optional<int64_t> percent = common::ParseTenThousandths(figure.value());
  if (!percent) return std::nullopt;
  return domain::Fraction{*percent, 1'000'000};
}

const v1::ReferenceFigure* YearAgoCompletion(const v1::Bulletin& bulletin, int year) {
  for (const v1::ReferenceFigure& figure : bulletin.references()) {
    const bool of_year = figure.period().compare(0, 4, std::to_string(year)) == 0;
    if (of_year && figure.metric() == v1::METRIC_ANNUAL_COMPLETION) return &figure;
  }
  return nullptr;
}

// By the register where it has reports of a year ago, else by a reference figure.
void SetYearOnYear(const BulletinDay& day, const domain::Style& style, v1::Bulletin& bulletin) {
  const Date year_ago = YearBefore(day.day());
  if (!Date::Parse(year_ago.ToString())) return;
  const FigureSums then = SumsOn(*day.parts.day_facts.Of(day.view, year_ago), day.filter);
  const v1::ReferenceFigure* const reference = YearAgoCompletion(bulletin, year_ago.year());
  if (then.with_report == 0 && reference == nullptr) return;
  v1::FigureSet& figures = *bulletin.mutable_figures();
  v1::YearOnYear& year_on_year = *figures.mutable_year_on_year();
  year_on_year.set_as_of(year_ago.ToString());
  const domain::Fraction now = ShareOf(figures.annual_completion());
  if (then.with_report > 0) {
    const v1::FigureSet before = domain::FigureSetOf(then, style, year_ago);
    year_on_year.set_invested_yuan(before.invested_yuan());
    year_on_year.set_growth_percent(
        domain::GrowthPercent({figures.invested_yuan()}, {before.invested_yuan()}, style.decimals));
    *year_on_year.mutable_annual_completion() = before.annual_completion();
    year_on_year.set_completion_points(domain::PointsBetween(now, ShareOf(before.annual_completion()), style));
    return;
  }
  *year_on_year.mutable_reference() = *reference;
  year_on_year.mutable_annual_completion()->set_percent(reference->value());
  if (const auto share = ShareOf(*reference)) {
    year_on_year.set_completion_points(domain::PointsBetween(now, *share, style));
  }
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

absl::Status SetSinceLast(const BulletinDay& day, const v1::ProjectFilter* filter, const domain::Style& style,
                          v1::Bulletin& bulletin) {
  const std::optional<BulletinPeriod> last = day.period.Before();
  if (!last) return absl::OkStatus();
  v1::SinceLast& since = *bulletin.mutable_since_last();
  since.set_period(last->ToString());
  since.set_as_of(last->due().ToString());
  const auto facts = day.parts.day_facts.Of(day.view, last->due());
  const std::string key = domain::BulletinKey(since.period(), filter);
  if (day.view.figure_book().EditionsOf(key).empty()) {
    *since.mutable_figures() = domain::FigureSetOf(SumsOn(*facts, day.filter), style, last->due());
  } else {
    const auto published = day.parts.history.FindBulletin(key, day.view.figure_book().EditionsOf(key).back().edition());
    if (!published.ok()) return published.status();
    since.set_published(true);
    *since.mutable_figures() = published->figures();
  }
  since.set_completion_points(domain::PointsBetween(ShareOf(bulletin.figures().annual_completion()),
                                                    ShareOf(since.figures().annual_completion()), style));
  AddMoves(day, *facts, since);
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
  const Date as_of = scope.period.AsOf(parts.clock.Today());
  BulletinDay day{.parts = parts,
                  .view = view,
                  .period = scope.period,
                  .filter = *filter,
                  .facts = parts.day_facts.Of(view, as_of),
                  .units = {},
                  .unit_places = {}};
  for (const v1::Unit& unit : view.units()) {
    const domain::Symbol symbol = parts.board.symbols().Find(unit.id());
    day.unit_places.emplace(symbol, static_cast<int>(day.unit_places.size()));
    day.units.emplace(symbol, &unit);
  }
  const domain::Style style = domain::Style::Of(scope.style);
  v1::Bulletin bulletin;
  bulletin.set_period(scope.period.ToString());
  bulletin.set_as_of(as_of.ToString());
  bulletin.set_district(parts.district);
  if (scope.filter != nullptr) *bulletin.mutable_filter() = *scope.filter;
  *bulletin.mutable_style() = scope.style;
  *bulletin.mutable_figures() = domain::FigureSetOf(SumsOn(*day.facts, *filter), style, as_of);
  SetInPeriod(day, *bulletin.mutable_figures()->mutable_in_period());
  AddReferences(day, scope.filter, bulletin);
  SetYearOnYear(day, style, bulletin);
  AddUnits(day, style, bulletin);
  AddBehind(day, bulletin);
  WUSE_RETURN_IF_ERROR(SetSinceLast(day, scope.filter, style, bulletin));
  AddMissing(day, bulletin);
  AddMilestones(day, bulletin);
  WUSE_RETURN_IF_ERROR(SetHead(parts, view, *bulletin.mutable_head()));
  for (int rows = common::kMaxBulletinRows; rows > 0 && bulletin.ByteSizeLong() > kMostBulletinBytes; rows /= 2) {
    CutLists(rows, bulletin);
  }
  return bulletin;
}

}  // namespace wuse::api
