#include "tests/bench/load/watchers.h"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <optional>
#include <sstream>

#include "fmt/format.h"

namespace wuse::bench {
namespace {

constexpr std::chrono::seconds kReadyWithin{60};
constexpr std::chrono::seconds kReachedWithin{60};
constexpr std::chrono::hours kHeldOpen{24};

void Say(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

// Standard input, a line at a time, without waiting for one.
class Orders {
 public:
  // The next line, if it is there.
  std::optional<std::string> Next() {
    Read();
    const size_t end = text_.find('\n');
    if (end == std::string::npos) return std::nullopt;
    std::string line = text_.substr(0, end);
    text_.erase(0, end + 1);
    return line;
  }
  bool ended() const { return ended_; }

 private:
  void Read() {
    pollfd input{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    if (ended_ || poll(&input, 1, 0) <= 0) return;
    std::array<char, 256> bytes{};
    const ssize_t count = read(STDIN_FILENO, bytes.data(), bytes.size());
    ended_ = count <= 0;
    if (count > 0) text_.append(bytes.data(), static_cast<size_t>(count));
  }

  std::string text_;
  bool ended_ = false;
};

void TellMissing(const std::string& line, grpc::CompletionQueue& queue, const Subscribers& subscribers) {
  int64_t first = 0;
  int64_t last = 0;
  std::istringstream(line) >> first >> last;
  PassEvents(queue, kReachedWithin, [&] { return subscribers.AllReached(last); });
  Say(fmt::format("{}", subscribers.MissingOf(first, last)));
}

}  // namespace

absl::Status HoldWatchers(const WatchersOptions& options) {
  const auto feed = MakeFeed(options.system);
  if (!feed) return absl::InvalidArgumentError("this build knows no " + options.system);
  grpc::CompletionQueue queue;
  Subscribers subscribers(*feed, options.subscribers, queue);
  const auto failed = [&] { return !subscribers.failure().ok(); };
  if (!PassEvents(queue, kReadyWithin, [&] { return subscribers.AllBegan() || failed(); })) {
    return absl::UnavailableError("not every stream began");
  }
  if (!failed()) Say("ready");
  const common::RealClock clock;
  constexpr std::chrono::milliseconds kLookedEvery{20};
  common::SteadyTime looked;
  Orders orders;
  std::optional<std::string> line;
  const auto is_told = [&] {
    if (failed()) return true;
    if (clock.Steady() < looked + kLookedEvery) return false;
    looked = clock.Steady();
    line = orders.Next();
    return line || orders.ended();
  };
  while (PassEvents(queue, kHeldOpen, is_told) && !failed() && !orders.ended()) {
    if (line) TellMissing(*line, queue, subscribers);
  }
  return subscribers.failure();
}

}  // namespace wuse::bench
