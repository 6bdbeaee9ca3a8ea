#include "client/lib/channel.h"

#include <grpcpp/client_context.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include "client/lib/scripted_streams.h"
#include "common/clock.h"

namespace wuse::client {
namespace {

using std::chrono::milliseconds;

// gRPC sends no two pings within a second of each other.
constexpr Keepalive kEverySecond{.every = milliseconds(1'000), .timeout = milliseconds(10'000)};

// Whether a silent stream, pinged every second, is still there after `watched`, at a server that wants `min_interval`
// between pings.
bool SurvivesSilence(milliseconds min_interval, milliseconds watched) {
  ScriptedWatch service({ThenSilence({WithUpdates({1}, "t1")})});
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             static_cast<int>(min_interval.count()));
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  const auto stub = v1::WatchService::NewStub(MakeChannel("127.0.0.1:" + std::to_string(port), kEverySecond));
  grpc::ClientContext context;
  context.set_deadline(common::RealClock().Now() + watched);
  const auto reader = stub->Watch(&context, {});
  v1::WatchResponse response;
  EXPECT_TRUE(reader->Read(&response));
  EXPECT_FALSE(reader->Read(&response));
  const grpc::Status end = reader->Finish();
  server->Shutdown();
  EXPECT_TRUE(end.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED ||
              end.error_code() == grpc::StatusCode::UNAVAILABLE)
      << end.error_code() << " " << end.error_message();
  return end.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED;
}

// The proportions of the defaults and of the real server (20 s and 10 s; see the assertions in channel.cc), in small:
// two bad pings are forgiven, the third ends the connection.
TEST(Keepalive, PingsAtTwiceTheServersIntervalAreAccepted) {
  EXPECT_TRUE(SurvivesSilence(kEverySecond.every / 2, milliseconds(4'500)));
}

TEST(Keepalive, PingsThatComeTooOftenWouldEndTheStream) {
  EXPECT_FALSE(SurvivesSilence(kEverySecond.every * 10, milliseconds(20'000)));
}

}  // namespace
}  // namespace wuse::client
