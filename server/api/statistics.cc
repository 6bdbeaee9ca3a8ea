#include "server/api/statistics.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/api/figure_groups.h"
#include "server/api/figure_request.h"
#include "server/api/filters.h"
#include "server/api/lookups.h"
#include "server/domain/figure_book.h"
#include "server/domain/statistics_over_time.h"

namespace wuse::api {
namespace {

struct GroupSums {
  domain::FigureSums now;
  domain::FigureSums year_ago;
  domain::PeriodSums in_period;
  std::vector<int> reached;  // by the number of the milestone
};

// What is counted of a project besides its facts of the day.
struct Wanted {
  AskedPeriod period;
  domain::Style style;
  bool is_single_day = false;
  bool year_on_year = false;
  std::vector<std::string> milestones;  // the request's, then those of the targets of lists
  int asked_milestones = 0;
};

// Walks the facts of each day once, for the total and the groups.
class StatisticsWalk {
 public:
  StatisticsWalk(const Parts& parts, const board::View& view, v1::GroupBy by, Wanted wanted)
      : parts_(parts), view_(view), by_(by), wanted_(std::move(wanted)) {
    for (const std::string& milestone : wanted_.milestones) {
      milestones_.push_back(parts.board.symbols().Find(milestone));
    }
  }

  void Walk(const domain::RowFilter& filter) {
    const Selection selection(parts_.selections, view_, filter);
    std::vector<common::Date> days = {wanted_.period.as_of};
    if (!wanted_.is_single_day) days.push_back(wanted_.period.first.Plus(-1));
    if (wanted_.year_on_year) days.push_back(YearBefore(wanted_.period.as_of));
    const auto facts = parts_.day_facts.Of(view_, days);
    facts_ = facts.front();
    if (!wanted_.is_single_day) before_ = facts[1];
    const bool is_same_year = before_ != nullptr && before_->day().year() == facts_->day().year();
    selection.ForEach(*facts_, [&](size_t slot, const domain::ProjectFacts& project) {
      const auto add = [&](GroupSums& sums) {
        sums.now.Add(project);
        if (before_ != nullptr) sums.in_period.Add(project, (*before_)[slot], is_same_year);
        if (!milestones_.empty()) CountReached(slot, sums.reached);
      };
      add(total_);
      ForEachKey(by_, *facts_, slot, [&](uint32_t key) { add(groups_[key]); });
    });
    if (wanted_.year_on_year) AddYearAgo(selection, *facts.back());
  }

  v1::FigureSet Total(const v1::ReferenceFigure* year_ago) const { return FiguresOf(total_, year_ago); }

  void SetGroups(google::protobuf::RepeatedPtrField<v1::StatisticsGroup>& answer) const {
    for (NamedGroup& named : InOrder(parts_, view_, by_, groups_.numbers())) {
      const GroupSums& sums = groups_.Numbered(named.number);
      v1::StatisticsGroup& group = *answer.Add();
      group.set_key(std::move(named.key));
      group.set_name(std::move(named.name));
      *group.mutable_figures() = FiguresOf(sums, nullptr);
      if (by_ == v1::GROUP_BY_LIST) SetTarget(sums, group);
      if (by_ == v1::GROUP_BY_PARENT) SetParent(group);
    }
  }

 private:
  void CountReached(size_t slot, std::vector<int>& reached) const {
    reached.resize(milestones_.size());
    if ((*facts_)[slot].kind == v1::PREPARATORY) return;
    for (const domain::Rung& rung : view_.project(slot).row->rungs) {
      if (!domain::IsReached(rung, facts_->day())) continue;
      for (size_t i = 0; i < milestones_.size(); ++i) {
        if (milestones_[i] == rung.id) ++reached[i];
      }
    }
  }

  void AddYearAgo(const Selection& selection, const board::DayFacts& then) {
    selection.ForEach(then, [&](size_t slot, const domain::ProjectFacts& project) {
      total_.year_ago.Add(project);
      ForEachKey(by_, then, slot, [&](uint32_t key) {
        if (GroupSums* const group = groups_.Find(key)) group->year_ago.Add(project);
      });
    });
  }

  v1::FigureSet FiguresOf(const GroupSums& sums, const v1::ReferenceFigure* year_ago) const {
    const common::Date day = wanted_.period.as_of;
    v1::FigureSet figures = domain::FigureSetOf(sums.now, wanted_.style, day);
    for (int i = 0; i < wanted_.asked_milestones; ++i) {
      v1::MilestoneShare& share = *figures.add_milestones();
      share.set_milestone(wanted_.milestones[i]);
      domain::SetRate(sums.reached.empty() ? 0 : sums.reached[i], sums.now.projects, wanted_.style.decimals,
                      *share.mutable_share());
    }
    if (wanted_.year_on_year) {
      *figures.mutable_year_on_year() =
          domain::YearOnYearOf(sums.now, sums.year_ago, YearBefore(day), wanted_.style, year_ago);
    }
    if (before_ != nullptr) {
      *figures.mutable_in_period() = domain::PeriodFiguresOf(sums.in_period, wanted_.period.first);
    }
    return figures;
  }

