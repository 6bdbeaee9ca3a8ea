#include "server/alerts/deliverer.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "common/limits.h"
#include "common/status.h"
#include "common/text.h"
#include "fmt/format.h"
#include "google/protobuf/util/time_util.h"
#include "server/alerts/http_client.h"

namespace wuse::alerts {

absl::StatusOr<std::unique_ptr<Deliverer>> Deliverer::Open(std::vector<Receiver> receivers, const Parts& parts) {
  std::unique_ptr<Deliverer> deliverer(new Deliverer);
  if (receivers.empty()) return deliverer;
  std::error_code error;
  std::filesystem::create_directories(parts.directory, error);
  if (error) {
    return common::MakeError(
        absl::StatusCode::kUnavailable, fmt::format("{} cannot be made: {}", parts.directory, error.message()),
        {.reason = "RECEIVER_STATE_UNWRITABLE", .chinese = fmt::format("接收方状态目录“{}”无法创建", parts.directory)});
  }
  for (Receiver& receiver : receivers) {
    auto worker =
        ReceiverWorker::Open(std::move(receiver), {.hub = parts.hub,
                                                   .store_id = parts.store_id,
                                                   .clock = parts.clock,
                                                   .unit_name = parts.unit_name,
                                                   .directory = parts.directory,
                                                   .steps = deliverer->steps_,
                                                   .sender = std::make_unique<HttpClient>(parts.network_clock)});
    if (!worker.ok()) return worker.status();
    deliverer->workers_.push_back(*std::move(worker));
  }
  return deliverer;
}

Deliverer::~Deliverer() {
  Stop();
}

void Deliverer::Start() {
  for (const auto& worker : workers_) worker->Start();
}

void Deliverer::Stop() {
  for (const auto& worker : workers_) worker->BeginStop();
  for (const auto& worker : workers_) worker->EndStop();
}

absl::StatusOr<std::vector<v1::Delivery>> Deliverer::List(std::string_view receiver, int page_size) const {
  std::vector<v1::Delivery> all;
  bool is_known = receiver.empty();
  for (const auto& worker : workers_) {
    if (!receiver.empty() && worker->receiver().name != receiver) continue;
    is_known = true;
    std::vector<v1::Delivery> list = worker->List();
    std::move(list.begin(), list.end(), std::back_inserter(all));
  }
  if (!is_known) {
    const std::string quoted = common::Quoted(receiver);
    return common::MakeError(absl::StatusCode::kNotFound, fmt::format("there is no receiver {}", quoted),
                             {.reason = "RECEIVER_UNKNOWN", .chinese = fmt::format("没有接收方“{}”", quoted)});
  }
  using google::protobuf::util::TimeUtil;
  std::stable_sort(all.begin(), all.end(), [](const v1::Delivery& a, const v1::Delivery& b) {
    if (a.has_delivered_at() != b.has_delivered_at()) return b.has_delivered_at();
    return TimeUtil::TimestampToNanoseconds(a.created_at()) > TimeUtil::TimestampToNanoseconds(b.created_at());
  });
  const size_t most = static_cast<size_t>(page_size > 0 ? page_size : common::kDefaultPageSize);
  if (all.size() > most) all.resize(most);
  return all;
}

}  // namespace wuse::alerts
