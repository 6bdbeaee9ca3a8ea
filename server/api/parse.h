#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "google/protobuf/message.h"

namespace wuse::api {

// Parses a request's body. Fields that this version does not know are dropped: a stored record holds nothing that
// nobody has checked. Errors: kInvalidArgument BODY_INVALID; for text that is not UTF-8 it names the field.
absl::Status ParseBody(std::string_view body, google::protobuf::Message& message);

}  // namespace wuse::api
