#pragma once

#include <memory>
#include <string>

#include "grpcpp/channel.h"

namespace wuse::bench {

// A connection of its own for each `number` of a process: gRPC shares one between channels that are alike.
std::shared_ptr<grpc::Channel> Connect(const std::string& target, int number);

}  // namespace wuse::bench
