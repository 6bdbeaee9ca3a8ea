#include "server/domain/alert_rules.h"

#include <algorithm>
#include <string>

#include "common/digest.h"
#include "common/limits.h"
#include "server/domain/validate.h"
#include "wuse/v1/color.pb.h"

namespace wuse::domain {
namespace {

constexpr int kRulesEtagBytes = 8;

struct DefaultBand {
  int64_t from;
  v1::Severity severity;
};

struct DefaultDays {
  int grace = 0;
  int clear = 0;
};

v1::AlertRule RuleOf(v1::AlertKind kind, const std::vector<DefaultBand>& bands, const DefaultDays& days = {}) {
  v1::AlertRule rule;
  rule.set_kind(kind);
  for (size_t i = 0; i < bands.size(); ++i) {
    v1::AlertBand& band = *rule.add_bands();
    band.set_from(bands[i].from);
    if (i + 1 < bands.size()) band.set_until(bands[i + 1].from);
    band.set_severity(bands[i].severity);
  }
  rule.set_grace_days(days.grace);
  rule.set_clear_days(days.clear);
  return rule;
}

std::string Number(int64_t value) {
  return std::to_string(value);
}

// Whether each band begins where the one before ends.
void CheckSequence(const v1::AlertRule& rule, std::string_view base, Problems& problems) {
  for (int i = 0; i + 1 < rule.bands_size(); ++i) {
    const v1::AlertBand& band = rule.bands(i);
    const int64_t next = rule.bands(i + 1).from();
    const std::string path = Cat("bands[", Number(i + 1), "].from");
    const Field field{base, path, "分档下限"};
    if (!band.has_until() || next < band.until()) {
      problems.Add(field, "BANDS_OVERLAP", Cat(Number(next), " is covered twice"),
                   Cat("分档重叠：", Number(next), "落在两档里"));
    } else if (next > band.until()) {
      problems.Add(field, "BANDS_GAP", Cat(Number(band.until()), " to ", Number(next - 1), " is covered by no band"),
                   Cat("分档之间有空缺：", Number(band.until()), "到", Number(next - 1), "不在任何一档里"));
    }
    if (rule.bands(i + 1).severity() <= band.severity()) {
      const std::string severity = Cat("bands[", Number(i + 1), "].severity");
      problems.Add({base, severity, "级别"}, "SEVERITY_FALLS", "the severity must rise from band to band",
                   "级别应逐档升高");
    }
  }
}

void CheckBand(v1::AlertKind kind, const v1::AlertBand& band, bool is_last, const Field& field, Problems& problems) {
  const bool has_room = !band.has_until() || band.from() < band.until();
  if (band.from() < 1 || !has_room) {
    const std::string until = band.has_until() ? Number(band.until()) : "";
    problems.Add(field, "BAND_INVALID", Cat("from ", Number(band.from()), " until ", until, " is no band of 1 or more"),
                 Cat("分档应从 1 或更大的数起，上限大于下限，这里是“", Number(band.from()), "”到“", until, "”"));
  }
  if (is_last && band.has_until()) {
    problems.Add(field, "BANDS_GAP", Cat(Number(band.until()), " and more is covered by no band"),
                 Cat("最后一档不应有上限：", Number(band.until()), "及以上不在任何一档里"));
  }
  if (kind == v1::COLOR_WORSENED && (band.from() < v1::YELLOW || band.from() > v1::RED)) {
    problems.Add(field, "BAND_INVALID", Cat(Number(band.from()), " is no color that is lagging: 4, 5 or 6"),
                 Cat("颜色的分档应从 4（黄）、5（橙）或 6（红）起，这里是“", Number(band.from()), "”"));
  }
  if (band.severity() == v1::SEVERITY_UNSPECIFIED || !v1::Severity_IsValid(band.severity())) {
    problems.Add(field, "BAND_INVALID", "a band needs a severity: NOTICE, WARNING or CRITICAL",
                 "每一档都要有级别：提示、警告或严重");
  }
}

}  // namespace

v1::Severity AlertRule::SeverityOf(int64_t measure) const {
  if (disabled) return v1::SEVERITY_UNSPECIFIED;
  for (const Band& band : bands) {
    if (band.from <= measure && measure < band.until) return band.severity;
  }
  return v1::SEVERITY_UNSPECIFIED;
}

v1::AlertRules DefaultAlertRules() {
  // Colors and amounts come with reports. What is corrected on the same day, or made up for by the reports of the weeks
  // before, alarms nobody; a week below the bands tells a recovery from a wobble.
  constexpr DefaultDays kByReports{.grace = 1, .clear = 7};
  v1::AlertRules rules;
  *rules.add_rules() = RuleOf(v1::COLOR_WORSENED, {{v1::ORANGE, v1::WARNING}, {v1::RED, v1::CRITICAL}}, kByReports);
  *rules.add_rules() = RuleOf(v1::MILESTONE_OVERDUE, {{1, v1::NOTICE}, {7, v1::WARNING}, {15, v1::CRITICAL}});
  *rules.add_rules() = RuleOf(v1::NOT_STARTED, {{1, v1::NOTICE}, {30, v1::WARNING}, {90, v1::CRITICAL}});
  *rules.add_rules() = RuleOf(v1::REPORT_MISSING, {{1, v1::NOTICE}, {2, v1::WARNING}, {4, v1::CRITICAL}});
  *rules.add_rules() = RuleOf(v1::INVESTMENT_BEHIND, {{1000, v1::WARNING}, {3000, v1::CRITICAL}}, kByReports);
  *rules.add_rules() = RuleOf(v1::STALLED, {{4, v1::NOTICE}, {8, v1::WARNING}});
  return rules;
}

AlertRuleSet::AlertRuleSet() : AlertRuleSet(v1::AlertRules()) {
  message_.set_defaults(true);
}

AlertRuleSet::AlertRuleSet(const v1::AlertRules& rules) {
  const v1::AlertRules defaults = DefaultAlertRules();
  for (v1::AlertRule rule : defaults.rules()) {
    for (const v1::AlertRule& set : rules.rules()) {
      if (set.kind() == rule.kind()) rule = set;
    }
    AlertRule& ready = rules_[rule.kind()];
    ready = {
        .disabled = rule.disabled(), .bands = {}, .grace_days = rule.grace_days(), .clear_days = rule.clear_days()};
    for (const v1::AlertBand& band : rule.bands()) {
      AlertRule::Band& made = ready.bands.emplace_back();
      made.from = band.from();
      if (band.has_until()) made.until = band.until();
      made.severity = band.severity();
    }
    *message_.add_rules() = std::move(rule);
  }
  message_.clear_etag();
  message_.set_etag(common::Hex(common::Sha256({message_.SerializeAsString()}), kRulesEtagBytes));
}

void CheckAlertRule(const v1::AlertRule& rule, std::string_view base, Problems& problems) {
  if (rule.kind() == v1::ALERT_KIND_UNSPECIFIED || !v1::AlertKind_IsValid(rule.kind())) {
    problems.Add({base, "kind", "预警种类"}, "RULE_KIND_INVALID", Cat(Number(rule.kind()), " is no kind of alert"),
                 Cat("“", Number(rule.kind()), "”不是已知的预警种类"));
  }
  const Field bands{base, "bands", "分档"};
  if (rule.bands().empty()) {
    problems.Add(bands, "BANDS_MISSING", "a rule needs at least one band", "规则至少要有一档");
  }
  CheckCount(bands, rule.bands_size(), common::kMaxAlertBands, problems);
  for (int i = 0; i < std::min(rule.bands_size(), common::kMaxAlertBands); ++i) {
    const std::string path = Cat("bands[", Number(i), "]");
    CheckBand(rule.kind(), rule.bands(i), i + 1 == rule.bands_size(), {base, path, "分档"}, problems);
  }
  if (rule.bands_size() <= common::kMaxAlertBands) CheckSequence(rule, base, problems);
  CheckRange({base, "grace_days", "宽限天数"}, rule.grace_days(), 0, common::kMaxAlertDays, problems);
  CheckRange({base, "clear_days", "解除观察天数"}, rule.clear_days(), 0, common::kMaxAlertDays, problems);
}

std::string_view ChineseOf(v1::AlertKind kind) {
  switch (kind) {
    case v1::COLOR_WORSENED:
      return "颜色变差";
    case v1::MILESTONE_OVERDUE:
      return "节点逾期";
    case v1::NOT_STARTED:
      return "应开工未开工";
    case v1::REPORT_MISSING:
      return "未报周报";
    case v1::INVESTMENT_BEHIND:
      return "投资滞后";
    case v1::STALLED:
      return "进展停滞";
    default:
      return "未知预警";
  }
}

}  // namespace wuse::domain
