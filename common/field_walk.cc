#include "common/field_walk.h"

#include <limits>

namespace wuse::common {
namespace {

enum WireType : uint64_t { kVarint = 0, kFixed64 = 1, kBytes = 2, kGroupBegins = 3, kGroupEnds = 4, kFixed32 = 5 };
constexpr uint64_t kWireTypeMask = 7;
constexpr int kVarintBits = 70;  // in ten bytes; those past 64 are dropped, as protobuf does

}  // namespace

uint32_t FieldWalk::Next() {
  if (rest_.empty()) return 0;
  const std::string_view begin = rest_;
  uint64_t tag = 0;
  if (!TakeVarint(tag) || tag > std::numeric_limits<uint32_t>::max() || !TakeValue(tag)) {
    well_ = false;
    rest_ = {};
    return 0;
  }
  field_ = begin.substr(0, begin.size() - rest_.size());
  return static_cast<uint32_t>(tag);
}

bool FieldWalk::TakeVarint(uint64_t& value) {
  value = 0;
  size_t taken = 0;
  for (int shift = 0; shift < kVarintBits; shift += 7) {
    if (taken == rest_.size()) return false;
    const auto byte = static_cast<uint8_t>(rest_[taken++]);
    value |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) {
      rest_.remove_prefix(taken);
      return true;
    }
  }
  return false;
}

bool FieldWalk::TakeBytes(uint64_t size) {
  if (size > rest_.size()) return false;
  bytes_ = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return true;
}

bool FieldWalk::TakeValue(uint64_t tag) {
  if (tag >> 3 == 0) return false;
  uint64_t size = 0;
  switch (tag & kWireTypeMask) {
    case kVarint:
      return TakeVarint(number_);
    case kFixed64:
      return TakeBytes(sizeof(uint64_t));
    case kBytes:
      return TakeVarint(size) && TakeBytes(size);
    case kGroupBegins:
      return TakeGroup();
    case kFixed32:
      return TakeBytes(sizeof(uint32_t));
    default:
      return false;
  }
}

// Nobody writes groups any more, but a parser accepts them among the fields that it does not know.
bool FieldWalk::TakeGroup() {
  for (int depth = 1; depth > 0;) {
    uint64_t tag = 0;
    if (!TakeVarint(tag)) return false;
    const uint64_t type = tag & kWireTypeMask;
    if (type == kGroupBegins) {
      ++depth;
    } else if (type == kGroupEnds) {
      --depth;
    } else if (!TakeValue(tag)) {
      return false;
    }
  }
  return true;
}

}  // namespace wuse::common
