#include "server/api/bulletin_lists.h"

#include <algorithm>
#include <tuple>

#include "common/limits.h"
#include "server/api/color_counts.h"
#include "server/api/figure_groups.h"
#include "server/api/lookups.h"
#include "server/api/project_order.h"
#include "server/api/shortlist.h"
#include "server/domain/project_brief.h"

namespace wuse::api {
namespace {

using common::Date;
using common::kMaxBulletinRows;
using domain::ProjectRow;
using domain::Rung;

constexpr int kMaxBulletinReasons = 4;  // of one project: what leads to the color, not all that was looked at
constexpr int kNoUnitsPlace = -1;

domain::ProjectBrief BriefOf(const board::ProjectState& state) {
  return domain::ProjectBrief::Within(state.encoded, state.row);
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
  row.set_unit_name(day.units.NameOf(state.row->unit));
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

// Looks at projects that are listed, one by one, for red and orange ones.
class BehindList {
 public:
  explicit BehindList(const BulletinDay& day)
      : day_(day), ranking_(day.parts, day.view, v1::BY_LATENESS, day.day()), behind_(kMaxBulletinRows) {}

  void Look(size_t slot, const domain::ProjectFacts& facts, const domain::BulletinMark& mark) {
    if (facts.color < v1::ORANGE) return;
    ++count_;
    const int group = -facts.color;
    // All that its mark can tell, before more of the project is fetched.
    if (const Behind* const last = behind_.Last()) {
      if (last->rank.group < group || (last->rank.group == group && mark.days_late < last->rank.days_late)) return;
    }
    Behind behind{.rank = ranking_.RankWithoutId(day_.view.project(slot)), .slot = slot};
    behind.rank.group = group;  // of the day; the ranking has the color of now
    behind_.Add(behind);
  }

  void Write(v1::Bulletin& bulletin) && {
    bulletin.set_behind_count(count_);
    for (const Behind& behind : std::move(behind_).Sorted()) *bulletin.add_behind() = BehindRow(day_, behind.slot);
  }

 private:
  struct Behind {
    ProjectRank rank;
    size_t slot;
    friend bool operator<(const Behind& a, const Behind& b) {
      return a.rank < b.rank || (!(b.rank < a.rank) && a.slot < b.slot);
    }
  };

  const BulletinDay& day_;
  const ProjectRanking ranking_;
  int count_ = 0;
  Shortlist<Behind> behind_;
};

// A project that owes a report and has filed none.
struct Owing {
  int place;  // of the unit
  size_t slot;
  friend bool operator<(const Owing& a, const Owing& b) {
    return std::tie(a.place, a.slot) < std::tie(b.place, b.slot);
  }
};

v1::BulletinMissing MissingRow(const BulletinDay& day, const Owing& owing) {
  const board::ProjectState& state = day.view.project(owing.slot);
  const domain::ProjectBrief project = BriefOf(state);
  v1::BulletinMissing row;
  row.set_id(project.id());
  row.set_name(std::string(project.name()));
  row.set_unit(project.match().unit());
  row.set_unit_name(day.units.NameOf(state.row->unit));
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
  row.set_unit_name(day.units.NameOf(state.row->unit));
  row.set_milestone(milestone.id());
  row.set_milestone_name(milestone.name());
  row.set_planned_on(dated.planned_on.ToString());
  if (is_reached) row.set_reached_on(dated.day.ToString());
  if (dated.planned_on.IsSet()) {
    row.set_days_late(common::DaysBetween(dated.planned_on, is_reached ? dated.day : day.day()));
  }
  return row;
}

// Looks at projects one by one for who owes the report of the bulletin's week.
class MissingList {
 public:
  explicit MissingList(const BulletinDay& day) : day_(day), missing_(kMaxBulletinRows) {}

  void Look(size_t slot, const domain::ProjectFacts& facts, const domain::BulletinMark& mark) {
    if (!mark.owes_report) return;
    ++expected_;
    if (mark.has_report) return;
    ++missing_count_;
    ++by_unit_[facts.unit];
    missing_.Add({.place = day_.units.PlaceOf(facts.unit), .slot = slot});
  }

  void Write(v1::Bulletin& bulletin) && {
    bulletin.set_report_week(day_.marks->dates().report_week.ToString());
    bulletin.set_expected_count(expected_);
    bulletin.set_missing_count(missing_count_);
    for (const Owing& owing : std::move(missing_).Sorted()) *bulletin.add_missing() = MissingRow(day_, owing);
    for (v1::BulletinUnit& unit : *bulletin.mutable_units()) {
      const int* const missing = by_unit_.Find(day_.parts.board.symbols().Find(unit.unit()));
      unit.set_missing_count(missing == nullptr ? 0 : *missing);
    }
  }

 private:
  const BulletinDay& day_;
  int expected_ = 0;
  int missing_count_ = 0;
  ByGroup<int> by_unit_;
  Shortlist<Owing> missing_;
};

// Looks at projects that are listed, one by one, for milestones.
class MilestoneLists {
 public:
  explicit MilestoneLists(const BulletinDay& day) : day_(day), reached_(kMaxBulletinRows), due_(kMaxBulletinRows) {}

  void Look(size_t slot, const domain::BulletinMark& mark) {
    reached_count_ += mark.reached_count;
    due_count_ += mark.due_count;
    const bool may_be_listed = MayTake(reached_, mark.first_reached) || MayTake(due_, mark.first_due);
    if (!may_be_listed) return;
    const ProjectRow& row = *day_.view.project(slot).row;
    domain::ForEachListedRung(row, day_.marks->dates(), [&](const domain::ListedRung& listed) {
      (listed.is_reached ? reached_ : due_)
          .Add({.day = listed.listed_by,
                .place = day_.units.PlaceOf(row.unit),
                .slot = slot,
                .rung = listed.rung,
                .planned_on = listed.planned_on});
    });
  }

  void Write(v1::Bulletin& bulletin) && {
    bulletin.set_reached_count(reached_count_);
    bulletin.set_due_next_count(due_count_);
    for (const Dated& one : std::move(reached_).Sorted()) *bulletin.add_reached() = MilestoneRow(day_, one, true);
    for (const Dated& one : std::move(due_).Sorted()) *bulletin.add_due_next() = MilestoneRow(day_, one, false);
  }

 private:
  static bool MayTake(const Shortlist<Dated>& list, Date first) {
    return first.IsSet() && (list.Last() == nullptr || first <= list.Last()->day);
  }

  const BulletinDay& day_;
  int reached_count_ = 0;
  int due_count_ = 0;
  Shortlist<Dated> reached_;
  Shortlist<Dated> due_;  // what is open, late ones included
};

// A project that has another color than at the last one.
struct MovedSlot {
  int first;  // what it is listed by
  int then;
  int place;  // of the unit
  size_t slot;
  v1::Color before;
  v1::Color after;
  friend bool operator<(const MovedSlot& a, const MovedSlot& b) {
    return std::tie(a.first, a.then, a.place, a.slot) < std::tie(b.first, b.then, b.place, b.slot);
  }
};

v1::MovedColor MovedRow(const BulletinDay& day, const MovedSlot& moved) {
  const board::ProjectState& state = day.view.project(moved.slot);
  const domain::ProjectBrief project = BriefOf(state);
  v1::MovedColor row;
  row.set_id(project.id());
  row.set_name(std::string(project.name()));
  row.set_unit_name(day.units.NameOf(state.row->unit));
  row.set_before(moved.before);
  row.set_after(moved.after);
  return row;
}

template <typename Rows>
void CutTo(int rows, Rows& list) {
  if (list.size() > rows) list.DeleteSubrange(rows, list.size() - rows);
}

}  // namespace

UnitPlaces::UnitPlaces(const Parts& parts, const board::View& view) : view_(view) {
  for (size_t place = 0; place < view.units().size(); ++place) {
    const domain::Symbol symbol = parts.board.symbols().Find(view.units()[place].id());
    if (symbol >= places_.size()) places_.resize(symbol + 1, kNoUnitsPlace);
    places_[symbol] = static_cast<int>(place);
  }
}

const v1::Unit* UnitPlaces::Find(domain::Symbol unit) const {
  const int place = PlaceOf(unit);
  return place < static_cast<int>(view_.units().size()) ? &view_.units()[place] : nullptr;
}

std::string UnitPlaces::NameOf(domain::Symbol unit) const {
  const v1::Unit* const found = Find(unit);
  return found == nullptr ? "" : found->name();
}

int UnitPlaces::PlaceOf(domain::Symbol unit) const {
  const bool is_unit = unit != 0 && unit < places_.size() && places_[unit] != kNoUnitsPlace;
  return is_unit ? places_[unit] : static_cast<int>(view_.units().size());
}

void AddListsOfProjects(const BulletinDay& day, v1::Bulletin& bulletin) {
  BehindList behind(day);
  MissingList missing(day);
  MilestoneLists milestones(day);
  day.selection.ForEachOnAnyDay([&](size_t slot) {
    const domain::ProjectFacts& facts = (*day.facts)[slot];
    if (facts.kind == v1::PREPARATORY || !day.selection.MatchesOnDay(*day.facts, slot)) return;
    const domain::BulletinMark& mark = (*day.marks)[slot];
    missing.Look(slot, facts, mark);
    if (!facts.is_listed) return;
    behind.Look(slot, facts, mark);
    milestones.Look(slot, mark);
  });
  std::move(behind).Write(bulletin);
  std::move(missing).Write(bulletin);
  std::move(milestones).Write(bulletin);
}

void AddMoves(const BulletinDay& day, const board::DayFacts& last, v1::SinceLast& since) {
  ColorMoveCounts moves{};
  int worsened_count = 0;
  int improved_count = 0;
  Shortlist<MovedSlot> worsened(kMaxBulletinRows);
  Shortlist<MovedSlot> improved(kMaxBulletinRows);
  day.selection.ForEach(*day.facts, [&](size_t slot, const domain::ProjectFacts& facts) {
    if (facts.kind == v1::PREPARATORY || !last[slot].is_listed) return;
    const v1::Color before = last[slot].color;
    const v1::Color after = facts.color;
    ++moves[before][after];
    if (before == after) return;
    const int place = day.units.PlaceOf(facts.unit);
    if (after >= v1::YELLOW && after > before) {  // the worst color first; of the same, whoever fell from higher
      ++worsened_count;
      worsened.Add({.first = -after, .then = +before, .place = place, .slot = slot, .before = before, .after = after});
    }
    if (before >= v1::YELLOW && after < before && after != v1::NOT_RATED) {
      ++improved_count;
      improved.Add({.first = +after, .then = -before, .place = place, .slot = slot, .before = before, .after = after});
    }
  });
  SetMoves(moves, *since.mutable_moves());
  since.set_worsened_count(worsened_count);
  since.set_improved_count(improved_count);
  for (const MovedSlot& moved : std::move(worsened).Sorted()) *since.add_worsened() = MovedRow(day, moved);
  for (const MovedSlot& moved : std::move(improved).Sorted()) *since.add_improved() = MovedRow(day, moved);
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
