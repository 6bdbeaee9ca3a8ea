#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "server/alerts/receiver.h"

namespace wuse::alerts {

// The receivers of a file as proto/wuse/delivery/receivers.proto describes it, their secrets read. Relative secret
// files are beside it. Errors: kNotFound RECEIVERS_UNREADABLE; kInvalidArgument with every bad field
// (RECEIVERS_INVALID, TOO_MANY_RECEIVERS, RECEIVER_NAME_INVALID, RECEIVER_TWICE, FORMAT_INVALID, those of ParseUrl,
// UNIT_INVALID, KIND_INVALID, SEVERITY_INVALID, INTERVAL_INVALID, SECRET_MISSING, SECRET_UNREADABLE,
// SECRET_READABLE_BY_ALL, SECRET_INVALID). No text of an error holds a secret.
absl::StatusOr<std::vector<Receiver>> LoadReceivers(const std::string& path);

// The same of its text. `read_secret`: what a secret file holds, trimmed, or an error.
using SecretReader = std::function<absl::StatusOr<std::string>(const std::string& path)>;
absl::StatusOr<std::vector<Receiver>> ParseReceivers(std::string_view json, const SecretReader& read_secret);

// Errors: SECRET_UNREADABLE, SECRET_READABLE_BY_ALL, SECRET_INVALID (empty, too long, more than one line).
absl::StatusOr<std::string> ReadSecret(const std::string& path);

}  // namespace wuse::alerts
