#include "tests/support/test_server.h"

#include <chrono>
#include <cstdlib>
#include <utility>

#include "common/clock.h"
#include "common/mutex.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "gtest/gtest.h"
#include "spdlog/spdlog.h"

namespace wuse::testing {
namespace {

constexpr std::chrono::seconds kDeadline{20};

}  // namespace

bool WaitFor(const std::function<bool()>& condition) {
  const common::RealClock clock;
  const common::SteadyTime end = clock.Steady() + kDeadline;
  common::Mutex mutex;
  common::CondVar never;
  const common::MutexLock lock(mutex);
  while (!condition()) {
    if (clock.Steady() > end) return false;
    never.WaitFor(mutex, std::chrono::milliseconds(2));
  }
  return true;
}

TestServer::TestServer() : TestServer(Options{}) {}

TestServer::TestServer(Options options) : options_(std::move(options)), clock_(options_.today) {
  spdlog::set_level(spdlog::level::warn);
}

TestServer::~TestServer() {
  Stop();
}

void TestServer::Start() {
  const absl::Status status = TryStart();
  ASSERT_TRUE(status.ok()) << status;
  ASSERT_TRUE(WaitFor([this] { return server_->evaluated_on() == clock_.Today(); }));
}

absl::Status TestServer::TryStart() {
  auto server = app::Server::Start({.data_dir = dir_.path() / "data",
                                    .listen = "127.0.0.1:0",
                                    .district = options_.district,
                                    .main_list = options_.main_list,
                                    .clock = &clock_,
                                    .decorate_ledger = options_.decorate_ledger,
                                    .on_fatal = options_.on_fatal,
                                    .tick_every = std::chrono::milliseconds(0),
                                    .disk_probe = options_.disk_probe});
  if (!server.ok()) return server.status();
  server_ = *std::move(server);
  channel_ = NewChannel();
  return absl::OkStatus();
}

void TestServer::Stop() {
  channel_.reset();
  server_.reset();
}

std::string TestServer::address() const {
  return "127.0.0.1:" + std::to_string(server_->port());
}

std::shared_ptr<grpc::Channel> TestServer::NewChannel() const {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  return grpc::CreateCustomChannel(address(), grpc::InsecureChannelCredentials(), arguments);
}

std::unique_ptr<grpc::ClientContext> As(const std::string& actor) {
  auto context = std::make_unique<grpc::ClientContext>();
  if (!actor.empty()) context->AddMetadata("wuse-actor", actor);
  context->set_deadline(common::RealClock().Now() + kDeadline);
  return context;
}

}  // namespace wuse::testing
