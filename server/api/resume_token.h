#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/sequence.h"

namespace wuse::api {

// A resume token names a store and the sequence up to which a stream has brought everything.
//   base64url( version 1 · checksum 4 · sequence 8, big-endian · store id )
// The checksum is the beginning of the SHA-256 of what follows it: a token that was cut or mistyped is told from one
// of another store.
std::string MakeResumeToken(std::string_view store_id, common::Sequence sequence);

// Errors: kInvalidArgument TOKEN_INVALID, kFailedPrecondition TOKEN_OF_ANOTHER_STORE.
absl::StatusOr<common::Sequence> OpenResumeToken(std::string_view store_id, std::string_view token);

}  // namespace wuse::api
