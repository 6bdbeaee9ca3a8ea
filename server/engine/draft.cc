#include "server/engine/draft.h"

#include <cstdlib>

namespace wuse::engine {

Draft::Draft(board::Board& board, const history::History& history, Recent& recent)
    : board_(board), history_(history), recent_(recent), staging_(board) {}

void Draft::Stage(std::shared_ptr<const v1::Update> update) {
  for (const v1::Change& change : update->changes()) staging_.Apply(change);
  recent_.Add(std::move(update));
}

const v1::Unit* Draft::FindUnit(std::string_view id) const {
  return staging_.FindUnit(id);
}

const v1::Unit* Draft::FindUnitByName(std::string_view name) const {
  for (const v1::Unit& unit : staging_.units()) {
    if (unit.name() == name) return &unit;
  }
  return nullptr;
}

std::vector<std::string> Draft::UnitIdsAndNames() const {
  std::vector<std::string> texts;
  texts.reserve(2 * staging_.units().size());
  for (const v1::Unit& unit : staging_.units()) {
    texts.push_back(unit.id());
    texts.push_back(unit.name());
  }
  return texts;
}

std::shared_ptr<const v1::Project> Draft::ParsedOf(const board::ProjectState* state) const {
  if (state == nullptr) return nullptr;
  Parsed& parsed = parsed_[state->encoded.get()];
  if (parsed.project == nullptr) {
    auto project = std::make_shared<v1::Project>();
    if (!project->ParseFromString(*state->encoded)) std::abort();  // the board only takes what parses
    parsed = {.encoded = state->encoded, .project = std::move(project)};
  }
  return parsed.project;
}

std::shared_ptr<const v1::Project> Draft::FindProject(std::string_view id) const {
  return ParsedOf(staging_.FindProject(id));
}

std::shared_ptr<const domain::ProjectBrief> Draft::FindBrief(std::string_view id) const {
  const board::ProjectState* state = staging_.FindProject(id);
  if (state == nullptr) return nullptr;
  return std::make_shared<const domain::ProjectBrief>(domain::ProjectBrief::Within(state->encoded, state->row));
}

std::shared_ptr<const v1::Project> Draft::FindProjectByExternalCode(std::string_view code) const {
  return ParsedOf(staging_.FindProjectByExternalCode(code));
}

std::vector<std::string> Draft::ProjectIds(size_t at_most) const {
  std::vector<std::string> ids;
  const board::View& base = staging_.base();
  for (size_t slot = 0; slot < base.project_count() && ids.size() < at_most; ++slot) {
    ids.push_back(board_.symbols().TextOf(base.project(slot).row->id));
  }
  for (const auto& [id, touched] : staging_.touched()) {
    if (ids.size() >= at_most) break;
    if (touched.slot >= base.project_count()) ids.push_back(id);
  }
  return ids;
}

int Draft::project_count() const {
  return static_cast<int>(staging_.project_count());
}

std::span<const domain::ReportMark> Draft::ReportsOf(std::string_view project_id) const {
  const board::ProjectState* state = staging_.FindProject(project_id);
  return state == nullptr ? std::span<const domain::ReportMark>() : std::span<const domain::ReportMark>(*state->marks);
}

const domain::FigureBook& Draft::figure_book() const {
  return staging_.figure_book();
}

std::string_view Draft::month_being_recolored() const {
  const board::Recoloring* recoloring = staging_.recoloring();
  return recoloring == nullptr ? std::string_view() : std::string_view(recoloring->progress.month());
}

absl::StatusOr<v1::Report> Draft::FindReport(std::string_view project_id, common::Week week) const {
  if (const v1::Report* recent = recent_.FindReport(project_id, week)) return *recent;
  return history_.FindReport(project_id, week);
}

}  // namespace wuse::engine
