#include "tests/bench/load/watchers.h"

#include <cstdio>
#include <memory>
#include <vector>

#include "common/clock.h"
#include "common/mutex.h"
#include "fmt/format.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "tests/bench/load/made_up_register.h"
#include "wuse/v1/unit_service.grpc.pb.h"
#include "wuse/v1/watch_service.grpc.pb.h"

namespace wuse::bench {
namespace {

constexpr std::chrono::seconds kReadyWithin{60};
constexpr std::chrono::milliseconds kLookedAfter{100};

// Counts what the streams report.
class Tally {
 public:
  void Begun() { Count(begun_); }
  void Ended() { Count(ended_); }
  // Whether all have begun in time, and none has ended.
  bool WaitUntilBegun(int streams) {
    const common::MutexLock lock(mutex_);
    const common::SteadyTime deadline = clock_.Steady() + kReadyWithin;
    while (begun_ < streams && ended_ == 0 && clock_.Steady() < deadline) changed_.WaitFor(mutex_, kLookedAfter);
    return begun_ == streams && ended_ == 0;
  }
  void WaitUntilEnded(int streams) {
    const common::MutexLock lock(mutex_);
    while (ended_ < streams) changed_.Wait(mutex_);
  }

 private:
  void Count(int& of) {
    const common::MutexLock lock(mutex_);
    ++of;
    changed_.NotifyAll();
  }

  const common::RealClock clock_;
  common::Mutex mutex_;
  common::CondVar changed_;
  int begun_ = 0;
  int ended_ = 0;
};

class Stream : public grpc::ClientReadReactor<v1::WatchResponse> {
 public:
  Stream(v1::WatchService::Stub& stub, const v1::WatchRequest& request, bool reading, Tally& tally)
      : reading_(reading), request_(request), tally_(tally) {
    context_.AddMetadata("wuse-actor", "bench");
    stub.async()->Watch(&context_, &request_, this);
    StartRead(&response_);
    StartCall();
  }
  void Cancel() { context_.TryCancel(); }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    if (!begun_) tally_.Begun();
    begun_ = true;
    if (reading_) StartRead(&response_);
  }
  void OnDone(const grpc::Status&) override { tally_.Ended(); }

 private:
  const bool reading_;
  const v1::WatchRequest request_;
  Tally& tally_;
  grpc::ClientContext context_;
  v1::WatchResponse response_;
  bool begun_ = false;  // touched by its own reactions only
};

std::shared_ptr<grpc::Channel> NewChannel(const std::string& target, int number) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt("wuse.bench.connection", number);
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

// An update that no earlier one equals; its sequence.
absl::StatusOr<int64_t> WriteUpdate(const std::shared_ptr<grpc::Channel>& channel) {
  const common::RealClock clock;
  grpc::ClientContext context;
  context.AddMetadata("wuse-actor", "bench");
  v1::ApplyUnitsResponse response;
  const auto units = UnitsRequest(fmt::format("{}", clock.Now().time_since_epoch().count()));
  const grpc::Status status = v1::UnitService::NewStub(channel)->ApplyUnits(&context, units, &response);
  if (status.ok()) return response.sequence();
  return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
}

}  // namespace

absl::Status HoldWatchers(const WatchersOptions& options) {
  std::vector<std::unique_ptr<v1::WatchService::Stub>> stubs;
  for (int i = 0; i < options.connections; ++i) {
    stubs.push_back(v1::WatchService::NewStub(NewChannel(options.target, i)));
  }
  const absl::StatusOr<int64_t> sequence = WriteUpdate(NewChannel(options.target, options.connections));
  if (!sequence.ok()) return sequence.status();
  v1::WatchRequest request;
  request.set_from_sequence(*sequence);
  Tally tally;
  std::vector<std::unique_ptr<Stream>> streams;
  for (int i = 0; i < options.streams; ++i) {
    v1::WatchService::Stub& stub = *stubs[static_cast<size_t>(i % options.connections)];
    streams.push_back(std::make_unique<Stream>(stub, request, options.reading, tally));
  }
  const bool ready = tally.WaitUntilBegun(options.streams);
  if (ready) {
    std::puts("ready");
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
  }
  for (const auto& stream : streams) stream->Cancel();
  tally.WaitUntilEnded(options.streams);
  return ready ? absl::OkStatus() : absl::UnavailableError("not every stream began");
}

}  // namespace wuse::bench
