#include "server/api/bulletin_lists.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "common/limits.h"
#include "server/api/color_counts.h"
#include "server/api/figure_request.h"
#include "server/api/lookups.h"
#include "server/api/project_order.h"

namespace wuse::api {
namespace {

using common::Date;
using common::kMaxBulletinRows;
using domain::ProjectRow;
using domain::Rung;

constexpr int kMaxBulletinReasons = 4;  // of one project: what leads to the color, not all that was looked at

const v1::Unit* UnitOf(const BulletinDay& day, domain::Symbol unit) {
  const auto found = day.units.find(unit);
  return found == day.units.end() ? nullptr : found->second;
}

std::string UnitNameOf(const BulletinDay& day, domain::Symbol unit) {
  const v1::Unit* const found = UnitOf(day, unit);
  return found == nullptr ? "" : found->name();
}

int PlaceOf(const BulletinDay& day, domain::Symbol unit) {
  const auto place = day.unit_places.find(unit);
  return place == day.unit_places.end() ? static_cast<int>(day.unit_places.size()) : place->second;
}

// Sorts the rows and keeps as many as a list may have.
template <typename Row, typename Less>
void SortAndCut(std::vector<Row>& rows, const Less& less) {
  const size_t kept = std::min(rows.size(), static_cast<size_t>(kMaxBulletinRows));
  std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(kept), rows.end(), less);
  rows.resize(kept);
}

void SetReasons(const BulletinDay& day, const board::ProjectState& state, const v1::Project& project,
                v1::BulletinProject& row) {
  for (const v1::ColorReason& reason :
       day.facts->colors()->PolicyOf(*state.row).ReasonsOf(*state.row, *state.marks, project)) {
    const bool decides = !reason.waived() && (reason.color() == row.color() || reason.dimension() == 0);
    if (decides && row.reasons_size() < kMaxBulletinReasons) row.add_reasons(reason.text());
  }
}

v1::BulletinProject BehindRow(const BulletinDay& day, size_t slot) {
  const board::ProjectState& state = day.view.project(slot);
  const v1::Project project = ParsedProject(state);
  v1::BulletinProject row;
  row.set_id(project.id());
  row.set_name(project.name());
  row.set_unit(project.unit());
  row.set_unit_name(UnitNameOf(day, state.row->unit));
  row.set_color((*day.facts)[slot].color);
  // The register keeps since when it has the color of now; what it was before is not kept day by day.
  const bool is_known =
      project.status().color() == row.color() && Date::OfStored(project.status().since()) <= day.day();
  if (is_known) row.set_since(project.status().since());
  SetReasons(day, state, project, row);
  row.set_team(project.team().name());
  row.set_leader(project.team().leader());
  row.set_made_up(!project.made_up().empty());
  return row;
}

bool HasReportOfWeek(const std::vector<domain::ReportMark>& marks, common::Week week) {
  return std::any_of(marks.begin(), marks.end(), [week](const auto& mark) { return mark.week() == week; });
}

// A project that owes a report and has filed none.
struct Owing {
  int place;
  std::string id;
  size_t slot;
  friend bool operator<(const Owing& a, const Owing& b) { return std::tie(a.place, a.id) < std::tie(b.place, b.id); }
};

v1::BulletinMissing MissingRow(const BulletinDay& day, const Owing& owing) {
  const board::ProjectState& state = day.view.project(owing.slot);
  const v1::Project project = ParsedProject(state);
  v1::BulletinMissing row;
  row.set_id(project.id());
  row.set_name(project.name());
  row.set_unit(project.unit());
  row.set_unit_name(UnitNameOf(day, state.row->unit));
  if (!state.marks->empty()) row.set_last_week(state.marks->back().week().ToString());
  return row;
}

// A rung of a project, and the day by which it is listed.
struct Dated {
  Date day;
  int place;  // of the unit
  size_t slot;
  size_t rung;
  Date planned_on;
  friend bool operator<(const Dated& a, const Dated& b) {
    return std::tie(a.day, a.place, a.slot, a.rung) < std::tie(b.day, b.place, b.slot, b.rung);
  }
};

v1::BulletinMilestone MilestoneRow(const BulletinDay& day, const Dated& dated, bool is_reached) {
  const board::ProjectState& state = day.view.project(dated.slot);
  const v1::Project project = ParsedProject(state);
  const v1::Milestone& milestone = project.milestones(static_cast<int>(dated.rung));
  v1::BulletinMilestone row;
  row.set_id(project.id());
  row.set_project_name(project.name());
  row.set_unit_name(UnitNameOf(day, state.row->unit));
  row.set_milestone(milestone.id());
  row.set_milestone_name(milestone.name());
  row.set_planned_on(dated.planned_on.ToString());
  if (is_reached) row.set_reached_on(dated.day.ToString());
  if (dated.planned_on.IsSet()) {
    row.set_days_late(common::DaysBetween(dated.planned_on, is_reached ? dated.day : day.day()));
  }
  return row;
}

// A rung that is not reached while a later one of its track is, is waited for no more.
bool IsWaitedFor(const ProjectRow& row, size_t at, Date day) {
  for (size_t i = at; i < row.rungs.size(); ++i) {
    if (row.rungs[i].track == row.rungs[at].track && domain::IsReached(row.rungs[i], day)) return false;
  }
  return true;
}

// What is open of a project and is due by `until`, late ones included.
void AddDue(const BulletinDay& day, size_t slot, Date until, std::vector<Dated>& due) {
  const ProjectRow& row = *day.view.project(slot).row;
  if (domain::IsPaused(row, day.day())) return;
  for (size_t i = 0; i < row.rungs.size(); ++i) {
    const Date planned = domain::PlannedOn(row, row.rungs[i], day.day());
    if (!planned.IsSet() || planned > until || !IsWaitedFor(row, i, day.day())) continue;
    due.push_back({.day = planned, .place = PlaceOf(day, row.unit), .slot = slot, .rung = i, .planned_on = planned});
  }
}

void AddReached(const BulletinDay& day, size_t slot, std::vector<Dated>& reached) {
  const ProjectRow& row = *day.view.project(slot).row;
  for (size_t i = 0; i < row.rungs.size(); ++i) {
    const Rung& rung = row.rungs[i];
    if (!domain::IsReached(rung, day.day()) || rung.reached_on < day.period.first()) continue;
    reached.push_back({.day = rung.reached_on,
                       .place = PlaceOf(day, row.unit),
                       .slot = slot,
                       .rung = i,
                       .planned_on = domain::PlannedOn(row, rung, day.day())});
  }
}

// A project that has another color than at the last one.
struct MovedSlot {
  v1::Color before;
  v1::Color after;
  int place;
  size_t slot;
};

v1::MovedColor MovedRow(const BulletinDay& day, const MovedSlot& moved) {
  const board::ProjectState& state = day.view.project(moved.slot);
  const v1::Project project = ParsedProject(state);
  v1::MovedColor row;
  row.set_id(project.id());
  row.set_name(project.name());
  row.set_unit_name(UnitNameOf(day, state.row->unit));
  row.set_before(moved.before);
  row.set_after(moved.after);
  return row;
}

template <typename Rows>
void CutTo(int rows, Rows& list) {
  if (list.size() > rows) list.DeleteSubrange(rows, list.size() - rows);
}

}  // namespace

