#include "server/alerts/http_client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <exception>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "common/mutex.h"
#include "common/status.h"
#include "fmt/format.h"

namespace wuse::alerts {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

absl::Status Failed(std::string reason, const std::string& english, std::string chinese) {
  return common::MakeError(absl::StatusCode::kUnavailable, english,
                           {.reason = std::move(reason), .chinese = std::move(chinese)});
}

absl::Status Unreachable(const std::string& why) {
  return Failed("RECEIVER_UNREACHABLE", "cannot be reached: " + why, fmt::format("连接不上接收方（{}）", why));
}

// Of what was sent and received once there was a connection.
absl::Status ExchangeFailed(const error_code& error) {
  if (error.category() != http::make_error_code(http::error::end_of_stream).category()) {
    return Unreachable(error.message());
  }
  return Failed("RECEIVER_ANSWER_INVALID", "answers with what is not HTTP: " + error.message(),
                "接收方的答复不是正确的 HTTP");
}

absl::Status HandshakeFailed(SSL* ssl, const error_code& error) {
  const auto verified = static_cast<int>(SSL_get_verify_result(ssl));
  if (verified == X509_V_OK) {
    return Failed("RECEIVER_UNREACHABLE", "TLS failed: " + error.message(), "与接收方建立加密连接失败");
  }
  const std::string why = X509_verify_cert_error_string(verified);
  return Failed("RECEIVER_CERTIFICATE", "certificate is not trusted: " + why,
                fmt::format("接收方的证书不可信（{}）", why));
}

// Where what was begun is waited for. Once a wait has failed nothing is waited for any more: what was begun then never
// tells that it ended.
class Waiter {
 public:
  asio::io_context& context() { return context_; }
  // From any thread: ends the wait under way, and every later one.
  void Abort() { context_.stop(); }

  // `begin` is given what to call with the error when it is done; the error comes back.
  template <class Begin>
  absl::StatusOr<error_code> Await(common::SteadyTime end, const Begin& begin) {
    std::optional<error_code> done;
    begin([&done](const error_code& error, const auto&...) { done = error; });
    while (!done && context_.run_one_until(end) > 0) {
    }
    const bool is_done_well = done && !*done;
    if (context_.stopped() && !is_done_well) return absl::CancelledError("stopping");
    if (!done) return Failed("RECEIVER_TIMEOUT", "does not answer in time", "接收方没有按时答复");
    return *done;
  }

 private:
  asio::io_context context_;
  const asio::executor_work_guard<asio::io_context::executor_type> work_{context_.get_executor()};
};

using Endpoints = std::vector<tcp::endpoint>;

// The system's resolver cannot be interrupted, and the library's waits for it at its end: so the name is looked up on a
// thread that nobody waits for.
absl::StatusOr<Endpoints> Resolve(const std::shared_ptr<Waiter>& waiter, const Url& url, common::SteadyTime end) {
  const auto port = static_cast<asio::ip::port_type>(url.port);
  error_code is_name;
  const asio::ip::address address = asio::ip::make_address(url.host, is_name);
  if (!is_name) return Endpoints{{address, port}};
  const auto found = std::make_shared<Endpoints>();
  const absl::StatusOr<error_code> resolved = waiter->Await(end, [&](auto done) {
    std::thread([waiter, found, done, host = url.host, port] {
      asio::io_context own;
      error_code error;
      for (const auto& entry : tcp::resolver(own).resolve(host, "", error)) {
        found->emplace_back(entry.endpoint().address(), port);
      }
      asio::post(waiter->context(), [done, error, found] { done(error); });
    }).detach();
  });
  if (!resolved.ok()) return resolved.status();
  if (!*resolved) return *found;
  return Failed("RECEIVER_UNKNOWN_HOST", fmt::format("host {} is not known: {}", url.host, resolved->message()),
                fmt::format("找不到主机“{}”", url.host));
}

http::request<http::string_body> MessageOf(const HttpRequest& request) {
  http::request<http::string_body> message(http::verb::post, request.url.target, 11, request.body);
  message.set(http::field::host, request.url.Authority());
  message.set(http::field::user_agent, "wuse-server");
  for (const auto& [name, value] : request.headers) message.set(name, value);
  message.keep_alive(false);
  message.prepare_payload();
  return message;
}

template <class Stream>
absl::StatusOr<HttpResponse> Exchange(Waiter& waiter, Stream& stream, const HttpRequest& request,
                                      common::SteadyTime end) {
  const http::request<http::string_body> message = MessageOf(request);
  const auto sent = waiter.Await(end, [&](auto done) { http::async_write(stream, message, done); });
  if (!sent.ok()) return sent.status();
  if (*sent) return ExchangeFailed(*sent);
  boost::beast::flat_buffer buffer;
  while (true) {
    HttpResponse response;
    response.body.resize(common::kMaxHttpResponseBytes);
    http::response_parser<http::buffer_body> parser;
    parser.body_limit(boost::none);  // what is longer than the buffer is left unread: the status is what counts
    parser.get().body().data = response.body.data();
    parser.get().body().size = response.body.size();
    const auto read = waiter.Await(end, [&](auto done) { http::async_read(stream, buffer, parser, done); });
    if (!read.ok()) return read.status();
    if (*read && *read != http::error::need_buffer) return ExchangeFailed(*read);
    response.status = static_cast<int>(parser.get().result_int());
    if (response.status < 200) continue;  // the answer itself follows
    response.body.resize(response.body.size() - parser.get().body().size);
    return response;
  }
}

asio::ssl::context NewTls(const std::string& ca_file) {
  asio::ssl::context tls(asio::ssl::context::tls_client);
  SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
  error_code none_there;  // then no certificate is trusted
  tls.set_verify_mode(asio::ssl::verify_peer);
  tls.set_default_verify_paths(none_there);
  if (!ca_file.empty()) tls.load_verify_file(ca_file, none_there);
  return tls;
}

// The name that the certificate has to have.
bool SetName(SSL* ssl, const std::string& host) {
  error_code is_name;
  asio::ip::make_address(host, is_name);
  if (!is_name) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
  return SSL_set1_host(ssl, host.c_str()) == 1 && SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
}

}  // namespace

