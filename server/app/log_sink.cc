#include "server/app/log_sink.h"

#include <sched.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "spdlog/pattern_formatter.h"

namespace wuse::app {
namespace {

constexpr size_t kWaitingBytes = size_t{16} << 10;  // some hundred and fifty calls
constexpr int kTriesAtEnd = 10'000;                 // another thread has the lock for a line or a write

}  // namespace

LogSink::LogSink(int descriptor) : descriptor_(descriptor), formatter_(std::make_unique<spdlog::pattern_formatter>()) {}

LogSink::~LogSink() {
  flush();
}

void LogSink::log(const spdlog::details::log_msg& line) {
  const common::MutexLock lock(mutex_);
  formatter_->format(line, waiting_);
  if (waiting_.size() >= kWaitingBytes) WriteLocked();
}

void LogSink::flush() {
  const common::MutexLock lock(mutex_);
  WriteLocked();
}

void LogSink::FlushAtEnd() noexcept {
  for (int tries = 0; tries < kTriesAtEnd; ++tries) {
    if (mutex_.TryLock()) {
      WriteLocked();
      mutex_.Unlock();
      return;
    }
    sched_yield();
  }
}

void LogSink::set_pattern(const std::string& pattern) {
  set_formatter(std::make_unique<spdlog::pattern_formatter>(pattern));
}

void LogSink::set_formatter(std::unique_ptr<spdlog::formatter> formatter) {
  const common::MutexLock lock(mutex_);
  formatter_ = std::move(formatter);
}

void LogSink::WriteLocked() noexcept {
  const char* begin = waiting_.data();
  size_t left = waiting_.size();
  while (left > 0) {
    const ssize_t written = write(descriptor_, begin, left);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) break;
    begin += written;
    left -= static_cast<size_t>(written);
  }
  waiting_.clear();
}

}  // namespace wuse::app
