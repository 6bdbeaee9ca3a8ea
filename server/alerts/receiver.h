#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "wuse/v1/alert.pb.h"

namespace wuse::alerts {

// Where messages are posted to.
struct Url {
  bool is_https = false;
  std::string host;  // without brackets
  int port = 0;
  std::string target;  // path and query: what stands in the request's first line

  // host or host:port as HTTP's Host header wants it.
  std::string Authority() const;
  // For people and logs: without the query, which is a secret of its own (a robot's access_token).
  std::string Shown() const;
};

// Errors (kInvalidArgument, with the value but for what is secret in it): RECEIVER_URL_INVALID, URL_NOT_HTTP,
// URL_HAS_CREDENTIALS.
absl::StatusOr<Url> ParseUrl(std::string_view text);

enum class Format { kJson, kDingtalk };

// Who gets alerts as HTTP messages, and which.
struct Receiver {
  std::string name;  // id
  Format format = Format::kJson;
  Url url;
  std::string secret;                // never logged, never stored; may be empty for kJson
  std::vector<std::string> units;    // ids; empty: all
  std::vector<v1::AlertKind> kinds;  // empty: all
  v1::Severity min_severity = v1::SEVERITY_UNSPECIFIED;
  std::chrono::minutes interval{10};  // from a digest's first change until it is sent
};

}  // namespace wuse::alerts
