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
#include "server/domain/color_policy.h"
#include "server/domain/policy_presets.h"
#include "server/domain/policy_words.h"

namespace wuse::api {
namespace {

using common::Quoted;

absl::StatusOr<v1::ColorPolicy> PresetNamed(const std::string& name) {
  if (const v1::ColorPolicy* preset = domain::FindPreset(common::Lower(common::Trim(name)))) return *preset;
  std::vector<std::string> known;
  for (const v1::ColorPolicy& preset : domain::PolicyPresets()) known.push_back(preset.name());
  const auto nearest = common::Nearest(name, known);
  return common::MakeError(
      absl::StatusCode::kNotFound,
      fmt::format("there is no preset {}{}", Quoted(name), nearest ? "; the nearest is " + *nearest : ""),
      {.reason = "PRESET_UNKNOWN",
       .chinese = fmt::format("没有预置办法“{}”{}", Quoted(name), nearest ? "，最接近的是“" + *nearest + "”" : ""),
       .fields = {}});
}

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

// Waivers name projects that there are.
void CheckWaivedProjects(const Parts& parts, const v1::ColorPolicy& policy, domain::Problems& problems) {
  for (int i = 0; i < policy.waivers_size(); ++i) {
    const std::string id = common::Lower(policy.waivers(i).project());
    if (id.empty() || parts.board.FindSlotById(id)) continue;
    const std::string path = fmt::format("policy.waivers[{}].project", i);
    domain::AddUnknown({"", path, "项目编号"}, "PROJECT_NOT_FOUND", id, "", "", problems);
  }
}

absl::Status CheckedPolicy(const Parts& parts, const v1::ColorPolicy& policy, common::Date on) {
  domain::Problems problems;
  domain::CheckPolicy(policy, "policy.", on, problems);
  CheckWaivedProjects(parts, policy, problems);
  return problems.empty() ? absl::OkStatus() : problems.ToStatus();
}

// The policy that is meant, good and with words.
absl::StatusOr<v1::ColorPolicy> TriedPolicy(const Parts& parts, const v1::TryPolicyRequest& request, common::Date on) {
  absl::StatusOr<v1::ColorPolicy> policy = request.policy();
  switch (request.tried_case()) {
    case v1::TryPolicyRequest::kPreset:
      policy = PresetNamed(request.preset());
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

absl::StatusOr<v1::GetPolicyResponse> GetPolicy(const Parts&, const v1::GetPolicyRequest& request) {
  absl::StatusOr<v1::ColorPolicy> policy =
      PresetNamed(request.name().empty() ? std::string(domain::kDefaultPolicyName) : request.name());
  if (!policy.ok()) return policy.status();
  v1::GetPolicyResponse response;
  *response.mutable_policy()->mutable_policy() = *std::move(policy);
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
  const domain::ColorPolicy now(*domain::FindPreset(domain::kDefaultPolicyName), find);
  const domain::ColorPolicy tried(*std::move(wanted), find);
  const domain::PolicyDay now_day(now, *on, parts.calendar);
  const domain::PolicyDay tried_day(tried, *on, parts.calendar);
  ColorTrial trial(parts, view, {.now = now_day, .tried = tried_day, .tried_is_of_units = tried.is_of_units()});
  trial.Walk(*filter, *on, request.include_unchanged());

  v1::TryPolicyResponse response;
  response.set_on(on->ToString());
  response.set_cut_off(tried_day.cut_off().ToString());
  *response.mutable_policy() = tried.message();
  response.set_now_policy(now.message().name());
  response.set_sequence(view.sequence().value);
  const ColorTrial::Page page{.begin = std::strtoull(position->c_str(), nullptr, 10),
                              .size = static_cast<size_t>(*page_size)};
  if (trial.Answer(page, response)) response.set_next_page_token(tokens.Make(std::to_string(page.begin + page.size)));
  return response;
}

}  // namespace wuse::api
