#include "server/alerts/http_client.h"

#include <openssl/pem.h>
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

struct ParseCase {
  std::string bytes;
  bool at_end;
  int status;  // 0: not whole yet; -1: refused
  std::string body;
};

TEST(ParseAnswer, TakesWhatServersSend) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::vector<ParseCase> cases = {
      {"", false, 0, ""},
      {"", true, -1, ""},
      {ok + "Content-Length: 2\r\n\r\nok", false, 200, "ok"},
      {ok + "Content-Length: 2\r\n\r\no", false, 0, ""},
      {ok + "Content-Length: 2\r\n\r\no", true, -1, ""},
      {ok + "\r\nuntil the end", false, 0, ""},
      {ok + "\r\nuntil the end", true, 200, "until the end"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n1;x=y\r\n!\r\n0\r\n\r\n", false, 200, "ok!"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", false, 0, ""},
      {ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n", false, -1, ""},
      {ok + "Transfer-Encoding: gzip\r\n\r\n", false, -1, ""},
      {ok + "Content-Length: two\r\n\r\n", false, -1, ""},
      {ok + "no colon\r\n\r\n", false, -1, ""},
      {"HTTP/1.1 204 No Content\r\n\r\n", false, 204, ""},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n", false, 500, ""},
      {"HTTP/1.1 999 X\r\n\r\n", true, -1, ""},
      {"SSH-2.0-OpenSSH\r\n\r\n", true, -1, ""},
      {std::string(common::kMaxHttpResponseBytes + 1, 'x'), false, -1, ""},
      {ok + "Content-Length: 9999999\r\n\r\n" + std::string(common::kMaxHttpResponseBytes + 1, 'x'), false, 200,
       std::string(common::kMaxHttpResponseBytes, 'x')},
  };
  for (const ParseCase& one : cases) {
    SCOPED_TRACE(one.bytes.substr(0, 100));
    const auto parsed = ParseAnswer(one.bytes, one.at_end);
    EXPECT_EQ(parsed.ok(), one.status >= 0) << parsed.status();
    if (!parsed.ok()) continue;
    ASSERT_EQ(parsed->has_value(), one.status > 0);
    if (!parsed->has_value()) continue;
    EXPECT_EQ((*parsed)->status, one.status);
    EXPECT_EQ((*parsed)->body, one.body);
  }
}

TEST(HttpClientTest, PostsAndTellsWhatIsWrong) {
  const common::RealClock clock;
  HttpClient client(clock, {.exchange_timeout = std::chrono::milliseconds(300)});
  HttpReceiver http;
  EXPECT_EQ(ErrorReason(client.Post(RequestTo(http.Url())).status()), "RECEIVER_UNREACHABLE");
  http.GoUp();
  const auto answer = client.Post(RequestTo(http.Url("/a?b=c")));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->body, "ok");
  EXPECT_EQ(http.requests()[0].target, "/a?b=c");
  EXPECT_EQ(http.requests()[0].body, "body");
  EXPECT_EQ(http.requests()[0].headers.at("x-test"), "1");
  // Connected by the kernel, served by nobody.
  http.GoDown();
  HttpReceiver silent([&clock](const HttpReceiver::Request&) {
    const common::SteadyTime end = clock.Steady() + std::chrono::milliseconds(600);
    while (clock.Steady() < end) std::this_thread::yield();
    return HttpReceiver::Ok();
  });
  silent.GoUp();
  EXPECT_EQ(ErrorReason(client.Post(RequestTo(silent.Url())).status()), "RECEIVER_TIMEOUT");
  client.Abort();
  EXPECT_TRUE(absl::IsCancelled(client.Post(RequestTo(silent.Url())).status()));
}

// A key and a certificate of its own for localhost.
struct Identity {
  Identity() : key(EVP_EC_gen("P-256")), certificate(X509_new()) {
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* const name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1,
                               0);
    X509_set_issuer_name(certificate, name);
    X509_EXTENSION* const names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
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

// Serves one TLS connection on a listening socket.
void ServeTls(int listening, const Identity& identity) {
  SSL_CTX* const tls = SSL_CTX_new(TLS_server_method());
  SSL_CTX_use_certificate(tls, identity.certificate);
  SSL_CTX_use_PrivateKey(tls, identity.key);
  const int connection = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
  SSL* const ssl = SSL_new(tls);
  SSL_set_fd(ssl, connection);
  char buffer[4096];
  if (SSL_accept(ssl) == 1 && SSL_read(ssl, buffer, sizeof(buffer)) > 0) {
    const std::string answer = HttpReceiver::Ok("sealed");
    SSL_write(ssl, answer.data(), static_cast<int>(answer.size()));
    SSL_shutdown(ssl);
  }
  SSL_free(ssl);
  ::close(connection);
  SSL_CTX_free(tls);
}

TEST(HttpClientTest, VerifiesTheCertificateAndItsName) {
  const common::RealClock clock;
  const ledger::TempDir dir;
  const Identity identity;
  identity.WriteTo(dir.Sub("ca.pem"));
  const int listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  ASSERT_EQ(::bind(listening, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(listening, 4), 0);
  ASSERT_EQ(::getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size), 0);
  const std::string port = std::to_string(ntohs(address.sin_port));
  const auto post = [&](const std::string& host, const std::string& ca_file) {
    std::thread server([&] { ServeTls(listening, identity); });
    HttpClient client(clock, {.ca_file = ca_file});
    auto answer = client.Post(RequestTo("https://" + host + ":" + port + "/"));
    server.join();
    return answer;
  };
  const auto trusted = post("localhost", dir.Sub("ca.pem"));
  ASSERT_TRUE(trusted.ok()) << trusted.status();
  EXPECT_EQ(trusted->body, "sealed");
  EXPECT_EQ(ErrorReason(post("localhost", "").status()), "RECEIVER_CERTIFICATE");
  EXPECT_EQ(ErrorReason(post("127.0.0.1", dir.Sub("ca.pem")).status()), "RECEIVER_CERTIFICATE");
  ::close(listening);
}

}  // namespace
}  // namespace wuse::alerts
