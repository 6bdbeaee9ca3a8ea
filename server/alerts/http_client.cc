#include "server/alerts/http_client.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <ctime>
#include <optional>

#include "common/status.h"
#include "common/text.h"
#include "fmt/format.h"
#include "server/alerts/socket_stream.h"

namespace wuse::alerts {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

// OpenSSL writes to sockets without MSG_NOSIGNAL: a receiver that hangs up must not end the process.
class NoBrokenPipeSignal {
 public:
  NoBrokenPipeSignal() {
    sigset_t pending;
    sigemptyset(&pending);
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoBrokenPipeSignal() {
    const timespec at_once{};
    if (!was_pending_) sigtimedwait(&pipe_, nullptr, &at_once);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoBrokenPipeSignal(const NoBrokenPipeSignal&) = delete;
  NoBrokenPipeSignal& operator=(const NoBrokenPipeSignal&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

absl::Status InvalidAnswer(std::string_view why) {
  return common::MakeError(absl::StatusCode::kUnavailable, fmt::format("answers with {}", why),
                           {.reason = "RECEIVER_ANSWER_INVALID", .chinese = "接收方的答复不是正确的 HTTP"});
}

std::optional<size_t> NumberOf(std::string_view digits, int base) {
  size_t number = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
  if (digits.empty() || parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size()) return std::nullopt;
  return number;
}

struct Head {
  int status = 0;
  std::optional<size_t> length;
  bool is_chunked = false;
};

std::optional<Head> ParseHead(std::string_view text) {
  const std::string_view line = text.substr(0, text.find(kLineEnd));
  // HTTP/1.1 200 OK
  constexpr size_t kStatusAt = 9;
  if (!line.starts_with("HTTP/1.") || line.size() < kStatusAt + 3) return std::nullopt;
  const std::optional<size_t> status = NumberOf(line.substr(kStatusAt, 3), 10);
  if (!status || *status < 100 || *status > 599) return std::nullopt;
  Head head{.status = static_cast<int>(*status), .length = std::nullopt, .is_chunked = false};
  for (size_t at = line.size() + 2; at < text.size();) {
    const size_t end = std::min(text.find(kLineEnd, at), text.size());
    const std::string_view field = text.substr(at, end - at);
    const size_t colon = field.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string name = common::Lower(field.substr(0, colon));
    const std::string_view value = common::Trim(field.substr(colon + 1));
    if (name == "content-length") {
      head.length = NumberOf(value, 10);
      if (!head.length) return std::nullopt;
    } else if (name == "transfer-encoding") {
      head.is_chunked = common::Lower(value) == "chunked";
      if (!head.is_chunked) return std::nullopt;
    }
    at = end + 2;
  }
  return head;
}

// The body of chunks; none: not whole yet.
absl::StatusOr<std::optional<std::string>> Unchunked(std::string_view rest) {
  std::string body;
  while (true) {
    const size_t end = rest.find(kLineEnd);
    if (end == std::string_view::npos) return std::optional<std::string>();
    const std::optional<size_t> size = NumberOf(common::Trim(rest.substr(0, std::min(end, rest.find(';')))), 16);
    if (!size || *size > common::kMaxHttpResponseBytes) return InvalidAnswer("a wrong chunk");
    if (*size == 0) return std::optional(std::move(body));
    rest.remove_prefix(end + 2);
    if (rest.size() < *size + 2) return std::optional<std::string>();
    body += rest.substr(0, *size);
    rest.remove_prefix(*size + 2);
  }
}

std::string RequestText(const HttpRequest& request) {
  std::string text = fmt::format("POST {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: wuse-server\r\nConnection: close\r\n",
                                 request.url.target, request.url.Authority());
  for (const auto& [name, value] : request.headers) text += fmt::format("{}: {}\r\n", name, value);
  text += fmt::format("Content-Length: {}\r\n\r\n", request.body.size());
  return text + request.body;
}

SSL_CTX* NewTls(const std::string& ca_file) {
  SSL_CTX* const tls = SSL_CTX_new(TLS_client_method());
  if (tls == nullptr) std::abort();  // without memory there is nothing to go on with
  SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
  SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_default_verify_paths(tls);  // none there: no certificate is trusted
  SSL_CTX_set_mode(tls, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_ENABLE_PARTIAL_WRITE);
  if (!ca_file.empty()) SSL_CTX_load_verify_file(tls, ca_file.c_str());
  return tls;
}

}  // namespace

HttpClient::HttpClient(const common::Clock& clock, Options options)
    : clock_(clock),
      options_(std::move(options)),
      abort_event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      tls_(NewTls(options_.ca_file), &SSL_CTX_free) {}

HttpClient::~HttpClient() {
  ::close(abort_event_);
}

void HttpClient::Abort() {
  const uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(abort_event_, &one, sizeof(one));
}

absl::StatusOr<std::optional<HttpResponse>> ParseAnswer(std::string_view bytes, bool at_end) {
  while (true) {
    const size_t head_end = bytes.find("\r\n\r\n");
    if (head_end == std::string_view::npos) {
      if (at_end || bytes.size() > common::kMaxHttpResponseBytes) return InvalidAnswer("what is not HTTP");
      return std::optional<HttpResponse>();
    }
    const std::optional<Head> head = ParseHead(bytes.substr(0, head_end));
    if (!head) return InvalidAnswer("what is not HTTP");
    bytes.remove_prefix(head_end + 4);
    if (head->status < 200) continue;  // the answer itself follows
    HttpResponse response{.status = head->status, .body = {}};
    if (head->is_chunked) {
      absl::StatusOr<std::optional<std::string>> body = Unchunked(bytes);
      if (!body.ok()) return body.status();
      if (*body) {
        response.body = **std::move(body);
        return std::optional(std::move(response));
      }
    } else if (const size_t length = head->status == 204 ? 0 : head->length.value_or(bytes.size() + !at_end);
               bytes.size() >= length) {
      response.body = bytes.substr(0, std::min(length, common::kMaxHttpResponseBytes));
      return std::optional(std::move(response));
    }
    if (at_end) return InvalidAnswer("less than it announced");
    // Longer than anybody reads: the status is what counts.
    if (bytes.size() <= common::kMaxHttpResponseBytes) return std::optional<HttpResponse>();
    response.body = bytes.substr(0, common::kMaxHttpResponseBytes);
    return std::optional(std::move(response));
  }
}

absl::StatusOr<HttpResponse> HttpClient::Exchange(const HttpRequest& request) {
  const common::SteadyTime now = clock_.Steady();
  const WaitBounds whole{.clock = clock_, .end = now + options_.exchange_timeout, .abort_event = abort_event_};
  const WaitBounds connect{.clock = clock_, .end = now + options_.connect_timeout, .abort_event = abort_event_};
  const absl::StatusOr<std::unique_ptr<SocketStream>> stream =
      SocketStream::Connect(request.url, tls_.get(), connect, whole);
  if (!stream.ok()) return stream.status();
  WUSE_RETURN_IF_ERROR((*stream)->Write(RequestText(request)));
  std::string bytes;
  while (true) {
    const absl::StatusOr<bool> more = (*stream)->Read(bytes);
    if (!more.ok()) return more.status();
    absl::StatusOr<std::optional<HttpResponse>> response = ParseAnswer(bytes, !*more);
    if (!response.ok()) return response.status();
    if (*response) return **std::move(response);
  }
}

absl::StatusOr<HttpResponse> HttpClient::Post(const HttpRequest& request) {
  const NoBrokenPipeSignal no_signal;
  return Exchange(request);
}

}  // namespace wuse::alerts