void AddBehind(const BulletinDay& day, v1::Bulletin& bulletin) {
  const ProjectRanking ranking(day.parts, day.view, v1::BY_LATENESS, day.day());
  std::vector<RankedProject> behind;
  ForEachMatching(*day.facts, day.filter, [&](size_t slot, const domain::ProjectFacts& facts) {
    if (facts.kind == v1::PREPARATORY || facts.color < v1::ORANGE) return;
    RankedProject& ranked = behind.emplace_back();
    ranked.rank = ranking.RankOf(day.view.project(slot));
    ranked.rank.group = -facts.color;  // of the day, where the ranking has that of now
    ranked.slot = slot;
  });
  bulletin.set_behind_count(static_cast<int>(behind.size()));
  SortAndCut(behind, std::less<>());
  for (const RankedProject& ranked : behind) *bulletin.add_behind() = BehindRow(day, ranked.slot);
}

void AddMissing(const BulletinDay& day, v1::Bulletin& bulletin) {
  const common::Week week = day.period.ReportWeek(day.day());
  bulletin.set_report_week(week.ToString());
  int expected = 0;
  std::vector<Owing> missing;
  std::map<domain::Symbol, int> by_unit;
  for (size_t slot = 0; slot < day.facts->size(); ++slot) {
    const board::ProjectState& state = day.view.project(slot);
    const ProjectRow& row = *state.row;
    if (row.kind == v1::PREPARATORY || !domain::MatchesApartFromColor(day.filter, row, day.day()) ||
        !domain::MatchesColor(day.filter, (*day.facts)[slot].color) ||
        !domain::OwesReport(row, week, day.parts.calendar)) {
      continue;
    }
    ++expected;
    if (HasReportOfWeek(*state.marks, week)) continue;
    missing.push_back({.place = PlaceOf(day, row.unit), .id = ProjectIdOf(day.parts, state), .slot = slot});
    ++by_unit[row.unit];
  }
  bulletin.set_expected_count(expected);
  bulletin.set_missing_count(static_cast<int>(missing.size()));
  SortAndCut(missing, std::less<>());
  for (const Owing& owing : missing) *bulletin.add_missing() = MissingRow(day, owing);
  for (v1::BulletinUnit& unit : *bulletin.mutable_units()) {
    unit.set_missing_count(by_unit[day.parts.board.symbols().Find(unit.unit())]);
  }
}

