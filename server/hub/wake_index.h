#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/sequence.h"
#include "server/hub/update_block.h"
#include "server/hub/watch_filter.h"

namespace wuse::hub {

class SubscriptionState;

// The values of one field of a filter: a change that matches has one of them, before or after.
struct WakeKeys {
  enum class Field { kProject, kUnit, kDepartment, kList, kColor, kKind, kCategory, kLevel, kEverything };
  Field field = Field::kEverything;
  std::vector<std::string> ids;  // of the first four
  std::vector<int> numbers;      // of the next four
};
// By the field that lets through least.
WakeKeys WakeKeysOf(const WatchFilter& filter);

// A subscription's place in the index.
struct Seat {
  uint64_t id = 0;                           // 0: it has none yet
  const WatchFilter* filter = nullptr;       // the subscription's
  WakeKeys keys;                             // of the filter
  common::Sequence passed;                   // up to here nothing that matches is left to be taken
  std::shared_ptr<SubscriptionState> waits;  // while it is parked
};

// Who waits for what: finds those whom an update concerns by what they ask for, so that looking costs what matches and
// not what waits. Not thread-safe.
class WakeIndex {
 public:
  // Wakes the subscription at the first update after `cursor` that matches. The seat and its filter stay until Leave.
  void Park(Seat& seat, std::shared_ptr<SubscriptionState> state, common::Sequence cursor);
  // Whether it was parked.
  bool Unpark(Seat& seat);
  // Forgets it.
  void Leave(Seat& seat);
  size_t parked() const { return parked_; }

  // Unparks those whom the update concerns, in the order of their first parking.
  void Look(const UpdateBlock& block, std::vector<std::shared_ptr<SubscriptionState>>& woken);
  // `looked_at`: up to where it was looked at for them.
  void UnparkAll(common::Sequence looked_at, std::vector<std::shared_ptr<SubscriptionState>>& woken);

 private:
  using Seats = std::map<uint64_t, Seat*>;
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using SeatsById = std::unordered_map<std::string, Seats, Hash, std::equal_to<>>;
  using SeatsByNumber = std::unordered_map<int, Seats>;
  static constexpr size_t kIdFields = 4;
  static constexpr size_t kNumberFields = 4;

  template <class Visit>
  void EachList(const WakeKeys& keys, const Visit& visit);
  void AddOf(const MatchView& match, Seats& candidates) const;
  void AddId(WakeKeys::Field field, std::string_view id, Seats& candidates) const;
  void AddNumber(WakeKeys::Field field, int number, Seats& candidates) const;

  uint64_t last_id_ = 0;
  size_t parked_ = 0;
  Seats all_;
  Seats everything_;  // those who ask for everything
  std::array<SeatsById, kIdFields> by_id_;
  std::array<SeatsByNumber, kNumberFields> by_number_;
};

}  // namespace wuse::hub
