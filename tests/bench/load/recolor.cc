#include "tests/bench/load/recolor.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/clock.h"
#include "fmt/format.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/bench/load/bytes.h"
#include "tests/bench/load/connection.h"
#include "tests/bench/load/event.h"
#include "tests/bench/load/feed.h"
#include "tests/bench/load/subscribers.h"
#include "wuse/v1/color_service.pb.h"

namespace wuse::bench {
namespace {

using common::SteadyTime;
using std::chrono::duration_cast;
using std::chrono::microseconds;

constexpr int kRecolorConnection = 2'000'000;  // no writer's
constexpr std::chrono::seconds kAnsweredWithin{60};
constexpr const char* kMethod = "/wuse.v1.ColorService/RecolorMonth";

// A call of RecolorMonth, begun as it is made.
class RecolorCall : public Event {
 public:
  RecolorCall(grpc::GenericStub& stub, const std::string& month, grpc::CompletionQueue& queue)
      : begin_(clock_.Steady()), end_(begin_) {
    v1::RecolorMonthRequest request;
    request.set_month(month);
    request.set_request_id("recolor-" + month);
    context_.AddMetadata("wuse-actor", "bench");
    reader_ = stub.PrepareUnaryCall(&context_, kMethod, BufferOf(request.SerializeAsString()), &queue);
    reader_->StartCall();
    reader_->Finish(&response_, &status_, this);
  }

  void Happen(bool) override {
    end_ = clock_.Steady();
    answered_ = true;
  }

  bool answered() const { return answered_; }
  SteadyTime begin() const { return begin_; }
  SteadyTime end() const { return end_; }
  absl::StatusOr<v1::RecolorMonthResponse> Response() const {
    v1::RecolorMonthResponse response;
    if (!status_.ok()) return absl::UnavailableError("RecolorMonth failed: " + status_.error_message());
    if (!response.ParseFromString(BytesOf(response_))) return absl::InternalError("an answer that cannot be read");
    return response;
  }

 private:
  const common::RealClock clock_;
  const SteadyTime begin_;
  SteadyTime end_;
  bool answered_ = false;
  grpc::ClientContext context_;
  grpc::ByteBuffer response_;
  grpc::Status status_;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader_;
};

struct Window {
  SteadyTime begin;
  SteadyTime end;
  bool Has(const Acknowledgment& write) const { return write.due < end && write.at > begin; }
};

int64_t LongestIn(const Window& window, const OpenLoop& loop, int64_t& count) {
  int64_t longest_us = 0;
  for (const Acknowledgment& write : loop.acknowledgments()) {
    if (!window.Has(write)) continue;
    ++count;
    longest_us = std::max<int64_t>(longest_us, duration_cast<microseconds>(write.at - write.due).count());
  }
  return longest_us;
}

absl::StatusOr<RecoloredMonth> FiguresOf(const RecolorCall& call, const OpenLoop& loop) {
  const absl::StatusOr<v1::RecolorMonthResponse> response = call.Response();
  if (!response.ok()) return response.status();
  RecoloredMonth month{.month = response->month().month(),
                       .projects = response->month().project_count(),
                       .took_us = duration_cast<microseconds>(call.end() - call.begin()).count()};
  month.max_during_us = LongestIn({call.begin(), call.end()}, loop, month.reports_during);
  int64_t ignored = 0;
  month.max_before_us = LongestIn({call.begin() - (call.end() - call.begin()), call.begin()}, loop, ignored);
  return month;
}

}  // namespace

absl::StatusOr<std::vector<RecoloredMonth>> RunRecolor(const RecolorOptions& options) {
  const auto feed = MakeFeed("wuse");
  const auto workload = MakeWorkload(options.workload);
  grpc::CompletionQueue queue;
  OpenLoopOptions writers = options.writers;
  // Of the last month, too: as long after its begin as before.
  const auto whole = options.warm_up + options.pause * (static_cast<int>(options.months.size()) + 1);
  writers.writes = writers.rate * whole.count() / std::chrono::milliseconds::period::den;
  OpenLoop loop(*workload, *feed, writers, queue);
  grpc::GenericStub stub(Connect(writers.target, kRecolorConnection));
  const common::RealClock clock;
  loop.Start();
  std::vector<std::unique_ptr<RecolorCall>> calls;
  SteadyTime next = loop.begin() + options.warm_up;
  for (const std::string& month : options.months) {
    next += options.pause;
    PassEvents(queue, options.warm_up + options.pause + kAnsweredWithin, [&] { return clock.Steady() >= next; });
    const RecolorCall& call = *calls.emplace_back(std::make_unique<RecolorCall>(stub, month, queue));
    while (!PassEvents(queue, kAnsweredWithin, [&] { return call.answered(); })) {
    }
  }
  while (!PassEvents(queue, kAnsweredWithin, [&] { return loop.AllAnswered(); })) {
  }
  if (!loop.failure().empty()) return absl::UnavailableError(loop.failure());
  std::vector<RecoloredMonth> months;
  for (const auto& call : calls) {
    absl::StatusOr<RecoloredMonth> month = FiguresOf(*call, loop);
    if (!month.ok()) return month.status();
    if (microseconds(month->took_us) > options.pause) {
      return absl::DeadlineExceededError(
          fmt::format("{} took {} ms, longer than the pause before it", month->month, month->took_us / 1000));
    }
    months.push_back(*std::move(month));
  }
  return months;
}

}  // namespace wuse::bench
