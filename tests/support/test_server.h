#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "common/fake_clock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "server/app/server.h"
#include "server/ledger/temp_dir.h"

namespace wuse::testing {

using ledger::TempDir;

// Until `condition` is true; false when the deadline (20 s) has passed. Asks again every few milliseconds.
bool WaitFor(const std::function<bool()>& condition);

// A server in this process, on a free port of loopback, with a clock that the test moves by hand. Its data outlives
// Stop: Start again is a restart. Ticks only when the test says so.
class TestServer {
 public:
  struct Options {
    common::Date today = common::Date::OfYmd(2021, 5, 8);
    std::string district = "";
    std::string main_list = "district-key";
    std::function<ledger::Ledger&(ledger::Ledger&)> decorate_ledger = nullptr;
    std::function<void(const absl::Status&)> on_fatal = nullptr;
    app::DiskProbe disk_probe = app::SpaceOf;
  };
  TestServer();
  explicit TestServer(Options options);
  ~TestServer();

  // Fails the test when the server does not start. Waits until the day is evaluated.
  void Start();
  void Stop();
  // What Start would answer.
  absl::Status TryStart();

  app::Server& server() { return *server_; }
  common::FakeClock& clock() { return clock_; }
  const std::filesystem::path& data_dir() const { return dir_.path(); }
  std::string address() const;
  // A connection of its own, not shared with other channels to the address.
  std::shared_ptr<grpc::Channel> NewChannel() const;
  std::shared_ptr<grpc::Channel> channel() const { return channel_; }

 private:
  const Options options_;
  TempDir dir_;
  common::FakeClock clock_;
  std::unique_ptr<app::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

// A client's context with the caller's id and a deadline.
std::unique_ptr<grpc::ClientContext> As(const std::string& actor);

}  // namespace wuse::testing
