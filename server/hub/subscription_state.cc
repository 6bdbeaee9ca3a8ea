#include "server/hub/subscription_state.h"

#include <algorithm>
#include <utility>

#include "common/limits.h"
#include "server/ledger/chain.h"

namespace wuse::hub {
namespace {

using common::MutexLock;

// Adds the block if any of its changes match; returns the bytes that it will take in a response.
size_t AddIfMatching(const WatchFilter& filter, const std::shared_ptr<const UpdateBlock>& block,
                     std::vector<FilteredUpdate>& updates) {
  std::vector<uint32_t> changes = MatchingChanges(filter, *block);
  if (changes.empty()) return 0;
  return updates.emplace_back(FilteredUpdate{.block = block, .changes = std::move(changes)}).bytes();
}

}  // namespace

SubscriptionState::SubscriptionState(std::shared_ptr<Feed> feed, WatchFilter filter, common::Sequence after,
                                     std::function<void()> on_ready)
    : feed_(std::move(feed)), filter_(std::move(filter)), on_ready_(std::move(on_ready)), cursor_(after) {
  seat_.filter = &filter_;
}

Delivery SubscriptionState::Take(size_t max_bytes) {
  bool park = false;
  bool catch_up = false;
  Delivery delivery;
  const common::Sequence passed = feed_->Unpark(*this);
  {
    const MutexLock lock(mutex_);
    cursor_ = std::max(cursor_, passed);
    if (!failure_.ok()) {
      delivery.state = Delivery::State::kFailed;
      delivery.status = failure_;
      delivery.cursor = cursor_;
      return delivery;
    }
    delivery.batch = TakeCaughtUp(max_bytes);
    bool behind = false;
    if (!delivery.batch && !turn_under_way_) delivery.batch = TakeFromWindow(max_bytes, behind);
    delivery.cursor = cursor_;
    if (delivery.batch) {
      delivery.state = Delivery::State::kUpdates;
      delivery.updates = delivery.batch->updates();
    } else if (behind) {
      turn_under_way_ = catch_up = true;
    } else {
      park = !turn_under_way_;  // a turn under way calls on_ready itself
    }
  }
  if (catch_up) feed_->CatchUp(shared_from_this());
  if (park) feed_->Park(shared_from_this(), delivery.cursor);
  return delivery;
}

common::Sequence SubscriptionState::cursor() const {
  common::Sequence cursor;
  {
    const MutexLock lock(mutex_);
    cursor = cursor_;
  }
  return std::max(cursor, feed_->PassedBy(*this));
}

std::shared_ptr<const Batch> SubscriptionState::TakeCaughtUp(size_t max_bytes) {
  if (caught_up_.empty()) return nullptr;
  std::vector<FilteredUpdate> updates;
  size_t bytes = 0;
  while (taken_ < caught_up_.size() && (bytes == 0 || bytes + caught_up_[taken_].bytes() <= max_bytes)) {
    bytes += caught_up_[taken_].bytes();
    cursor_ = caught_up_[taken_].block->sequence();
    updates.push_back(std::move(caught_up_[taken_++]));
  }
  if (taken_ == caught_up_.size()) {
    cursor_ = caught_up_to_;
    caught_up_.clear();
    taken_ = 0;
  }
  return std::make_shared<const Batch>(std::move(updates), cursor_);
}

std::shared_ptr<const Batch> SubscriptionState::TakeFromWindow(size_t max_bytes, bool& behind) {
  const common::Sequence head = feed_->Head();
  if (cursor_ >= head) return nullptr;
  const SharedBatches::Asked asked{.filter = filter_.identity(), .after = cursor_, .end = EndOfBatch(cursor_, head)};
  std::shared_ptr<const Batch> batch = feed_->Batches().Find(asked, max_bytes);
  if (!batch) {
    std::vector<std::shared_ptr<const UpdateBlock>> blocks;
    behind = !feed_->CopyAfter(cursor_, blocks);
    if (behind) return nullptr;
    batch = MakeBatch(blocks, asked.end, max_bytes);
    if (!batch->updates().empty()) feed_->Batches().Keep(asked, batch);
  }
  cursor_ = batch->end();
  return batch->updates().empty() ? nullptr : batch;
}

std::shared_ptr<const Batch> SubscriptionState::MakeBatch(const std::vector<std::shared_ptr<const UpdateBlock>>& blocks,
                                                          common::Sequence end, size_t max_bytes) const {
  std::vector<FilteredUpdate> updates;
  common::Sequence looked_at = cursor_;
  size_t bytes = 0;
  for (const auto& block : blocks) {
    if (block->sequence() > end) break;
    const size_t before = updates.size();
    const size_t more = AddIfMatching(filter_, block, updates);
    if (before > 0 && bytes + more > max_bytes) {
      const common::Sequence round = EndOfBatch(cursor_, looked_at);  // where others are cut off, too
      if (updates.front().block->sequence() <= round) looked_at = round;
      while (updates.back().block->sequence() > looked_at) updates.pop_back();
      break;
    }
    bytes += more;
    looked_at = block->sequence();
  }
  return std::make_shared<const Batch>(std::move(updates), looked_at);
}

SubscriptionState::Turn SubscriptionState::ReadTurn(common::Sequence after) const {
  Turn turn{.updates = {}, .cursor = after, .status = absl::OkStatus()};
  const common::Sequence head = feed_->Head();  // what is durable but not yet published waits for its turn
  auto records =
      feed_->Source().Read(after.Next(), {.records = common::kCatchUpRecords, .bytes = common::kCatchUpBytes});
  if (records.ok() && records->empty()) {
    records = ledger::DamagedRecord(after.Next(), "was published but is missing", "已发布但缺失");
  }
  if (!records.ok()) {
    turn.status = records.status();
    return turn;
  }
  size_t bytes = 0;
  for (ledger::Record& record : *records) {
    if (record.sequence > head) break;
    auto block = UpdateBlock::Parse(std::move(record.bytes));
    if (!block.ok() || (*block)->sequence() != record.sequence) {
      turn.status = ledger::DamagedRecord(record.sequence, "is not an update of this sequence", "不是该序号的更新");
      return turn;
    }
    bytes += AddIfMatching(filter_, *block, turn.updates);
    turn.cursor = record.sequence;
    if (bytes >= common::kMaxResponseChunkBytes) break;
  }
  return turn;
}

void SubscriptionState::RunTurn() {
  common::Sequence after;
  {
    const MutexLock lock(mutex_);
    if (closed_) return;
    after = cursor_;  // Take leaves it alone while a turn is under way
  }
  Turn turn = ReadTurn(after);
  const bool again = turn.status.ok() && turn.updates.empty() && turn.cursor < feed_->Head();
  {
    const MutexLock lock(mutex_);
    failure_ = std::move(turn.status);
    if (turn.updates.empty()) cursor_ = turn.cursor;
    caught_up_to_ = turn.cursor;
    caught_up_ = std::move(turn.updates);
    taken_ = 0;
    turn_under_way_ = again;
  }
  if (again) {
    feed_->CatchUp(shared_from_this());  // behind the others' turns
  } else {
    CallReady();
  }
}

void SubscriptionState::CallReady() {
  {
    const MutexLock lock(mutex_);
    while (!closed_ && calling_ != std::thread::id()) idle_.Wait(mutex_);
    if (closed_) return;
    calling_ = std::this_thread::get_id();
  }
  on_ready_();
  {
    const MutexLock lock(mutex_);
    calling_ = std::thread::id();
  }
  idle_.NotifyAll();
}

void SubscriptionState::Close() {
  feed_->Leave(*this);  // no Take can run any more: it is not parked again
  const MutexLock lock(mutex_);
  closed_ = true;
  while (calling_ != std::thread::id() && calling_ != std::this_thread::get_id()) idle_.Wait(mutex_);
}

}  // namespace wuse::hub
