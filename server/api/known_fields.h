#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "google/protobuf/descriptor.h"

namespace wuse::api {

// The fields of a message type as they are encoded, for a look at bytes that is far cheaper than protobuf's own walk
// over a parsed message.
class KnownFields {
 public:
  // Of the type, and of all that are within it; made once a thread.
  static const KnownFields& Of(const google::protobuf::Descriptor& type);

  // Whether the bytes hold nothing that a parser would keep as an unknown field. False may also mean that it cannot be
  // told.
  bool AreAllOf(std::string_view message) const;

 private:
  struct Field {
    uint32_t tag = 0;                     // 0: there is none of this number
    const KnownFields* within = nullptr;  // of a message field
  };
  std::vector<Field> fields_;  // by number
};

}  // namespace wuse::api
