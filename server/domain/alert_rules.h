#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "wuse/v1/alert.pb.h"

namespace wuse::domain {

class Problems;

// A rule ready for judging; see v1::AlertRule.
struct AlertRule {
  struct Band {
    int64_t from = 0;
    int64_t until = std::numeric_limits<int64_t>::max();  // excluded
    v1::Severity severity = v1::SEVERITY_UNSPECIFIED;
  };
  bool disabled = false;
  std::vector<Band> bands;
  int grace_days = 0;
  int clear_days = 0;

  // SEVERITY_UNSPECIFIED: below the bands, or the rule is disabled.
  v1::Severity SeverityOf(int64_t measure) const;
};

// The district's rules, one of each kind. Immutable.
class AlertRuleSet {
 public:
  AlertRuleSet();  // the defaults
  // Of rules that were checked; kinds that they leave out have the defaults.
  explicit AlertRuleSet(const v1::AlertRules& rules);

  const AlertRule& of(v1::AlertKind kind) const { return rules_[kind]; }
  // All kinds, by kind, with the etag.
  const v1::AlertRules& message() const { return message_; }

 private:
  std::array<AlertRule, v1::AlertKind_ARRAYSIZE> rules_;
  v1::AlertRules message_;
};

// The rules of all kinds, by kind, where the district sets none.
v1::AlertRules DefaultAlertRules();

// Adds what is wrong with a rule: RULE_KIND_INVALID, BANDS_MISSING, BAND_INVALID, BANDS_OVERLAP and BANDS_GAP (naming
// the value), SEVERITY_FALLS, DAYS_INVALID. `base`: "rules[2].".
void CheckAlertRule(const v1::AlertRule& rule, std::string_view base, Problems& problems);

// How people call a kind: 节点逾期.
std::string_view ChineseOf(v1::AlertKind kind);

}  // namespace wuse::domain
