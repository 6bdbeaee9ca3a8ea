#include <cstdio>
#include <cstdlib>
#include <utility>

#include "server/board/board.h"
#include "server/domain/apply_change.h"

namespace wuse::board {
namespace {

[[noreturn]] void Fail(const char* what, std::string_view id) {
  std::fprintf(stderr, "board: %s: \"%.*s\"\n", what, static_cast<int>(id.size()), id.data());
  std::abort();
}

v1::Project Parsed(const ProjectState& state, std::string_view id) {
  v1::Project project;
  if (!project.ParseFromString(*state.encoded)) Fail("a stored project does not parse", id);
  return project;
}

const v1::Unit* FindIn(const UnitList& units, std::string_view id) {
  for (const v1::Unit& unit : units) {
    if (unit.id() == id) return &unit;
  }
  return nullptr;
}

Recoloring RecoloringOf(const v1::RecoloringBegun& begun) {
  Recoloring recoloring;
  recoloring.progress.set_month(begun.month());
  recoloring.progress.set_published_on(begun.published_on());
  recoloring.progress.set_published_by(begun.published_by());
  for (int color = v1::NOT_RATED; color <= v1::RED; ++color) {
    recoloring.progress.add_colors()->set_color(static_cast<v1::Color>(color));
  }
  return recoloring;
}

const std::shared_ptr<const std::vector<domain::ReportMark>>& NoMarks() {
  static const auto& none = *new std::shared_ptr<const std::vector<domain::ReportMark>>(
      std::make_shared<const std::vector<domain::ReportMark>>());
  return none;
}

}  // namespace

const v1::Unit* View::FindUnit(std::string_view id) const {
  return FindIn(*units_, id);
}

Staging::Staging(Board& board)
    : board_(board),
      base_(board.Take()),
      evaluated_on_(base_.evaluated_on()),
      evaluation_due_(base_.evaluation_due()),
      alert_rules_(base_.alert_rules_),
      register_since_(base_.register_since()),
      policies_(base_.policies()),
      recolored_months_(base_.recolored_months_),
      recoloring_(base_.recoloring_),
      figure_book_(base_.figure_book_) {}

void Staging::Apply(const v1::Change& change) {
  switch (change.kind_case()) {
    case v1::Change::kUnitChanged:
      ApplyUnit(change.unit_changed().unit());
      return;
    case v1::Change::kReportFiled:
      ApplyReport(change);
      return;
    case v1::Change::kProjectChanged:
    case v1::Change::kStatusChanged:
    case v1::Change::kAlertChanged:
    case v1::Change::kColorOverridden:
    case v1::Change::kCertifiedRecorded:
      ApplyToProject(change);
      return;
    case v1::Change::kDayEvaluated:
      evaluated_on_ = common::Date::OfStored(change.day_evaluated().date());
      evaluation_due_ = false;
      if (!register_since_.IsSet()) register_since_ = evaluated_on_;
      return;
    case v1::Change::kAlertRulesChanged:
      LoadAlertRules(change.alert_rules_changed().rules());
      evaluation_due_ = true;
      return;
    case v1::Change::kPolicyChanged:
      LoadPolicy(change.policy_changed().version());
      evaluation_due_ = true;
      return;
    case v1::Change::kRecoloringBegun:
      recoloring_ = std::make_shared<const Recoloring>(RecoloringOf(change.recoloring_begun()));
      return;
    case v1::Change::kProjectRecolored:
      ApplyRecolored(change.project_recolored().color());
      return;
    case v1::Change::kMonthRecolored:
      LoadRecoloredMonth(change.month_recolored().month());
      recoloring_ = nullptr;
      return;
    case v1::Change::kReferenceFigureChanged:
      OwnFigureBook().Apply(change.reference_figure_changed());
      return;
    case v1::Change::kListChanged:
      OwnFigureBook().Put(change.list_changed().list());
      return;
    case v1::Change::kHouseStyleChanged:
      OwnFigureBook().Put(change.house_style_changed().style());
      return;
    case v1::Change::kBulletinPublished:
      OwnFigureBook().Put(domain::HeadOf(change.bulletin_published().bulletin()));
      return;
    case v1::Change::KIND_NOT_SET:
      return;  // written by a later version: nothing this one shows depends on it
  }
}

void Staging::ApplyRecolored(const v1::OfficialColor& color) {
  // Of a replay: the project was created in the same batch.
  const auto staged = touched_.find(color.project());
  const std::optional<size_t> slot = staged != touched_.end() ? staged->second.slot : FindSlot(color.project());
  if (!recoloring_ || !slot) Fail("an official color of no month or project", color.project());
  if (own_recoloring_ != recoloring_) recoloring_ = own_recoloring_ = std::make_shared<Recoloring>(*recoloring_);
  own_recoloring_->next_slot = *slot + 1;
  own_recoloring_->progress.set_last_project(color.project());
  v1::ColorCount& count = *own_recoloring_->progress.mutable_colors(color.color() - v1::NOT_RATED);
  count.set_count(count.count() + 1);
}

// The hot path: nearly every report changes marks only, and the project's bytes and row stay shared.
void Staging::ApplyReport(const v1::Change& change) {
  const v1::Report& report = change.report_filed().report();
  if (change.report_filed().milestones_size() > 0) ApplyToProject(change);
  const ProjectState* before = FindProject(report.project());
  if (before == nullptr) Fail("a report of a project that does not exist", report.project());
  auto marks = std::make_shared<std::vector<domain::ReportMark>>();
  marks->reserve(before->marks->size() + 1);
  *marks = *before->marks;
  domain::InsertMark(*marks, domain::MarkOf(report));
  Put(report.project(), std::make_shared<const ProjectState>(
                            ProjectState{.encoded = before->encoded, .row = before->row, .marks = std::move(marks)}));
}

void Staging::ApplyToProject(const v1::Change& change) {
  const std::string id(domain::ProjectIdOf(change));
  const ProjectState* before = FindProject(id);
  std::optional<v1::Project> parsed;
  if (before != nullptr) parsed = Parsed(*before, id);
  if (!parsed && change.kind_case() != v1::Change::kProjectChanged) {
    Fail("a change of a project that does not exist", id);
  }
  const v1::Project after = domain::ProjectAfter(parsed ? &*parsed : nullptr, change);
  MoveExternalCode(id, parsed ? parsed->external_code() : std::string(), after.external_code());
  Put(id, StateOf(after, after.SerializeAsString(), before == nullptr ? NoMarks() : before->marks));
}

void Staging::ApplyUnit(const v1::Unit& unit) {
  UnitList& own = OwnUnits();
  for (v1::Unit& known : own) {
    if (known.id() == unit.id()) {
      known = unit;
      return;
    }
  }
  own.push_back(unit);
}

bool Staging::Load(std::string encoded_project, std::vector<domain::ReportMark> marks) {
  if (!loaded_) loaded_ = std::make_unique<Loaded>();
  auto& [project, states, places] = *loaded_;
  const size_t slot = states.size();
  if (base_.project_count() > 0 || created_ != slot) Fail("loaded onto other projects", "");
  if (!project.ParseFromString(encoded_project)) return false;
  if (project.id().empty() || FindProject(project.id()) != nullptr) return false;
  states.push_back(
      StateOf(project, std::move(encoded_project),
              marks.empty() ? NoMarks() : std::make_shared<const std::vector<domain::ReportMark>>(std::move(marks))));
  places.PutId(states.back()->row->id, slot);
  if (!project.external_code().empty()) places.PutCode(board_.symbols().Intern(project.external_code()), slot);
  ++created_;
  return true;
}

void Staging::LoadUnit(v1::Unit unit) {
  OwnUnits().push_back(std::move(unit));
}

void Staging::LoadEvaluatedOn(common::Date date) {
  evaluated_on_ = date;
}

void Staging::LoadAlertRules(const v1::AlertRules& rules) {
  alert_rules_ = std::make_shared<const domain::AlertRuleSet>(rules);
}

void Staging::LoadEvaluationDue() {
  evaluation_due_ = true;
}

void Staging::LoadRegisterSince(common::Date date) {
  register_since_ = date;
}

void Staging::LoadPolicy(const v1::PolicyVersion& version) {
  Symbols& symbols = board_.symbols();
  policies_ = policies_->With(version, [&symbols](std::string_view text) { return symbols.Intern(text); });
}

void Staging::LoadRecoloredMonth(const v1::RecoloredMonth& month) {
  auto months = std::make_shared<domain::RecoloredMonths>(*recolored_months_);
  months->insert_or_assign(month.month(), month);
  recolored_months_ = std::move(months);
}

void Staging::LoadRecoloring(v1::RecoloringProgress progress) {
  const std::optional<size_t> last = FindSlot(progress.last_project());
  recoloring_ = std::make_shared<const Recoloring>(
      Recoloring{.progress = std::move(progress), .next_slot = last ? *last + 1 : 0});
}

void Staging::LoadReferenceFigure(v1::ReferenceFigure figure) {
  OwnFigureBook().Put(std::move(figure));
}

void Staging::LoadList(v1::ProjectList list) {
  OwnFigureBook().Put(std::move(list));
}

void Staging::LoadHouseStyle(const v1::HouseStyle& style) {
  OwnFigureBook().Put(style);
}

void Staging::LoadBulletinHead(v1::BulletinHead head) {
  OwnFigureBook().Put(std::move(head));
}

const ProjectState* Staging::FindProject(std::string_view id) const {
  if (!touched_.empty()) {
    if (const auto staged = touched_.find(std::string(id)); staged != touched_.end()) return staged->second.state.get();
  }
  const std::optional<size_t> slot = FindSlot(id);
  return slot ? &StateAt(*slot) : nullptr;
}

const ProjectState* Staging::FindProjectByExternalCode(std::string_view code) const {
  if (code.empty()) return nullptr;
  if (const auto staged = code_to_id_.find(std::string(code)); staged != code_to_id_.end()) {
    return staged->second ? FindProject(*staged->second) : nullptr;
  }
  const std::optional<size_t> slot =
      loaded_ ? loaded_->places.OfCode(board_.symbols().Find(code)) : board_.FindSlotByExternalCode(code);
  if (!slot || (!loaded_ && *slot >= base_.project_count())) return nullptr;
  // By id, because the project may be staged with other changes.
  return FindProject(board_.symbols().TextOf(StateAt(*slot).row->id));
}

const v1::Unit* Staging::FindUnit(std::string_view id) const {
  return FindIn(units(), id);
}

const UnitList& Staging::units() const {
  return units_ ? *units_ : base_.units();
}

size_t Staging::project_count() const {
  return base_.project_count() + created_;
}

// The state replaced may still be pointed to by a caller's `before`; so it is not used after this.
void Staging::Put(const std::string& id, std::shared_ptr<const ProjectState> state) {
  if (const auto staged = touched_.find(id); staged != touched_.end()) {
    staged->second.state = std::move(state);
    return;
  }
  std::optional<size_t> slot = FindSlot(id);
  if (!slot) slot = base_.project_count() + created_++;
  touched_.emplace(id, Touched{.slot = *slot, .state = std::move(state)});
}

void Staging::MoveExternalCode(const std::string& id, const std::string& before, const std::string& after) {
  if (before == after) return;
  if (!before.empty()) {
    // In an exchange of codes the other project has already taken it.
    const auto staged = code_to_id_.find(before);
    if (staged == code_to_id_.end() || staged->second == id) code_to_id_.insert_or_assign(before, std::nullopt);
  }
  if (!after.empty()) code_to_id_.insert_or_assign(after, id);
}

// Of what is loaded or committed.
std::optional<size_t> Staging::FindSlot(std::string_view id) const {
  if (loaded_) return loaded_->places.OfId(board_.symbols().Find(id));
  const std::optional<size_t> slot = board_.FindSlotById(id);
  return slot && *slot < base_.project_count() ? slot : std::nullopt;
}

const ProjectState& Staging::StateAt(size_t slot) const {
  return loaded_ ? *loaded_->states[slot] : base_.project(slot);
}

std::shared_ptr<const ProjectState> Staging::StateOf(const v1::Project& project, std::string encoded,
                                                     std::shared_ptr<const std::vector<domain::ReportMark>> marks) {
  struct Parts {  // one piece of memory
    std::string encoded;
    domain::ProjectRow row;
  };
  Symbols& symbols = board_.symbols();
  const auto parts = std::make_shared<const Parts>(
      Parts{.encoded = std::move(encoded),
            .row = domain::RowOf(project, [&symbols](std::string_view text) { return symbols.Intern(text); })});
  return std::make_shared<const ProjectState>(
      ProjectState{.encoded = {parts, &parts->encoded}, .row = {parts, &parts->row}, .marks = std::move(marks)});
}

domain::FigureBook& Staging::OwnFigureBook() {
  if (own_figure_book_ == nullptr) {
    own_figure_book_ = std::make_shared<domain::FigureBook>(*figure_book_);
    figure_book_ = own_figure_book_;
  }
  return *own_figure_book_;
}

UnitList& Staging::OwnUnits() {
  if (!units_) units_ = std::make_shared<UnitList>(base_.units());
  return *units_;
}

std::shared_ptr<const PageTable> Staging::BuildPages() const {
  if (touched_.empty() && !loaded_) return base_.pages_;
  auto table = std::make_shared<PageTable>(*base_.pages_);
  table->resize((project_count() + kPageSize - 1) / kPageSize);
  std::unordered_map<size_t, std::shared_ptr<Page>> own;  // pages already copied for this commit
  const auto put = [&table, &own](size_t slot, const std::shared_ptr<const ProjectState>& state) {
    const size_t number = slot / kPageSize;
    std::shared_ptr<Page>& page = own[number];
    if (!page) {
      const std::shared_ptr<const Page>& before = (*table)[number];
      page = before ? std::make_shared<Page>(*before) : std::make_shared<Page>();
      (*table)[number] = page;
    }
    (*page)[slot % kPageSize] = state;
  };
  if (loaded_) {
    for (size_t slot = 0; slot < loaded_->states.size(); ++slot) put(slot, loaded_->states[slot]);
  }
  for (const auto& [id, touched] : touched_) put(touched.slot, touched.state);
  return table;
}

}  // namespace wuse::board
