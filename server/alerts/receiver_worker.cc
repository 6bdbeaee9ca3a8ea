#include "server/alerts/receiver_worker.h"

#include <algorithm>
#include <utility>

#include "common/limits.h"
#include "common/status.h"
#include "fmt/format.h"
#include "google/protobuf/util/time_util.h"
#include "server/alerts/message.h"
#include "spdlog/spdlog.h"

namespace wuse::alerts {
namespace {

using common::MutexLock;

hub::WatchFilter FilterOf(const Receiver& receiver) {
  v1::WatchFilter filter;
  filter.add_change_kinds(v1::ALERT_CHANGED);
  for (const std::string& unit : receiver.units) filter.add_units(unit);
  return hub::WatchFilter(filter);
}

}  // namespace

ReceiverWorker::ReceiverWorker(Receiver receiver, Parts parts)
    : receiver_(std::move(receiver)), parts_(std::move(parts)), file_(parts_.directory, receiver_.name, parts_.steps) {}

ReceiverWorker::~ReceiverWorker() {
  BeginStop();
  EndStop();
}

absl::StatusOr<std::unique_ptr<ReceiverWorker>> ReceiverWorker::Open(Receiver receiver, Parts parts) {
  std::unique_ptr<ReceiverWorker> worker(new ReceiverWorker(std::move(receiver), std::move(parts)));
  WUSE_RETURN_IF_ERROR(worker->Load());
  return worker;
}

delivery::ReceiverState ReceiverWorker::NewState() const {
  delivery::ReceiverState state;
  state.set_store_id(parts_.store_id);
  state.set_cursor(parts_.hub.head().value);
  return state;
}

absl::Status ReceiverWorker::Load() {
  absl::StatusOr<std::optional<delivery::ReceiverState>> loaded = file_.Load();
  if (!loaded.ok() && !absl::IsDataLoss(loaded.status())) return loaded.status();
  delivery::ReceiverState state = NewState();
  if (!loaded.ok()) {
    spdlog::error("alert receiver {}: {}; it is set aside, and what it held is not sent", receiver_.name,
                  std::string(loaded.status().message()));
    file_.SetAside();
  } else if (*loaded) {
    const bool is_this_store = (*loaded)->store_id() == parts_.store_id && (*loaded)->cursor() <= state.cursor();
    if (!is_this_store) {
      // What waits is still true and still owed; only the place in the stream means nothing here.
      spdlog::warn("alert receiver {}: its cursor {} is of another store, it goes on from {}", receiver_.name,
                   (*loaded)->cursor(), state.cursor());
      (*loaded)->set_store_id(parts_.store_id);
      (*loaded)->set_cursor(state.cursor());
    }
    state = **std::move(loaded);
  }
  WUSE_RETURN_IF_ERROR(file_.Save(state));
  const common::Sequence cursor{state.cursor()};
  {
    const MutexLock lock(mutex_);
    queue_ = std::make_unique<ReceiverQueue>(receiver_, std::move(state), parts_.unit_name);
  }
  Subscribe(cursor);
  return absl::OkStatus();
}

void ReceiverWorker::Subscribe(common::Sequence after) {
  subscription_.reset();
  subscription_ = parts_.hub.Subscribe(FilterOf(receiver_), after, [this] { Wake(); });
}

void ReceiverWorker::Wake() {
  {
    const MutexLock lock(mutex_);
    ready_ = true;
  }
  changed_.NotifyOne();
}

void ReceiverWorker::Start() {
  thread_ = std::thread([this] { Run(); });
}

void ReceiverWorker::BeginStop() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.NotifyOne();
  parts_.sender->Abort();
}

void ReceiverWorker::EndStop() {
  if (thread_.joinable()) thread_.join();
  if (!subscription_) return;
  subscription_.reset();
  Save();
}

void ReceiverWorker::Run() {
  while (true) {
    const bool has_more = Step();
    const MutexLock lock(mutex_);
    if (!stopping_ && !ready_ && !has_more) changed_.WaitFor(mutex_, common::kReceiverLooks);
    if (stopping_) return;
    ready_ = false;
  }
}

bool ReceiverWorker::Step() {
  const bool has_more = TakeSome();
  const common::SystemTime now = parts_.clock.Now();
  if (save_again_ && now < *save_again_) return false;
  std::optional<delivery::Digest> digest;
  bool must_save = false;
  {
    const MutexLock lock(mutex_);
    queue_->CloseDue(now);
    if (const delivery::Digest* const due = stopping_ ? nullptr : queue_->Due(now)) {
      digest = *due;
      queue_->BeginAttempt(digest->id(), now);
    }
    must_save = queue_->must_save();
  }
  if (must_save && !Save()) return false;  // what is not saved is not posted
  if (digest) Conclude(*digest, parts_.sender->Post(MessageOf(receiver_, *digest, now)));
  const MutexLock lock(mutex_);
  const auto next = queue_->NextTime(now);
  return has_more || (next && *next <= now);
}

