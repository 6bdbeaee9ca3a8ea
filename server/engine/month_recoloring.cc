#include "server/engine/month_recoloring.h"

#include <algorithm>
#include <map>
#include <string>

#include "common/limits.h"
#include "common/status.h"
#include "server/domain/figures.h"
#include "server/domain/project_brief.h"
#include "server/engine/update_cutter.h"

namespace wuse::engine {
namespace {

std::shared_ptr<const domain::ColorDay> ColorsOf(const board::View& view, const common::WorkingDays& calendar) {
  const v1::RecoloringProgress& progress = view.recoloring()->progress;
  const common::Date published_on = common::Date::OfStored(progress.published_on());
  const domain::MonthDays days{
      .last = common::Month::OfStored(progress.month()).Last(), .published_on = published_on, .now = published_on};
  return domain::ColorDay::OfMonth(view.policies(), days, calendar);
}

// By the id of their unit, as the official colors of units are listed.
std::map<std::string, domain::UnitSums> SumsOfUnits(const board::View& view, const domain::PolicyDay& day) {
  std::map<std::string, domain::UnitSums> sums;
  for (const v1::Unit& unit : view.units()) sums[unit.id()];
  std::map<domain::Symbol, domain::UnitSums*> by_symbol;
  for (size_t slot = 0; slot < view.project_count(); ++slot) {
    view.PrefetchAfter(slot);
    const board::ProjectState& state = view.project(slot);
    if (state.row->kind == v1::PREPARATORY || !domain::IsListed(*state.row, day.cut_off())) continue;
    domain::UnitSums*& of_unit = by_symbol[state.row->unit];
    if (of_unit == nullptr) {
      of_unit = &sums[domain::ProjectBrief::Within(state.encoded, state.row).match().unit()];
    }
    day.AddTo(*of_unit, *state.row, *state.marks);
  }
  return sums;
}

}  // namespace

MonthRecoloring::MonthRecoloring(const board::View& view, const common::WorkingDays& calendar)
    : month_(view.recoloring()->progress.month()),
      colors_(ColorsOf(view, calendar)),
      next_slot_(view.recoloring()->next_slot) {}

absl::StatusOr<bool> MonthRecoloring::AddTurn(Group& group) {
  const board::View view = group.draft().staging().base();
  const size_t end = std::min(view.project_count(), next_slot_ + common::kRecoloredPerTurn);
  UpdateCutter cutter(group);
  for (; next_slot_ < end; ++next_slot_) {
    view.PrefetchAfter(next_slot_);
    const board::ProjectState& state = view.project(next_slot_);
    if (state.row->kind == v1::PREPARATORY || !domain::IsListed(*state.row, colors_->date())) continue;
    WUSE_RETURN_IF_ERROR(cutter.Add(ColorOf(state)));
  }
  WUSE_RETURN_IF_ERROR(cutter.Flush());
  if (end < view.project_count()) return false;
  WUSE_RETURN_IF_ERROR(cutter.Add(Finish(view, *group.draft().staging().recoloring())));
  WUSE_RETURN_IF_ERROR(cutter.Flush());
  return true;
}

v1::Change MonthRecoloring::ColorOf(const board::ProjectState& state) const {
  const domain::ProjectBrief brief = domain::ProjectBrief::Within(state.encoded, state.row);
  const domain::PolicyDay& policy = colors_->PolicyOf(*state.row);
  v1::Change change;
  *change.mutable_match_after() = brief.match();
  v1::OfficialColor& color = *change.mutable_project_recolored()->mutable_color();
  color.set_month(month_);
  color.set_project(brief.id());
  color.set_unit(brief.match().unit());
  color.set_color(policy.JustColorOf(*state.row, *state.marks));
  for (v1::ColorReason& reason : policy.ReasonsOf(*state.row, *state.marks, *brief.message())) {
    *color.add_reasons() = std::move(reason);
  }
  color.set_policy_version(colors_->VersionOf(*state.row));
  if (const std::optional<size_t> index = policy.OverrideOf(*state.row)) {
    *color.mutable_override() = brief.message()->overrides(static_cast<int>(*index));
  }
  change.mutable_match_after()->set_color(color.color());
  return change;
}

v1::Change MonthRecoloring::Finish(const board::View& view, const board::Recoloring& recoloring) const {
  v1::Change change;
  v1::RecoloredMonth& month = *change.mutable_month_recolored()->mutable_month();
  month.set_month(month_);
  month.set_published_on(recoloring.progress.published_on());
  month.set_published_by(recoloring.progress.published_by());
  month.set_policy_version(colors_->policies().district.version->version());
  *month.mutable_colors() = recoloring.progress.colors();
  for (const v1::ColorCount& count : month.colors()) month.set_project_count(month.project_count() + count.count());
  if (colors_->of_units() == nullptr) return change;
  for (const auto& [id, sums] : SumsOfUnits(view, *colors_->of_units())) {
    if (sums.project_count == 0) continue;
    v1::OfficialUnitColor& unit = *month.add_units();
    unit.set_unit(id);
    unit.set_color(colors_->of_units()->ColorOf(sums).color);
    for (v1::ColorReason& reason : colors_->of_units()->ReasonsOf(sums)) *unit.add_reasons() = std::move(reason);
    unit.set_policy_version(colors_->policies().units.version->version());
    unit.set_project_count(sums.project_count);
  }
  return change;
}

}  // namespace wuse::engine
