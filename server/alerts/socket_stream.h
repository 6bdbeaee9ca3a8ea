#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/clock.h"
#include "server/alerts/receiver.h"

namespace wuse::alerts {

// What ends waiting: the time is up, or `abort_event` (an eventfd) is readable.
struct WaitBounds {
  const common::Clock& clock;
  common::SteadyTime end;
  int abort_event;
};

// One connection to a receiver, plain or TLS (certificate and host name are verified). No call waits beyond the bounds.
// Errors: those of HttpSender.
class SocketStream {
 public:
  // `tls` is of an https URL.
  static absl::StatusOr<std::unique_ptr<SocketStream>> Connect(const Url& url, SSL_CTX* tls, const WaitBounds& connect,
                                                               const WaitBounds& whole);
  ~SocketStream();
  SocketStream(const SocketStream&) = delete;
  SocketStream& operator=(const SocketStream&) = delete;

  absl::Status Write(std::string_view bytes);
  // Appends what there is to `out`; false at the end of the stream.
  absl::StatusOr<bool> Read(std::string& out);

 private:
  SocketStream(int socket, const WaitBounds& whole) : socket_(socket), whole_(whole) {}
  absl::Status Handshake(const Url& url, SSL_CTX* tls);
  // Waits as the TLS library wants after `result`; OK: call again.
  absl::Status WaitForTls(int result);

  const int socket_;
  const WaitBounds whole_;
  SSL* ssl_ = nullptr;
};

}  // namespace wuse::alerts
