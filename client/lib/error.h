#pragma once

#include <grpcpp/support/status.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/status.h"

namespace wuse::client {

// Errors of this library are absl::Status: the code and the English message of the server, and beside them a
// common::ErrorDetail (common::DetailOf): the reason, the Chinese text for people, every wrong field, and when a retry
// makes sense. They come from the google.rpc.Status in the call's trailers. Errors that gRPC makes itself carry none
// of these; their Chinese text is worded here, and their reason is "GRPC_" and the code, e.g. GRPC_UNAVAILABLE.
//
// `server` is the address that was called; the words for an unreachable server name it.
absl::Status StatusFromGrpc(const grpc::Status& status, std::string_view server);

// The text for people: the Chinese one where there is one, else the message.
std::string ChineseOf(const absl::Status& status);
// UPPER_SNAKE, or "" when the status has none.
std::string ReasonOf(const absl::Status& status);

}  // namespace wuse::client
