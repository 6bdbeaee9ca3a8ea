#include "server/alerts/digest_rules.h"

#include <algorithm>
#include <utility>

#include "common/limits.h"
#include "fmt/format.h"

namespace wuse::alerts {
namespace {

using delivery::Digest;
using delivery::DigestEntry;
using delivery::ReceiverState;
using delivery::Told;

bool MayTellOfFiring(v1::AlertEvent event) {
  switch (event) {
    case v1::FIRED:
    case v1::ESCALATED:
    case v1::UNINHIBITED:
    case v1::SNOOZE_EXPIRED:
    case v1::MOVED:
      return true;
    default:
      return false;
  }
}

bool IsQuiet(const v1::Alert& alert) {
  return alert.has_snooze() || alert.inhibited() != v1::INHIBITION_UNSPECIFIED;
}

bool HasUnit(const Receiver& receiver, const std::string& unit) {
  return receiver.units.empty() ||
         std::find(receiver.units.begin(), receiver.units.end(), unit) != receiver.units.end();
}

bool HasKindAndSeverity(const Receiver& receiver, const v1::Alert& alert) {
  const bool kind = receiver.kinds.empty() ||
                    std::find(receiver.kinds.begin(), receiver.kinds.end(), alert.kind()) != receiver.kinds.end();
  return kind && alert.severity() >= receiver.min_severity;
}

// One piece of news on its way into the state.
class Telling {
 public:
  Telling(const Receiver& receiver, AlertNews news, common::SystemTime now, ReceiverState& state)
      : receiver_(receiver), news_(std::move(news)), now_(now), state_(state), key_(AlertKey(news_.change.after())) {
    const auto found = state_.told().find(key_);
    if (found != state_.told().end()) told_ = found->second;
  }

  void Run() {
    const v1::Alert& after = news_.change.after();
    if (after.state() != v1::ALERT_FIRING) {
      if (after.state() == v1::ALERT_RESOLVED && WasToldOfFiring()) TellEnd(&DigestEntry::set_resolved);
      return;
    }
    if (!HasUnit(receiver_, news_.unit_after)) {
      if (told_) TellEnd(&DigestEntry::set_left);
      return;
    }
    if (!HasKindAndSeverity(receiver_, after)) return;
    if (IsQuiet(after)) return TakeBack();
    if (MayTellOfFiring(news_.change.event())) {
      if (!told_ || told_->episode() != after.episode()) return TellFiring(&DigestEntry::set_fired);
      if (after.severity() > told_->severity()) return TellFiring(&DigestEntry::set_escalated);
    }
    if (DigestEntry* const entry = OpenEntry()) Refresh(*entry);
  }

 private:
  // Beyond the bound it is not known any more who was told what: then rather once too often.
  bool WasToldOfFiring() const {
    return told_ || (state_.told_overflowed() && news_.change.before().state() == v1::ALERT_FIRING &&
                     HasKindAndSeverity(receiver_, news_.change.after()) &&
                     (HasUnit(receiver_, news_.unit_after) || HasUnit(receiver_, news_.unit_before)));
  }

  const std::string& Unit() const {
    return HasUnit(receiver_, news_.unit_after) || news_.unit_before.empty() ? news_.unit_after : news_.unit_before;
  }

  using Mark = void (DigestEntry::*)(bool);

  void TellFiring(Mark mark) {
    const v1::Alert& after = news_.change.after();
    // Told of an escalation of what fired before there was a receiver: it is news as a whole.
    if (!told_ && news_.change.event() == v1::ESCALATED) mark = &DigestEntry::set_escalated;
    DigestEntry& entry = Entry();
    (entry.*mark)(true);
    entry.set_resolved(false);
    entry.set_left(false);
    Remember(after);
  }

  void TellEnd(Mark mark) {
    DigestEntry& entry = Entry();
    (entry.*mark)(true);
    state_.mutable_told()->erase(key_);
  }

  void Remember(const v1::Alert& alert) {
    if (!told_ && state_.told_size() >= common::kMaxToldAlerts) {
      state_.set_told_overflowed(true);
      return;
    }
    Told& told = (*state_.mutable_told())[key_];
    told.set_episode(alert.episode());
    told.set_severity(alert.severity());
  }

  // The entry of the alert in its unit's open digest, made if need be and brought up to date.
  DigestEntry& Entry() {
    Digest& digest = (*state_.mutable_open())[Unit()];
    if (digest.unit().empty() && digest.entries().empty()) {
      digest.set_unit(Unit());
      digest.set_created_at_ms(ToMs(now_));
      digest.mutable_first()->set_sequence(news_.sequence);
      digest.mutable_first()->set_change(news_.change_index);
    }
    digest.mutable_last()->set_sequence(news_.sequence);
    digest.mutable_last()->set_change(news_.change_index);
    const bool is_new = !digest.entries().contains(key_);
    DigestEntry& entry = (*digest.mutable_entries())[key_];
    if (is_new && told_) *entry.mutable_told_before() = *told_;
    Refresh(entry);
    return entry;
  }

  DigestEntry* OpenEntry() {
    const auto digest = state_.mutable_open()->find(Unit());
    if (digest == state_.mutable_open()->end()) return nullptr;
    const auto entry = digest->second.mutable_entries()->find(key_);
    return entry == digest->second.mutable_entries()->end() ? nullptr : &entry->second;
  }

  void Refresh(DigestEntry& entry) {
    entry.mutable_place()->set_sequence(news_.sequence);
    entry.mutable_place()->set_change(news_.change_index);
    entry.set_time_ms(ToMs(news_.time));
    entry.set_date(news_.date);
    *entry.mutable_change() = news_.change;
  }

  // Somebody has quieted it before the digest was closed: it was never told.
  void TakeBack() {
    const DigestEntry* const entry = OpenEntry();
    if (entry == nullptr) return;
    if (entry->has_told_before()) {
      (*state_.mutable_told())[key_] = entry->told_before();
    } else {
      state_.mutable_told()->erase(key_);
    }
    Digest& digest = (*state_.mutable_open())[Unit()];
    digest.mutable_entries()->erase(key_);
    if (digest.entries().empty()) state_.mutable_open()->erase(Unit());
  }

  const Receiver& receiver_;
  const AlertNews news_;
  const common::SystemTime now_;
  ReceiverState& state_;
  const std::string key_;
  std::optional<Told> told_;
};

}  // namespace

std::string AlertKey(const v1::Alert& alert) {
  return fmt::format("{}/{}/{}", static_cast<int>(alert.kind()), alert.project(), alert.milestone());
}

void Tell(const Receiver& receiver, AlertNews news, common::SystemTime now, ReceiverState& state) {
  Telling(receiver, std::move(news), now, state).Run();
}

void MergeDigests(Digest later, Digest& earlier) {
  *earlier.mutable_last() = later.last();
  if (!later.unit_name().empty()) earlier.set_unit_name(later.unit_name());
  for (auto& [key, entry] : *later.mutable_entries()) {
    const auto found = earlier.entries().find(key);
    if (found != earlier.entries().end()) {
      const DigestEntry& before = found->second;
      entry.set_fired(entry.fired() || before.fired());
      entry.set_escalated(entry.escalated() || before.escalated());
      entry.clear_told_before();
      if (before.has_told_before()) *entry.mutable_told_before() = before.told_before();
    }
    (*earlier.mutable_entries())[key] = std::move(entry);
  }
}

int64_t ToMs(common::SystemTime time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

common::SystemTime OfMs(int64_t ms) {
  return common::SystemTime(std::chrono::milliseconds(ms));
}

}  // namespace wuse::alerts
