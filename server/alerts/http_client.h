#pragma once

#include <openssl/ssl.h>

#include <chrono>
#include <memory>
#include <string>

#include "common/clock.h"
#include "common/limits.h"
#include "server/alerts/http_sender.h"

namespace wuse::alerts {

// HTTP/1.1 over TCP or TLS, one connection a request. Post is called by one thread at a time.
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
  absl::StatusOr<HttpResponse> Exchange(const HttpRequest& request);

  const common::Clock& clock_;
  const Options options_;
  const int abort_event_;
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> tls_;
};

// What is there of an answer: none until it is whole. `at_end`: nothing more will come.
// Errors: kUnavailable RECEIVER_ANSWER_INVALID: not HTTP/1, or longer than its bound.
absl::StatusOr<std::optional<HttpResponse>> ParseAnswer(std::string_view bytes, bool at_end);

}  // namespace wuse::alerts
