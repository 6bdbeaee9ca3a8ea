#include "server/alerts/socket_stream.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <thread>
#include <vector>

#include "common/mutex.h"
#include "common/status.h"
#include "fmt/format.h"

namespace wuse::alerts {
namespace {

absl::Status NotReached(std::string reason, const std::string& english, std::string chinese) {
  return common::MakeError(absl::StatusCode::kUnavailable, english,
                           {.reason = std::move(reason), .chinese = std::move(chinese)});
}

absl::Status Unreachable(int error) {
  return NotReached("RECEIVER_UNREACHABLE", fmt::format("cannot be reached: {}", std::strerror(error)),
                    fmt::format("连接不上接收方（{}）", std::strerror(error)));
}

absl::Status WaitFor(int descriptor, short events, const WaitBounds& bounds) {
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(bounds.end - bounds.clock.Steady()).count();
    if (left <= 0) return NotReached("RECEIVER_TIMEOUT", "does not answer in time", "接收方没有按时答复");
    std::array<pollfd, 2> polled = {{{descriptor, events, 0}, {bounds.abort_event, POLLIN, 0}}};
    const int ready = ::poll(polled.data(), polled.size(), static_cast<int>(left));
    if (ready < 0 && errno != EINTR) return Unreachable(errno);
    if (ready <= 0) continue;
    if (polled[1].revents != 0) return absl::CancelledError("stopping");
    return absl::OkStatus();
  }
}

struct Address {
  sockaddr_storage bytes{};
  socklen_t size = 0;
};

// What a resolving thread leaves behind. It outlives whoever does not wait any more: getaddrinfo cannot be ended.
struct Resolving {
  Resolving() : done(::eventfd(0, EFD_CLOEXEC)) {}
  ~Resolving() { ::close(done); }
  const int done;
  common::Mutex mutex;
  int error WUSE_GUARDED_BY(mutex) = 0;
  std::vector<Address> addresses WUSE_GUARDED_BY(mutex);
};

int Resolve(const std::string& host, int port, int flags, std::vector<Address>& out) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
  if (error != 0) return error;
  for (const addrinfo* one = list; one != nullptr; one = one->ai_next) {
    Address address;
    std::memcpy(&address.bytes, one->ai_addr, one->ai_addrlen);
    address.size = one->ai_addrlen;
    out.push_back(address);
  }
  ::freeaddrinfo(list);
  return 0;
}

absl::StatusOr<std::vector<Address>> AddressesOf(const Url& url, const WaitBounds& bounds) {
  std::vector<Address> addresses;
  if (Resolve(url.host, url.port, AI_NUMERICHOST, addresses) == 0) return addresses;
  const auto resolving = std::make_shared<Resolving>();
  std::thread([resolving, host = url.host, port = url.port] {
    std::vector<Address> found;
    const int error = Resolve(host, port, 0, found);
    {
      const common::MutexLock lock(resolving->mutex);
      resolving->error = error;
      resolving->addresses = std::move(found);
    }
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(resolving->done, &one, sizeof(one));
  }).detach();
  WUSE_RETURN_IF_ERROR(WaitFor(resolving->done, POLLIN, bounds));
  const common::MutexLock lock(resolving->mutex);
  if (resolving->error == 0 && !resolving->addresses.empty()) return resolving->addresses;
  return NotReached("RECEIVER_UNKNOWN_HOST",
                    fmt::format("host {} is not known: {}", url.host, ::gai_strerror(resolving->error)),
                    fmt::format("找不到主机“{}”", url.host));
}

