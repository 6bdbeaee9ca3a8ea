#include "server/hub/hub.h"

#include <thread>
#include <utility>

#include "common/limits.h"
#include "server/hub/hub_core.h"
#include "server/hub/subscription_state.h"

namespace wuse::hub {

using common::MutexLock;

// The thread that drives the core.
struct Hub::Impl {
  void Wake();
  void Run();
  void Stop();

  std::shared_ptr<HubCore> core;
  common::Mutex mutex;
  common::CondVar changed;
  bool awake WUSE_GUARDED_BY(mutex) = false;  // or about to be
  bool stopped WUSE_GUARDED_BY(mutex) = false;
  std::thread thread;
};

void Hub::Impl::Wake() {
  {
    const MutexLock lock(mutex);
    if (std::exchange(awake, true)) return;
  }
  changed.NotifyOne();
}

void Hub::Impl::Run() {
  while (true) {
    const bool retry = core->ReadersWereFull();
    {
      const MutexLock lock(mutex);
      while (!stopped && !awake) {
        if (!retry) {
          changed.Wait(mutex);
        } else if (!changed.WaitFor(mutex, common::kReaderRetry)) {
          break;
        }
      }
      if (stopped) return;
      awake = false;
    }
    if (retry) core->RetryTurns();
    while (core->Step()) {
    }
  }
}

void Hub::Impl::Stop() {
  {
    const MutexLock lock(mutex);
    stopped = true;
  }
  changed.NotifyAll();
  core->Stop();
  if (thread.joinable()) thread.join();
}

Hub::Hub(const ledger::Ledger& ledger, common::WorkerPool& readers, common::Sequence head, Window window)
    : impl_(std::make_shared<Impl>()) {
  impl_->core = std::make_shared<HubCore>(
      HubCore::Parts{.ledger = ledger,
                     .readers = [&readers](std::function<void()> task) { return readers.TrySubmit(std::move(task)); },
                     .wake =
                         [weak = std::weak_ptr<Impl>(impl_)] {
                           if (const auto impl = weak.lock()) impl->Wake();  // a subscription may outlive the hub
                         },
                     .head = head,
                     .window = window});
  impl_->thread = std::thread([impl = impl_.get()] { impl->Run(); });
}

Hub::~Hub() {
  Stop();
}

void Hub::Publish(std::vector<std::shared_ptr<const UpdateBlock>> blocks) {
  impl_->core->Publish(std::move(blocks));
}

common::Sequence Hub::head() const {
  return impl_->core->Head();
}

std::shared_ptr<const UpdateBlock> Hub::FindRecent(common::Sequence sequence) const {
  return impl_->core->FindRecent(sequence);
}

void Hub::Stop() {
  impl_->Stop();
}

std::unique_ptr<Subscription> Hub::Subscribe(WatchFilter filter, common::Sequence after,
                                             std::function<void()> on_ready) {
  return std::unique_ptr<Subscription>(new Subscription(
      std::make_shared<SubscriptionState>(impl_->core, std::move(filter), after, std::move(on_ready))));
}

Subscription::Subscription(std::shared_ptr<SubscriptionState> state) : state_(std::move(state)) {}

Subscription::~Subscription() {
  state_->Close();
}

Delivery Subscription::Take(size_t max_bytes) {
  return state_->Take(max_bytes);
}

common::Sequence Subscription::cursor() const {
  return state_->cursor();
}

}  // namespace wuse::hub
