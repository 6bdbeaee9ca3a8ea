#include "server/app/logging.h"

#include <grpc/support/log.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <memory>

#include "server/app/log_sink.h"
#include "spdlog/spdlog.h"

namespace wuse::app {
namespace {

constexpr std::chrono::seconds kFlushEvery{1};  // somebody may be looking on

// gRPC's own errors (a port in use, say) reach us as a Status too, which we word ourselves: for debugging only.
void LogOfGrpc(gpr_log_func_args* event) {
  spdlog::debug("grpc {}:{} {}", event->file, event->line, event->message);
}

// Never destroyed: a thread may still log, or abort, while the process ends.
const std::shared_ptr<LogSink>& StandardError() {
  static const auto& sink = *new std::shared_ptr<LogSink>(std::make_shared<LogSink>(STDERR_FILENO));
  return sink;
}

void FlushAtAbort(int /*signal*/) {
  StandardError()->FlushAtEnd();
}

}  // namespace

void SetUpLogging(const std::string& level) {
  auto logger = std::make_shared<spdlog::logger>("wuse", StandardError());
  logger->flush_on(spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  spdlog::set_level(spdlog::level::from_str(level));
  spdlog::flush_every(kFlushEvery);
  std::atexit(FlushLog);
  std::signal(SIGABRT, FlushAtAbort);
  gpr_set_log_function(LogOfGrpc);
}

void FlushLog() {
  StandardError()->flush();
}

}  // namespace wuse::app
