#include "client/lib/channel.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include "common/limits.h"

namespace wuse::client {

// Twice the time: what waits on the way may bring two pings closer to each other.
static_assert(Keepalive().every >= 2 * common::kMinPingInterval);
// Bookmarks come oftener than pings are due: a stream that is well never pings.
static_assert(Keepalive().every > common::kBookmarkEvery);

std::shared_ptr<grpc::Channel> MakeChannel(const std::string& server, const Keepalive& keepalive) {
  grpc::ChannelArguments arguments;
  // The register is inside the office's net; a web proxy in the environment is not meant for it.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // A server that was just started is found within a retry, not after gRPC's own first second.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5000);  // in truth how long one attempt to connect may take
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 3000);
  // Errors list every bad row of a batch; see AddCaller.
  arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, 2 * kDetailBytes);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, static_cast<int>(keepalive.every.count()));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, static_cast<int>(keepalive.timeout.count()));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 0);
  // A watch sends nothing after its request; gRPC would stop pinging after two pings.
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  return grpc::CreateCustomChannel(server, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace wuse::client
