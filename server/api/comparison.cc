#include "server/api/comparison.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/text.h"
#include "fmt/format.h"
#include "server/api/color_counts.h"
#include "server/api/errors.h"
#include "server/api/figure_groups.h"
#include "server/api/figure_request.h"
#include "server/api/filters.h"
#include "server/api/unit_ranks.h"
#include "server/domain/statistics_over_time.h"

namespace wuse::api {
namespace {

constexpr size_t kQuarterLength = 7;  // 2021-Q1
constexpr size_t kQuarterLetterAt = 5;
constexpr int kMonthsOfQuarter = 3;

enum QuarterPlace : size_t { kNow, kBefore, kYearAgo, kQuarters };

struct ComparedQuarter {
  std::string text;
  common::Date first;
  common::Date as_of;
};

struct ComparedSums {
  struct Quarter {
    domain::FigureSums figures;
    domain::PeriodSums in_quarter;
  };
  std::array<Quarter, kQuarters> quarters;
  ColorMoveCounts flow{};
  bool has_projects = false;  // at the end of one of the quarters
};

absl::Status QuarterRefused(std::string_view reason, std::string description, std::string chinese) {
  return InvalidField({.field = "quarter",
                       .reason = std::string(reason),
                       .description = std::move(description),
                       .chinese = std::move(chinese)});
}

std::string QuarterOf(common::Date day) {
  return fmt::format("{}-Q{}", day.year(), (day.month() + kMonthsOfQuarter - 1) / kMonthsOfQuarter);
}

absl::StatusOr<ComparedQuarter> QuarterField(const std::string& asked, common::Date today) {
  const std::string text = asked.empty() ? QuarterOf(today) : asked;
  const bool looks_like_one = text.size() == kQuarterLength && text[kQuarterLetterAt] == 'Q';
  const std::optional<common::Period> quarter = looks_like_one ? common::Period::Parse(text) : std::nullopt;
  const std::string shown = common::Quoted(text);
  if (!quarter) {
    return QuarterRefused("QUARTER_MALFORMED", fmt::format("{} is not like 2021-Q1", shown),
                          fmt::format("季度“{}”不正确，应如 2021-Q1", shown));
  }
  if (quarter->first > today) {
    return QuarterRefused("QUARTER_IN_FUTURE", fmt::format("{} begins after today, {}", shown, today.ToString()),
                          fmt::format("季度“{}”还没有开始，今天是 {}", shown, today.ToString()));
  }
  return ComparedQuarter{.text = text, .first = quarter->first, .as_of = std::min(quarter->last, today)};
}

// A running quarter is held against the whole one before, and against the same part of the one a year ago.
std::array<ComparedQuarter, kQuarters> QuartersOf(const ComparedQuarter& now) {
  const common::Date before = now.first.Plus(-1);
  const common::Date before_first = common::Month::Of(before).Plus(1 - kMonthsOfQuarter).First();
  return {{now,
           {.text = PeriodBefore(now.text), .first = before_first, .as_of = before},
           {.text = PeriodYearBefore(now.text), .first = YearBefore(now.first), .as_of = YearBefore(now.as_of)}}};
}

// Adds up the projects in all quarters, for the total and by unit.
class ComparisonWalk {
 public:
  ComparisonWalk(const Parts& parts, const board::View& view, Selection selection, bool of_departments)
      : parts_(parts), view_(view), selection_(std::move(selection)), of_departments_(of_departments) {}

  void Walk(const std::array<ComparedQuarter, kQuarters>& quarters) {
    std::vector<common::Date> days;  // of each quarter the last, and the day before the first
    for (const ComparedQuarter& quarter : quarters) {
      days.push_back(quarter.as_of);
      days.push_back(quarter.first.Plus(-1));
    }
    const auto facts = parts_.day_facts.Of(view_, days);
    for (size_t place = 0; place < kQuarters; ++place) AddQuarter(place, *facts[2 * place], *facts[2 * place + 1]);
    AddFlow(*facts[2 * kNow], *facts[2 * kNow + 1]);
  }

  const ComparedSums& total() const { return total_; }
  const ComparedSums* Find(domain::Symbol unit) const { return of_units_.Find(unit); }

 private:
  domain::Symbol UnitOf(const domain::ProjectFacts& project) const {
    return of_departments_ ? project.department : project.unit;
  }

  void AddQuarter(size_t place, const board::DayFacts& facts, const board::DayFacts& before) {
    const bool is_same_year = facts.day().year() == before.day().year();
    selection_.ForEach(facts, [&](size_t slot, const domain::ProjectFacts& project) {
      const auto add = [&](ComparedSums& sums) {
        sums.has_projects = true;
        sums.quarters[place].figures.Add(project);
        sums.quarters[place].in_quarter.Add(project, before[slot], is_same_year);
      };
      add(total_);
      if (UnitOf(project) != 0) add(of_units_[UnitOf(project)]);
    });
  }

  // Whatever colors are asked for: they are what moves.
  void AddFlow(const board::DayFacts& now, const board::DayFacts& before) {
    selection_.ForEachOnAnyDay([&](size_t slot) {
      const domain::ProjectFacts& project = now[slot];
      if (project.kind == v1::PREPARATORY || !project.is_listed || !before[slot].is_listed) return;
      if (!selection_.HasReachedOnDay(now, slot) || !selection_.HasReachedOnDay(before, slot)) return;
      ++total_.flow[before[slot].color][project.color];
      if (UnitOf(project) != 0) ++of_units_[UnitOf(project)].flow[before[slot].color][project.color];
    });
  }

