#include "client/cli/alert_rules_file.h"

#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>

#include "client/cli/alert_labels.h"
#include "client/cli/json_text.h"
#include "client/cli/problem.h"
#include "fmt/format.h"

namespace wuse::cli {
namespace {

std::string_view UnitOf(v1::AlertKind kind) {
  switch (kind) {
    case v1::MILESTONE_OVERDUE:
    case v1::NOT_STARTED:
      return " 天";
    case v1::REPORT_MISSING:
    case v1::STALLED:
      return " 周";
    case v1::INVESTMENT_BEHIND:
      return " 个百分点";
    default:
      return "";
  }
}

std::string_view MeaningOf(v1::AlertKind kind) {
  switch (kind) {
    case v1::COLOR_WORSENED:
      return "颜色的序号: 4 黄，5 橙，6 红";
    case v1::MILESTONE_OVERDUE:
      return "过了计划日期的天数，每个节点各算各的";
    case v1::NOT_STARTED:
      return "过了计划开工日期的天数";
    case v1::REPORT_MISSING:
      return "连续没有报周报的周数";
    case v1::INVESTMENT_BEHIND:
      return "落后序时进度的百分点，以百分之一个百分点计: 1000 是 10 个百分点";
    case v1::STALLED:
      return "报了周报而投资和节点都没有变化的周数";
    default:
      return "";
  }
}

std::string ValueText(v1::AlertKind kind, int64_t value) {
  if (kind == v1::COLOR_WORSENED) return std::string(kColors.Chinese(static_cast<int>(value)));
  if (kind == v1::INVESTMENT_BEHIND) return fmt::format("{}.{:02}", value / 100, value % 100);
  return std::to_string(value);
}

std::string BandText(v1::AlertKind kind, const v1::AlertBand& band) {
  std::string text = ValueText(kind, band.from());
  if (!band.has_until()) {
    text += std::string(UnitOf(kind)) + (kind == v1::COLOR_WORSENED ? "" : "起");
  } else {
    if (band.until() - 1 > band.from()) text += "–" + ValueText(kind, band.until() - 1);
    text += UnitOf(kind);
  }
  return text + " " + std::string(kSeverities.Chinese(band.severity()));
}

std::string DaysText(int days, std::string_view none) {
  return days == 0 ? std::string(none) : std::to_string(days) + " 天";
}

std::string RuleText(const v1::AlertRule& rule) {
  return fmt::format("{}{}；观察期 {}，解除 {}", rule.disabled() ? "停用；" : "", BandsText(rule),
                     DaysText(rule.grace_days(), "无"), DaysText(rule.clear_days(), "当天"));
}

const v1::AlertRule* Find(const v1::AlertRules& rules, v1::AlertKind kind) {
  for (const v1::AlertRule& rule : rules.rules()) {
    if (rule.kind() == kind) return &rule;
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<v1::AlertRules> ReadAlertRules(std::string_view text) {
  const auto json = WithoutComments(text);
  if (!json.ok()) return json.status();
  v1::AlertRules rules;
  const auto status = google::protobuf::util::JsonStringToMessage(*json, &rules);
  if (!status.ok()) {
    return InvalidInput("JSON 读不懂：" + std::string(status.message().data(), status.message().size()) +
                        "；写法见 wuse alert rules export 写出的");
  }
  if (rules.rules().empty()) return InvalidInput("JSON 里没有规则（rules）");
  return rules;
}

std::string AlertRulesText(const v1::AlertRules& rules) {
  std::string text =
      "// 预警规则。from ≤ 数值 < until；最后一档没有 until。severity: NOTICE 提示，WARNING 警告，\n"
      "// CRITICAL 严重。没有写出的种类保持不变。etag 防止覆盖别人其间的修改；删去它就不检查。\n{\n";
  if (!rules.etag().empty()) text += "  \"etag\": \"" + rules.etag() + "\",\n";
  text += "  \"rules\": [\n";
  for (int i = 0; i < rules.rules_size(); ++i) {
    const v1::AlertRule& rule = rules.rules(i);
    text += fmt::format("    // {}: {}\n    {{\n      \"kind\": \"{}\",\n      \"disabled\": {},\n",
                        kAlertKinds.Chinese(rule.kind()), MeaningOf(rule.kind()), v1::AlertKind_Name(rule.kind()),
                        rule.disabled());
    text += fmt::format("      \"graceDays\": {},\n      \"clearDays\": {},\n      \"bands\": [\n", rule.grace_days(),
                        rule.clear_days());
    for (int j = 0; j < rule.bands_size(); ++j) {
      const v1::AlertBand& band = rule.bands(j);
      const std::string until = band.has_until() ? fmt::format("\"until\": {}, ", band.until()) : std::string();
      text += fmt::format("        {{\"from\": {}, {}\"severity\": \"{}\"}}{}\n", band.from(), until,
                          v1::Severity_Name(band.severity()), j + 1 < rule.bands_size() ? "," : "");
    }
    text += std::string("      ]\n    }") + (i + 1 < rules.rules_size() ? "," : "") + "\n";
  }
  return text + "  ]\n}\n";
}

std::string BandsText(const v1::AlertRule& rule) {
  std::string text;
  for (const v1::AlertBand& band : rule.bands()) text += (text.empty() ? "" : "，") + BandText(rule.kind(), band);
  return text;
}

Table AlertRulesTable(const v1::AlertRules& rules) {
  Table table{.columns = {{"种类"}, {"编号"}, {"启用"}, {"级别"}, {"观察期"}, {"解除"}}, .rows = {}};
  for (const v1::AlertRule& rule : rules.rules()) {
    table.rows.push_back({kAlertKinds.Chinese(rule.kind()), AlertKindName(rule.kind()), rule.disabled() ? "否" : "是",
                          BandsText(rule), DaysText(rule.grace_days(), "无"), DaysText(rule.clear_days(), "当天")});
  }
  return table;
}

std::string AlertRulesDifference(const v1::AlertRules& before, const v1::AlertRules& after) {
  std::string text;
  for (const v1::AlertRule& rule : after.rules()) {
    const v1::AlertRule* old = Find(before, rule.kind());
    if (old != nullptr && google::protobuf::util::MessageDifferencer::Equals(*old, rule)) continue;
    text += "  " + std::string(kAlertKinds.Chinese(rule.kind())) + "\n    原 " +
            (old == nullptr ? std::string("（无）") : RuleText(*old)) + "\n    新 " + RuleText(rule) + "\n";
  }
  return text;
}

}  // namespace wuse::cli
