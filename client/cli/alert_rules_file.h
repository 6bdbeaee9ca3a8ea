#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "client/cli/output.h"
#include "wuse/v1/alert.pb.h"

namespace wuse::cli {

// The JSON of AlertRules. Errors: kInvalidArgument.
absl::StatusOr<v1::AlertRules> ReadAlertRules(std::string_view text);
// What ReadAlertRules reads, with comments that say what the numbers mean.
std::string AlertRulesText(const v1::AlertRules& rules);

// "1–6 天 提示，7–14 天 警告，15 天起 严重"
std::string BandsText(const v1::AlertRule& rule);
Table AlertRulesTable(const v1::AlertRules& rules);
// A line for each rule that differs, as it was and as it will be; "" where none does.
std::string AlertRulesDifference(const v1::AlertRules& before, const v1::AlertRules& after);

}  // namespace wuse::cli
