#pragma once

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "common/status.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"

namespace wuse::api {

// The one place where errors become what a client sees: google.rpc.Status with ErrorInfo{reason, domain "wuse"},
// BadRequest, RetryInfo and a LocalizedMessage zh-CN.

// A stock client takes 8 KiB of trailers altogether, and details travel there in base64; so by default they are cut to
// this.
inline constexpr size_t kDefaultDetailBytes = 5 << 10;
// A caller that takes more says so (metadata of this name, decimal bytes) and sets its channel's
// grpc.max_metadata_size to match; then all the bad rows of a batch fit.
inline constexpr std::string_view kDetailBytesMetadata = "wuse-detail-bytes";
inline constexpr size_t kMaxDetailBytes = 1 << 20;

// The violations that do not fit into `detail_bytes` are left out, the last first; ErrorInfo's metadata
// "violations_left_out" then counts them. A status without a detail gets a reason and a Chinese text by its code.
google::rpc::Status ToRpcStatus(const absl::Status& status, size_t detail_bytes = kDefaultDetailBytes);
grpc::Status ToGrpcStatus(const absl::Status& status, size_t detail_bytes = kDefaultDetailBytes);

// Errors that several handlers raise.
absl::Status BodyInvalid(std::string_view message_name, std::string_view what);
absl::Status ServerBusy();
absl::Status ServerStopping();
absl::Status ProjectNotFound(std::string_view id);
// INVALID_ARGUMENT with one violation.
absl::Status InvalidField(common::FieldViolation violation);

}  // namespace wuse::api
