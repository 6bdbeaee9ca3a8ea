#include "server/api/rope.h"

#include <utility>

namespace wuse::api {
namespace {

// Below this a copy is cheaper than a reference count and one more piece to send.
constexpr size_t kCopiedBelow = 1024;

enum WireType : uint64_t { kVarint = 0, kLengthDelimited = 2 };

void PutVarint(std::string& out, uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>((value & 0x7F) | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

std::string Tag(int field, WireType type) {
  std::string tag;
  PutVarint(tag, static_cast<uint64_t>(field) << 3 | type);
  return tag;
}

}  // namespace

void Rope::Append(std::string_view bytes) {
  if (pieces_.empty() || pieces_.back().owner) pieces_.emplace_back();
  pieces_.back().copied.append(bytes);
  size_ += bytes.size();
}

void Rope::AppendShared(std::shared_ptr<const void> owner, std::string_view bytes) {
  if (bytes.size() < kCopiedBelow) return Append(bytes);
  size_ += bytes.size();
  pieces_.push_back({.copied = {}, .owner = std::move(owner), .shared = bytes});
}

void Rope::AppendPrefix(int field, size_t length) {
  std::string prefix = Tag(field, kLengthDelimited);
  PutVarint(prefix, length);
  Append(prefix);
}

void Rope::AppendText(int field, std::string_view text) {
  AppendPrefix(field, text.size());
  Append(text);
}

void Rope::AppendNumber(int field, uint64_t value) {
  std::string encoded = Tag(field, kVarint);
  PutVarint(encoded, value);
  Append(encoded);
}

std::string Rope::Flatten() const {
  std::string flat;
  flat.reserve(size_);
  for (const Piece& piece : pieces_) flat.append(piece.bytes());
  return flat;
}

}  // namespace wuse::api
