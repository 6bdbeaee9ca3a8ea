#include "server/api/stream_registry.h"

#include <chrono>
#include <optional>
#include <utility>

#include "common/status.h"
#include "fmt/format.h"
#include "server/api/errors.h"

namespace wuse::api {

StreamRegistry::StreamRegistry(const common::Clock& clock, const Limits& limits, Pace pace)
    : limits_(limits), bells_(std::make_shared<Bells>(clock, pace)), thread_([this] { Run(); }) {}

StreamRegistry::~StreamRegistry() {
  bells_->Stop();
  thread_.join();
}

StreamRegistry::Id StreamRegistry::NewId() {
  const common::MutexLock lock(mutex_);
  return ++last_id_;
}

std::function<void()> StreamRegistry::BellOf(Id id) const {
  return [bells = bells_, id] { bells->Ring(id); };
}

std::function<void()> StreamRegistry::PacedBellOf(Id id) const {
  if (!bells_->is_paced()) return nullptr;
  return [bells = bells_, open = open_, id] { bells->RingAfterPace(id, *open); };
}

absl::Status StreamRegistry::CheckRoom(const std::string& actor) const {
  constexpr std::chrono::seconds kRetry{10};
  if (streams_.size() >= limits_.in_all) {
    return common::MakeError(absl::StatusCode::kResourceExhausted,
                             fmt::format("{} streams are open already", streams_.size()),
                             {.reason = "TOO_MANY_STREAMS",
                              .chinese = fmt::format("已有 {} 个订阅，不能再多", streams_.size()),
                              .retry_after = kRetry});
  }
  const auto own = of_caller_.find(actor);
  if (own == of_caller_.end() || own->second < limits_.of_caller) return absl::OkStatus();
  return common::MakeError(
      absl::StatusCode::kResourceExhausted, fmt::format("{} has {} streams open already", actor, own->second),
      {.reason = "TOO_MANY_STREAMS_OF_CALLER",
       .chinese = fmt::format("用户“{}”已有 {} 个订阅，不能再多，请先关闭不用的", actor, own->second),
       .retry_after = kRetry});
}

absl::Status StreamRegistry::Add(Id id, v1::SubscriptionInfo who, std::shared_ptr<WatchStream> stream) {
  const common::MutexLock lock(mutex_);
  if (ending_) return ServerStopping();
  WUSE_RETURN_IF_ERROR(CheckRoom(who.actor()));
  ++of_caller_[who.actor()];
  who.set_id(static_cast<int64_t>(id));
  streams_.emplace(id, Open{.who = std::move(who), .stream = std::move(stream)});
  *open_ = streams_.size();
  return absl::OkStatus();
}

void StreamRegistry::Remove(Id id) {
  Open removed;  // goes after the lock is let go of
  const common::MutexLock lock(mutex_);
  const auto found = streams_.find(id);
  if (found == streams_.end()) return;
  removed = std::move(found->second);
  streams_.erase(found);
  *open_ = streams_.size();
  const auto own = of_caller_.find(removed.who.actor());
  if (--own->second == 0) of_caller_.erase(own);
}

size_t StreamRegistry::size() const {
  const common::MutexLock lock(mutex_);
  return streams_.size();
}

std::vector<StreamRegistry::Open> StreamRegistry::List(std::string_view actor) const {
  const common::MutexLock lock(mutex_);
  std::vector<Open> listed;
  for (const auto& [id, open] : streams_) {
    if (actor.empty() || open.who.actor() == actor) listed.push_back(open);
  }
  return listed;
}

void StreamRegistry::Tick() {
  bells_->LookAtClock();
  for (const std::shared_ptr<WatchStream>& stream : All()) stream->Tick();
}

void StreamRegistry::EndAll() {
  {
    const common::MutexLock lock(mutex_);
    ending_ = true;
  }
  for (const std::shared_ptr<WatchStream>& stream : All()) stream->CloseWithToken(ServerStopping());
}

void StreamRegistry::Run() {
  while (const std::optional<Id> id = bells_->Wait()) {
    if (const std::shared_ptr<WatchStream> stream = Find(*id)) stream->Poke();
  }
}

std::shared_ptr<WatchStream> StreamRegistry::Find(Id id) const {
  const common::MutexLock lock(mutex_);
  const auto found = streams_.find(id);
  return found == streams_.end() ? nullptr : found->second.stream;
}

std::vector<std::shared_ptr<WatchStream>> StreamRegistry::All() const {
  const common::MutexLock lock(mutex_);
  std::vector<std::shared_ptr<WatchStream>> all;
  all.reserve(streams_.size());
  for (const auto& [id, open] : streams_) all.push_back(open.stream);
  return all;
}

}  // namespace wuse::api