class HttpClient::Network {
 public:
  explicit Network(const std::string& ca_file) : tls_(NewTls(ca_file)) {}

  absl::StatusOr<HttpResponse> Post(const HttpRequest& request, common::SteadyTime connect_end,
                                    common::SteadyTime end) {
    const auto waiter = std::make_shared<Waiter>();
    {
      const common::MutexLock lock(mutex_);
      if (aborted_) waiter->Abort();
      waiter_ = waiter;
    }
    const absl::StatusOr<Endpoints> endpoints = Resolve(waiter, request.url, connect_end);
    if (!endpoints.ok()) return endpoints.status();
    tcp::socket socket(waiter->context());
    const auto connected =
        waiter->Await(connect_end, [&](auto done) { asio::async_connect(socket, *endpoints, done); });
    if (!connected.ok()) return connected.status();
    if (*connected) return Unreachable(connected->message());
    if (!request.url.is_https) return Exchange(*waiter, socket, request, end);
    asio::ssl::stream<tcp::socket&> sealed(socket, tls_);
    if (!SetName(sealed.native_handle(), request.url.host)) return Unreachable("TLS cannot be set up");
    const auto greeted =
        waiter->Await(end, [&](auto done) { sealed.async_handshake(asio::ssl::stream_base::client, done); });
    if (!greeted.ok()) return greeted.status();
    if (*greeted) return HandshakeFailed(sealed.native_handle(), *greeted);
    return Exchange(*waiter, sealed, request, end);
  }

  void Abort() {
    const common::MutexLock lock(mutex_);
    aborted_ = true;
    if (const std::shared_ptr<Waiter> waiter = waiter_.lock()) waiter->Abort();
  }

 private:
  asio::ssl::context tls_;
  common::Mutex mutex_;
  bool aborted_ WUSE_GUARDED_BY(mutex_) = false;
  std::weak_ptr<Waiter> waiter_ WUSE_GUARDED_BY(mutex_);  // of the request under way
};

HttpClient::HttpClient(const common::Clock& clock, Options options)
    : clock_(clock), options_(std::move(options)), network_(std::make_unique<Network>(options_.ca_file)) {}

HttpClient::~HttpClient() = default;

void HttpClient::Abort() {
  network_->Abort();
}

absl::StatusOr<HttpResponse> HttpClient::Post(const HttpRequest& request) {
  const common::SteadyTime now = clock_.Steady();
  try {
    return network_->Post(request, now + options_.connect_timeout, now + options_.exchange_timeout);
  } catch (const std::exception& without_resources) {  // no descriptor or thread is left: the library throws
    return Unreachable(without_resources.what());
  }
}

}  // namespace wuse::alerts
