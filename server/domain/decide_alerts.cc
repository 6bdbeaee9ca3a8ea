#include <optional>
#include <set>

#include "common/limits.h"
#include "server/domain/decision_parts.h"
#include "server/domain/judge_alerts.h"
#include "server/domain/references.h"

namespace wuse::domain {
namespace {

constexpr TextRule kNote{.max_characters = common::kMaxTextCharacters, .required = true};

// A firing alert that a person says something about.
struct NamedAlert {
  std::shared_ptr<const v1::Project> project;  // null: not found
  const v1::Alert* alert = nullptr;            // within it
};

const v1::Alert* FindAlert(const v1::Project& project, v1::AlertKind kind, std::string_view milestone) {
  for (const v1::Alert& alert : project.alerts()) {
    if (alert.kind() == kind && alert.milestone() == milestone) return &alert;
  }
  return nullptr;
}

void AddAlertUnknown(const v1::AlertRef& ref, const v1::Project& project, Problems& problems) {
  problems.Add({"", "alert", "预警"}, "ALERT_UNKNOWN",
               Cat("project ", InEnglish(project.id()), " has never had an alert of kind ",
                   v1::AlertKind_Name(ref.kind()), ref.milestone().empty() ? "" : " of ", ref.milestone()),
               Cat("项目", InChinese(project.id()), "没有过“", ChineseOf(ref.kind()), "”预警",
                   ref.milestone().empty() ? "" : "，节点", ref.milestone()),
               absl::StatusCode::kNotFound);
}

// The milestone's id; nothing after a problem.
std::optional<std::string> ResolveMilestone(const v1::AlertRef& ref, const v1::Project& project, Problems& problems) {
  const Field field{"", "alert.milestone", "节点"};
  if (ref.kind() != v1::MILESTONE_OVERDUE) {
    if (ref.milestone().empty()) return "";
    problems.Add(field, "MILESTONE_UNEXPECTED", "only milestone-overdue alerts have a milestone",
                 Cat("只有“节点逾期”预警才有节点，这里是", InChinese(ref.milestone())));
    return std::nullopt;
  }
  if (!CheckRequired(field, !ref.milestone().empty(), problems)) return std::nullopt;
  if (const v1::Milestone* rung = FindRungRef(project, ref.milestone())) return rung->id();
  // It may have been dropped from the ladder since.
  if (FindAlert(project, ref.kind(), ref.milestone()) != nullptr) return ref.milestone();
  AddUnknownMilestone(field, project, ref.milestone(), problems);
  return std::nullopt;
}

NamedAlert Resolve(const Context& context, const v1::AlertRef& ref, Problems& problems) {
  NamedAlert named;
  CheckEnum({"", "alert.kind", "预警种类"}, ref.kind(), v1::AlertKind_IsValid(ref.kind()), problems);
  named.project = ResolveProject(context.register_, {"", "alert.project", "项目编号"}, ref.project(),
                                 absl::StatusCode::kNotFound, problems);
  if (named.project == nullptr || !problems.empty()) return named;
  const std::optional<std::string> milestone = ResolveMilestone(ref, *named.project, problems);
  if (!milestone) return named;
  named.alert = FindAlert(*named.project, ref.kind(), *milestone);
  if (named.alert == nullptr) AddAlertUnknown(ref, *named.project, problems);
  return named;
}

absl::Status NotFiring(const NamedAlert& named) {
  const v1::Alert& alert = *named.alert;
  const bool pending = alert.state() == v1::ALERT_PENDING;
  const std::string now = pending ? "pending" : Cat("resolved since ", alert.resolved_on());
  const std::string chinese = pending ? "尚在宽限期内" : Cat("已于", alert.resolved_on(), "解除");
  return common::MakeError(
      absl::StatusCode::kFailedPrecondition,
      Cat("the alert ", v1::AlertKind_Name(alert.kind()), " of ", alert.project(), " is not firing: it is ", now),
      {.reason = "ALERT_NOT_FIRING",
       .chinese = Cat("项目", InChinese(alert.project()), "的“", ChineseOf(alert.kind()), "”预警", chinese,
                      "，只有正在报警的才能确认或静默")});
}

// The last day of an acknowledgment or a snooze; not set after a problem.
common::Date CheckUntil(std::string_view until, common::Date today, Problems& problems) {
  const Field field{"", "until", "截止日期"};
  const std::optional<common::Date> date = CheckDate(field, until, problems);
  if (!date) return {};
  const common::Date last = today.Plus(common::kMaxQuietDays);
  if (*date < today) {
    problems.Add(field, "UNTIL_IN_PAST", Cat(InEnglish(until), " is before today, ", today.ToString()),
                 Cat("截止日期", InChinese(until), "早于今天（", today.ToString(), "）"));
  } else if (*date > last) {
    problems.Add(field, "UNTIL_TOO_FAR", Cat(InEnglish(until), " is after ", last.ToString(), ", half a year from now"),
                 Cat("截止日期", InChinese(until), "太远，最晚为", last.ToString()));
  }
  return *date;
}

// The change that a person makes of an alert. Nothing when it is like that already.
Decision ChangedByHand(const NamedAlert& named, v1::Alert after, v1::AlertEvent event) {
  Decision decision;
  if (named.alert->SerializeAsString() == after.SerializeAsString()) return decision;
  decision.changes.push_back(AlertChangeByHand(*named.project, *named.alert, std::move(after), event));
  return decision;
}

}  // namespace

absl::StatusOr<Decision> Decide(const Context& context, const v1::AcknowledgeAlertRequest& request) {
  Problems problems;
  const NamedAlert named = Resolve(context, request.alert(), problems);
  CheckText({"", "note", "说明"}, request.note(), kNote, problems);
  const common::Date until = request.until().empty() ? context.today.Plus(common::kDefaultQuietDays)
                                                     : CheckUntil(request.until(), context.today, problems);
  if (!problems.empty()) return problems.ToStatus();
  if (named.alert->state() != v1::ALERT_FIRING) return NotFiring(named);
  v1::Alert after = *named.alert;
  v1::Acknowledgment& acknowledgment = *after.mutable_acknowledgment();
  if (acknowledgment.by() != context.actor || acknowledgment.on().empty()) {
    acknowledgment.set_on(context.today.ToString());
  }
  acknowledgment.set_by(std::string(context.actor));
  acknowledgment.set_until(until.ToString());
  acknowledgment.set_note(request.note());
  return ChangedByHand(named, std::move(after), v1::ACKNOWLEDGED);
}

absl::StatusOr<Decision> Decide(const Context& context, const v1::SnoozeAlertRequest& request) {
  Problems problems;
  const NamedAlert named = Resolve(context, request.alert(), problems);
  CheckText({"", "note", "说明"}, request.note(), kNote, problems);
  common::Date until;
  if (request.until().empty()) {
    problems.Add({"", "until", "截止日期"}, "UNTIL_MISSING", "a snooze needs an end", "静默必须写明截止日期");
  } else {
    until = CheckUntil(request.until(), context.today, problems);
  }
  if (!problems.empty()) return problems.ToStatus();
  if (named.alert->state() != v1::ALERT_FIRING) return NotFiring(named);
  v1::Alert after = *named.alert;
  v1::Snooze& snooze = *after.mutable_snooze();
  if (snooze.by() != context.actor || snooze.on().empty()) snooze.set_on(context.today.ToString());
  snooze.set_by(std::string(context.actor));
  snooze.set_until(until.ToString());
  snooze.set_note(request.note());
  return ChangedByHand(named, std::move(after), v1::SNOOZED);
}

absl::StatusOr<Decision> Decide(const Context& context, const v1::SetAlertRulesRequest& request) {
  const v1::AlertRules& before = context.register_.alert_rules().message();
  if (!request.etag().empty() && request.etag() != before.etag()) {
    return common::MakeError(
        absl::StatusCode::kAborted,
        Cat("the alert rules have changed: their etag is ", before.etag(), ", not ", request.etag()),
        {.reason = "ETAG_MISMATCH",
         .chinese = Cat("预警规则已被他人修改（版本标记", InChinese(request.etag()), "已过期），请刷新后重试")});
  }
  Problems problems;
  if (request.rules().empty()) {
    problems.Add({"", "rules", "规则"}, "RULES_MISSING", "no rule is given", "没有给出任何规则");
  }
  CheckCount({"", "rules", "规则"}, request.rules_size(), v1::AlertKind_ARRAYSIZE - 1, problems);
  v1::AlertRules after = before;
  std::set<int> kinds;
  for (int i = 0; i < std::min(request.rules_size(), int{v1::AlertKind_ARRAYSIZE}); ++i) {
    const v1::AlertRule& rule = request.rules(i);
    const std::string base = RowBase("rules", static_cast<size_t>(i));
    CheckAlertRule(rule, base, problems);
    if (!kinds.insert(rule.kind()).second) {
      problems.Add({base, "kind", "预警种类"}, "RULE_TWICE", "there is a rule of this kind already",
                   Cat("“", ChineseOf(rule.kind()), "”的规则重复"));
    }
    for (v1::AlertRule& other : *after.mutable_rules()) {
      if (other.kind() == rule.kind()) other = rule;
    }
  }
  if (!problems.empty()) return problems.ToStatus();
  const AlertRuleSet made(after);
  Decision decision;
  if (made.message().etag() == before.etag() && !before.defaults()) return decision;
  v1::Change& change = decision.changes.emplace_back();
  *change.mutable_alert_rules_changed()->mutable_rules() = made.message();
  return decision;
}

}  // namespace wuse::domain