  const Parts& parts_;
  const board::View& view_;
  const Selection selection_;
  const bool of_departments_;
  ComparedSums total_;
  ByGroup<ComparedSums> of_units_;
};

using QuarterRanks = std::array<std::vector<int>, kQuarters>;  // by the unit's place

QuarterRanks RanksIn(const std::array<ComparedQuarter, kQuarters>& quarters, const std::vector<PlacedUnit>& units,
                     const ComparisonWalk& walk, const domain::Style& style) {
  QuarterRanks ranks;
  for (size_t place = 0; place < kQuarters; ++place) {
    std::vector<UnitSums> sums;
    sums.reserve(units.size());
    for (const PlacedUnit& unit : units) {
      const ComparedSums* const compared = walk.Find(unit.symbol);
      sums.push_back({.sums = compared == nullptr ? nullptr : &compared->quarters[place].figures});
    }
    ranks[place] = RanksWithinGroups(units, sums, v1::METRIC_ANNUAL_COMPLETION, style, quarters[place].as_of);
  }
  return ranks;
}

void SetQuarter(const ComparedSums::Quarter& sums, const domain::Style& style, common::Date as_of,
                v1::QuarterFigures& answer) {
  *answer.mutable_figures() = domain::FigureSetOf(sums.figures, style, as_of);
  answer.set_invested_in_quarter_yuan(sums.in_quarter.invested.Bounded().value);
  answer.set_started_in_quarter(sums.in_quarter.started);
}

v1::ComparedUnit ComparedOf(const ComparedSums& sums, const std::array<ComparedQuarter, kQuarters>& quarters,
                            const domain::Style& style) {
  v1::ComparedUnit answer;
  const ComparedSums::Quarter& now = sums.quarters[kNow];
  const ComparedSums::Quarter& before = sums.quarters[kBefore];
  const ComparedSums::Quarter& year_ago = sums.quarters[kYearAgo];
  SetQuarter(now, style, quarters[kNow].as_of, *answer.mutable_now());
  SetQuarter(before, style, quarters[kBefore].as_of, *answer.mutable_before());
  SetQuarter(year_ago, style, quarters[kYearAgo].as_of, *answer.mutable_year_ago());
  const auto growth_on = [&](const ComparedSums::Quarter& then) {
    return domain::GrowthPercent(now.in_quarter.invested.Bounded(), then.in_quarter.invested.Bounded(), style.decimals);
  };
  answer.set_growth_on_before(growth_on(before));
  answer.set_growth_on_year_ago(growth_on(year_ago));
  answer.set_completion_points(domain::CompletionPoints(now.figures, year_ago.figures, style));
  SetMoves(sums.flow, *answer.mutable_flow());
  return answer;
}

void SetQuarters(const std::array<ComparedQuarter, kQuarters>& quarters, v1::Comparison& answer) {
  answer.set_quarter(quarters[kNow].text);
  answer.set_as_of(quarters[kNow].as_of.ToString());
  answer.set_quarter_before(quarters[kBefore].text);
  answer.set_before_as_of(quarters[kBefore].as_of.ToString());
  answer.set_quarter_year_ago(quarters[kYearAgo].text);
  answer.set_year_ago_as_of(quarters[kYearAgo].as_of.ToString());
}

}  // namespace

absl::StatusOr<v1::Comparison> GetComparison(const Parts& parts, const v1::GetComparisonRequest& request) {
  const absl::StatusOr<ComparedQuarter> quarter = QuarterField(request.quarter(), parts.clock.Today());
  if (!quarter.ok()) return quarter.status();
  const board::View view = parts.board.Take();
  const absl::StatusOr<v1::HouseStyle> house_style = StyleField(view, request.style());
  if (!house_style.ok()) return house_style.status();
  absl::StatusOr<domain::RowFilter> filter = CompiledFilter(parts, view, FilterOf(request));
  if (!filter.ok()) return filter.status();

  const domain::Style style = domain::Style::Of(*house_style);
  const std::array<ComparedQuarter, kQuarters> quarters = QuartersOf(*quarter);
  ComparisonWalk walk(parts, view, Selection(parts.selections, view, *std::move(filter)), request.of_departments());
  walk.Walk(quarters);
  v1::Comparison answer;
  SetQuarters(quarters, answer);
  *answer.mutable_style() = *house_style;
  *answer.mutable_total() = ComparedOf(walk.total(), quarters, style);
  answer.set_sequence(view.sequence().value);
  const std::vector<PlacedUnit> units = UnitsByGroup(parts, view);
  const QuarterRanks ranks = RanksIn(quarters, units, walk, style);
  for (size_t place = 0; place < units.size(); ++place) {
    const ComparedSums* const sums = walk.Find(units[place].symbol);
    if (sums == nullptr || !sums->has_projects) continue;
    v1::ComparedUnit& unit = *answer.add_units();
    unit = ComparedOf(*sums, quarters, style);
    unit.set_unit(units[place].unit->id());
    unit.set_name(units[place].unit->name());
    unit.set_group(units[place].unit->group());
    unit.mutable_now()->set_rank(ranks[kNow][place]);
    unit.mutable_before()->set_rank(ranks[kBefore][place]);
    unit.mutable_year_ago()->set_rank(ranks[kYearAgo][place]);
  }
  return answer;
}

}  // namespace wuse::api
