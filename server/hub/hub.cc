#include "server/hub/hub.h"

#include <algorithm>
#include <thread>
#include <unordered_set>
#include <utility>

#include "common/limits.h"
#include "server/hub/subscription_state.h"

namespace wuse::hub {

using common::MutexLock;

struct Hub::Impl : public Feed, public std::enable_shared_from_this<Hub::Impl> {
  Impl(const ledger::Ledger& ledger_in, common::WorkerPool& readers_in, common::Sequence head, const Window& bounds)
      : ledger(ledger_in), readers(readers_in), limits(bounds), head_(head) {}

  void Publish(std::vector<std::shared_ptr<const UpdateBlock>> blocks);
  void Stop();
  void Run();
  void RunTurn(SubscriptionState& state);
  std::shared_ptr<const UpdateBlock> FindRecent(common::Sequence sequence) const;

  // Feed:
  common::Sequence Head() const override;
  bool CopyAfter(common::Sequence after, std::vector<std::shared_ptr<const UpdateBlock>>& out) const override;
  void Park(std::shared_ptr<SubscriptionState> state, common::Sequence cursor) override;
  void Unpark(const std::shared_ptr<SubscriptionState>& state) override;
  void CatchUp(std::shared_ptr<SubscriptionState> state) override;
  const ledger::Ledger& Source() const override { return ledger; }

  const ledger::Ledger& ledger;
  common::WorkerPool& readers;
  const Window limits;

  mutable common::Mutex mutex;
  common::CondVar changed;
  std::deque<std::shared_ptr<const UpdateBlock>> window WUSE_GUARDED_BY(mutex);
  size_t window_bytes WUSE_GUARDED_BY(mutex) = 0;
  common::Sequence head_ WUSE_GUARDED_BY(mutex);
  // A set: an idle stream asks now and then, and is to be woken once.
  std::unordered_set<std::shared_ptr<SubscriptionState>> parked WUSE_GUARDED_BY(mutex);
  std::vector<std::shared_ptr<SubscriptionState>> refused WUSE_GUARDED_BY(mutex);  // by a full reader queue
  bool wake WUSE_GUARDED_BY(mutex) = false;
  bool stopped WUSE_GUARDED_BY(mutex) = false;
  int turns WUSE_GUARDED_BY(mutex) = 0;  // running on the readers
  common::CondVar turns_ended;
  std::thread thread;
};

void Hub::Impl::Publish(std::vector<std::shared_ptr<const UpdateBlock>> blocks) {
  {
    const MutexLock lock(mutex);
    for (std::shared_ptr<const UpdateBlock>& block : blocks) {
      head_ = block->sequence();
      window_bytes += block->bytes().size();
      window.push_back(std::move(block));
    }
    while (window.size() > limits.updates || (window_bytes > limits.bytes && window.size() > 1)) {
      window_bytes -= window.front()->bytes().size();
      window.pop_front();
    }
    wake = !parked.empty();
    if (!wake) return;
  }
  changed.NotifyOne();
}

std::shared_ptr<const UpdateBlock> Hub::Impl::FindRecent(common::Sequence sequence) const {
  const MutexLock lock(mutex);
  if (window.empty() || sequence < window.front()->sequence() || sequence > head_) return nullptr;
  return window[static_cast<size_t>(sequence.value - window.front()->sequence().value)];
}

common::Sequence Hub::Impl::Head() const {
  const MutexLock lock(mutex);
  return head_;
}

bool Hub::Impl::CopyAfter(common::Sequence after, std::vector<std::shared_ptr<const UpdateBlock>>& out) const {
  const MutexLock lock(mutex);
  if (after >= head_) return true;
  if (window.empty() || window.front()->sequence() > after.Next()) return false;
  const auto begin = static_cast<size_t>(after.value + 1 - window.front()->sequence().value);
  const size_t end = std::min(window.size(), begin + static_cast<size_t>(common::kCatchUpRecords));
  out.assign(window.begin() + static_cast<ptrdiff_t>(begin), window.begin() + static_cast<ptrdiff_t>(end));
  return true;
}

void Hub::Impl::Park(std::shared_ptr<SubscriptionState> state, common::Sequence cursor) {
  {
    const MutexLock lock(mutex);
    if (stopped) return;
    parked.insert(std::move(state));
    if (cursor >= head_) return;
    wake = true;  // published between the look at the window and now
  }
  changed.NotifyOne();
}

void Hub::Impl::Unpark(const std::shared_ptr<SubscriptionState>& state) {
  const MutexLock lock(mutex);
  parked.erase(state);
}

void Hub::Impl::CatchUp(std::shared_ptr<SubscriptionState> state) {
  std::function<void()> turn = [impl = shared_from_this(), state] { impl->RunTurn(*state); };
  {
    const MutexLock lock(mutex);
    // Submitted under the lock: once stopped, the readers may be gone.
    if (stopped || readers.TrySubmit(std::move(turn))) return;
    refused.push_back(std::move(state));
    if (refused.size() > 1) return;  // the hub's thread is waiting for the time to ask again
  }
  changed.NotifyOne();
}

void Hub::Impl::RunTurn(SubscriptionState& state) {
  {
    const MutexLock lock(mutex);
    if (stopped) return;
    ++turns;
  }
  state.RunTurn();
  const MutexLock lock(mutex);
  --turns;
  turns_ended.NotifyAll();
}

void Hub::Impl::Run() {
  while (true) {
    std::unordered_set<std::shared_ptr<SubscriptionState>> ready;
    std::vector<std::shared_ptr<SubscriptionState>> again;
    {
      const MutexLock lock(mutex);
      while (!stopped && !wake) {
        if (refused.empty()) {
          changed.Wait(mutex);
        } else if (!changed.WaitFor(mutex, common::kReaderRetry)) {
          break;
        }
      }
      if (stopped) return;
      if (wake) ready.swap(parked);
      wake = false;
      again.swap(refused);
    }
    for (const auto& state : ready) state->CallReady();
    for (auto& state : again) CatchUp(std::move(state));
  }
}

void Hub::Impl::Stop() {
  std::unordered_set<std::shared_ptr<SubscriptionState>> dropped;  // destroyed outside the lock
  {
    const MutexLock lock(mutex);
    stopped = true;
    dropped.swap(parked);
    dropped.insert(refused.begin(), refused.end());
    refused.clear();
  }
  changed.NotifyAll();
  if (thread.joinable()) thread.join();
  const MutexLock lock(mutex);
  while (turns > 0) turns_ended.Wait(mutex);
}

Hub::Hub(const ledger::Ledger& ledger, common::WorkerPool& readers, common::Sequence head, Window window)
    : impl_(std::make_shared<Impl>(ledger, readers, head, window)) {
  impl_->thread = std::thread([impl = impl_.get()] { impl->Run(); });
}

Hub::~Hub() {
  Stop();
}

void Hub::Publish(std::vector<std::shared_ptr<const UpdateBlock>> blocks) {
  impl_->Publish(std::move(blocks));
}

common::Sequence Hub::head() const {
  return impl_->Head();
}

std::shared_ptr<const UpdateBlock> Hub::FindRecent(common::Sequence sequence) const {
  return impl_->FindRecent(sequence);
}

void Hub::Stop() {
  impl_->Stop();
}

std::unique_ptr<Subscription> Hub::Subscribe(WatchFilter filter, common::Sequence after,
                                             std::function<void()> on_ready) {
  return std::unique_ptr<Subscription>(
      new Subscription(std::make_shared<SubscriptionState>(impl_, std::move(filter), after, std::move(on_ready))));
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
