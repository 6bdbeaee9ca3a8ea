#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "grpcpp/support/byte_buffer.h"

namespace wuse::bench {

// What one response of a stream brought: updates by their position in the order of all writes (the product's sequence,
// etcd's revision). Both count up by one for each write, so a stream misses nothing when its positions do.
struct Positions {
  int64_t first = 0;
  int64_t count = 0;
  bool in_sequence = true;  // each the one before + 1
  bool good = false;        // the response could be read
};

// A stream of everything that is written from now on, of one system. Looks at as little of a response as it can: the
// generator shares the machine with the server. Thread-safe.
class Feed {
 public:
  virtual ~Feed() = default;
  // "/package.Service/Method". A literal: gRPC keeps the pointer.
  virtual const char* method() const = 0;
  virtual std::string Request() const = 0;
  // Whether the stream goes on when the caller has said all it has to say.
  virtual bool SurvivesHalfClose() const = 0;
  // The first response says that the stream is there: all that is acknowledged later comes.
  virtual Positions Read(grpc::ByteBuffer& response) const = 0;
  // The position of a write, from its answer.
  virtual int64_t PositionOf(const std::string& acknowledgment) const = 0;
};

// "wuse" or "etcd". Null: there is none of this name, or it is etcd and the build has no protos of etcd.
std::unique_ptr<Feed> MakeFeed(const std::string& system);
std::unique_ptr<Feed> MakeEtcdFeed();

}  // namespace wuse::bench
