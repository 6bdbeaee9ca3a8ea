#include <optional>
#include <utility>

#include "common/limits.h"
#include "common/status.h"
#include "server/domain/apply_change.h"
#include "server/domain/check_policy.h"
#include "server/domain/decide.h"
#include "server/domain/overrides.h"
#include "server/domain/policy_presets.h"
#include "server/domain/policy_words.h"
#include "server/domain/references.h"
#include "server/domain/validate.h"

// What people decide about colors: the policy in force, a project's color by hand, the official colors of a month.
namespace wuse::domain {
namespace {

constexpr TextRule kReasonText{.max_characters = common::kMaxTextCharacters};

void CheckReason(std::string_view path, std::string_view reason, std::string_view chinese, Problems& problems) {
  const Field field{"", path, chinese};
  if (reason.empty()) {
    problems.Add(field, "REASON_MISSING", "a reason is needed", Cat("要写明", chinese));
    return;
  }
  CheckText(field, reason, kReasonText, problems);
}

// --- policies

// The slot of a policy: what else would be in force in its place.
const PolicySet::InForce& NowInForce(const PolicySet::Policies& policies, const v1::PolicyVersion& version) {
  if (version.subject() == v1::SUBJECT_UNIT) return policies.units;
  return version.category() == v1::CATEGORY_UNSPECIFIED ? policies.district : policies.categories[version.category()];
}

void CheckSize(const v1::ColorPolicy& policy, Problems& problems) {
  const size_t bytes = policy.ByteSizeLong();
  if (bytes <= common::kMaxPolicyBytes) return;
  const std::string most = std::to_string(common::kMaxPolicyBytes);
  problems.Add({"", "policy", "办法"}, "POLICY_TOO_LARGE",
               Cat("the policy has ", std::to_string(bytes), " bytes, more than ", most),
               Cat("办法有 ", std::to_string(bytes), " 字节，最多 ", most, " 字节；请减少豁免，或写短些"));
}

// The policy that is to be set, good and with words; none where one is dropped.
absl::StatusOr<std::optional<v1::ColorPolicy>> PolicyToSet(const Context& context, const v1::SetPolicyRequest& request,
                                                           Problems& problems) {
  switch (request.set_case()) {
    case v1::SetPolicyRequest::kPreset: {
      absl::StatusOr<v1::ColorPolicy> preset = PresetNamed(request.preset());
      if (!preset.ok()) return preset.status();
      return *std::move(preset);
    }
    case v1::SetPolicyRequest::kPolicy: {
      const auto exists = [&context](std::string_view id) { return context.register_.FindBrief(id) != nullptr; };
      const size_t before = problems.size();
      CheckPolicy(request.policy(), "policy.", context.today, exists, problems);
      if (problems.size() != before) return std::nullopt;
      CheckSize(request.policy(), problems);
      return WithWords(request.policy());
    }
    case v1::SetPolicyRequest::kDrop:
      if (!v1::PolicySubject_IsValid(request.drop())) {
        CheckEnum({"", "drop", "取消"}, request.drop(), false, problems);
        return std::nullopt;
      }
      if (request.drop() == v1::SUBJECT_UNIT || request.category() != v1::CATEGORY_UNSPECIFIED) return std::nullopt;
      problems.Add({"", "drop", "取消"}, "DISTRICT_NEEDS_POLICY",
                   "the district's policy can only be replaced: name a category, or SUBJECT_UNIT",
                   "全区的办法不能取消，只能换成另一个；可以取消某一类别的办法，或单位的办法");
      return std::nullopt;
    default:
      problems.Add({"", "policy", "办法"}, "POLICY_MISSING", "a policy or the name of a preset is needed",
                   "要有一个办法，或一个预置办法的名称");
      return std::nullopt;
  }
}

absl::Status PolicyChangedMeanwhile(int in_force, int seen) {
  return common::MakeError(
      absl::StatusCode::kAborted,
      Cat("version ", std::to_string(in_force), " of the policy is in force, not ", std::to_string(seen)),
      {.reason = "POLICY_CHANGED_MEANWHILE",
       .chinese = Cat("评色办法已被他人改为第 ", std::to_string(in_force), " 版（你看到的是第 ", std::to_string(seen),
                      " 版），请查看后重试")});
}

absl::Status PolicyVersionsFull() {
  const std::string most = std::to_string(common::kMaxPolicyVersions);
  return common::MakeError(
      absl::StatusCode::kResourceExhausted,
      Cat("there are ", most, " versions of color policies already, which is the limit"),
      {.reason = "POLICY_VERSIONS_FULL", .chinese = Cat("评色办法已有 ", most, " 版，不能再增加")});
}

// --- overrides

// The last day; not set after a problem.
common::Date CheckOverrideUntil(std::string_view until, common::Date today, Problems& problems) {
  const Field field{"", "until", "截止日期"};
  if (until.empty()) {
    problems.Add(field, "UNTIL_MISSING", "a color given by hand needs a last day", "人工评定的颜色要写明截止日期");
    return {};
  }
  const std::optional<common::Date> date = CheckDate(field, until, problems);
  if (!date) return {};
  const common::Date last = today.Plus(common::kMaxOverrideDays);
  if (*date < today) {
    problems.Add(field, "UNTIL_IN_PAST", Cat(InEnglish(until), " is before today, ", today.ToString()),
                 Cat("截止日期", InChinese(until), "早于今天（", today.ToString(), "）"));
  } else if (*date > last) {
    problems.Add(field, "UNTIL_TOO_FAR", Cat(InEnglish(until), " is after ", last.ToString(), ", a year from now"),
                 Cat("截止日期", InChinese(until), "太远，最晚为", last.ToString()));
  }
  return *date;
}

absl::Status NoOverride(const v1::Project& project) {
  return common::MakeError(
      absl::StatusCode::kFailedPrecondition,
      Cat("nobody has given project ", project.id(), " a color that holds today"),
      {.reason = "NO_OVERRIDE",
       .chinese = Cat("项目", InChinese(project.id()), "（", project.name(), "）现在没有人工评定的颜色，不用取消")});
}

absl::Status OverridesFull(const v1::Project& project) {
  const std::string most = std::to_string(common::kMaxOverrides);
  return common::MakeError(absl::StatusCode::kFailedPrecondition,
                           Cat("project ", project.id(), " was given a color ", most, " times, which is the limit"),
                           {.reason = "OVERRIDES_FULL",
                            .chinese = Cat("项目", InChinese(project.id()), "已人工评定 ", most, " 次，不能再评")});
}

absl::StatusOr<Decision> Overridden(const Context& context, const v1::Project& project, v1::ColorOverride made,
                                    bool lifted) {
  Decision decision;
  v1::Change change;
  *change.mutable_match_before() = MatchOf(project);
  *change.mutable_match_after() = MatchOf(project);
  v1::ColorOverridden& overridden = *change.mutable_color_overridden();
  overridden.set_project(project.id());
  *overridden.mutable_override() = std::move(made);
  overridden.set_lifted(lifted);
  const auto after = std::make_shared<const v1::Project>(ProjectAfter(&project, change));
  decision.changes.push_back(std::move(change));
  for (v1::Change& follows : Rejudge(nullptr, ProjectBrief::Of(after), context.register_.ReportsOf(project.id()),
                                     context.colors, context.register_.alert_rules())) {
    decision.changes.push_back(std::move(follows));
  }
  return decision;
}

absl::StatusOr<Decision> Lifted(const Context& context, const v1::Project& project, const std::string& reason) {
  const v1::ColorOverride* held = OverrideOn(project, context.today);
  if (held == nullptr) return NoOverride(project);
  v1::ColorOverride lifted = *held;
  lifted.set_lifted_on(context.today.ToString());
  lifted.set_lifted_by(std::string(context.actor));
  lifted.set_lift_reason(reason);
  return Overridden(context, project, std::move(lifted), true);
}

}  // namespace

absl::StatusOr<Decision> Decide(const Context& context, const v1::SetPolicyRequest& request) {
  const PolicySet& set = *context.register_.policies();
  Problems problems;
  absl::StatusOr<std::optional<v1::ColorPolicy>> policy = PolicyToSet(context, request, problems);
  if (!policy.ok()) return policy.status();
  CheckReason("reason", request.reason(), "修改原因", problems);
  v1::PolicyVersion version;
  version.set_subject(v1::SUBJECT_PROJECT);
  if (*policy && (*policy)->subject() == v1::SUBJECT_UNIT) version.set_subject(v1::SUBJECT_UNIT);
  if (!*policy && request.drop() == v1::SUBJECT_UNIT) version.set_subject(v1::SUBJECT_UNIT);
  const Field category{"", "category", "项目类别"};
  if (request.category() != v1::CATEGORY_UNSPECIFIED) {
    CheckEnum(category, request.category(), v1::Category_IsValid(request.category()), problems);
    if (version.subject() == v1::SUBJECT_UNIT) {
      problems.Add(category, "CATEGORY_OF_UNITS", "a policy about units holds for the whole district",
                   "评价单位的办法是全区的，不能只用于某一类别");
    }
  }
  if (!problems.empty()) return problems.ToStatus();
  version.set_category(request.category());
  const PolicySet::InForce now = NowInForce(set.Newest(), version);
  const int in_force = now.version == nullptr ? 0 : now.version->version();
  if (request.has_seen_version() && request.seen_version() != in_force) {
    return PolicyChangedMeanwhile(in_force, request.seen_version());
  }
  const bool is_there = now.policy != nullptr;
  if (*policy ? is_there && now.policy->message().SerializeAsString() == (*policy)->SerializeAsString() : !is_there) {
    return Decision();
  }
  if (set.newest_version() >= common::kMaxPolicyVersions) return PolicyVersionsFull();
  if (*policy) *version.mutable_policy() = **std::move(policy);
  version.set_version(set.newest_version() + 1);
  version.set_set_on(context.today.ToString());
  version.set_set_by(std::string(context.actor));
  version.set_reason(request.reason());
  Decision decision;
  *decision.changes.emplace_back().mutable_policy_changed()->mutable_version() = std::move(version);
  return decision;
}

absl::StatusOr<Decision> Decide(const Context& context, const v1::OverrideColorRequest& request) {
  Problems problems;
  const auto project = ResolveProject(context.register_, {"", "project", "项目编号"}, request.project(),
                                      absl::StatusCode::kNotFound, problems);
  if (project != nullptr) CheckNotDelisted({"", "project", "项目编号"}, *project, context.today, problems);
  CheckReason("reason", request.reason(), request.lift() ? "取消原因" : "评定原因", problems);
  if (request.lift()) {
    if (!problems.empty()) return problems.ToStatus();
    return Lifted(context, *project, request.reason());
  }
  if (!v1::Color_IsValid(request.color()) || request.color() < v1::BLUE) {
    problems.Add({"", "color", "颜色"}, "COLOR_UNKNOWN",
                 Cat(std::to_string(request.color()), " is no color to give: BLUE, GREEN, YELLOW, ORANGE or RED"),
                 "要评定为蓝、绿、黄、橙、红中的一种颜色");
  }
  const common::Date until = CheckOverrideUntil(request.until(), context.today, problems);
  if (!problems.empty()) return problems.ToStatus();
  v1::ColorOverride made;
  made.set_color(request.color());
  made.set_by(std::string(context.actor));
  made.set_reason(request.reason());
  made.set_on(context.today.ToString());
  made.set_until(until.ToString());
  if (const v1::ColorOverride* held = OverrideOn(*project, context.today)) {
    v1::ColorOverride same = *held;
    same.set_on(made.on());
    if (same.SerializeAsString() == made.SerializeAsString()) return Decision();
  }
  if (project->overrides_size() >= common::kMaxOverrides) return OverridesFull(*project);
  return Overridden(context, *project, std::move(made), false);
}

absl::StatusOr<Decision> Decide(const Context& context, const v1::RecolorMonthRequest& request) {
  const Field field{"", "month", "月份"};
  const std::optional<common::Month> month = common::Month::Parse(request.month());
  Problems problems;
  if (!month) {
    problems.Add(field, "MONTH_MALFORMED", Cat("month ", InEnglish(request.month()), " is not a month like 2021-04"),
                 Cat("月份", InChinese(request.month()), "不是月份，应如2021-04"));
  } else if (month->Last() >= context.today) {
    problems.Add(field, "MONTH_NOT_ENDED",
                 Cat("month ", request.month(), " has not ended: today is ", context.today.ToString()),
                 Cat(request.month(), "还没有结束（今天是", context.today.ToString(), "），不能调色"));
  }
  if (!problems.empty()) return problems.ToStatus();
  const RecoloredMonths& recolored = context.register_.recolored_months();
  if (const auto found = recolored.find(request.month()); found != recolored.end()) {
    return common::MakeError(absl::StatusCode::kFailedPrecondition,
                             Cat("month ", request.month(), " was recolored on ", found->second.published_on()),
                             {.reason = "MONTH_RECOLORED",
                              .chinese = Cat(request.month(), "已于", found->second.published_on(),
                                             "调色并公布，不能再调；后来的更正显示为“更正后”的颜色")});
  }
  if (const std::string running(context.register_.month_being_recolored()); !running.empty()) {
    return common::MakeError(absl::StatusCode::kAborted, Cat("month ", running, " is being recolored"),
                             {.reason = "RECOLORING_RUNS", .chinese = Cat("正在给", running, "调色，请稍后再试")});
  }
  Decision decision;
  v1::RecoloringBegun& begun = *decision.changes.emplace_back().mutable_recoloring_begun();
  begun.set_month(request.month());
  begun.set_published_on(context.today.ToString());
  begun.set_published_by(std::string(context.actor));
  return decision;
}

}  // namespace wuse::domain
