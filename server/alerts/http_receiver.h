#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/clock.h"
#include "common/mutex.h"
#include "common/text.h"

namespace wuse::alerts {

// A real HTTP server on loopback, on a port of its own from the beginning to the end, that can be down. Keeps what it
// gets. One connection after the other, on a thread of its own. Thread-safe.
class HttpReceiver {
 public:
  struct Request {
    std::string target;
    std::map<std::string, std::string> headers;  // by name in lower case
    std::string body;
  };
  // What is sent back, as it is; empty: the connection is closed without a word.
  using Answer = std::function<std::string(const Request&)>;

  static std::string Ok(const std::string& body = "ok") { return With("200 OK", body); }
  static std::string With(const std::string& status, const std::string& body = "", const std::string& header = "") {
    return "HTTP/1.1 " + status + "\r\n" + header + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
  }

  explicit HttpReceiver(Answer answer = [](const Request&) { return Ok(); })
      : answer_(std::move(answer)), stop_(::eventfd(0, EFD_CLOEXEC)) {
    socket_ = Bind(0);
    port_ = PortOf(socket_);
  }
  ~HttpReceiver() {
    GoDown();
    ::close(socket_);
    ::close(stop_);
  }

  void GoUp() {
    if (thread_.joinable()) return;
    if (::listen(socket_, 16) != 0) std::abort();
    thread_ = std::thread([this] { Run(); });
  }
  void GoDown() {
    if (!thread_.joinable()) return;
    uint64_t one = 1;
    if (::write(stop_, &one, sizeof(one)) < 0) std::abort();
    thread_.join();
    if (::read(stop_, &one, sizeof(one)) < 0) std::abort();
    ::close(socket_);
    socket_ = Bind(port_);  // bound, so that nobody else gets the port; connections are refused
  }

  std::string Url(const std::string& target = "/hook") const {
    return "http://127.0.0.1:" + std::to_string(port_) + target;
  }
  std::vector<Request> requests() const {
    const common::MutexLock lock(mutex_);
    return requests_;
  }
  // False when the time was up.
  [[nodiscard]] bool WaitForRequests(size_t count) const {
    const common::RealClock clock;
    const common::SteadyTime end = clock.Steady() + std::chrono::seconds(20);
    const common::MutexLock lock(mutex_);
    while (requests_.size() < count && clock.Steady() < end) changed_.WaitFor(mutex_, std::chrono::milliseconds(200));
    return requests_.size() >= count;
  }

 private:
  static int Bind(int port) {
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(made, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) std::abort();
    return made;
  }
  static int PortOf(int bound) {
    sockaddr_in address{};
    socklen_t size = sizeof(address);
    if (::getsockname(bound, reinterpret_cast<sockaddr*>(&address), &size) != 0) std::abort();
    return ntohs(address.sin_port);
  }

  bool WaitToRead(int descriptor) const {
    pollfd polled[2] = {{descriptor, POLLIN, 0}, {stop_, POLLIN, 0}};
    while (::poll(polled, 2, -1) < 0) {
    }
    return polled[1].revents == 0;
  }

  void Run() {
    while (WaitToRead(socket_)) {
      const int connection = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection < 0) continue;
      Serve(connection);
      ::close(connection);
    }
  }

  void Serve(int connection) {
    std::string bytes;
    Request request;
    while (!Parse(bytes, request)) {
      char buffer[4096];
      if (!WaitToRead(connection)) return;
      const ssize_t got = ::recv(connection, buffer, sizeof(buffer), 0);
      if (got <= 0) return;
      bytes.append(buffer, static_cast<size_t>(got));
    }
    {
      const common::MutexLock lock(mutex_);
      requests_.push_back(request);
      changed_.NotifyAll();
    }
    const std::string answer = answer_(request);
    if (!answer.empty()) (void)!::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
  }

  static bool Parse(const std::string& bytes, Request& request) {
    const size_t head = bytes.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    const size_t line = bytes.find("\r\n");
    const size_t first = bytes.find(' ');
    request.target = bytes.substr(first + 1, bytes.find(' ', first + 1) - first - 1);
    for (size_t at = line + 2; at < head;) {
      const size_t end = bytes.find("\r\n", at);
      const size_t colon = bytes.find(':', at);
      request.headers[common::Lower(bytes.substr(at, colon - at))] =
          common::Trim(std::string_view(bytes).substr(colon + 1, end - colon - 1));
      at = end + 2;
    }
    const size_t length = static_cast<size_t>(std::strtoll(request.headers["content-length"].c_str(), nullptr, 10));
    if (bytes.size() < head + 4 + length) return false;
    request.body = bytes.substr(head + 4, length);
    return true;
  }

  const Answer answer_;
  const int stop_;
  int socket_ = -1;
  int port_ = 0;
  mutable common::Mutex mutex_;
  mutable common::CondVar changed_;
  std::vector<Request> requests_ WUSE_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace wuse::alerts
