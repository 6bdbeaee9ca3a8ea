#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/alerts/deliveries.h"
#include "server/alerts/receiver_worker.h"

namespace wuse::alerts {

// Tells the receivers of alerts, each on a thread of its own: one that is down or slow costs nothing else.
// Thread-safe but for Start and Stop. What is passed outlives this.
class Deliverer final : public Deliveries {
 public:
  struct Parts {
    hub::Hub& hub;
    std::string store_id;
    const common::Clock& clock;          // of what is written down
    const common::Clock& network_clock;  // of timeouts: the machine's
    ReceiverQueue::UnitName unit_name;
    std::string directory;  // made if missing
  };
  // Errors: kUnavailable RECEIVER_STATE_UNREADABLE, RECEIVER_STATE_UNWRITABLE.
  static absl::StatusOr<std::unique_ptr<Deliverer>> Open(std::vector<Receiver> receivers, const Parts& parts);
  ~Deliverer() override;  // stops

  void Start();
  // Takes no longer than a file's sync: requests under way are given up. Before the hub ends. May be called twice.
  void Stop();
  absl::StatusOr<std::vector<v1::Delivery>> List(std::string_view receiver, int page_size) const override;

 private:
  Deliverer() = default;
  FileSteps steps_;
  std::vector<std::unique_ptr<ReceiverWorker>> workers_;
};

}  // namespace wuse::alerts
