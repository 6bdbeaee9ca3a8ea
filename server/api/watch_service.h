#pragma once

#include <string_view>

#include "server/api/call.h"
#include "server/api/parts.h"
#include "server/api/stream_registry.h"
#include "wuse/v1/watch_service.grpc.pb.h"

namespace wuse::api {

// Runs a stream of WatchResponses; for the v1::WatchRequest and the v1::WatchAlertsRequest.
template <class Request>
grpc::ServerWriteReactor<grpc::ByteBuffer>* ServeWatch(const Parts& parts, StreamRegistry& streams,
                                                       std::string_view method, grpc::CallbackServerContext& context,
                                                       const grpc::ByteBuffer& body);

class WatchService final : public v1::WatchService::WithRawCallbackMethod_Watch<v1::WatchService::Service> {
 public:
  WatchService(const Parts& parts, StreamRegistry& streams) : parts_(parts), streams_(streams) {}

  grpc::ServerWriteReactor<grpc::ByteBuffer>* Watch(grpc::CallbackServerContext* context,
                                                    const grpc::ByteBuffer* body) override;

 private:
  const Parts& parts_;
  StreamRegistry& streams_;
};

}  // namespace wuse::api
