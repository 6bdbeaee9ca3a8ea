#include "server/alerts/http_client.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdio>

#include "common/status.h"
#include "gtest/gtest.h"
#include "server/alerts/http_receiver.h"
#include "server/ledger/temp_dir.h"

namespace wuse::alerts {
namespace {

std::string ErrorReason(const absl::Status& status) {
  const auto detail = common::DetailOf(status);
  return detail ? detail->reason : "";
}

HttpRequest RequestTo(const std::string& url) {
  return {.url = ParseUrl(url).value(), .headers = {{"X-Test", "1"}}, .body = "body"};
}

struct BytesCase {
  std::string bytes;  // then the receiver hangs up
  int status;         // 0: refused
  std::string body;
};

TEST(HttpClientTest, TakesWhatServersSend) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::vector<BytesCase> cases = {
      {"", 0, ""},
      {ok + "Content-Length: 2\r\n\r\nok", 200, "ok"},
      {ok + "Content-Length: 2\r\n\r\no", 0, ""},
      {ok + "Content-Length: 2", 0, ""},
      {ok + "\r\nuntil the end", 200, "until the end"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n1;x=y\r\n!\r\n0\r\n\r\n", 200, "ok!"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", 0, ""},
      {ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n", 0, ""},
      {ok + "Content-Length: two\r\n\r\n", 0, ""},
      {ok + "no colon\r\n\r\n", 0, ""},
      {"HTTP/1.1 204 No Content\r\n\r\n", 204, ""},
      {"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", 302, ""},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n", 500, ""},
      {"SSH-2.0-OpenSSH\r\n\r\n", 0, ""},
      {ok + "X: " + std::string(common::kMaxHttpResponseBytes, 'x'), 0, ""},
      // Longer than anybody reads, and than anybody has memory for.
      {ok + "Content-Length: 999999999999\r\n\r\n" + std::string(common::kMaxHttpResponseBytes + 1, 'x'), 200,
       std::string(common::kMaxHttpResponseBytes, 'x')},
      {ok + "\r\n" + std::string(common::kMaxHttpResponseBytes + 1, 'x'), 200,
       std::string(common::kMaxHttpResponseBytes, 'x')},
  };
  const common::RealClock clock;
  HttpClient client(clock);
  HttpReceiver http([&cases](const HttpReceiver::Request& request) {
    return cases.at(std::stoul(request.target.substr(1))).bytes;  // POST /0, /1, …
  });
  http.GoUp();
  for (size_t i = 0; i < cases.size(); ++i) {
    const BytesCase& one = cases[i];
    SCOPED_TRACE(one.bytes.substr(0, 100));
    const auto answer = client.Post(RequestTo(http.Url("/" + std::to_string(i))));
    EXPECT_EQ(answer.ok(), one.status > 0) << answer.status();
    if (!answer.ok()) {
      EXPECT_EQ(ErrorReason(answer.status()), "RECEIVER_ANSWER_INVALID");
      continue;
    }
    EXPECT_EQ(answer->status, one.status);
    EXPECT_EQ(answer->body, one.body);
  }
  EXPECT_EQ(http.requests().size(), cases.size()) << "nothing is repeated or followed";
}

TEST(HttpClientTest, PostsWhatItIsGiven) {
  const common::RealClock clock;
  HttpClient client(clock);
  HttpReceiver http;
  EXPECT_EQ(ErrorReason(client.Post(RequestTo(http.Url())).status()), "RECEIVER_UNREACHABLE");
  http.GoUp();
  const auto answer = client.Post(RequestTo(http.Url("/a?b=c")));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "ok");
  const HttpReceiver::Request request = http.requests()[0];
  EXPECT_EQ(request.target, "/a?b=c");
  EXPECT_EQ(request.body, "body");
  EXPECT_EQ(request.headers.at("x-test"), "1");
  EXPECT_EQ("http://" + request.headers.at("host") + "/hook", http.Url());
  EXPECT_EQ(request.headers.at("connection"), "close");
}

TEST(HttpClientTest, LooksTheHostUp) {
  const common::RealClock clock;
  HttpClient client(clock);
  HttpReceiver http;
  http.GoUp();
  HttpRequest request = RequestTo(http.Url());
  request.url.host = "localhost";
  const auto answer = client.Post(request);
  EXPECT_TRUE(answer.ok()) << answer.status();
  request.url.host = "no-such-host.invalid";
  EXPECT_EQ(ErrorReason(client.Post(request).status()), "RECEIVER_UNKNOWN_HOST");
}

// Takes connections and requests and never answers: the kernel does, nobody accepts.
class SilentReceiver {
 public:
  SilentReceiver() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address_);
    auto* const address = reinterpret_cast<sockaddr*>(&address_);
    if (::bind(socket_, address, size) != 0 || ::listen(socket_, 16) != 0) std::abort();
    if (::getsockname(socket_, address, &size) != 0) std::abort();
  }
  ~SilentReceiver() { ::close(socket_); }
  int socket() const { return socket_; }
  std::string Port() const { return std::to_string(ntohs(address_.sin_port)); }
  std::string Url(const std::string& scheme) const { return scheme + "://127.0.0.1:" + Port() + "/"; }

 private:
  const int socket_;
  sockaddr_in address_{};
};

