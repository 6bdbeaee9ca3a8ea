#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "server/domain/project_row.h"

namespace wuse::board {

// Which project has a text for its id, and which for its external code: slots by the text's symbol. Not thread-safe.
class Places {
 public:
  std::optional<size_t> OfId(domain::Symbol id) const { return SlotOf(id, &Place::of_id); }
  std::optional<size_t> OfCode(domain::Symbol code) const { return SlotOf(code, &Place::of_code); }
  void PutId(domain::Symbol id, size_t slot) { At(id).of_id = static_cast<uint32_t>(slot); }
  // Not set: nobody has it any more.
  void PutCode(domain::Symbol code, std::optional<size_t> slot) {
    At(code).of_code = slot ? static_cast<uint32_t>(*slot) : kNone;
  }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  struct Place {
    uint32_t of_id = kNone;
    uint32_t of_code = kNone;
  };
  // Symbol 0, no text, has no place.
  std::optional<size_t> SlotOf(domain::Symbol symbol, uint32_t Place::*slot) const {
    if (symbol == 0 || symbol >= places_.size() || places_[symbol].*slot == kNone) return std::nullopt;
    return places_[symbol].*slot;
  }
  Place& At(domain::Symbol symbol) {
    if (symbol >= places_.size()) places_.resize(symbol + 1);
    return places_[symbol];
  }

  std::vector<Place> places_;
};

}  // namespace wuse::board