void AddMilestones(const BulletinDay& day, v1::Bulletin& bulletin) {
  const std::optional<domain::BulletinPeriod> next = day.period.After();
  const Date until = next ? next->last() : day.period.last();
  std::vector<Dated> reached;
  std::vector<Dated> due;
  ForEachMatching(*day.facts, day.filter, [&](size_t slot, const domain::ProjectFacts& facts) {
    if (facts.kind == v1::PREPARATORY) return;
    AddReached(day, slot, reached);
    AddDue(day, slot, until, due);
  });
  bulletin.set_reached_count(static_cast<int>(reached.size()));
  bulletin.set_due_next_count(static_cast<int>(due.size()));
  SortAndCut(reached, std::less<>());
  SortAndCut(due, std::less<>());
  for (const Dated& dated : reached) *bulletin.add_reached() = MilestoneRow(day, dated, true);
  for (const Dated& dated : due) *bulletin.add_due_next() = MilestoneRow(day, dated, false);
}

void AddMoves(const BulletinDay& day, const board::DayFacts& last, v1::SinceLast& since) {
  ColorMoveCounts moves{};
  std::vector<MovedSlot> worsened;
  std::vector<MovedSlot> improved;
  ForEachMatching(*day.facts, day.filter, [&](size_t slot, const domain::ProjectFacts& facts) {
    if (facts.kind == v1::PREPARATORY || slot >= last.size() || !last[slot].is_listed) return;
    const v1::Color before = last[slot].color;
    const v1::Color after = facts.color;
    ++moves[before][after];
    const MovedSlot moved{.before = before, .after = after, .place = PlaceOf(day, facts.unit), .slot = slot};
    if (after >= v1::YELLOW && after > before) worsened.push_back(moved);
    if (before >= v1::YELLOW && after < before && after != v1::NOT_RATED) improved.push_back(moved);
  });
  SetMoves(moves, *since.mutable_moves());
  since.set_worsened_count(static_cast<int>(worsened.size()));
  since.set_improved_count(static_cast<int>(improved.size()));
  // The worst color first; of the same, whoever fell from higher.
  SortAndCut(worsened, [](const MovedSlot& a, const MovedSlot& b) {
    return std::make_tuple(-a.after, +a.before, a.place, a.slot) <
           std::make_tuple(-b.after, +b.before, b.place, b.slot);
  });
  SortAndCut(improved, [](const MovedSlot& a, const MovedSlot& b) {
    return std::make_tuple(+a.after, -a.before, a.place, a.slot) <
           std::make_tuple(+b.after, -b.before, b.place, b.slot);
  });
  for (const MovedSlot& moved : worsened) *since.add_worsened() = MovedRow(day, moved);
  for (const MovedSlot& moved : improved) *since.add_improved() = MovedRow(day, moved);
}

void CutLists(int rows, v1::Bulletin& bulletin) {
  CutTo(rows, *bulletin.mutable_behind());
  CutTo(rows, *bulletin.mutable_missing());
  CutTo(rows, *bulletin.mutable_reached());
  CutTo(rows, *bulletin.mutable_due_next());
  CutTo(rows, *bulletin.mutable_references());
  CutTo(rows, *bulletin.mutable_corrected());
  CutTo(rows, *bulletin.mutable_since_last()->mutable_worsened());
  CutTo(rows, *bulletin.mutable_since_last()->mutable_improved());
}

}  // namespace wuse::api
