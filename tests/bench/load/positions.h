#pragma once

#include <algorithm>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "tests/bench/load/feed.h"

// Reads a few numbers out of an encoded response and skips the rest.
namespace wuse::bench {

using Encoded = google::protobuf::io::CodedInputStream;

// What lies that far ahead is fetched from memory meanwhile: updates are of about the same size.
inline void Foresee(Encoded& message, int bytes) {
  const void* data = nullptr;
  int size = 0;
  message.GetDirectBufferPointerInline(&data, &size);
  if (bytes < size) __builtin_prefetch(static_cast<const char*>(data) + bytes);
}

// The number with this tag in the message at hand, which is read up to there; 0: there is none.
inline int64_t NumberIn(Encoded& message, uint32_t wanted) {
  while (const uint32_t tag = message.ReadTag()) {
    uint64_t number = 0;
    if (tag == wanted) return message.ReadVarint64(&number) ? static_cast<int64_t>(number) : 0;
    if (!google::protobuf::internal::WireFormatLite::SkipField(&message, tag)) return 0;
  }
  return 0;
}

// What `of` says of the message that begins here; its rest is skipped. 0: it is broken.
template <class Of>
int64_t InMessage(Encoded& outer, const Of& of) {
  uint32_t length = 0;
  if (!outer.ReadVarint32(&length)) return 0;
  Foresee(outer, static_cast<int>(std::min<uint32_t>(length, 1 << 20)) * 4);
  const Encoded::Limit limit = outer.PushLimit(static_cast<int>(length));
  const int64_t value = of(outer);
  const bool skipped = outer.Skip(outer.BytesUntilLimit());
  outer.PopLimit(limit);
  return skipped ? value : 0;
}

// The positions of a response whose updates have this tag; `position_of` reads that of one.
template <class Of>
Positions ReadPositions(grpc::ByteBuffer& response, uint32_t updates_tag, const Of& position_of) {
  grpc::ProtoBufferReader bytes(&response);
  Encoded encoded(&bytes);
  Positions positions;
  while (const uint32_t tag = encoded.ReadTag()) {
    if (tag != updates_tag) {
      if (!google::protobuf::internal::WireFormatLite::SkipField(&encoded, tag)) return positions;
      continue;
    }
    const int64_t position = InMessage(encoded, position_of);
    if (position == 0) return positions;
    if (positions.count == 0) positions.first = position;
    positions.in_sequence = positions.in_sequence && position == positions.first + positions.count;
    ++positions.count;
  }
  positions.good = encoded.ConsumedEntireMessage();
  return positions;
}

}  // namespace wuse::bench
