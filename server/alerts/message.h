#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/clock.h"
#include "server/alerts/http_sender.h"
#include "server/alerts/receiver.h"
#include "server/alerts/receiver_queue.h"
#include "wuse/delivery/state.pb.h"

// What is posted for a digest, and what the answer means. Pure.
namespace wuse::alerts {

// Signed for `now`; the body holds the digest's id, and so does the header Wuse-Delivery-Id.
HttpRequest MessageOf(const Receiver& receiver, const delivery::Digest& digest, common::SystemTime now);

struct Judgment {
  Outcome outcome;
  std::string error;    // for logs; no secret in it
  std::string chinese;  // for people; empty when it was delivered
};
Judgment JudgeAnswer(const Receiver& receiver, const absl::StatusOr<HttpResponse>& answer);

// base64(HMAC-SHA256(key, text)).
std::string Signature(std::string_view key, std::string_view text);
// The parameters that a robot of DingTalk wants behind its URL: timestamp=…&sign=….
std::string DingtalkParameters(std::string_view secret, int64_t timestamp_ms);

}  // namespace wuse::alerts
