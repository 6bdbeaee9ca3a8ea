#pragma once

#include <memory>
#include <string>

#include "common/mutex.h"
#include "spdlog/formatter.h"
#include "spdlog/sinks/sink.h"

namespace wuse::app {

// Lines for a descriptor, kept until flush(), until they are many, or until the sink is destroyed: a write(2) for each
// line of a call costs as much as a good part of the call. Thread-safe. Writes to the descriptor itself, which it does
// not own: /dev/stderr cannot be opened where standard error is a socket. What cannot be written is dropped.
class LogSink final : public spdlog::sinks::sink {
 public:
  explicit LogSink(int descriptor);
  ~LogSink() override;
  LogSink(const LogSink&) = delete;
  LogSink& operator=(const LogSink&) = delete;

  void log(const spdlog::details::log_msg& line) override;
  void flush() override;
  // From a signal handler of a process that ends: takes no memory, and gives up when the lock does not come free.
  void FlushAtEnd() noexcept;
  void set_pattern(const std::string& pattern) override;
  void set_formatter(std::unique_ptr<spdlog::formatter> formatter) override;

 private:
  void WriteLocked() noexcept WUSE_REQUIRES(mutex_);

  const int descriptor_;
  common::Mutex mutex_;
  std::unique_ptr<spdlog::formatter> formatter_ WUSE_GUARDED_BY(mutex_);
  spdlog::memory_buf_t waiting_ WUSE_GUARDED_BY(mutex_);
};

}  // namespace wuse::app
