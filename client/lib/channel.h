#pragma once

#include <grpcpp/channel.h>

#include <chrono>
#include <memory>
#include <string>

namespace wuse::client {

// How much of an error's details is asked for; they travel in base64.
inline constexpr int kDetailBytes = 1 << 20;

// Pings by which a connection that died without a word (a cable, a suspended machine) is noticed within half a minute.
// Only while a call or a stream is open: a server lets an idle connection ping every two hours only.
struct Keepalive {
  std::chrono::milliseconds every{20'000};  // of silence; the server ends connections that ping oftener than every 10 s
  std::chrono::milliseconds timeout{10'000};  // then the connection is given up
};

// A channel to `server` (host:port) with the settings of this library. Connects at the first call.
std::shared_ptr<grpc::Channel> MakeChannel(const std::string& server, const Keepalive& keepalive = {});

}  // namespace wuse::client
