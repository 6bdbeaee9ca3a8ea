#include "tests/support/raw_caller.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include "common/mutex.h"

namespace wuse::testing {

RawAnswer CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& method, std::string_view body,
                  grpc::ClientContext& context) {
  const grpc::Slice slice(body.data(), body.size());
  const grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  grpc::GenericStub stub(channel);
  common::Mutex mutex;
  common::CondVar done;
  bool is_done = false;
  RawAnswer answer;
  stub.UnaryCall(&context, method, grpc::StubOptions(), &request, &response, [&](grpc::Status status) {
    const common::MutexLock lock(mutex);
    answer.status = std::move(status);
    is_done = true;
    done.NotifyAll();
  });
  const common::MutexLock lock(mutex);
  while (!is_done) done.Wait(mutex);
  std::vector<grpc::Slice> slices;
  if (answer.status.ok() && response.Dump(&slices).ok()) {
    for (const grpc::Slice& part : slices) {
      answer.body.append(reinterpret_cast<const char*>(part.begin()), part.size());
    }
  }
  return answer;
}

bool Serves(const std::shared_ptr<grpc::Channel>& channel) {
  grpc::ClientContext context;
  const RawAnswer answer = CallRaw(channel, "/grpc.health.v1.Health/Check", "", context);
  return answer.status.ok() && answer.body == "\x08\x01";  // HealthCheckResponse.status = SERVING
}

ErrorOf::ErrorOf(const grpc::Status& status) {
  google::rpc::Status rpc;
  rpc.ParseFromString(status.error_details());
  for (const google::protobuf::Any& detail : rpc.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad;
    google::rpc::LocalizedMessage localized;
    if (detail.UnpackTo(&info)) {
      reason = info.reason();
      domain = info.domain();
      const auto found = info.metadata().find("violations_left_out");
      if (found != info.metadata().end()) left_out = std::stoi(found->second);
    } else if (detail.UnpackTo(&bad)) {
      fields.assign(bad.field_violations().begin(), bad.field_violations().end());
    } else if (detail.UnpackTo(&localized)) {
      chinese = localized.message();
    }
    has_retry = has_retry || detail.Is<google::rpc::RetryInfo>();
  }
}

}  // namespace wuse::testing
