#include "server/app/options.h"

#include <arpa/inet.h>

#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>

#include "common/limits.h"
#include "common/status.h"
#include "common/text.h"
#include "fmt/format.h"

namespace wuse::app {
namespace {

using common::Quoted;

absl::Status Refuse(absl::StatusCode code, std::string reason, const std::string& english, std::string chinese) {
  return common::MakeError(code, english, {.reason = std::move(reason), .chinese = std::move(chinese)});
}

bool IsLoopback(const std::string& host) {
  in_addr v4{};
  in6_addr v6{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6);
  return host == "localhost";
}

std::optional<ListenAddress> SplitAddress(const std::string& text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return std::nullopt;
  std::string host = text.substr(0, colon);
  if (host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  const std::string_view digits = std::string_view(text).substr(colon + 1);
  int port = -1;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool whole = parsed.ec == std::errc() && parsed.ptr == digits.data() + digits.size();
  if (host.empty() || !whole || port < 0 || port > 65535) return std::nullopt;
  return ListenAddress{.host = host, .port = port};
}

}  // namespace

absl::StatusOr<ListenAddress> ListenAddressOf(const Options& options) {
  const std::optional<ListenAddress> address = SplitAddress(options.listen);
  if (!address) {
    return Refuse(absl::StatusCode::kInvalidArgument, "LISTEN_INVALID",
                  fmt::format("--listen {} is not host:port", Quoted(options.listen)),
                  fmt::format("监听地址“{}”不正确，应为 主机:端口", Quoted(options.listen)));
  }
  if (!IsLoopback(address->host) && !options.insecure_allow_remote) {
    return Refuse(absl::StatusCode::kPermissionDenied, "LISTEN_REMOTE",
                  fmt::format("--listen {} is not a loopback address; callers are not verified yet, so this needs "
                              "--insecure-allow-remote",
                              Quoted(options.listen)),
                  fmt::format("监听地址“{}”不是本机回环地址；目前不校验调用者，需要加 --insecure-allow-remote",
                              Quoted(options.listen)));
  }
  return *address;
}

absl::StatusOr<std::optional<common::Date>> PinnedDateOf(const Options& options) {
  if (options.today.empty()) return std::optional<common::Date>();
  const std::optional<common::Date> date = common::Date::Parse(options.today);
  if (date) return date;
  return Refuse(absl::StatusCode::kInvalidArgument, "TODAY_INVALID",
                fmt::format("--today {} is not a date like 2021-05-08", Quoted(options.today)),
                fmt::format("日期“{}”不正确，应如 2021-05-08", Quoted(options.today)));
}

absl::Status CheckNames(const Options& options) {
  if (!common::IsId(options.main_list)) {
    return Refuse(absl::StatusCode::kInvalidArgument, "MAIN_LIST_INVALID",
                  fmt::format("--main-list {} is not an id", Quoted(options.main_list)),
                  fmt::format("主清单“{}”不正确", Quoted(options.main_list)));
  }
  if (common::CheckText(options.district, common::kMaxNameCharacters) != common::TextFault::kNone) {
    return Refuse(absl::StatusCode::kInvalidArgument, "DISTRICT_INVALID",
                  fmt::format("--district {} is not a name of at most {} characters of valid UTF-8 on one line",
                              Quoted(options.district), common::kMaxNameCharacters),
                  fmt::format("地区名称“{}”不正确，应为一行文字，最多 {} 字", Quoted(options.district),
                              common::kMaxNameCharacters));
  }
  return absl::OkStatus();
}

absl::StatusOr<common::WorkingDays> WorkingDaysOf(const Options& options) {
  if (options.holidays_file.empty()) return common::WorkingDays();
  std::ifstream file(options.holidays_file, std::ios::binary);
  std::stringstream text;
  if (!file || !(text << file.rdbuf())) {
    return Refuse(absl::StatusCode::kNotFound, "HOLIDAYS_UNREADABLE",
                  fmt::format("--holidays {} cannot be read", options.holidays_file),
                  fmt::format("节假日文件“{}”读不出来", options.holidays_file));
  }
  absl::StatusOr<common::WorkingDays> days = common::WorkingDays::ParseCsv(text.str());
  if (days.ok()) return days;
  return Refuse(absl::StatusCode::kInvalidArgument, "HOLIDAYS_INVALID",
                fmt::format("--holidays {}: {}", options.holidays_file, common::FromAbsl(days.status().message())),
                fmt::format("节假日文件“{}”不正确", options.holidays_file));
}

}  // namespace wuse::app
