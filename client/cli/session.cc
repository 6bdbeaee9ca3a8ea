#include "client/cli/session.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "client/cli/problem.h"

namespace wuse::cli {

absl::StatusOr<client::Connection*> Session::Connect() {
  if (connection_ == nullptr) {
    client::ConnectionOptions options;
    if (!server.empty()) options.server = server;
    if (!actor.empty()) options.actor = actor;
    if (timeout_seconds > 0) {
      options.call_deadline = std::chrono::seconds(timeout_seconds);
      options.retry.budget = std::min<std::chrono::milliseconds>(options.retry.budget, options.call_deadline);
    }
    auto connection = client::Connection::Open(std::move(options));
    if (!connection.ok()) return connection.status();
    connection_ = *std::move(connection);
  }
  return connection_.get();
}

absl::StatusOr<std::string> ReadFile(Session& session, const std::string& path) {
  using Bytes = std::istreambuf_iterator<char>;
  if (path == "-") return std::string(Bytes(session.terminal().in), Bytes());
  std::ifstream file(path, std::ios::binary);
  std::string bytes(Bytes(file), Bytes{});
  if (!file.is_open() || file.bad()) {
    return InvalidInput("读不了文件 " + path + "：" + std::strerror(errno));
  }
  return bytes;
}

}  // namespace wuse::cli
