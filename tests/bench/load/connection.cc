#include "tests/bench/load/connection.h"

#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"

namespace wuse::bench {

std::shared_ptr<grpc::Channel> Connect(const std::string& target, int number) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt("wuse.bench.connection", number);
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace wuse::bench
