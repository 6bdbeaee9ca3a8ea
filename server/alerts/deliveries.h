#pragma once

#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "wuse/v1/alert_service.pb.h"

namespace wuse::alerts {

// What was and will be sent to the receivers. Thread-safe; in memory.
class Deliveries {
 public:
  virtual ~Deliveries() = default;
  // Newest first, at most `page_size`; what waits before what was delivered. `receiver` empty: all of them.
  // Errors: kNotFound RECEIVER_UNKNOWN.
  virtual absl::StatusOr<std::vector<v1::Delivery>> List(std::string_view receiver, int page_size) const = 0;
};

}  // namespace wuse::alerts
