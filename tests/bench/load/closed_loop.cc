#include "tests/bench/load/closed_loop.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "common/clock.h"
#include "fmt/format.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/bench/load/bytes.h"
#include "tests/bench/load/connection.h"
#include "tests/bench/load/percentile.h"

namespace wuse::bench {
namespace {

using common::SteadyTime;

constexpr std::chrono::seconds kAnswerWithin{30};
constexpr int64_t kLookedAtEvery = 64;  // answers: looking costs time that the server may need

// What the lanes of one run share.
struct Run {
  Run(const Workload& its_workload, const LoopOptions& its_options)
      : workload(its_workload), options(its_options), begin(clock.Steady()) {}
  SteadyTime MeasuredFrom() const { return begin + options.warm_up; }
  SteadyTime MeasuredTo() const { return MeasuredFrom() + options.measured; }

  const Workload& workload;
  const LoopOptions& options;
  const common::RealClock clock;
  const SteadyTime begin;
  std::atomic<int64_t> issued{0};
};

// One thread with connections of its own and its share of the calls.
class Lane {
 public:
  Lane(Run& run, int lane, int in_flight, int connections) : run_(run), slots_(static_cast<size_t>(in_flight)) {
    for (int i = 0; i < connections; ++i) {
      stubs_.push_back(std::make_unique<grpc::GenericStub>(Connect(run.options.target, lane * connections + i)));
    }
  }

  ~Lane() {
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  void Work() {
    for (size_t slot = 0; slot < slots_.size(); ++slot) Issue(slot);
    while (under_way_ > 0) {
      void* tag = nullptr;
      bool ok = false;
      if (queue_.AsyncNext(&tag, &ok, run_.clock.Now() + kAnswerWithin) != grpc::CompletionQueue::GOT_EVENT) {
        Fail(fmt::format("{} calls were not answered within {} s", under_way_, kAnswerWithin.count()));
        for (const auto& call : slots_) call->context.TryCancel();  // then they end, too
        continue;
      }
      const auto slot = static_cast<size_t>(reinterpret_cast<uintptr_t>(tag));
      --under_way_;
      const SteadyTime now = run_.clock.Steady();
      Take(*slots_[slot], now);
      if (failed_ == 0 && now < run_.MeasuredTo()) Issue(slot);
    }
  }

  void AddTo(LoopResult& result, std::vector<int64_t>& latencies_us) {
    latencies_us.insert(latencies_us.end(), latencies_us_.begin(), latencies_us_.end());
    // Up to the end of the measured time, or to the last answer when that came first.
    const SteadyTime end = run_.options.at_most > 0 ? std::max(last_measured_, run_.MeasuredFrom()) : run_.MeasuredTo();
    const auto measured = std::chrono::duration_cast<std::chrono::microseconds>(end - run_.MeasuredFrom());
    result.measured_us = std::max<int64_t>(result.measured_us, measured.count());
    result.failed += failed_;
    if (result.first_failure.empty()) result.first_failure = first_failure_;
    if (result.a_response.empty()) result.a_response = a_response_;
  }

 private:
  struct Call {
    grpc::ClientContext context;
    grpc::ByteBuffer response;
    grpc::Status status;
    int64_t number = 0;
    SteadyTime begun;
    std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader;
  };

  void Issue(size_t slot) {
    const int64_t number = run_.issued.fetch_add(1);
    if (run_.options.at_most > 0 && number >= run_.options.at_most) return;
    slots_[slot] = std::make_unique<Call>();  // a context serves one call only
    Call& call = *slots_[slot];
    call.number = number;
    call.context.AddMetadata("wuse-actor", "bench");
    const grpc::Slice body(run_.workload.Request(run_.options.first + number));
    const grpc::ByteBuffer request(&body, 1);
    grpc::GenericStub& stub = *stubs_[static_cast<size_t>(number) % stubs_.size()];
    call.begun = run_.clock.Steady();
    call.reader = stub.PrepareUnaryCall(&call.context, run_.workload.method(), request, &queue_);
    call.reader->StartCall();
    call.reader->Finish(&call.response, &call.status, reinterpret_cast<void*>(static_cast<uintptr_t>(slot)));
    ++under_way_;
  }

  void Take(const Call& call, SteadyTime now) {
    if (!call.status.ok()) {
      return Fail(fmt::format("{}: {}", static_cast<int>(call.status.error_code()), call.status.error_message()));
    }
    if (call.number % kLookedAtEvery == 0) {
      std::string response = BytesOf(call.response);
      if (!run_.workload.IsGood(response)) return Fail("an answer is not what it should be");
      if (a_response_.empty()) a_response_ = std::move(response);
    }
    if (now < run_.MeasuredFrom() || now >= run_.MeasuredTo()) return;
    last_measured_ = now;
    latencies_us_.push_back(std::chrono::duration_cast<std::chrono::microseconds>(now - call.begun).count());
  }

  void Fail(std::string what) {
    if (failed_++ == 0) first_failure_ = std::move(what);
  }

  Run& run_;
  grpc::CompletionQueue queue_;
  std::vector<std::unique_ptr<Call>> slots_;  // as many as calls are under way at once
  std::vector<std::unique_ptr<grpc::GenericStub>> stubs_;
  int under_way_ = 0;
  std::vector<int64_t> latencies_us_;
  SteadyTime last_measured_;
  int64_t failed_ = 0;
  std::string first_failure_;
  std::string a_response_;
};

int ShareOf(int total, int lane, int lanes) {
  return total / lanes + (lane < total % lanes ? 1 : 0);
}

}  // namespace

LoopResult RunClosedLoop(const Workload& workload, const LoopOptions& options) {
  Run run(workload, options);
  const int count = std::clamp(options.threads, 1, options.in_flight);
  std::vector<std::unique_ptr<Lane>> lanes;
  for (int i = 0; i < count; ++i) {
    lanes.push_back(std::make_unique<Lane>(run, i, ShareOf(options.in_flight, i, count),
                                           std::max(1, ShareOf(options.connections, i, count))));
  }
  std::vector<std::thread> threads;
  for (const auto& lane : lanes) threads.emplace_back([&lane] { lane->Work(); });
  for (std::thread& thread : threads) thread.join();

  LoopResult result{.a_request = workload.Request(options.first)};
  std::vector<int64_t> latencies_us;
  for (const auto& lane : lanes) lane->AddTo(result, latencies_us);
  result.issued = options.at_most > 0 ? std::min(run.issued.load(), options.at_most) : run.issued.load();
  result.completed = static_cast<int64_t>(latencies_us.size());
  result.p50_us = Percentile(latencies_us, 50);
  result.p99_us = Percentile(latencies_us, 99);
  return result;
}

}  // namespace wuse::bench
