#include "tests/bench/load/open_loop.h"

#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>

#include "fmt/format.h"
#include "tests/bench/load/bytes.h"
#include "tests/bench/load/connection.h"
#include "tests/bench/load/event.h"

namespace wuse::bench {
namespace {

constexpr int kConnection = 1'000'000;  // no subscriber's
constexpr std::chrono::nanoseconds kSecond = std::chrono::seconds(1);

// Blocks until the next tick; how many there were since the last call.
class Ticker {
 public:
  explicit Ticker(int rate) : descriptor_(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC)) {
    const auto interval = kSecond / rate;
    itimerspec times{};
    times.it_interval.tv_sec = interval / kSecond;
    times.it_interval.tv_nsec = interval % kSecond / std::chrono::nanoseconds(1);
    times.it_value = times.it_interval;
    timerfd_settime(descriptor_, 0, &times, nullptr);
  }
  ~Ticker() { close(descriptor_); }
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

  int64_t Wait() const {
    uint64_t ticks = 0;
    return read(descriptor_, &ticks, sizeof ticks) == sizeof ticks ? static_cast<int64_t>(ticks) : 0;
  }

 private:
  const int descriptor_;
};

}  // namespace

class OpenLoop::Write : public Event {
 public:
  Write(OpenLoop& loop, int64_t number) : loop_(loop), due_(loop.DueTime(number)) {
    context_.AddMetadata("wuse-actor", "bench");
    const grpc::ByteBuffer request = BufferOf(loop.workload_.Request(loop.options_.first + number));
    reader_ = loop.stub_.PrepareUnaryCall(&context_, loop.workload_.method(), request, &loop.queue_);
    reader_->StartCall();
    reader_->Finish(&response_, &status_, this);
  }

  void Happen(bool) override {
    const std::unique_ptr<Write> end(this);
    const int64_t position = status_.ok() ? loop_.feed_.PositionOf(BytesOf(response_)) : 0;
    if (position > 0) {
      loop_.acknowledgments_.push_back({position, due_, loop_.clock_.Steady()});
    } else if (loop_.failure_.empty()) {
      loop_.failure_ =
          fmt::format("a write failed: {} {}", static_cast<int>(status_.error_code()), status_.error_message());
    }
    ++loop_.answered_;
    loop_.room_.release();
  }

 private:
  OpenLoop& loop_;
  const common::SteadyTime due_;
  grpc::ClientContext context_;
  grpc::ByteBuffer response_;
  grpc::Status status_;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader_;
};

OpenLoop::OpenLoop(const Workload& workload, const Feed& feed, const OpenLoopOptions& options,
                   grpc::CompletionQueue& queue)
    : workload_(workload),
      feed_(feed),
      options_(options),
      queue_(queue),
      stub_(Connect(options.target, kConnection)),
      room_(options.in_flight) {}

OpenLoop::~OpenLoop() {
  if (thread_.joinable()) thread_.join();
}

void OpenLoop::Start() {
  begin_ = clock_.Steady();
  thread_ = std::thread([this] { Run(); });
}

void OpenLoop::Run() {
  const Ticker ticker(options_.rate);
  for (int64_t sent = 0, due = 0; sent < options_.writes;) {
    due = std::min(options_.writes, due + ticker.Wait());
    for (; sent < due; ++sent) {
      room_.acquire();
      new Write(*this, sent);  // owned by the queue until its answer comes
    }
  }
}

common::SteadyTime OpenLoop::DueTime(int64_t number) const {
  return begin_ + (number + 1) * (kSecond / options_.rate);
}

}  // namespace wuse::bench
