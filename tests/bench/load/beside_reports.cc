#include "tests/bench/load/beside_reports.h"

#include <algorithm>
#include <memory>
#include <utility>

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

namespace wuse::bench {
namespace {

using common::SteadyTime;
using std::chrono::duration_cast;
using std::chrono::microseconds;

constexpr int kConnection = 2'000'000;  // no writer's
constexpr std::chrono::seconds kAnsweredWithin{60};

// A call, begun as it is made.
class TimedCall : public Event {
 public:
  TimedCall(grpc::GenericStub& stub, const TimedRequest& request, grpc::CompletionQueue& queue)
      : method_(request.method), begin_(clock_.Steady()), end_(begin_) {
    context_.AddMetadata("wuse-actor", "bench");
    reader_ = stub.PrepareUnaryCall(&context_, method_, BufferOf(request.bytes), &queue);
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
  absl::StatusOr<std::string> Answer() const {
    if (!status_.ok()) return absl::UnavailableError(fmt::format("{} failed: {}", method_, status_.error_message()));
    return BytesOf(response_);
  }

 private:
  const common::RealClock clock_;
  const char* const method_;
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

absl::StatusOr<TimedAnswer> AnswerOf(const TimedCall& call, const OpenLoop& loop) {
  absl::StatusOr<std::string> bytes = call.Answer();
  if (!bytes.ok()) return bytes.status();
  TimedAnswer answer{.bytes = *std::move(bytes),
                     .took_us = duration_cast<microseconds>(call.end() - call.begin()).count()};
  answer.max_during_us = LongestIn({call.begin(), call.end()}, loop, answer.reports_during);
  int64_t ignored = 0;
  answer.max_before_us = LongestIn({call.begin() - (call.end() - call.begin()), call.begin()}, loop, ignored);
  return answer;
}

}  // namespace

absl::StatusOr<std::vector<TimedAnswer>> AskBesideReports(const BesideReportsOptions& options,
                                                          const std::vector<TimedRequest>& requests) {
  const auto feed = MakeFeed("wuse");
  const auto workload = MakeWorkload(options.workload);
  grpc::CompletionQueue queue;
  OpenLoopOptions writers = options.writers;
  // Of the last call, too: as long after its begin as before.
  const auto whole = options.warm_up + options.pause * (static_cast<int>(requests.size()) + 1);
  writers.writes = writers.rate * whole.count() / std::chrono::milliseconds::period::den;
  OpenLoop loop(*workload, *feed, writers, queue);
  grpc::GenericStub stub(Connect(writers.target, kConnection));
  const common::RealClock clock;
  loop.Start();
  std::vector<std::unique_ptr<TimedCall>> calls;
  SteadyTime next = loop.begin() + options.warm_up;
  for (const TimedRequest& request : requests) {
    next += options.pause;
    PassEvents(queue, options.warm_up + options.pause + kAnsweredWithin, [&] { return clock.Steady() >= next; });
    const TimedCall& call = *calls.emplace_back(std::make_unique<TimedCall>(stub, request, queue));
    while (!PassEvents(queue, kAnsweredWithin, [&] { return call.answered(); })) {
    }
  }
  while (!PassEvents(queue, kAnsweredWithin, [&] { return loop.AllAnswered(); })) {
  }
  if (!loop.failure().empty()) return absl::UnavailableError(loop.failure());
  std::vector<TimedAnswer> answers;
  for (size_t i = 0; i < calls.size(); ++i) {
    absl::StatusOr<TimedAnswer> answer = AnswerOf(*calls[i], loop);
    if (!answer.ok()) return answer.status();
    if (microseconds(answer->took_us) > options.pause) {
      return absl::DeadlineExceededError(
          fmt::format("{} took {} ms, longer than the pause before it", requests[i].method, answer->took_us / 1000));
    }
    answers.push_back(*std::move(answer));
  }
  return answers;
}

}  // namespace wuse::bench
