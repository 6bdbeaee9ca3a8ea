#include "server/alerts/receiver_queue.h"

#include <algorithm>
#include <utility>

#include "common/digest.h"
#include "common/limits.h"
#include "fmt/format.h"
#include "google/protobuf/util/time_util.h"

namespace wuse::alerts {
namespace {

using common::SystemTime;
using delivery::Digest;
using std::chrono::milliseconds;

constexpr milliseconds kRateWindow = std::chrono::minutes(1);
constexpr int kIdBytes = 16;  // of the digest: no two messages of a receiver will ever share one
constexpr int kMostDoublings = 20;

// Doubled with each failure, and up to a fifth less: receivers that went down together are not asked together. Made of
// the id, so that it needs no dice.
milliseconds Backoff(int failures, const std::string& id) {
  const int doublings = std::clamp(failures - 1, 0, kMostDoublings);
  const milliseconds whole =
      std::min<milliseconds>(common::kLastRetry, common::kFirstRetry * (int64_t{1} << doublings));
  const common::Sha256Digest dice = common::Sha256({id, std::to_string(failures)});
  const int64_t fifth = whole.count() / 5;
  return whole - milliseconds(fifth * dice[0] / 256);
}

size_t EntryCount(const Digest& digest) {
  return static_cast<size_t>(digest.entries_size());
}

bool IsLarge(const Digest& digest) {
  return EntryCount(digest) >= static_cast<size_t>(common::kMaxDigestChanges) ||
         digest.ByteSizeLong() >= common::kMaxDigestBytes;
}

google::protobuf::Timestamp TimestampOf(int64_t ms) {
  return google::protobuf::util::TimeUtil::MillisecondsToTimestamp(ms);
}

}  // namespace

ReceiverQueue::ReceiverQueue(const Receiver& receiver, delivery::ReceiverState state, UnitName unit_name)
    : receiver_(receiver), unit_name_(std::move(unit_name)), state_(std::move(state)), saved_cursor_(state_.cursor()) {}

bool ReceiverQueue::IsFull() const {
  if (state_.waiting_size() >= common::kMaxWaitingDigests) return true;
  size_t bytes = 0;
  for (const Digest& digest : state_.waiting()) bytes += digest.ByteSizeLong();
  for (const auto& [unit, digest] : state_.open()) bytes += digest.ByteSizeLong();
  return bytes >= common::kMaxWaitingBytes;
}

void ReceiverQueue::Take(AlertNews news, SystemTime now) {
  const std::vector<std::string> units = {news.unit_after, news.unit_before};
  Tell(receiver_, std::move(news), now, state_);
  for (const std::string& unit : units) {
    const auto open = state_.open().find(unit);
    if (open != state_.open().end() && IsLarge(open->second)) CloseDigest(unit);
  }
}

void ReceiverQueue::MoveCursor(common::Sequence cursor) {
  state_.set_cursor(cursor.value);
  // A crash would have it read again, which is only work.
  if (cursor.value - saved_cursor_ >= common::kSaveCursorEvery) must_save_ = true;
}

void ReceiverQueue::CloseDue(SystemTime now) {
  ForgetTheFuture(now);
  std::vector<std::pair<int64_t, std::string>> due;
  for (const auto& [unit, digest] : state_.open()) {
    if (OfMs(digest.created_at_ms()) + receiver_.interval <= now) due.emplace_back(digest.first().sequence(), unit);
  }
  std::sort(due.begin(), due.end());  // a map's own order is nobody's
  for (const auto& [sequence, unit] : due) CloseDigest(unit);
}

void ReceiverQueue::CloseDigest(const std::string& unit) {
  Digest digest = std::move((*state_.mutable_open())[unit]);
  state_.mutable_open()->erase(unit);
  digest.set_unit_name(unit_name_(unit));
  if (Digest* const earlier = MergeTarget(digest)) {
    MergeDigests(std::move(digest), *earlier);
    earlier->set_id(IdOf(*earlier));
  } else {
    digest.set_id(IdOf(digest));
    *state_.add_waiting() = std::move(digest);
  }
  must_save_ = true;
}

Digest* ReceiverQueue::MergeTarget(const Digest& digest) {
  if (state_.waiting_size() < common::kMergeDigestsFrom) return nullptr;
  auto& waiting = *state_.mutable_waiting();
  for (auto earlier = waiting.rbegin(); earlier != waiting.rend(); ++earlier) {
    if (earlier->unit() != digest.unit()) continue;
    // Once attempted it may have arrived: its id and content stay. Otherwise only the unit's last one: order.
    const bool fits = EntryCount(*earlier) + EntryCount(digest) <= static_cast<size_t>(common::kMaxDigestChanges) &&
                      earlier->ByteSizeLong() + digest.ByteSizeLong() <= common::kMaxDigestBytes;
    return earlier->attempts() == 0 && fits ? &*earlier : nullptr;
  }
  return nullptr;
}

std::string ReceiverQueue::IdOf(const Digest& digest) const {
  const std::string range = fmt::format("{}:{}-{}:{}", digest.first().sequence(), digest.first().change(),
                                        digest.last().sequence(), digest.last().change());
  return common::Hex(common::Sha256({state_.store_id(), "/", receiver_.name, "/", digest.unit(), "/", range}),
                     kIdBytes);
}

SystemTime ReceiverQueue::RateAllowsAt() const {
  if (state_.attempts_ms_size() < common::kMaxMessagesPerMinute) return SystemTime::min();
  return OfMs(state_.attempts_ms(state_.attempts_ms_size() - common::kMaxMessagesPerMinute)) + kRateWindow;
}

const Digest* ReceiverQueue::Due(SystemTime now) const {
  if (now < OfMs(state_.blocked_until_ms()) || now < RateAllowsAt()) return nullptr;
  for (const Digest& digest : state_.waiting()) {
    if (OfMs(digest.next_attempt_ms()) <= now) return &digest;
  }
  return nullptr;
}

Digest* ReceiverQueue::Find(const std::string& id) {
  for (Digest& digest : *state_.mutable_waiting()) {
    if (digest.id() == id) return &digest;
  }
  return nullptr;
}

void ReceiverQueue::BeginAttempt(const std::string& id, SystemTime now) {
  Digest* const digest = Find(id);
  if (digest == nullptr) return;
  digest->set_attempts(digest->attempts() + 1);
  digest->set_last_attempt_ms(ToMs(now));
  auto& attempts = *state_.mutable_attempts_ms();
  attempts.Add(ToMs(now));
  if (attempts.size() > common::kMaxMessagesPerMinute) attempts.erase(attempts.begin());
  must_save_ = true;
}

void ReceiverQueue::EndAttempt(const std::string& id, Outcome outcome, const std::string& error, SystemTime now) {
  Digest* const digest = Find(id);
  if (digest == nullptr) return;
  must_save_ = true;
  digest->set_last_error(error);
  switch (outcome) {
    case Outcome::kDelivered: {
      state_.set_failures(0);
      state_.set_blocked_until_ms(0);
      KeepInLog(*digest, now);
      auto& waiting = *state_.mutable_waiting();
      waiting.erase(std::find_if(waiting.begin(), waiting.end(), [&id](const Digest& one) { return one.id() == id; }));
      return;
    }
    case Outcome::kUnreachable:
      state_.set_failures(std::min(state_.failures() + 1, kMostDoublings));
      state_.set_blocked_until_ms(ToMs(now + Backoff(state_.failures(), id)));
      return;
    case Outcome::kRefused:
      state_.set_failures(kMostDoublings);
      state_.set_blocked_until_ms(ToMs(now + Backoff(kMostDoublings, id)));
      return;
    case Outcome::kRejected:
      state_.set_failures(0);  // it is there, and answers
      digest->set_next_attempt_ms(ToMs(now + Backoff(kMostDoublings, id)));
      return;
  }
}

std::optional<SystemTime> ReceiverQueue::NextTime(SystemTime now) const {
  std::optional<SystemTime> next;
  const auto consider = [&next](SystemTime time) { next = next ? std::min(*next, time) : time; };
  for (const auto& [unit, digest] : state_.open()) consider(OfMs(digest.created_at_ms()) + receiver_.interval);
  if (!state_.waiting().empty()) {
    SystemTime first = SystemTime::max();
    for (const Digest& digest : state_.waiting()) first = std::min(first, OfMs(digest.next_attempt_ms()));
    consider(std::max({first, OfMs(state_.blocked_until_ms()), RateAllowsAt()}));
  }
  return next ? std::optional(std::max(*next, now)) : std::nullopt;
}

void ReceiverQueue::ForgetTheFuture(SystemTime now) {
  const int64_t now_ms = ToMs(now);
  const int64_t latest = ToMs(now + common::kLastRetry);
  if (state_.blocked_until_ms() > latest) state_.set_blocked_until_ms(latest);
  for (Digest& digest : *state_.mutable_waiting()) {
    if (digest.next_attempt_ms() > latest) digest.set_next_attempt_ms(latest);
  }
  for (auto& [unit, digest] : *state_.mutable_open()) {
    if (digest.created_at_ms() > now_ms) digest.set_created_at_ms(now_ms);
  }
  auto& attempts = *state_.mutable_attempts_ms();
  for (int64_t& attempt : attempts) attempt = std::min(attempt, now_ms);
}

void ReceiverQueue::Saved() {
  must_save_ = false;
  saved_cursor_ = state_.cursor();
}

v1::Delivery ReceiverQueue::DeliveryOf(const Digest& digest) const {
  v1::Delivery delivery;
  delivery.set_id(digest.id());
  delivery.set_receiver(receiver_.name);
  delivery.set_unit(digest.unit());
  delivery.set_changes(digest.entries_size());
  delivery.set_last_sequence(digest.last().sequence());
  *delivery.mutable_created_at() = TimestampOf(digest.created_at_ms());
  delivery.set_attempts(digest.attempts());
  if (digest.attempts() > 0) *delivery.mutable_last_attempt_at() = TimestampOf(digest.last_attempt_ms());
  delivery.set_last_error(digest.last_error());
  return delivery;
}

void ReceiverQueue::KeepInLog(const Digest& digest, SystemTime now) {
  v1::Delivery delivery = DeliveryOf(digest);
  *delivery.mutable_delivered_at() = TimestampOf(ToMs(now));
  auto& log = *state_.mutable_log();
  *log.Add() = std::move(delivery);
  if (log.size() > common::kMaxDeliveryLog) log.erase(log.begin());
}

std::vector<v1::Delivery> ReceiverQueue::List() const {
  std::vector<v1::Delivery> list;
  for (auto digest = state_.waiting().rbegin(); digest != state_.waiting().rend(); ++digest) {
    v1::Delivery& delivery = list.emplace_back(DeliveryOf(*digest));
    const int64_t next = std::max(digest->next_attempt_ms(), state_.blocked_until_ms());
    if (next > 0) *delivery.mutable_next_attempt_at() = TimestampOf(next);
  }
  list.insert(list.end(), state_.log().rbegin(), state_.log().rend());
  return list;
}

}  // namespace wuse::alerts
