#include <algorithm>
#include <charconv>
#include <optional>

#include "common/limits.h"
#include "common/status.h"
#include "common/text.h"
#include "fmt/format.h"
#include "server/alerts/receiver.h"

namespace wuse::alerts {
namespace {

constexpr int kHttpPort = 80;
constexpr int kHttpsPort = 443;
constexpr int kMaxPort = 65535;

// Without what may be secret: the query, and whoever stands before an @.
std::string ShownUrl(std::string_view text) {
  std::string shown(text.substr(0, text.find_first_of("?#")));
  const size_t scheme_end = shown.find("://");
  const size_t begin = scheme_end == std::string::npos ? 0 : scheme_end + 3;
  const size_t at = shown.rfind('@');
  if (at != std::string::npos && at >= begin) shown.replace(begin, at - begin, "***");
  return common::Quoted(shown);
}

absl::Status RefuseUrl(std::string_view text, std::string reason, std::string_view english, std::string_view chinese) {
  const std::string shown = ShownUrl(text);
  return common::MakeError(absl::StatusCode::kInvalidArgument, fmt::format("{} {}", shown, english),
                           {.reason = std::move(reason), .chinese = fmt::format("网址“{}”{}", shown, chinese)});
}

absl::Status InvalidUrl(std::string_view text) {
  return RefuseUrl(text, "RECEIVER_URL_INVALID", "is not a URL like https://host/path",
                   "不正确，应如 https://主机/路径");
}

bool IsHostCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
}

struct HostAndPort {
  std::string host;
  std::string_view port;  // may be empty
};

std::optional<HostAndPort> SplitAuthority(std::string_view authority) {
  if (authority.starts_with('[')) {
    const size_t end = authority.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view host = authority.substr(1, end - 1);
    const std::string_view rest = authority.substr(end + 1);
    const bool is_v6 = host.size() >= 2 && host.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
    if (!is_v6 || (!rest.empty() && rest.front() != ':')) return std::nullopt;
    return HostAndPort{.host = std::string(host), .port = rest.empty() ? rest : rest.substr(1)};
  }
  const size_t colon = authority.find(':');
  const std::string_view host = authority.substr(0, colon);
  if (host.empty() || !std::all_of(host.begin(), host.end(), IsHostCharacter)) return std::nullopt;
  return HostAndPort{.host = std::string(host),
                     .port = colon == std::string_view::npos ? std::string_view() : authority.substr(colon + 1)};
}

std::optional<int> PortOf(std::string_view digits) {
  int port = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == digits.data() + digits.size();
  if (!whole || port < 1 || port > kMaxPort) return std::nullopt;
  return port;
}

}  // namespace

std::string Url::Authority() const {
  const bool is_v6 = host.find(':') != std::string::npos;
  std::string authority = is_v6 ? "[" + host + "]" : host;
  if (port != (is_https ? kHttpsPort : kHttpPort)) authority += fmt::format(":{}", port);
  return authority;
}

std::string Url::Shown() const {
  return fmt::format("{}://{}{}", is_https ? "https" : "http", Authority(), target.substr(0, target.find('?')));
}

absl::StatusOr<Url> ParseUrl(std::string_view text) {
  const size_t scheme_end = text.find("://");
  const std::string scheme = common::Lower(text.substr(0, std::min(scheme_end, text.size())));
  if (scheme_end == std::string_view::npos || (scheme != "http" && scheme != "https")) {
    return RefuseUrl(text, "URL_NOT_HTTP", "is not an http:// or https:// URL", "不是 http:// 或 https:// 网址");
  }
  const bool is_printable = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (text.size() > common::kMaxReceiverUrlBytes || !is_printable || text.find('#') != std::string_view::npos) {
    return InvalidUrl(text);
  }
  const std::string_view rest = text.substr(scheme_end + 3);
  const size_t authority_end = std::min(rest.find_first_of("/?"), rest.size());
  const std::string_view authority = rest.substr(0, authority_end);
  if (authority.find('@') != std::string_view::npos) {
    return RefuseUrl(text, "URL_HAS_CREDENTIALS", "must not hold a user or password; secrets come from secret_file",
                     "不能含用户名或口令，密钥请放在 secret_file 指定的文件里");
  }
  const std::optional<HostAndPort> place = SplitAuthority(authority);
  if (!place) return InvalidUrl(text);
  Url url{
      .is_https = scheme == "https", .host = place->host, .port = 0, .target = std::string(rest.substr(authority_end))};
  url.port = url.is_https ? kHttpsPort : kHttpPort;
  if (authority.ends_with(':')) return InvalidUrl(text);
  if (!place->port.empty()) {
    const std::optional<int> port = PortOf(place->port);
    if (!port) return InvalidUrl(text);
    url.port = *port;
  }
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  return url;
}

}  // namespace wuse::alerts
