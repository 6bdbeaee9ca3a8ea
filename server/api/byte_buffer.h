#pragma once

#include <string>

#include "grpcpp/support/byte_buffer.h"
#include "server/api/rope.h"

namespace wuse::api {

// The bridge between our bytes and gRPC's.
grpc::ByteBuffer ToByteBuffer(Rope rope);
std::string ToString(const grpc::ByteBuffer& buffer);

}  // namespace wuse::api
