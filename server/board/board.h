#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/calendar.h"
#include "common/mutex.h"
#include "common/sequence.h"
#include "server/board/places.h"
#include "server/board/running_sums.h"
#include "server/board/symbols.h"
#include "server/domain/alert_rules.h"
#include "server/domain/figure_book.h"
#include "server/domain/policy_set.h"
#include "server/domain/project_row.h"
#include "server/domain/recolored_months.h"
#include "wuse/v1/official_color.pb.h"
#include "wuse/v1/unit.pb.h"
#include "wuse/v1/update.pb.h"

namespace wuse::board {

// One project as it is now. Immutable and shared between pages.
struct ProjectState {
  std::shared_ptr<const std::string> encoded;  // the v1::Project's bytes: what GetProject and snapshots send
  std::shared_ptr<const domain::ProjectRow> row;
  std::shared_ptr<const std::vector<domain::ReportMark>> marks;  // never null; sorted by week
};

inline constexpr size_t kPageSize = 256;
using Page = std::array<std::shared_ptr<const ProjectState>, kPageSize>;
using PageTable = std::vector<std::shared_ptr<const Page>>;
using UnitList = std::vector<v1::Unit>;  // in the order of first application

// The freezing of a month's official colors, under way.
struct Recoloring {
  v1::RecoloringProgress progress;
  size_t next_slot = 0;  // the first that may not be frozen yet
};

// The state after one sequence: an immutable picture, cheap to take and to keep.
class View {
 public:
  common::Sequence sequence() const { return sequence_; }
  common::Date evaluated_on() const { return evaluated_on_; }  // of the last DayEvaluated; not set before the first
  const domain::AlertRuleSet& alert_rules() const { return *alert_rules_; }
  common::Date register_since() const { return register_since_; }  // of the first DayEvaluated
  // Every version of the color policies.
  const std::shared_ptr<const domain::PolicySet>& policies() const { return policies_; }
  const domain::RecoloredMonths& recolored_months() const { return *recolored_months_; }
  // The month whose official colors are being frozen; nullptr: none.
  const Recoloring* recoloring() const { return recoloring_.get(); }
  // Lists, reference figures, house style and published bulletins.
  const domain::FigureBook& figure_book() const { return *figure_book_; }
  // The alert rules or a policy have changed since the last DayEvaluated: alerts and colors are not those yet.
  bool evaluation_due() const { return evaluation_due_; }
  size_t project_count() const { return project_count_; }
  // Slots 0 to project_count − 1, in the order of creation; never null.
  const ProjectState& project(size_t slot) const { return *(*(*pages_)[slot / kPageSize])[slot % kPageSize]; }
  const UnitList& units() const { return *units_; }
  const v1::Unit* FindUnit(std::string_view id) const;
  // The sums of the filter as of the day where they are kept; nullptr: add the projects up.
  const domain::OverviewSums* FindSums(const domain::RowFilter& filter, common::Date day) const;
  // In a walk over all slots: sends for the memory of projects that come soon. A register is far larger than the
  // caches, and without this a walk mostly waits.
  void PrefetchAfter(size_t slot) const;
  // The slots of the projects that are not as they were in `before` (null: of all), ascending.
  std::vector<uint32_t> ChangedSince(const View* before) const;
  // Calls `take(slot)` for each of the slots, with the memory of those that come soon sent for, as above.
  template <typename Take>
  void Walk(const std::vector<uint32_t>& slots, const Take& take) const {
    for (size_t at = 0; at < slots.size(); ++at) {
      PrefetchAfter(slots, at);
      take(size_t{slots[at]});
    }
  }
  // Whether all is the very same in both views: no project has changed between them.
  bool SharesPages(const View& other) const { return pages_ == other.pages_; }
  // Whether the page of this slot is.
  bool SharesPage(const View& other, size_t slot) const {
    return (*pages_)[slot / kPageSize] == (*other.pages_)[slot / kPageSize];
  }

 private:
  void PrefetchAfter(const std::vector<uint32_t>& slots, size_t at) const;

  friend class Board;
  friend class Staging;
  common::Sequence sequence_;
  common::Date evaluated_on_;
  bool evaluation_due_ = false;
  std::shared_ptr<const domain::AlertRuleSet> alert_rules_;  // never null
  common::Date register_since_;
  std::shared_ptr<const domain::PolicySet> policies_;                // never null
  std::shared_ptr<const domain::RecoloredMonths> recolored_months_;  // never null
  std::shared_ptr<const Recoloring> recoloring_;
  std::shared_ptr<const domain::FigureBook> figure_book_;  // never null
  size_t project_count_ = 0;
  std::shared_ptr<const PageTable> pages_;
  std::shared_ptr<const UnitList> units_;
  std::shared_ptr<const KeptSums> sums_;  // null: none are kept, or not all projects are summed yet
};

class Staging;

// The current state in memory: everything a reader asks of "now".
// Any thread takes a View (one short lock); only the engine's thread stages and commits.
class Board {
 public:
  // What running sums are of. The calendar outlives the board.
  struct Summed {
    std::string list;
    const common::WorkingDays& calendar;
  };
  Board();  // keeps no sums
  explicit Board(const Summed& summed);
  View Take() const;
  // Slot of a project by id or, failing that, by external code. May name a project newer than a view taken
  // before: check slot < view.project_count().
  std::optional<size_t> FindSlot(std::string_view id_or_external_code) const;
  std::optional<size_t> FindSlotById(std::string_view id) const;
  std::optional<size_t> FindSlotByExternalCode(std::string_view code) const;
  const Symbols& symbols() const { return symbols_; }
  Symbols& symbols() { return symbols_; }
  // Makes what was staged the current state, as of `sequence`. The staging must have been begun after the last
  // commit (aborts otherwise: two stagings at once would lose one's changes).
  void Commit(const Staging& staging, common::Sequence sequence);
  // Works on the running sums as of `day`: `at_most` more projects. True when views have them, or none are kept; false:
  // call again. Views keep those of the day before until something is committed.
  bool SumSome(common::Date day, size_t at_most);

