#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "common/clock.h"
#include "common/limits.h"
#include "server/alerts/http_sender.h"

namespace wuse::alerts {

// HTTP/1.1 over TCP or TLS (Boost.Beast), one connection a request. Knows no proxies. Post is called by one thread at a
// time.
class HttpClient final : public HttpSender {
 public:
  struct Options {
    std::chrono::milliseconds connect_timeout = common::kHttpConnectTimeout;
    std::chrono::milliseconds exchange_timeout = common::kHttpExchangeTimeout;
    std::string ca_file;  // trusted beside the system's certificates; for tests
  };
  // `clock`: for timeouts; outlives this.
  explicit HttpClient(const common::Clock& clock) : HttpClient(clock, Options()) {}
  HttpClient(const common::Clock& clock, Options options);
  ~HttpClient() override;

  absl::StatusOr<HttpResponse> Post(const HttpRequest& request) override;
  void Abort() override;

 private:
  class Network;  // hides the library, which nobody else includes

  const common::Clock& clock_;
  const Options options_;
  const std::unique_ptr<Network> network_;
};

}  // namespace wuse::alerts