// A connected socket, or an error.
absl::StatusOr<int> ConnectTo(const Address& address, const WaitBounds& bounds) {
  const int connecting = ::socket(address.bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (connecting < 0) return Unreachable(errno);
  absl::Status status;
  if (::connect(connecting, reinterpret_cast<const sockaddr*>(&address.bytes), address.size) != 0) {
    status = errno == EINPROGRESS ? WaitFor(connecting, POLLOUT, bounds) : Unreachable(errno);
    int error = 0;
    socklen_t size = sizeof(error);
    if (status.ok() && ::getsockopt(connecting, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error != 0) {
      status = Unreachable(error);
    }
  }
  if (status.ok()) return connecting;
  ::close(connecting);
  return status;
}

absl::Status TlsError(SSL* ssl) {
  const int verified = static_cast<int>(SSL_get_verify_result(ssl));
  if (verified != X509_V_OK) {
    const std::string why = X509_verify_cert_error_string(verified);
    return NotReached("RECEIVER_CERTIFICATE", "certificate is not trusted: " + why,
                      fmt::format("接收方的证书不可信（{}）", why));
  }
  const char* const why = ERR_reason_error_string(ERR_peek_last_error());
  return NotReached("RECEIVER_UNREACHABLE", fmt::format("TLS failed: {}", why ? why : "connection closed"),
                    "与接收方建立加密连接失败");
}

}  // namespace

absl::StatusOr<std::unique_ptr<SocketStream>> SocketStream::Connect(const Url& url, SSL_CTX* tls,
                                                                    const WaitBounds& connect,
                                                                    const WaitBounds& whole) {
  const absl::StatusOr<std::vector<Address>> addresses = AddressesOf(url, connect);
  if (!addresses.ok()) return addresses.status();
  absl::Status failure;
  for (const Address& address : *addresses) {
    const absl::StatusOr<int> connected = ConnectTo(address, connect);
    if (!connected.ok()) {
      failure = connected.status();
      continue;
    }
    std::unique_ptr<SocketStream> stream(new SocketStream(*connected, whole));
    if (url.is_https) WUSE_RETURN_IF_ERROR(stream->Handshake(url, tls));
    return stream;
  }
  return failure;
}

SocketStream::~SocketStream() {
  if (ssl_ != nullptr) SSL_free(ssl_);
  ::close(socket_);
}

absl::Status SocketStream::WaitForTls(int result) {
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ:
      return WaitFor(socket_, POLLIN, whole_);
    case SSL_ERROR_WANT_WRITE:
      return WaitFor(socket_, POLLOUT, whole_);
    default:
      return TlsError(ssl_);
  }
}

absl::Status SocketStream::Handshake(const Url& url, SSL_CTX* tls) {
  ERR_clear_error();
  ssl_ = SSL_new(tls);
  in6_addr ignored{};
  const bool is_address =
      ::inet_pton(AF_INET, url.host.c_str(), &ignored) == 1 || ::inet_pton(AF_INET6, url.host.c_str(), &ignored) == 1;
  const bool set = ssl_ != nullptr && SSL_set_fd(ssl_, socket_) == 1 &&
                   (is_address ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_), url.host.c_str()) == 1
                               : SSL_set1_host(ssl_, url.host.c_str()) == 1 &&
                                     SSL_set_tlsext_host_name(ssl_, url.host.c_str()) == 1);
  if (!set) return NotReached("RECEIVER_UNREACHABLE", "TLS cannot be set up", "与接收方建立加密连接失败");
  while (true) {
    const int result = SSL_connect(ssl_);
    if (result == 1) return absl::OkStatus();
    WUSE_RETURN_IF_ERROR(WaitForTls(result));
  }
}

absl::Status SocketStream::Write(std::string_view bytes) {
  while (!bytes.empty()) {
    ERR_clear_error();
    if (ssl_ != nullptr) {
      size_t written = 0;
      const int result = SSL_write_ex(ssl_, bytes.data(), bytes.size(), &written);
      if (result == 1) {
        bytes.remove_prefix(written);
      } else {
        WUSE_RETURN_IF_ERROR(WaitForTls(result));
      }
      continue;
    }
    const ssize_t written = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (written > 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
    } else if (errno == EAGAIN || errno == EINTR) {
      WUSE_RETURN_IF_ERROR(WaitFor(socket_, POLLOUT, whole_));
    } else {
      return Unreachable(errno);
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> SocketStream::Read(std::string& out) {
  std::array<char, 4096> buffer{};
  while (true) {
    ERR_clear_error();
    if (ssl_ != nullptr) {
      size_t got = 0;
      const int result = SSL_read_ex(ssl_, buffer.data(), buffer.size(), &got);
      if (result == 1) {
        out.append(buffer.data(), got);
        return true;
      }
      if (SSL_get_error(ssl_, result) == SSL_ERROR_ZERO_RETURN) return false;
      WUSE_RETURN_IF_ERROR(WaitForTls(result));
      continue;
    }
    const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (got >= 0) {
      out.append(buffer.data(), static_cast<size_t>(got));
      return got > 0;
    }
    if (errno != EAGAIN && errno != EINTR) return Unreachable(errno);
    WUSE_RETURN_IF_ERROR(WaitFor(socket_, POLLIN, whole_));
  }
}

}  // namespace wuse::alerts
