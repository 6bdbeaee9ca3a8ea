#pragma once

#include "server/api/call.h"
#include "server/api/parts.h"
#include "server/api/stream_registry.h"
#include "wuse/v1/watch_service.grpc.pb.h"

namespace wuse::api {

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
