#include "tests/bench/load/subscribers.h"

#include <algorithm>

#include "fmt/format.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/bench/load/bytes.h"
#include "tests/bench/load/connection.h"
#include "tests/bench/load/event.h"

namespace wuse::bench {
namespace {

constexpr std::chrono::milliseconds kLookedAfter{20};

}  // namespace

// start → ask → read, read, … → finish; or, for one that does not read, → pause → finish.
class Subscribers::Stream : public Event {
 public:
  Stream(Subscribers& all, grpc::GenericStub& stub, const std::string& actor) : all_(all) {
    context_.AddMetadata("wuse-actor", actor);
    call_ = stub.PrepareCall(&context_, all.feed_.method(), &all.queue_);
    call_->StartCall(this);
  }

  void Happen(bool ok) override {
    if (step_ == Step::kFinish) return End();
    if (!ok) return Finish();
    if (step_ == Step::kStart) return Ask();
    if (step_ == Step::kRead) Take();
    if (began_ && !all_.reading_) {
      step_ = Step::kPause;
      if (all_.cancelling_) Finish();
      return;
    }
    step_ = Step::kRead;
    call_->Read(&response_, this);
  }

  void Cancel() {
    if (step_ == Step::kPause) return Finish();
    context_.TryCancel();
  }

  int64_t reached() const { return next_ - 1; }
  // Of the positions from `first` to `last`.
  int64_t MissingOf(int64_t first, int64_t last) const {
    if (next_ == 0) return last - first + 1;
    return std::max<int64_t>(0, first_ - first) + skipped_ + std::max<int64_t>(0, last - reached());
  }

 private:
  enum class Step { kStart, kAsk, kRead, kPause, kFinish };

  void Ask() {
    step_ = Step::kAsk;
    const grpc::ByteBuffer request = BufferOf(all_.feed_.Request());
    if (all_.feed_.SurvivesHalfClose()) {
      call_->WriteLast(request, {}, this);
    } else {
      call_->Write(request, this);
    }
  }

  void Take() {
    const Positions positions = all_.feed_.Read(response_);
    if (!positions.good) return Fail("a response cannot be read");
    if (!began_) ++all_.began_;
    began_ = true;
    if (positions.count == 0) return;
    if (all_.keeping_) all_.receipts_.push_back({all_.clock_.Steady(), positions.first, positions.count});
    if (next_ == 0) next_ = first_ = positions.first;
    skipped_ += std::max<int64_t>(0, positions.first - next_);
    if (!positions.in_sequence || positions.first != next_) {
      Fail(fmt::format("{} updates from {} on after {}", positions.count, positions.first, reached()));
    }
    next_ = positions.first + positions.count;
  }

  void Finish() {
    step_ = Step::kFinish;
    if (all_.cancelling_) context_.TryCancel();
    call_->Finish(&status_, this);
  }

  void End() {
    ++all_.ended_;
    if (all_.cancelling_) return;
    Fail(fmt::format("a stream ended: {} {}", static_cast<int>(status_.error_code()), status_.error_message()));
  }

  void Fail(const std::string& what) {
    if (all_.failure_.ok()) all_.failure_ = absl::InternalError(what);
  }

  Subscribers& all_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> call_;
  grpc::ByteBuffer response_;
  grpc::Status status_;
  Step step_ = Step::kStart;
  bool began_ = false;
  int64_t first_ = 0;  // position brought
  int64_t next_ = 0;   // position awaited; 0: any
  int64_t skipped_ = 0;
};

Subscribers::Subscribers(const Feed& feed, const SubscribersOptions& options, grpc::CompletionQueue& queue)
    : feed_(feed), reading_(options.reading), queue_(queue) {
  std::unique_ptr<grpc::GenericStub> stub;
  for (int i = 0; i < options.streams; ++i) {
    const int connection = i / options.streams_per_connection;
    if (i % options.streams_per_connection == 0) {
      stub = std::make_unique<grpc::GenericStub>(Connect(options.target, connection));
    }
    streams_.push_back(std::make_unique<Stream>(*this, *stub, fmt::format("bench-{}", connection)));
  }
}

Subscribers::~Subscribers() {
  Cancel();
  PassEvents(queue_, std::chrono::seconds(60), [this] { return AllEnded(); });
}

bool Subscribers::AllReached(int64_t position) const {
  return std::all_of(streams_.begin(), streams_.end(),
                     [position](const auto& stream) { return stream->reached() >= position; });
}

int64_t Subscribers::MissingOf(int64_t first, int64_t last) const {
  int64_t missing = 0;
  for (const auto& stream : streams_) missing += stream->MissingOf(first, last);
  return missing;
}

void Subscribers::Cancel() {
  if (cancelling_) return;
  cancelling_ = true;
  for (const auto& stream : streams_) stream->Cancel();
}

bool PassEvents(grpc::CompletionQueue& queue, std::chrono::milliseconds within, const std::function<bool()>& done) {
  const common::RealClock clock;
  const common::SteadyTime deadline = clock.Steady() + within;
  while (!done()) {
    if (clock.Steady() >= deadline) return false;
    void* tag = nullptr;
    bool ok = false;
    if (queue.AsyncNext(&tag, &ok, clock.Now() + kLookedAfter) != grpc::CompletionQueue::GOT_EVENT) continue;
    static_cast<Event*>(tag)->Happen(ok);
  }
  return true;
}

}  // namespace wuse::bench
