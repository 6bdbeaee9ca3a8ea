#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "client/cli/json_text.h"
#include "client/cli/session.h"
#include "wuse/v1/color_policy.pb.h"

namespace wuse::cli {

// A color policy as people write it: JSON, with // and /* */ comments, or the text format of protocol buffers. Knows
// where its fields are, so that what is wrong with one can be told with its line.
class PolicyFile {
 public:
  // Errors: kInvalidArgument, with the line.
  static absl::StatusOr<PolicyFile> Read(std::string_view text);

  const v1::ColorPolicy& policy() const { return policy_; }
  // The line of a field, e.g. dimensions[1].bands[0].from, or of what it would be in; 0: of the whole file.
  int LineOf(std::string_view path) const;
  // An error of the server about the policy with lines of this file for its places; others as they are.
  absl::Status WithLines(const absl::Status& status) const;

 private:
  absl::Status ReadJson(std::string_view text);
  absl::Status ReadText(std::string_view text);

  v1::ColorPolicy policy_;
  LineMap lines_;  // by path
};

// The policy of a file; "-" is the standard input.
absl::StatusOr<PolicyFile> ReadPolicyFile(Session& session, const std::string& path);

}  // namespace wuse::cli
