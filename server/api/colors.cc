#include "server/api/colors.h"

#include <cstdlib>
#include <string>

#include "common/limits.h"
#include "common/text.h"
#include "fmt/format.h"
#include "server/api/color_trial.h"
#include "server/api/errors.h"
#include "server/api/filters.h"
#include "server/api/lookups.h"
#include "server/api/page_token.h"
#include "server/domain/check_policy.h"
#include "server/domain/color_day.h"
#include "server/domain/color_policy.h"
#include "server/domain/policy_presets.h"
#include "server/domain/policy_words.h"

namespace wuse::api {
namespace {

using common::Quoted;

absl::StatusOr<common::Date> DayField(const std::string& text, common::Date today) {
  const absl::StatusOr<common::Date> date = DateField("on", text);
  if (!date.ok()) return date.status();
  if (!date->IsSet()) return today;
  if (*date <= today) return *date;
  return InvalidField({.field = "on",
                       .reason = "DATE_IN_FUTURE",
                       .description = fmt::format("{} is after today, {}", Quoted(text), today.ToString()),
                       .chinese = fmt::format("日期“{}”晚于今天 {}", Quoted(text), today.ToString())});
}

absl::Status CheckedPolicy(const Parts& parts, const v1::ColorPolicy& policy, common::Date on) {
  domain::Problems problems;
  const auto exists = [&parts](std::string_view id) { return parts.board.FindSlotById(id).has_value(); };
  domain::CheckPolicy(policy, "policy.", on, exists, problems);
  return problems.empty() ? absl::OkStatus() : problems.ToStatus();
}

// Without what makes a policy long.
v1::PolicyVersion HeadOf(const v1::PolicyVersion& version) {
  v1::PolicyVersion head = version;
  if (!version.has_policy()) return head;
  v1::ColorPolicy& policy = *head.mutable_policy();
  policy.Clear();
  policy.set_name(version.policy().name());
  policy.set_title(version.policy().title());
  policy.set_source(version.policy().source());
  return head;
}

absl::Status VersionUnknown(int version, int newest) {
  return common::MakeError(absl::StatusCode::kNotFound,
                           fmt::format("there is no version {} of color policies, only 0 to {}", version, newest),
                           {.reason = "POLICY_VERSION_UNKNOWN",
                            .chinese = fmt::format("没有第 {} 版评色办法，现有第 0 到 {} 版", version, newest)});
}

// The policy that is meant, good and with words.
absl::StatusOr<v1::ColorPolicy> TriedPolicy(const Parts& parts, const v1::TryPolicyRequest& request, common::Date on) {
  absl::StatusOr<v1::ColorPolicy> policy = request.policy();
  switch (request.tried_case()) {
    case v1::TryPolicyRequest::kPreset:
      policy = domain::PresetNamed(request.preset());
      if (!policy.ok()) return policy.status();
      break;
    case v1::TryPolicyRequest::kPolicy:
      WUSE_RETURN_IF_ERROR(CheckedPolicy(parts, *policy, on));
      break;
    default:
      return InvalidField({.field = "policy",
                           .reason = "POLICY_MISSING",
                           .description = "a policy or the name of a preset is needed",
                           .chinese = "要有一个办法，或一个预置办法的名称"});
  }
  return domain::WithWords(*std::move(policy));
}

}  // namespace

absl::StatusOr<v1::ListPresetsResponse> ListPresets(const Parts&, const v1::ListPresetsRequest&) {
  v1::ListPresetsResponse response;
  for (const v1::ColorPolicy& preset : domain::PolicyPresets()) *response.add_presets() = preset;
  return response;
}

absl::StatusOr<v1::GetPolicyResponse> GetPolicy(const Parts& parts, const v1::GetPolicyRequest& request) {
  v1::GetPolicyResponse response;
  const std::shared_ptr<const domain::PolicySet> set = parts.board.Take().policies();
  const domain::PolicySet::Policies newest = set->Newest();
  if (!request.name().empty()) {
    absl::StatusOr<v1::ColorPolicy> preset = domain::PresetNamed(request.name());
    if (!preset.ok()) return preset.status();
    *response.mutable_policy()->mutable_policy() = *std::move(preset);
  } else if (request.has_version()) {
    const domain::PolicySet::InForce found = set->Find(request.version());
    if (found.version == nullptr) return VersionUnknown(request.version(), set->newest_version());
    *response.mutable_policy() = *found.version;
  } else {
    if (!v1::Category_IsValid(request.category())) return EnumField("category", request.category(), false);
    const domain::PolicySet::InForce& own = newest.categories[request.category()];
    const domain::PolicySet::InForce& of_projects = own.policy == nullptr ? newest.district : own;
    const auto& wanted = request.subject() == v1::SUBJECT_UNIT ? newest.units : of_projects;
    if (wanted.policy != nullptr) *response.mutable_policy() = *wanted.version;
  }
  const auto add = [&response](const domain::PolicySet::InForce& in_force) {
    if (in_force.policy != nullptr) *response.add_in_force() = HeadOf(*in_force.version);
  };
  add(newest.district);
  std::for_each(newest.categories.begin(), newest.categories.end(), add);
  add(newest.units);
  return response;
}

absl::StatusOr<v1::ListPolicyVersionsResponse> ListPolicyVersions(const Parts& parts,
                                                                  const v1::ListPolicyVersionsRequest&) {
  const std::shared_ptr<const domain::PolicySet> set = parts.board.Take().policies();
  v1::ListPolicyVersionsResponse response;
  for (int version = set->newest_version(); version >= 0; --version) {
    *response.add_versions() = HeadOf(set->version(version));
  }
  return response;
}

absl::StatusOr<v1::TryPolicyResponse> TryPolicy(const Parts& parts, const v1::TryPolicyRequest& request) {
  const absl::StatusOr<common::Date> on = DayField(request.on(), parts.clock.Today());
  if (!on.ok()) return on.status();
  absl::StatusOr<v1::ColorPolicy> wanted = TriedPolicy(parts, request, *on);
  if (!wanted.ok()) return wanted.status();
  const absl::StatusOr<int> page_size = PageSizeField(request.page_size(), common::kDefaultPageSize);
  if (!page_size.ok()) return page_size.status();
  const PageTokens tokens = PageTokensOf(parts.ledger.store_id(), "TryPolicy", request);
  const absl::StatusOr<std::string> position = tokens.Open(request.page_token());
  if (!position.ok()) return position.status();
  const board::View view = parts.board.Take();
  const absl::StatusOr<domain::RowFilter> filter = CompiledFilter(parts, view, FilterOf(request));
  if (!filter.ok()) return filter.status();

  const auto find = [&parts](std::string_view text) { return parts.board.symbols().Find(text); };
  const domain::ColorDay now(view.policies(), *on, parts.calendar);
  const domain::ColorPolicy tried(*std::move(wanted), find);
  const domain::PolicyDay tried_day(tried, *on, parts.calendar);
  ColorTrial trial(parts, view, {.now = now, .tried = tried_day, .tried_is_of_units = tried.is_of_units()});
  trial.Walk(*filter, *on, request.include_unchanged());

  v1::TryPolicyResponse response;
  response.set_on(on->ToString());
  response.set_cut_off(tried_day.cut_off().ToString());
  *response.mutable_policy() = tried.message();
  response.set_now_policy(now.policies().district.policy->message().name());
  response.set_sequence(view.sequence().value);
  const ColorTrial::Page page{.begin = std::strtoull(position->c_str(), nullptr, 10),
                              .size = static_cast<size_t>(*page_size)};
  if (trial.Answer(page, response)) response.set_next_page_token(tokens.Make(std::to_string(page.begin + page.size)));
  return response;
}

}  // namespace wuse::api
