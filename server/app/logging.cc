#include "server/app/logging.h"

#include <grpc/support/log.h>

#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace wuse::app {
namespace {

// gRPC's own errors (a port in use, say) reach us as a Status too, which we word ourselves: for debugging only.
void LogOfGrpc(gpr_log_func_args* event) {
  spdlog::debug("grpc {}:{} {}", event->file, event->line, event->message);
}

}  // namespace

void SetUpLogging(const std::string& level) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("wuse"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  spdlog::set_level(spdlog::level::from_str(level));
  gpr_set_log_function(LogOfGrpc);
}

}  // namespace wuse::app
