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
  return DayOf(published.policy_version()).JustColorOf(*state.row, *state.marks);
}

void Restated::SetOn(const v1::OfficialColor& published, const board::ProjectState& state, v1::MonthColor& answer) {
  const domain::PolicyDay& day = DayOf(published.policy_version());
  answer.set_restated(day.JustColorOf(*state.row, *state.marks));
  if (answer.restated() == published.color()) return;
  for (v1::ColorReason& reason : day.ReasonsOf(*state.row, *state.marks, ParsedProject(state))) {
    *answer.add_restated_reasons() = std::move(reason);
  }
}

}  // namespace wuse::api