bool ReceiverWorker::TakeSome() {
  const common::SystemTime now = parts_.clock.Now();
  if (subscribe_again_) {
    if (now < *subscribe_again_) return false;
    subscribe_again_.reset();
    common::Sequence cursor;
    {
      const MutexLock lock(mutex_);
      cursor = {queue_->state().cursor()};
    }
    Subscribe(cursor);
  }
  {
    const MutexLock lock(mutex_);
    if (queue_->IsFull()) return false;
  }
  const hub::Delivery delivery = subscription_->Take(common::kMaxResponseChunkBytes);
  if (delivery.state == hub::Delivery::State::kFailed) {
    spdlog::error("alert receiver {}: the ledger cannot be read: {}", receiver_.name, delivery.status.ToString());
    subscribe_again_ = now + common::kSaveRetry;
    return false;
  }
  for (const hub::FilteredUpdate& update : delivery.updates) TakeUpdate(update);
  const MutexLock lock(mutex_);
  queue_->MoveCursor(delivery.cursor);
  return delivery.state == hub::Delivery::State::kUpdates;
}

void ReceiverWorker::TakeUpdate(const hub::FilteredUpdate& update) {
  using google::protobuf::util::TimeUtil;
  v1::Update header;
  const std::string_view bytes = update.block->header();
  if (!header.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;  // the hub has looked at it
  const common::SystemTime now = parts_.clock.Now();
  for (const uint32_t index : update.changes) {
    v1::Change change;
    const std::string_view encoded = update.block->change(index);
    if (!change.ParseFromArray(encoded.data(), static_cast<int>(encoded.size()))) continue;
    AlertNews news{.time = OfMs(TimeUtil::TimestampToMilliseconds(header.time())),
                   .date = header.date(),
                   .sequence = header.sequence(),
                   .change_index = static_cast<int32_t>(index),
                   .unit_before = change.match_before().unit(),
                   .unit_after = change.match_after().unit(),
                   .change = std::move(*change.mutable_alert_changed())};
    const MutexLock lock(mutex_);
    queue_->Take(std::move(news), now);
  }
}

bool ReceiverWorker::Save() {
  const common::SystemTime now = parts_.clock.Now();
  if (save_again_ && now < *save_again_) return false;
  delivery::ReceiverState state;
  {
    const MutexLock lock(mutex_);
    state = queue_->state();
  }
  const absl::Status saved = file_.Save(state);
  if (!saved.ok()) {
    save_again_ = now + common::kSaveRetry;
    spdlog::error("alert receiver {}: nothing is sent until its state can be saved: {}", receiver_.name,
                  std::string(saved.message()));
    return false;
  }
  save_again_.reset();
  const MutexLock lock(mutex_);
  queue_->Saved();  // only this thread changes it
  return true;
}

void ReceiverWorker::Conclude(const delivery::Digest& digest, const absl::StatusOr<HttpResponse>& answer) {
  if (absl::IsCancelled(answer.status())) return;  // repeated after the next start
  const Judgment judgment = JudgeAnswer(receiver_, answer);
  {
    const MutexLock lock(mutex_);
    queue_->EndAttempt(digest.id(), judgment.outcome, judgment.chinese, parts_.clock.Now());
  }
  Save();  // a failure is made up for before the next attempt
  switch (judgment.outcome) {
    case Outcome::kDelivered:
      spdlog::info("alert receiver {}: delivered id={} unit={} changes={} attempts={}", receiver_.name, digest.id(),
                   digest.unit(), digest.entries_size(), digest.attempts() + 1);
      break;
    case Outcome::kUnreachable:
      spdlog::warn("alert receiver {}: id={} not delivered, tried again: {}", receiver_.name, digest.id(),
                   judgment.error);
      break;
    case Outcome::kRefused:
    case Outcome::kRejected:
      spdlog::error("alert receiver {}: id={} refused by {}, tried again seldom: {}", receiver_.name, digest.id(),
                    receiver_.url.Shown(), judgment.error);
      break;
  }
}

std::vector<v1::Delivery> ReceiverWorker::List() const {
  const MutexLock lock(mutex_);
  return queue_->List();
}

}  // namespace wuse::alerts