TEST(HttpClientTest, WaitsForAnAnswerUpToItsTimeAndNoLonger) {
  const common::RealClock clock;
  const std::chrono::milliseconds limit(200);
  HttpClient client(clock, {.exchange_timeout = limit});
  const SilentReceiver silent;
  for (const char* scheme : {"http", "https"}) {
    const common::SteadyTime begun = clock.Steady();
    EXPECT_EQ(ErrorReason(client.Post(RequestTo(silent.Url(scheme))).status()), "RECEIVER_TIMEOUT") << scheme;
    EXPECT_GE(clock.Steady() - begun, limit);
    EXPECT_LT(clock.Steady() - begun, std::chrono::seconds(5));
  }
  // One that answers drop by drop has no more time.
  HttpReceiver http([&clock](const HttpReceiver::Request&) {
    const common::SteadyTime end = clock.Steady() + std::chrono::milliseconds(400);
    while (clock.Steady() < end) std::this_thread::yield();
    return HttpReceiver::Ok();
  });
  http.GoUp();
  EXPECT_EQ(ErrorReason(client.Post(RequestTo(http.Url())).status()), "RECEIVER_TIMEOUT");
}

TEST(HttpClientTest, AnAbortEndsTheRequestUnderWayAndEveryLaterOne) {
  const common::RealClock clock;
  const SilentReceiver silent;
  for (const char* scheme : {"http", "https"}) {
    HttpClient client(clock, {.exchange_timeout = std::chrono::seconds(20)});
    std::thread aborting([&] {
      const int connection = ::accept4(silent.socket(), nullptr, nullptr, SOCK_CLOEXEC);  // it is under way
      client.Abort();
      ::close(connection);
    });
    EXPECT_TRUE(absl::IsCancelled(client.Post(RequestTo(silent.Url(scheme))).status())) << scheme;
    aborting.join();
    EXPECT_TRUE(absl::IsCancelled(client.Post(RequestTo(silent.Url(scheme))).status())) << scheme;
  }
}

// A key and a certificate of its own for a host.
struct Identity {
  explicit Identity(const std::string& host) : key(EVP_EC_gen("P-256")), certificate(X509_new()) {
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* const name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(host.c_str()), -1, -1,
                               0);
    X509_set_issuer_name(certificate, name);
    X509_EXTENSION* const names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, ("DNS:" + host).c_str());
    X509_add_ext(certificate, names, -1);
    X509_EXTENSION_free(names);
    X509_sign(certificate, key, EVP_sha256());
  }
  ~Identity() {
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  void WriteTo(const std::string& path) const {
    std::FILE* const file = std::fopen(path.c_str(), "w");
    PEM_write_X509(file, certificate);
    std::fclose(file);
  }
  EVP_PKEY* const key;
  X509* const certificate;
};

// Serves one TLS connection on a listening socket; gives the name that was asked for.
std::string ServeTls(int listening, const Identity& identity) {
  SSL_CTX* const tls = SSL_CTX_new(TLS_server_method());
  SSL_CTX_use_certificate(tls, identity.certificate);
  SSL_CTX_use_PrivateKey(tls, identity.key);
  const int connection = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
  SSL* const ssl = SSL_new(tls);
  SSL_set_fd(ssl, connection);
  char buffer[4096];
  const bool greeted = SSL_accept(ssl) == 1;
  const char* const name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  std::string asked_for = name == nullptr ? "" : name;
  if (greeted && SSL_read(ssl, buffer, sizeof(buffer)) > 0) {
    const std::string answer = HttpReceiver::Ok("sealed");
    SSL_write(ssl, answer.data(), static_cast<int>(answer.size()));
    SSL_shutdown(ssl);
  }
  SSL_free(ssl);
  ::close(connection);
  SSL_CTX_free(tls);
  return asked_for;
}

TEST(HttpClientTest, VerifiesTheCertificateAndItsName) {
  const common::RealClock clock;
  const ledger::TempDir dir;
  const Identity of_localhost("localhost");
  const Identity of_another("another.example");
  of_localhost.WriteTo(dir.Sub("localhost.pem"));
  of_another.WriteTo(dir.Sub("another.pem"));
  const SilentReceiver receiver;
  std::string asked_for;
  const auto post = [&](const std::string& host, const Identity& identity, const std::string& ca_file) {
    std::thread server([&] { asked_for = ServeTls(receiver.socket(), identity); });
    HttpClient client(clock, {.ca_file = ca_file});
    auto answer = client.Post(RequestTo("https://" + host + ":" + receiver.Port() + "/"));
    server.join();
    return answer;
  };
  const auto trusted = post("localhost", of_localhost, dir.Sub("localhost.pem"));
  ASSERT_TRUE(trusted.ok()) << trusted.status();
  EXPECT_EQ(trusted->body, "sealed");
  EXPECT_EQ(asked_for, "localhost");
  EXPECT_EQ(ErrorReason(post("localhost", of_localhost, "").status()), "RECEIVER_CERTIFICATE");
  for (const auto& wrong_name : {post("127.0.0.1", of_localhost, dir.Sub("localhost.pem")),
                                 post("localhost", of_another, dir.Sub("another.pem"))}) {
    EXPECT_EQ(ErrorReason(wrong_name.status()), "RECEIVER_CERTIFICATE");
    EXPECT_NE(wrong_name.status().message().find("mismatch"), absl::string_view::npos) << wrong_name.status();
  }
}

}  // namespace
}  // namespace wuse::alerts
