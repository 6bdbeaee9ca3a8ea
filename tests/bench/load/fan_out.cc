#include "tests/bench/load/fan_out.h"

#include <algorithm>
#include <cstdio>

#include "tests/bench/load/percentile.h"

namespace wuse::bench {
namespace {

using common::SteadyTime;
using std::chrono::duration_cast;
using std::chrono::microseconds;

constexpr std::chrono::seconds kAllBeganWithin{60};
constexpr std::chrono::seconds kAllAnsweredWithin{60};
constexpr std::chrono::seconds kDrainWithin{15};
constexpr int64_t kWithoutLatency = -1;

void Announce(const char* line) {
  std::puts(line);
  std::fflush(stdout);
}

// The figures of a run that is over. Times are held in microseconds since its begin.
class Figures {
 public:
  Figures(const FanOutOptions& options, const OpenLoop& loop)
      : begin_(loop.begin()), from_us_(Micros(options.warm_up)), to_us_(from_us_ + Micros(options.measured)) {
    result_.measured_us = to_us_ - from_us_;
    for (const Acknowledgment& write : loop.acknowledgments()) {
      first_ = first_ == 0 ? write.position : std::min(first_, write.position);
      result_.last_position = std::max(result_.last_position, write.position);
    }
    result_.issued = static_cast<int64_t>(loop.acknowledgments().size());
    AddWrites(loop);
  }

  void AddReceipts(const std::vector<Receipt>& receipts) {
    std::vector<int32_t> latencies_us;
    for (const Receipt& receipt : receipts) {
      const int64_t at_us = Micros(receipt.at - begin_);
      if (IsMeasured(at_us)) {
        result_.received_in_time += receipt.count;
        ++result_.messages_in_time;
      }
      for (int64_t position = receipt.first; position < receipt.first + receipt.count; ++position) {
        const int64_t due_us = DueOf(position);
        if (due_us != kWithoutLatency) latencies_us.push_back(static_cast<int32_t>(at_us - due_us));
      }
    }
    result_.deliveries = static_cast<int64_t>(latencies_us.size());
    result_.p50_us = Percentile(latencies_us, 50);
    result_.p99_us = Percentile(latencies_us, 99);
    result_.max_us = Percentile(latencies_us, 100);
  }

  int64_t last_position() const { return result_.last_position; }

  FanOutResult Take(const Subscribers& subscribers) {
    result_.missing = subscribers.MissingOf(first_, result_.last_position);
    return result_;
  }

 private:
  static int64_t Micros(std::chrono::nanoseconds time) { return duration_cast<microseconds>(time).count(); }
  bool IsMeasured(int64_t at_us) const { return at_us >= from_us_ && at_us < to_us_; }

  void AddWrites(const OpenLoop& loop) {
    due_us_.assign(static_cast<size_t>(result_.last_position - first_ + 1), kWithoutLatency);
    std::vector<int64_t> answered_us;
    for (const Acknowledgment& write : loop.acknowledgments()) {
      const int64_t due_us = Micros(write.due - begin_);
      if (!IsMeasured(due_us)) continue;
      due_us_[static_cast<size_t>(write.position - first_)] = due_us;
      answered_us.push_back(Micros(write.at - write.due));
    }
    result_.writes = static_cast<int64_t>(answered_us.size());
    result_.write_p50_us = Percentile(answered_us, 50);
    result_.write_p99_us = Percentile(answered_us, 99);
  }

  // Of a write that counts.
  int64_t DueOf(int64_t position) const {
    if (position < first_ || position > result_.last_position) return kWithoutLatency;
    return due_us_[static_cast<size_t>(position - first_)];
  }

  const SteadyTime begin_;
  const int64_t from_us_;
  const int64_t to_us_;
  int64_t first_ = 0;            // position written
  std::vector<int64_t> due_us_;  // by position, from first_ on
  FanOutResult result_;
};

}  // namespace

absl::StatusOr<FanOutResult> RunFanOut(const FanOutOptions& options) {
  const auto feed = MakeFeed(options.system);
  const auto workload = MakeWorkload(options.workload);
  if (!feed || !workload) return absl::InvalidArgumentError("this build knows no " + options.system);
  grpc::CompletionQueue queue;
  Subscribers subscribers(*feed, options.subscribers, queue);
  const auto failed = [&] { return !subscribers.failure().ok(); };
  if (!PassEvents(queue, kAllBeganWithin, [&] { return subscribers.AllBegan() || failed(); }) || failed()) {
    return failed() ? subscribers.failure() : absl::UnavailableError("not every stream began");
  }
  Announce("ready");
  OpenLoopOptions writers = options.writers;
  writers.writes = writers.rate * duration_cast<std::chrono::milliseconds>(options.warm_up + options.measured).count() /
                   std::chrono::milliseconds::period::den;
  OpenLoop loop(*workload, *feed, writers, queue);
  subscribers.KeepReceipts();
  loop.Start();
  const common::RealClock clock;
  const auto is_past = [&](std::chrono::milliseconds time) { return clock.Steady() >= loop.begin() + time; };
  PassEvents(queue, options.warm_up + kAllAnsweredWithin, [&] { return is_past(options.warm_up); });
  Announce("measuring");
  PassEvents(queue, options.measured + kAllAnsweredWithin, [&] { return is_past(options.warm_up + options.measured); });
  Announce("measured");
  // A write that is never answered would leave nothing to measure: the process ends by its caller's deadline then.
  while (!PassEvents(queue, kAllAnsweredWithin, [&] { return loop.AllAnswered(); })) {
  }
  if (!loop.failure().empty()) return absl::UnavailableError(loop.failure());
  Figures figures(options, loop);
  PassEvents(queue, kDrainWithin, [&] { return subscribers.AllReached(figures.last_position()) || failed(); });
  if (failed()) return subscribers.failure();
  figures.AddReceipts(subscribers.receipts());
  return figures.Take(subscribers);
}

}  // namespace wuse::bench
