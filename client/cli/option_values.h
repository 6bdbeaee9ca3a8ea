#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client/cli/labels.h"

namespace wuse::cli {

// Values of options as people write them. Errors: kInvalidArgument, naming the option (or argument) and the value.

// "" stays "".
absl::StatusOr<std::string> DateOption(std::string_view option, const std::string& text);
// 2021-04; "" stays "".
absl::StatusOr<std::string> MonthOption(std::string_view option, const std::string& text);
// The enum's number.
absl::StatusOr<int> LabelOption(std::string_view option, const std::string& text, const Labels& labels);
// A reason that is required and says something.
absl::Status CheckReason(const std::string& text);

}  // namespace wuse::cli
