#include "server/api/schedule.h"

#include <algorithm>
#include <bitset>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/limits.h"
#include "server/api/figure_request.h"
#include "server/api/filters.h"
#include "server/api/lookups.h"
#include "server/api/page_token.h"
#include "server/api/project_order.h"
#include "server/domain/figures.h"

namespace wuse::api {
namespace {

constexpr size_t kTracks = 256;  // a rung's track is one byte

// Of each rung, in the order of the ladder.
std::vector<std::optional<int>> DaysLateOf(const domain::ProjectRow& row, common::Date day) {
  std::vector<std::optional<int>> days_late(row.rungs.size());
  std::bitset<kTracks> passed;  // tracks of which a later rung is reached
  for (size_t i = row.rungs.size(); i-- > 0;) {
    const domain::Rung& rung = row.rungs[i];
    const bool is_reached = domain::IsReached(rung, day);
    const common::Date planned = domain::PlannedOn(row, rung, day);
    if (planned.IsSet() && is_reached) {
      days_late[i] = common::DaysBetween(planned, rung.reached_on);
    } else if (planned.IsSet() && planned <= day && !passed.test(rung.track)) {
      days_late[i] = common::DaysBetween(planned, day);
    }
    if (is_reached) passed.set(rung.track);
  }
  return days_late;
}

bool HasLateMilestone(const domain::ProjectRow& row, common::Date day) {
  const std::vector<std::optional<int>> days_late = DaysLateOf(row, day);
  return std::any_of(days_late.begin(), days_late.end(), [](const auto& days) { return days.value_or(0) > 0; });
}

std::vector<RankedProject> ScheduledMatches(const Parts& parts, const board::DayFacts& facts,
                                            const domain::RowFilter& filter, bool late_only) {
  const ProjectRanking ranking(parts, facts.view(), v1::BY_UNIT, facts.day());
  std::vector<RankedProject> matches;
  Selection(parts.selections, facts.view(), filter)
      .ForEach(facts, [&](size_t slot, const domain::ProjectFacts& /*project*/) {
        const board::ProjectState& state = facts.view().project(slot);
        if (late_only && !HasLateMilestone(*state.row, facts.day())) return;
        matches.push_back({.rank = ranking.RankOf(state), .slot = slot});
      });
  return matches;
}

// Replaced by the day: what is replaced later was still in force.
int ReplannedBy(const v1::Milestone& milestone, common::Date day) {
  return static_cast<int>(
      std::count_if(milestone.former().begin(), milestone.former().end(), [&](const v1::FormerDate& former) {
        const common::Date replaced = common::Date::OfStored(former.replaced_on());
        return replaced.IsSet() && replaced <= day;
      }));
}

void SetMilestones(const v1::Project& project, const domain::ProjectRow& row, common::Date day,
                   v1::ScheduledProject& scheduled) {
  const std::vector<std::optional<int>> days_late = DaysLateOf(row, day);
  for (int i = 0; i < project.milestones_size(); ++i) {
    const v1::Milestone& milestone = project.milestones(i);
    const domain::Rung& rung = row.rungs[i];
    v1::ScheduledMilestone& answer = *scheduled.add_milestones();
    answer.set_id(milestone.id());
    answer.set_name(milestone.name());
    answer.set_track(milestone.track());
    answer.set_baseline_on(milestone.former().empty() ? milestone.planned_on() : milestone.former(0).planned_on());
    answer.set_planned_on(domain::PlannedOn(row, rung, day).ToString());
    if (domain::IsReached(rung, day)) answer.set_reached_on(milestone.reached_on());
    if (days_late[i]) answer.set_days_late(*days_late[i]);
    answer.set_replanned_count(ReplannedBy(milestone, day));
  }
}

v1::ScheduledProject ScheduledOf(const board::DayFacts& facts, size_t slot) {
  const board::ProjectState& state = facts.view().project(slot);
  const v1::Project project = ParsedProject(state);
  v1::ScheduledProject scheduled;
  scheduled.set_id(project.id());
  scheduled.set_name(project.name());
  scheduled.set_unit(project.unit());
  if (const v1::Unit* unit = facts.view().FindUnit(project.unit())) scheduled.set_unit_name(unit->name());
  scheduled.set_kind(project.kind());
  scheduled.set_category(project.category());
  scheduled.set_color(facts[slot].color);
  scheduled.set_made_up(state.row->made_up);
  SetMilestones(project, *state.row, facts.day(), scheduled);
  return scheduled;
}

// Fills the page from the matches after the position. At least one project, however large.
void SetPage(const board::DayFacts& facts, std::vector<RankedProject> matches, size_t page_size,
             const PageTokens& tokens, v1::Schedule& schedule) {
  const size_t wanted = std::min(matches.size(), page_size);
  std::partial_sort(matches.begin(), matches.begin() + static_cast<int64_t>(wanted), matches.end());
  size_t bytes = 0;
  size_t taken = 0;
  for (; taken < wanted; ++taken) {
    v1::ScheduledProject scheduled = ScheduledOf(facts, matches[taken].slot);
    bytes += scheduled.ByteSizeLong();
    if (taken > 0 && bytes > common::kMaxPageBytes) break;
    *schedule.add_projects() = std::move(scheduled);
  }
  if (taken < matches.size()) schedule.set_next_page_token(tokens.Make(matches[taken - 1].rank.ToPosition()));
}

}  // namespace

absl::StatusOr<v1::Schedule> GetSchedule(const Parts& parts, const v1::GetScheduleRequest& request) {
  const PageTokens tokens = PageTokensOf(parts.ledger.store_id(), "GetSchedule", request);
  const absl::StatusOr<int> page_size = PageSizeField(request.page_size(), common::kDefaultPageSize);
  if (!page_size.ok()) return page_size.status();
  absl::StatusOr<std::string> position = tokens.Open(request.page_token());
  if (!position.ok()) return position.status();
  const common::Date today = parts.clock.Today();
  const absl::StatusOr<AskedPeriod> period = PeriodField(request.period(), today);
  if (!period.ok()) return period.status();
  const board::View view = parts.board.Take();
  const absl::StatusOr<domain::RowFilter> filter = CompiledFilter(parts, view, FilterOf(request));
  if (!filter.ok()) return filter.status();

  const std::shared_ptr<const board::DayFacts> facts = parts.day_facts.Of(view, period->as_of);
  std::vector<RankedProject> matches = ScheduledMatches(parts, *facts, *filter, request.late_only());
  v1::Schedule schedule;
  schedule.set_as_of(period->as_of.ToString());
  schedule.set_today(today.ToString());
  schedule.set_total_count(static_cast<int>(matches.size()));
  schedule.set_sequence(view.sequence().value);
  if (!position->empty()) {
    const ProjectRank last = ProjectRank::OfPosition(*position);
    std::erase_if(matches, [&](const RankedProject& project) { return !(last < project.rank); });
  }
  SetPage(*facts, std::move(matches), static_cast<size_t>(*page_size), tokens, schedule);
  return schedule;
}

}  // namespace wuse::api
