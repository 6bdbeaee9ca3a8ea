#include "server/api/restated.h"

#include <algorithm>
#include <utility>

#include "server/api/lookups.h"

namespace wuse::api {
namespace {

domain::MonthDays DaysOf(const v1::RecoloredMonth& month, common::Date today) {
  const common::Date published_on = common::Date::OfStored(month.published_on());
  return {.last = common::Month::OfStored(month.month()).Last(),
          .published_on = published_on,
          .now = std::max(published_on, today)};
}

bool IsSame(const domain::OverrideRow& row, const v1::ColorOverride& override) {
  return row.color == override.color() && row.on == common::Date::OfStored(override.on()) &&
         row.until == common::Date::OfStored(override.until());
}

// The row with the color by a person that the month was published with, or without one: neither what was given nor what
// was lifted later on the day of publication changes the month.
domain::ProjectRow AsPublished(const domain::PolicyDay& day, const v1::OfficialColor& published,
                               domain::ProjectRow row) {
  if (!published.has_override()) {
    while (const std::optional<size_t> held = day.OverrideOf(row)) row.overrides.resize(*held);
    return row;
  }
  while (!row.overrides.empty() && !IsSame(row.overrides.back(), published.override())) row.overrides.pop_back();
  if (!row.overrides.empty()) row.overrides.back().lifted_on = common::Date();
  return row;
}

}  // namespace

Restated::Restated(const Parts& parts, const board::View& view, const v1::RecoloredMonth& month)
    : parts_(parts), set_(view.policies()), days_(DaysOf(month, parts.clock.Today())) {}

const domain::PolicyDay& Restated::DayOf(int policy_version) {
  const auto found = by_version_.find(policy_version);
  if (found != by_version_.end()) return found->second;
  const domain::ColorPolicy& policy = *set_->Find(policy_version).policy;
  return by_version_.emplace(policy_version, domain::PolicyDay::OfMonth(policy, days_, parts_.calendar)).first->second;
}

v1::Color Restated::ColorOf(const v1::OfficialColor& published, const board::ProjectState& state) {
  const domain::PolicyDay& day = DayOf(published.policy_version());
  if (state.row->overrides.empty()) return day.JustColorOf(*state.row, *state.marks);
  return day.JustColorOf(AsPublished(day, published, *state.row), *state.marks);
}

void Restated::SetOn(const v1::OfficialColor& published, const board::ProjectState& state, v1::MonthColor& answer) {
  const domain::PolicyDay& day = DayOf(published.policy_version());
  const domain::ProjectRow row = AsPublished(day, published, *state.row);
  answer.set_restated(day.JustColorOf(row, *state.marks));
  if (answer.restated() == published.color()) return;
  for (v1::ColorReason& reason : day.ReasonsOf(row, *state.marks, ParsedProject(state))) {
    *answer.add_restated_reasons() = std::move(reason);
  }
}

}  // namespace wuse::api
