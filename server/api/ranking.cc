#include "server/api/ranking.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "server/api/figure_groups.h"
#include "server/api/figure_request.h"
#include "server/api/filters.h"
#include "server/api/lookups.h"
#include "server/api/unit_ranks.h"

namespace wuse::api {
namespace {

// What units are ranked by, and how.
struct RankingRequested {
  v1::Metric by;
  bool of_departments;
  domain::Style style;
};

// The sums and ranks of all units on a day.
class RankedDay {
 public:
  // `year_ago` is null where the figure does not need it.
  RankedDay(const Selection& selection, const RankingRequested& requested, const std::vector<PlacedUnit>& units,
            const board::DayFacts& facts, const board::DayFacts* year_ago) {
    AddUp(selection, facts, requested.of_departments, sums_);
    if (year_ago != nullptr) AddUp(selection, *year_ago, requested.of_departments, year_ago_);
    for (const PlacedUnit& unit : units) of_units_.push_back({sums_.Find(unit.symbol), year_ago_.Find(unit.symbol)});
    ranks_ = RanksWithinGroups(units, of_units_, requested.by, requested.style, facts.day());
  }

  RankedDay(const RankedDay&) = delete;
  RankedDay& operator=(const RankedDay&) = delete;

  // By the unit's place among the units. Null: it has no projects.
  const domain::FigureSums* sums(size_t unit) const { return of_units_[unit].sums; }
  domain::FigureSums year_ago(size_t unit) const {
    return of_units_[unit].year_ago == nullptr ? domain::FigureSums() : *of_units_[unit].year_ago;
  }
  int rank(size_t unit) const { return ranks_[unit]; }

 private:
  static void AddUp(const Selection& selection, const board::DayFacts& facts, bool of_departments,
                    ByGroup<domain::FigureSums>& sums) {
    selection.ForEach(facts, [&](size_t, const domain::ProjectFacts& project) {
      const domain::Symbol unit = of_departments ? project.department : project.unit;
      if (unit != 0) sums[unit].Add(project);
    });
  }

  ByGroup<domain::FigureSums> sums_;
  ByGroup<domain::FigureSums> year_ago_;
  std::vector<UnitSums> of_units_;  // within the two above
  std::vector<int> ranks_;
};

void SetUnit(const v1::Unit& unit, size_t place, const RankedDay& now, const RankedDay* before,
             const RankingRequested& requested, common::Date day, v1::RankedUnit& answer) {
  answer.set_unit(unit.id());
  answer.set_name(unit.name());
  answer.set_rank(now.rank(place));
  answer.set_rank_before(before == nullptr ? 0 : before->rank(place));
  if (answer.rank() > 0 && answer.rank_before() > 0) answer.set_rank_change(answer.rank_before() - answer.rank());
  *answer.mutable_figures() = domain::FigureSetOf(*now.sums(place), requested.style, day);
  if (requested.by == v1::METRIC_DISTANCE) {  // as the style rounds it
    answer.set_value(answer.figures().distance().points());
  } else if (const auto value =
                 domain::ValueOf(requested.by, *now.sums(place), now.year_ago(place), requested.style, day)) {
    answer.set_value(domain::ValueText(requested.by, *value, requested.style));
  }
}

void SetGroups(const std::vector<PlacedUnit>& units, const RankedDay& now, const RankedDay* before,
               const RankingRequested& requested, common::Date day, v1::Ranking& answer) {
  std::vector<size_t> order;  // of those that have projects
  for (size_t place = 0; place < units.size(); ++place) {
    if (now.sums(place) != nullptr) order.push_back(place);
  }
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    if (units[a].unit->group() != units[b].unit->group()) return units[a].unit->group() < units[b].unit->group();
    if ((now.rank(a) == 0) != (now.rank(b) == 0)) return now.rank(b) == 0;
    return now.rank(a) < now.rank(b);
  });
  for (const size_t place : order) {
    const v1::Unit& unit = *units[place].unit;
    if (answer.groups().empty() || answer.groups().rbegin()->group() != unit.group()) {
      answer.add_groups()->set_group(unit.group());
    }
    v1::RankedGroup& group = *answer.mutable_groups()->rbegin();
    SetUnit(unit, place, now, before, requested, day, *group.add_units());
  }
}

}  // namespace

absl::StatusOr<v1::Ranking> GetRanking(const Parts& parts, const v1::GetRankingRequest& request) {
  const absl::StatusOr<AskedPeriod> period = PeriodField(request.period(), parts.clock.Today());
  if (!period.ok()) return period.status();
  const v1::Metric by = request.by() == v1::METRIC_UNSPECIFIED ? v1::METRIC_ANNUAL_COMPLETION : request.by();
  WUSE_RETURN_IF_ERROR(EnumField("by", by, v1::Metric_IsValid(by)));
  const board::View view = parts.board.Take();
  const absl::StatusOr<v1::HouseStyle> style = StyleField(view, request.style());
  if (!style.ok()) return style.status();
  absl::StatusOr<domain::RowFilter> filter = CompiledFilter(parts, view, FilterOf(request));
  if (!filter.ok()) return filter.status();

  const RankingRequested requested{
      .by = by, .of_departments = request.of_departments(), .style = domain::Style::Of(*style)};
  const Selection selection(parts.selections, view, *std::move(filter));
  const std::vector<PlacedUnit> units = UnitsByGroup(parts, view);
  v1::Ranking answer;
  answer.set_period(period->text);
  answer.set_as_of(period->as_of.ToString());
  answer.set_period_before(PeriodBefore(period->text));
  answer.set_by(by);
  *answer.mutable_style() = *style;
  answer.set_sequence(view.sequence().value);
  std::vector<common::Date> days = {period->as_of};
  if (const auto before = common::Period::Parse(answer.period_before())) {  // the calendar may begin with the period
    answer.set_before_as_of(before->last.ToString());
    days.push_back(before->last);
  }
  const size_t ranked_days = days.size();
  if (by == v1::METRIC_GROWTH) {
    for (size_t i = 0; i < ranked_days; ++i) days.push_back(YearBefore(days[i]));
  }
  const auto facts = parts.day_facts.Of(view, days);
  const auto ranked = [&](size_t at) {
    const board::DayFacts* const year_ago = ranked_days + at < facts.size() ? facts[ranked_days + at].get() : nullptr;
    return std::make_unique<RankedDay>(selection, requested, units, *facts[at], year_ago);
  };
  const std::unique_ptr<RankedDay> now = ranked(0);
  const std::unique_ptr<RankedDay> before = ranked_days > 1 ? ranked(1) : nullptr;
  SetGroups(units, *now, before.get(), requested, period->as_of, answer);
  return answer;
}

}  // namespace wuse::api
