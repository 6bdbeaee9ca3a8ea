#include "server/api/color_trial.h"

#include <algorithm>
#include <tuple>

#include "server/api/lookups.h"

namespace wuse::api {

void ColorTrial::Walk(const domain::RowFilter& filter, common::Date on, bool include_unchanged) {
  for (size_t slot = 0; slot < view_.project_count(); ++slot) {
    view_.PrefetchAfter(slot);
    const domain::ProjectRow& row = *view_.project(slot).row;
    const std::vector<domain::ReportMark>& marks = *view_.project(slot).marks;
    if (row.kind == v1::PREPARATORY || !domain::IsListed(row, on)) continue;
    if (!domain::MatchesApartFromColor(filter, row, on)) continue;
    const v1::Color now = policies_.now.JustColorOf(row, marks);
    if (!domain::MatchesColor(filter, now)) continue;
    ++project_count_;
    ++now_[now];
    if (policies_.tried_is_of_units) {
      policies_.tried.AddTo(sums_[row.unit], row, marks);
      continue;
    }
    const v1::Color tried = policies_.tried.JustColorOf(row, marks);
    ++tried_[tried];
    ++moves_[now][tried];
    if (now != tried) ++changed_count_;
    if (now != tried || include_unchanged) listed_.push_back({.slot = slot, .now = now, .tried = tried, .id = ""});
  }
  policies_.tried_is_of_units ? JudgeUnits() : SortProjects();
}

void ColorTrial::SortProjects() {
  for (Listed& listed : listed_) listed.id = ProjectIdOf(parts_, view_.project(listed.slot));
  std::sort(listed_.begin(), listed_.end(), [](const Listed& a, const Listed& b) {
    // Worst first; of those the ones that were better.
    return std::tie(b.tried, a.now, a.id) < std::tie(a.tried, b.now, b.id);
  });
}

void ColorTrial::JudgeUnits() {
  for (const auto& [unit, sums] : sums_) {
    const v1::Color color = policies_.tried.ColorOf(sums).color;
    ++tried_[color];
    units_.push_back({.id = parts_.board.symbols().TextOf(unit), .color = color, .sums = &sums});
  }
  std::sort(units_.begin(), units_.end(),
            [](const ListedUnit& a, const ListedUnit& b) { return std::tie(b.color, a.id) < std::tie(a.color, b.id); });
}

void ColorTrial::AddProject(const Listed& listed, v1::TryPolicyResponse& response) const {
  const board::ProjectState& state = view_.project(listed.slot);
  const v1::Project project = ParsedProject(state);
  v1::TriedProject& tried = *response.add_projects();
  tried.set_id(listed.id);
  tried.set_name(project.name());
  tried.set_unit(project.unit());
  tried.set_now(listed.now);
  tried.set_tried(listed.tried);
  for (v1::ColorReason& reason : policies_.tried.ReasonsOf(*state.row, *state.marks, project)) {
    *tried.add_reasons() = std::move(reason);
  }
  for (v1::ColorReason& reason : policies_.now.PolicyOf(*state.row).ReasonsOf(*state.row, *state.marks, project)) {
    *tried.add_now_reasons() = std::move(reason);
  }
}

bool ColorTrial::Answer(const Page& page, v1::TryPolicyResponse& response) const {
  response.set_project_count(project_count_);
  response.set_changed_count(changed_count_);
  SetCounts(now_, *response.mutable_now());
  SetCounts(tried_, *response.mutable_tried());
  const size_t end = page.begin + page.size;
  if (policies_.tried_is_of_units) {
    for (size_t i = page.begin; i < std::min(end, units_.size()); ++i) {
      v1::TriedUnit& unit = *response.add_units();
      unit.set_id(units_[i].id);
      unit.set_project_count(units_[i].sums->project_count);
      unit.set_tried(units_[i].color);
      for (v1::ColorReason& reason : policies_.tried.ReasonsOf(*units_[i].sums)) {
        *unit.add_reasons() = std::move(reason);
      }
    }
    return end < units_.size();
  }
  SetMoves(moves_, *response.mutable_matrix());
  for (size_t i = page.begin; i < std::min(end, listed_.size()); ++i) AddProject(listed_[i], response);
  return end < listed_.size();
}

}  // namespace wuse::api
