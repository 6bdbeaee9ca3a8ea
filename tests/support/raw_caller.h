#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace wuse::testing {

// An answer as it came over the wire.
struct RawAnswer {
  grpc::Status status;
  std::string body;
};

// Calls a unary method ("/wuse.v1.UnitService/ApplyUnits") with any bytes at all.
RawAnswer CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& method, std::string_view body,
                  grpc::ClientContext& context);

// Whether the server says of itself that it serves.
bool Serves(const std::shared_ptr<grpc::Channel>& channel);

// What an error of ours carries. Every field is empty when the status has no details.
struct ErrorOf {
  explicit ErrorOf(const grpc::Status& status);
  std::string reason;
  std::string domain;
  std::string chinese;
  std::vector<google::rpc::BadRequest::FieldViolation> fields;
  int left_out = 0;
  bool has_retry = false;
};

}  // namespace wuse::testing
