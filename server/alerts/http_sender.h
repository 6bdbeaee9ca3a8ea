#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "server/alerts/receiver.h"

namespace wuse::alerts {

struct HttpRequest {
  Url url;  // with all of its query
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct HttpResponse {
  int status = 0;
  std::string body;  // at most common::kMaxHttpResponseBytes
};

// Posts one request and reads its answer, whatever status that has; follows no redirect. Blocks, but not for long.
// Errors: kCancelled (Abort), kUnavailable with a reason: RECEIVER_UNKNOWN_HOST, RECEIVER_UNREACHABLE,
// RECEIVER_TIMEOUT, RECEIVER_CERTIFICATE, RECEIVER_ANSWER_INVALID.
class HttpSender {
 public:
  virtual ~HttpSender() = default;
  virtual absl::StatusOr<HttpResponse> Post(const HttpRequest& request) = 0;
  // From any thread: ends the request under way, and every later one, with kCancelled.
  virtual void Abort() = 0;
};

}  // namespace wuse::alerts
