#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "grpcpp/support/string_ref.h"

namespace wuse::api {

using Metadata = std::multimap<grpc::string_ref, grpc::string_ref>;

// Who calls: the metadata `wuse-actor`, [a-z0-9][a-z0-9-]{0,63}. "wuse" is the server itself and is refused.
// Errors: kUnauthenticated (ACTOR_MISSING, ACTOR_INVALID, ACTOR_RESERVED).
absl::StatusOr<std::string> ActorOf(const Metadata& metadata);

// How many bytes of error details the caller takes (see errors.h).
size_t DetailBytesOf(const Metadata& metadata);

}  // namespace wuse::api
