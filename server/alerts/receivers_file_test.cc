#include "server/alerts/receivers_file.h"

#include <sys/stat.h>

#include <fstream>

#include "common/status.h"
#include "gtest/gtest.h"
#include "server/ledger/temp_dir.h"

namespace wuse::alerts {
namespace {

absl::StatusOr<std::string> NoSecret(const std::string& /*path*/) {
  return std::string("s3cret");
}

std::string Entry(const std::string& more) {
  return R"({"receivers": [{"name": "duban", "format": "json", "url": "https://example.org/hook")" +
         (more.empty() ? "" : ", " + more) + "}]}";
}

TEST(Receivers, AreReadWithTheirDefaults) {
  const auto receivers = ParseReceivers(
      Entry(R"("units": ["xiaoshun"], "kinds": ["stalled"], "min_severity": "warning", "secret_file": "s")"), NoSecret);
  ASSERT_TRUE(receivers.ok()) << receivers.status();
  ASSERT_EQ(receivers->size(), 1u);
  const Receiver& one = receivers->front();
  EXPECT_EQ(one.url.Shown(), "https://example.org/hook");
  EXPECT_EQ(one.url.port, 443);
  EXPECT_EQ(one.kinds, std::vector<v1::AlertKind>{v1::STALLED});
  EXPECT_EQ(one.min_severity, v1::WARNING);
  EXPECT_EQ(one.interval, std::chrono::minutes(10));
  EXPECT_EQ(one.secret, "s3cret");
}

struct BadFile {
  std::string json;
  std::string reason;
  std::string field;  // that is named, or the text that the message holds
};

TEST(Receivers, OfABadFileAreRefusedWithTheFieldNamed) {
  const std::string url = R"({"receivers": [{"name": "a", "format": "json", "url": ")";
  const std::vector<BadFile> cases = {
      {"{", "RECEIVERS_INVALID", ""},
      {Entry(R"("colour": 1)"), "RECEIVERS_INVALID", "colour"},
      {Entry(R"("interval_minutes": "soon")"), "RECEIVERS_INVALID", "interval_minutes"},
      {Entry(R"("interval_minutes": 0)"), "INTERVAL_INVALID", "receivers[0].interval_minutes"},
      {Entry(R"("interval_minutes": 1441)"), "INTERVAL_INVALID", "receivers[0].interval_minutes"},
      {Entry(R"("kinds": ["late"])"), "KIND_INVALID", "receivers[0].kinds[0]"},
      {Entry(R"("units": ["小顺镇"])"), "UNIT_INVALID", "receivers[0].units[0]"},
      {Entry(R"("min_severity": "high")"), "SEVERITY_INVALID", "receivers[0].min_severity"},
      {R"({"receivers": [{"name": "A b", "format": "json", "url": "http://h/"}]})", "RECEIVER_NAME_INVALID",
       "receivers[0].name"},
      {R"({"receivers": [{"name": "a", "format": "xml", "url": "http://h/"}]})", "FORMAT_INVALID",
       "receivers[0].format"},
      {R"({"receivers": [{"name": "a", "format": "dingtalk", "url": "http://h/"}]})", "SECRET_MISSING",
       "receivers[0].secret_file"},
      {R"({"receivers": [{"name": "a", "format": "json", "url": "http://h/"},
                         {"name": "a", "format": "json", "url": "http://h/"}]})",
       "RECEIVER_TWICE", "receivers[1].name"},
      {url + R"(ftp://h/x"}]})", "URL_NOT_HTTP", "ftp://h/x"},
      {url + R"(h/x"}]})", "URL_NOT_HTTP", "h/x"},
      {url + R"(http://"}]})", "RECEIVER_URL_INVALID", "http://"},
      {url + R"(http://h:0/"}]})", "RECEIVER_URL_INVALID", "http://h:0/"},
      {url + R"(http://h:/"}]})", "RECEIVER_URL_INVALID", "http://h:/"},
      {url + R"(http://h:65536/"}]})", "RECEIVER_URL_INVALID", "65536"},
      {url + R"(http://h/a b"}]})", "RECEIVER_URL_INVALID", "a b"},
      {url + R"(http://h/#x"}]})", "RECEIVER_URL_INVALID", "http://h/"},
      {url + R"(http://[::1/"}]})", "RECEIVER_URL_INVALID", "[::1"},
      {url + R"(http://u:hunter2@h/"}]})", "URL_HAS_CREDENTIALS", "***@h"},
  };
  for (const BadFile& one : cases) {
    SCOPED_TRACE(one.json);
    const absl::Status status = ParseReceivers(one.json, NoSecret).status();
    const auto detail = common::DetailOf(status);
    ASSERT_TRUE(detail.has_value()) << status;
    EXPECT_EQ(detail->reason, one.reason) << status;
    EXPECT_NE(std::string(status.message()).find(one.field), std::string::npos) << status;
    EXPECT_EQ(status.ToString().find("hunter2"), std::string::npos) << status;
  }
}

TEST(Receivers, AreAtMostSixteen) {
  std::string entries;
  for (int i = 0; i < 17; ++i) {
    entries += (i ? "," : "") + (R"({"name": "r)" + std::to_string(i) + R"(", "format": "json", "url": "http://h/"})");
  }
  const auto detail = common::DetailOf(ParseReceivers("{\"receivers\": [" + entries + "]}", NoSecret).status());
  ASSERT_TRUE(detail.has_value());
  EXPECT_EQ(detail->reason, "TOO_MANY_RECEIVERS");
}

TEST(Receivers, NeverShowTheQueryOfAUrl) {
  const auto url = ParseUrl("http://h:8080/robot/send?access_token=abc");
  ASSERT_TRUE(url.ok());
  EXPECT_EQ(url->target, "/robot/send?access_token=abc");
  EXPECT_EQ(url->Shown(), "http://h:8080/robot/send");
  EXPECT_EQ(ParseUrl("ftp://h/?access_token=abc").status().ToString().find("abc"), std::string::npos);
}

TEST(SecretFile, HoldsOneWordThatNotEverybodyMayRead) {
  const ledger::TempDir dir;
  const auto reason_of = [&dir](const std::string& text, mode_t mode) -> std::string {
    const std::string path = dir.Sub("secret");
    std::ofstream(path, std::ios::trunc) << text;
    ::chmod(path.c_str(), mode);
    const auto secret = ReadSecret(path);
    if (secret.ok()) return "= " + *secret;
    EXPECT_EQ(secret.status().ToString().find("SECabc"), std::string::npos);
    return common::DetailOf(secret.status()).value_or(common::ErrorDetail{}).reason;
  };
  EXPECT_EQ(reason_of("  SECabc\n", 0640), "= SECabc");
  EXPECT_EQ(reason_of("SECabc", 0644), "SECRET_READABLE_BY_ALL");
  EXPECT_EQ(reason_of(" \n", 0600), "SECRET_INVALID");
  EXPECT_EQ(reason_of("", 0600), "SECRET_INVALID");
  EXPECT_EQ(reason_of("SECabc SECabc", 0600), "SECRET_INVALID");
  EXPECT_EQ(reason_of(std::string(2000, 'x'), 0600), "SECRET_INVALID");
  EXPECT_FALSE(ReadSecret(dir.Sub("absent")).ok());
}

}  // namespace
}  // namespace wuse::alerts