 private:
  std::optional<RunningSums> running_sums_;  // of the thread that stages
  mutable common::Mutex mutex_;
  View current_ WUSE_GUARDED_BY(mutex_);
  Places places_ WUSE_GUARDED_BY(mutex_);
  Symbols symbols_;
};

// Changes laid over the board but not yet shown: what a group of commands has decided so far, or what a replay
// has read. One thread. Knows how each change alters the state (domain/apply_change.h), and nothing of rules.
// Aborts on a change about a project that does not exist: the ledger would not hold it.
class Staging {
 public:
  explicit Staging(Board& board);

  void Apply(const v1::Change& change);
  // Puts a project as loaded from history, without a change; the next slot is its own. `marks` are sorted by week.
  // False, and nothing is put, when the bytes are not a Project with an id or its id is already there. Only an empty
  // board is loaded, before any project is staged (aborts otherwise).
  [[nodiscard]] bool Load(std::string encoded_project, std::vector<domain::ReportMark> marks);
  void LoadUnit(v1::Unit unit);
  void LoadEvaluatedOn(common::Date date);
  void LoadAlertRules(const v1::AlertRules& rules);
  void LoadEvaluationDue();
  void LoadRegisterSince(common::Date date);
  void LoadPolicy(const v1::PolicyVersion& version);  // in the order of the versions
  void LoadRecoloredMonth(const v1::RecoloredMonth& month);
  void LoadRecoloring(v1::RecoloringProgress progress);  // after the projects
  void LoadReferenceFigure(v1::ReferenceFigure figure);
  void LoadList(v1::ProjectList list);
  void LoadHouseStyle(const v1::HouseStyle& style);
  void LoadBulletinHead(v1::BulletinHead head);

  // Staged or committed; nullptr when there is none.
  const ProjectState* FindProject(std::string_view id) const;
  const ProjectState* FindProjectByExternalCode(std::string_view code) const;
  const v1::Unit* FindUnit(std::string_view id) const;
  const UnitList& units() const;
  const domain::AlertRuleSet& alert_rules() const { return *alert_rules_; }
  bool evaluation_due() const { return evaluation_due_; }
  common::Date register_since() const { return register_since_; }
  const std::shared_ptr<const domain::PolicySet>& policies() const { return policies_; }
  const domain::RecoloredMonths& recolored_months() const { return *recolored_months_; }
  const Recoloring* recoloring() const { return recoloring_.get(); }
  const domain::FigureBook& figure_book() const { return *figure_book_; }
  size_t project_count() const;
  const View& base() const { return base_; }

  // The projects whose state this staging changes, by id: what history writes. Not those that are only loaded.
  struct Touched {
    size_t slot;
    std::shared_ptr<const ProjectState> state;
  };
  const std::unordered_map<std::string, Touched>& touched() const { return touched_; }

 private:
  friend class Board;

  // A whole register, kept in arrays: a map and a message of its own for each project would take most of a restart.
  struct Loaded {
    v1::Project parsed;                                       // its memory serves the next one
    std::vector<std::shared_ptr<const ProjectState>> states;  // by slot
    Places places;
  };

  void ApplyReport(const v1::Change& change);
  void ApplyToProject(const v1::Change& change);
  void ApplyUnit(const v1::Unit& unit);
  void ApplyRecolored(const v1::OfficialColor& color);
  void Put(const std::string& id, std::shared_ptr<const ProjectState> state);
  void MoveExternalCode(const std::string& id, const std::string& before, const std::string& after);
  std::optional<size_t> FindSlot(std::string_view id) const;
  const ProjectState& StateAt(size_t slot) const;
  std::shared_ptr<const ProjectState> StateOf(const v1::Project& project, std::string encoded,
                                              std::shared_ptr<const std::vector<domain::ReportMark>> marks);
  UnitList& OwnUnits();
  domain::FigureBook& OwnFigureBook();
  std::shared_ptr<const PageTable> BuildPages() const;

  Board& board_;
  View base_;
  std::unique_ptr<Loaded> loaded_;  // null: nothing is
  std::unordered_map<std::string, Touched> touched_;
  std::unordered_map<std::string, std::optional<std::string>> code_to_id_;  // staged codes; nullopt: given up
  size_t created_ = 0;
  std::shared_ptr<UnitList> units_;  // null: as the base
  common::Date evaluated_on_;
  bool evaluation_due_;
  std::shared_ptr<const domain::AlertRuleSet> alert_rules_;
  common::Date register_since_;
  std::shared_ptr<const domain::PolicySet> policies_;
  std::shared_ptr<const domain::RecoloredMonths> recolored_months_;
  std::shared_ptr<const Recoloring> recoloring_;
  std::shared_ptr<const domain::FigureBook> figure_book_;
  std::shared_ptr<domain::FigureBook> own_figure_book_;  // the same, where it is this staging's to change
  std::shared_ptr<Recoloring> own_recoloring_;           // the same, where it is this staging's to change
};

}  // namespace wuse::board
