#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace wuse::common {

// Debian's absl::string_view is its own class; the bridge to it sits here.
inline absl::string_view ToAbsl(std::string_view text) {
  return {text.data(), text.size()};
}
inline std::string_view FromAbsl(absl::string_view text) {
  return {text.data(), text.size()};
}

// One wrong field of a request.
struct FieldViolation {
  std::string field;        // path in the request, e.g. project.unit or edits[17].project.unit
  std::string reason;       // UPPER_SNAKE
  std::string description;  // English; names the value
  std::string chinese;      // for people; names the value
};

// What our errors carry beside code and English message. Travels as a payload of absl::Status inside the
// process; api turns it into google.rpc details at the border.
struct ErrorDetail {
  std::string reason;   // UPPER_SNAKE, for programs
  std::string chinese;  // zh-CN, for people
  std::vector<FieldViolation> fields;
  std::optional<std::chrono::milliseconds> retry_after;
};

absl::Status MakeError(absl::StatusCode code, std::string_view english, const ErrorDetail& detail);
std::optional<ErrorDetail> DetailOf(const absl::Status& status);

// INVALID_ARGUMENT with the violations (at least one); the message counts them and words the first. The
// reason is the first violation's.
absl::Status InvalidFields(std::vector<FieldViolation> fields);
// The same violations with `prefix` put before each field path ("edits[3]." …).
std::vector<FieldViolation> Prefixed(std::string_view prefix, std::vector<FieldViolation> fields);

}  // namespace wuse::common

#define WUSE_RETURN_IF_ERROR(expression)                                                     \
  do {                                                                                       \
    if (::absl::Status wuse_status_ = (expression); !wuse_status_.ok()) return wuse_status_; \
  } while (false)
