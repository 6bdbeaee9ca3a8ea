#pragma once

#include <cstdint>
#include <string_view>

namespace wuse::common {

// The fields of an encoded protobuf message, one after the other: for taking a few out of bytes that need not be parsed
// whole. Nothing is copied. Fields may come more than once and in any order; what that means is the caller's to know.
//
//   FieldWalk walk(bytes);
//   while (const uint32_t tag = walk.Next()) {
//     if (tag == BytesTag(v1::Report::kWeekFieldNumber)) week = walk.bytes();
//   }
class FieldWalk {
 public:
  explicit FieldWalk(std::string_view message) : rest_(message) {}

  // The next field's tag (its number and wire type); 0 at the end, and where the bytes are not a message.
  uint32_t Next();
  // Of the field: the value of a varint; what is within a string, bytes or message; all of it, from its tag on.
  uint64_t number() const { return number_; }
  std::string_view bytes() const { return bytes_; }
  std::string_view field() const { return field_; }
  // After Next has returned 0: it was the end.
  bool ended_well() const { return well_; }

 private:
  bool TakeVarint(uint64_t& value);
  bool TakeBytes(uint64_t size);
  bool TakeValue(uint64_t tag);
  bool TakeGroup();

  std::string_view rest_;
  uint64_t number_ = 0;
  std::string_view bytes_;
  std::string_view field_;
  bool well_ = true;
};

// What Next returns for a field of this number.
constexpr uint32_t NumberTag(int field) {
  return static_cast<uint32_t>(field) << 3;
}
constexpr uint32_t BytesTag(int field) {
  return static_cast<uint32_t>(field) << 3 | 2;
}

}  // namespace wuse::common