  void SetTarget(const GroupSums& sums, v1::StatisticsGroup& group) const {
    const v1::ProjectList* const list = view_.figure_book().FindList(group.key());
    if (list == nullptr || !list->has_target()) return;
    *group.mutable_target() = list->target();
    const auto milestone = std::find(wanted_.milestones.begin(), wanted_.milestones.end(), list->target().milestone());
    const int reached =
        milestone == wanted_.milestones.end() ? 0 : sums.reached[milestone - wanted_.milestones.begin()];
    *group.mutable_target_completion() =
        domain::TargetCompletion(list->target(), sums.now, reached, wanted_.style.decimals);
  }

  void SetParent(v1::StatisticsGroup& group) const {
    const std::optional<size_t> slot = parts_.board.FindSlotById(group.key());
    if (group.key().empty() || !slot || *slot >= facts_->size()) return;
    const domain::ProjectFacts& parent = (*facts_)[*slot];
    const v1::FigureSet& parts = group.figures();
    v1::ParentFigures& own = *group.mutable_parent();
    own.set_total_investment_yuan(parent.total_investment.value);
    own.set_annual_plan_yuan(parent.annual_plan.value);
    own.set_invested_yuan(parent.invested.value);
    own.set_total_investment_differs(own.total_investment_yuan() != parts.total_investment_yuan());
    own.set_annual_plan_differs(own.annual_plan_yuan() != parts.annual_plan_yuan());
    own.set_invested_differs(own.invested_yuan() != parts.invested_yuan());
  }

  const Parts& parts_;
  const board::View& view_;
  v1::GroupBy by_;
  Wanted wanted_;
  std::vector<domain::Symbol> milestones_;  // by number
  std::shared_ptr<const board::DayFacts> facts_;
  std::shared_ptr<const board::DayFacts> before_;  // of the day before the period; null: a single day
  GroupSums total_;
  ByGroup<GroupSums> groups_;
};

std::vector<std::string> MilestonesOf(const board::View& view, const v1::GetStatisticsRequest& request) {
  std::vector<std::string> milestones(request.milestones().begin(), request.milestones().end());
  if (request.by() != v1::GROUP_BY_LIST) return milestones;
  for (const auto& [id, list] : view.figure_book().lists()) {
    if (list.target().measure() != v1::TARGET_MILESTONE) continue;
    const std::string& milestone = list.target().milestone();
    if (std::find(milestones.begin(), milestones.end(), milestone) == milestones.end()) milestones.push_back(milestone);
  }
  return milestones;
}

void SetReferences(const board::View& view, const v1::ProjectFilter* filter, v1::Statistics& answer) {
  const auto& references = view.figure_book().references();
  const std::string meant = domain::FilterKey(filter);
  const std::string period = answer.period() + "/";
  for (auto it = references.lower_bound(period); it != references.end() && it->first.starts_with(period); ++it) {
    const v1::ReferenceFigure& figure = it->second;
    if (domain::FilterKey(figure.has_filter() ? &figure.filter() : nullptr) == meant) *answer.add_references() = figure;
  }
}

absl::Status GroupByField(v1::GroupBy by) {
  return by == v1::GROUP_BY_UNSPECIFIED ? absl::OkStatus() : EnumField("by", by, v1::GroupBy_IsValid(by));
}

}  // namespace

const v1::ReferenceFigure* ReferenceYearAgo(const domain::FigureBook& book, const v1::ProjectFilter* filter,
                                            const std::string& period) {
  v1::ReferenceFigure wanted;
  wanted.set_metric(v1::METRIC_ANNUAL_COMPLETION);
  wanted.set_period(PeriodYearBefore(period));
  if (filter != nullptr) *wanted.mutable_filter() = *filter;
  return book.FindReference(domain::ReferenceKey(wanted));
}

absl::StatusOr<v1::Statistics> GetStatistics(const Parts& parts, const v1::GetStatisticsRequest& request) {
  const absl::StatusOr<AskedPeriod> period = PeriodField(request.period(), parts.clock.Today());
  if (!period.ok()) return period.status();
  WUSE_RETURN_IF_ERROR(GroupByField(request.by()));
  const board::View view = parts.board.Take();
  const absl::StatusOr<v1::HouseStyle> style = StyleField(view, request.style());
  if (!style.ok()) return style.status();
  absl::StatusOr<domain::RowFilter> filter = CompiledFilter(parts, view, FilterOf(request));
  if (!filter.ok()) return filter.status();
  WUSE_RETURN_IF_ERROR(MilestonesField(parts, view, "milestones", request.milestones()));

  StatisticsWalk walk(parts, view, request.by(),
                      {.period = *period,
                       .style = domain::Style::Of(*style),
                       .is_single_day = IsDay(period->text),
                       .year_on_year = request.year_on_year(),
                       .milestones = MilestonesOf(view, request),
                       .asked_milestones = request.milestones_size()});
  walk.Walk(*filter);
  v1::Statistics answer;
  answer.set_period(period->text);
  answer.set_as_of(period->as_of.ToString());
  answer.set_district(parts.district);
  *answer.mutable_style() = *style;
  *answer.mutable_total() = walk.Total(ReferenceYearAgo(view.figure_book(), FilterOf(request), period->text));
  answer.set_by(request.by());
  walk.SetGroups(*answer.mutable_groups());
  answer.set_groups_overlap(request.by() == v1::GROUP_BY_LIST || request.by() == v1::GROUP_BY_TAG);
  SetReferences(view, FilterOf(request), answer);
  answer.set_sequence(view.sequence().value);
  return answer;
}

}  // namespace wuse::api
