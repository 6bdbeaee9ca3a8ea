#include "server/alerts/receivers_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

#include "common/limits.h"
#include "common/status.h"
#include "common/text.h"
#include "fmt/format.h"
#include "google/protobuf/util/json_util.h"
#include "server/alerts/wording.h"
#include "wuse/delivery/receivers.pb.h"

namespace wuse::alerts {
namespace {

using common::FieldViolation;
using common::Quoted;

// Turns one entry into a Receiver and collects what is wrong with it.
class EntryReader {
 public:
  EntryReader(const delivery::ReceiverEntry& entry, const SecretReader& read_secret)
      : entry_(entry), read_secret_(read_secret) {}

  Receiver Read() {
    receiver_.name = entry_.name();
    if (!common::IsId(entry_.name())) {
      Refuse("name", "RECEIVER_NAME_INVALID", fmt::format("{} is not an id", Quoted(entry_.name())),
             fmt::format("接收方名称“{}”不正确，应为小写字母、数字和连字符", Quoted(entry_.name())));
    }
    ReadFormat();
    if (absl::StatusOr<Url> url = ParseUrl(entry_.url()); url.ok()) {
      receiver_.url = *std::move(url);
    } else {
      Refuse("url", url.status());
    }
    ReadChoice();
    ReadInterval();
    ReadSecretFile();
    return std::move(receiver_);
  }

  std::vector<FieldViolation> TakeViolations() { return std::move(violations_); }

 private:
  void Refuse(std::string field, std::string reason, std::string english, std::string chinese) {
    violations_.push_back({std::move(field), std::move(reason), std::move(english), std::move(chinese)});
  }
  void Refuse(std::string field, const absl::Status& status) {
    const common::ErrorDetail detail = common::DetailOf(status).value_or(common::ErrorDetail{});
    Refuse(std::move(field), detail.reason, std::string(status.message()), detail.chinese);
  }

  void ReadFormat() {
    if (entry_.format() == "json") {
      receiver_.format = Format::kJson;
    } else if (entry_.format() == "dingtalk") {
      receiver_.format = Format::kDingtalk;
    } else {
      Refuse("format", "FORMAT_INVALID", fmt::format("{} is neither json nor dingtalk", Quoted(entry_.format())),
             fmt::format("格式“{}”不正确，应为 json 或 dingtalk", Quoted(entry_.format())));
    }
  }

  void ReadChoice() {
    for (int i = 0; i < entry_.units_size(); ++i) {
      if (common::IsId(entry_.units(i))) {
        receiver_.units.push_back(entry_.units(i));
      } else {
        Refuse(fmt::format("units[{}]", i), "UNIT_INVALID",
               fmt::format("{} is not a unit's id", Quoted(entry_.units(i))),
               fmt::format("责任单位“{}”不是单位编号", Quoted(entry_.units(i))));
      }
    }
    for (int i = 0; i < entry_.kinds_size(); ++i) {
      if (const auto kind = KindNamed(entry_.kinds(i))) {
        receiver_.kinds.push_back(*kind);
      } else {
        Refuse(fmt::format("kinds[{}]", i), "KIND_INVALID",
               fmt::format("{} is none of {}", Quoted(entry_.kinds(i)), AllKindNames()),
               fmt::format("预警种类“{}”不正确，应为 {} 之一", Quoted(entry_.kinds(i)), AllKindNames()));
      }
    }
    if (entry_.min_severity().empty()) return;
    if (const auto severity = SeverityNamed(entry_.min_severity())) {
      receiver_.min_severity = *severity;
    } else {
      Refuse("min_severity", "SEVERITY_INVALID",
             fmt::format("{} is none of notice, warning, critical", Quoted(entry_.min_severity())),
             fmt::format("级别“{}”不正确，应为 notice、warning 或 critical", Quoted(entry_.min_severity())));
    }
  }

  void ReadInterval() {
    receiver_.interval = common::kDigestInterval;
    if (!entry_.has_interval_minutes()) return;
    const int minutes = entry_.interval_minutes();
    receiver_.interval = std::chrono::minutes(minutes);
    if (minutes >= 1 && minutes <= common::kMaxDigestIntervalMinutes) return;
    Refuse("interval_minutes", "INTERVAL_INVALID",
           fmt::format("{} is not within 1 to {} minutes", minutes, common::kMaxDigestIntervalMinutes),
           fmt::format("间隔“{}”不正确，应为 1 到 {} 分钟", minutes, common::kMaxDigestIntervalMinutes));
  }

  void ReadSecretFile() {
    if (!entry_.secret_file().empty()) {
      absl::StatusOr<std::string> secret = read_secret_(entry_.secret_file());
      if (!secret.ok()) return Refuse("secret_file", secret.status());
      receiver_.secret = *std::move(secret);
    } else if (receiver_.format == Format::kDingtalk) {
      Refuse("secret_file", "SECRET_MISSING", "is missing: a message to dingtalk is signed",
             "缺少密钥文件：dingtalk 格式的消息需要加签");
    }
  }

  const delivery::ReceiverEntry& entry_;
  const SecretReader& read_secret_;
  Receiver receiver_;
  std::vector<FieldViolation> violations_;
};

absl::Status SecretError(std::string reason, const std::string& english, std::string chinese) {
  return common::MakeError(absl::StatusCode::kInvalidArgument, english,
                           {.reason = std::move(reason), .chinese = std::move(chinese)});
}

// The text of a file, or nothing when it cannot be read or is longer.
std::optional<std::string> ReadWhole(const std::string& path, size_t at_most) {
  std::ifstream file(path, std::ios::binary);
  std::string text(at_most + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || file.gcount() == 0) return std::nullopt;
  text.resize(static_cast<size_t>(file.gcount()));
  return text.size() <= at_most ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace

absl::StatusOr<std::string> ReadSecret(const std::string& path) {
  struct stat file {};
  if (::stat(path.c_str(), &file) != 0 || !S_ISREG(file.st_mode)) {
    return SecretError("SECRET_UNREADABLE", fmt::format("{} is not a file that can be read", Quoted(path)),
                       fmt::format("密钥文件“{}”读不出来", Quoted(path)));
  }
  if ((file.st_mode & (S_IROTH | S_IWOTH)) != 0) {
    return SecretError("SECRET_READABLE_BY_ALL", fmt::format("{} can be read by everybody: chmod o-rw", Quoted(path)),
                       fmt::format("密钥文件“{}”任何人都能读，请执行 chmod o-rw", Quoted(path)));
  }
  const std::optional<std::string> text = ReadWhole(path, common::kMaxSecretBytes);
  if (!text && file.st_size > 0 && file.st_size <= static_cast<off_t>(common::kMaxSecretBytes)) {
    return SecretError("SECRET_UNREADABLE", fmt::format("{} cannot be read", Quoted(path)),
                       fmt::format("密钥文件“{}”读不出来", Quoted(path)));
  }
  const std::string secret(common::Trim(text.value_or("")));
  const bool is_line = std::all_of(secret.begin(), secret.end(), [](char c) { return c > ' ' && c < 0x7f; });
  if (secret.empty() || !is_line) {
    return SecretError(
        "SECRET_INVALID",
        fmt::format("{} does not hold one word of at most {} bytes", Quoted(path), common::kMaxSecretBytes),
        fmt::format("密钥文件“{}”里应只有一个密钥，不能为空", Quoted(path)));
  }
  return secret;
}

absl::StatusOr<std::vector<Receiver>> ParseReceivers(std::string_view json, const SecretReader& read_secret) {
  delivery::ReceiversFile file;
  const auto parsed =
      google::protobuf::util::JsonStringToMessage(google::protobuf::StringPiece(json.data(), json.size()), &file);
  if (!parsed.ok()) {
    const std::string what = Quoted(std::string(parsed.message().data(), parsed.message().size()));
    return common::MakeError(absl::StatusCode::kInvalidArgument, what,
                             {.reason = "RECEIVERS_INVALID", .chinese = fmt::format("格式不正确：{}", what)});
  }
  std::vector<FieldViolation> violations;
  if (file.receivers_size() > common::kMaxReceivers) {
    violations.push_back({"receivers", "TOO_MANY_RECEIVERS",
                          fmt::format("{} receivers, at most {}", file.receivers_size(), common::kMaxReceivers),
                          fmt::format("有 {} 个接收方，最多 {} 个", file.receivers_size(), common::kMaxReceivers)});
    return common::InvalidFields(std::move(violations));
  }
  std::vector<Receiver> receivers;
  std::set<std::string> names;
  for (int i = 0; i < file.receivers_size(); ++i) {
    EntryReader reader(file.receivers(i), read_secret);
    receivers.push_back(reader.Read());
    std::vector<FieldViolation> found = reader.TakeViolations();
    if (!names.insert(receivers.back().name).second) {
      found.push_back({"name", "RECEIVER_TWICE", fmt::format("{} is there twice", Quoted(receivers.back().name)),
                       fmt::format("接收方“{}”重复", Quoted(receivers.back().name))});
    }
    for (FieldViolation& one : common::Prefixed(fmt::format("receivers[{}].", i), std::move(found))) {
      violations.push_back(std::move(one));
    }
  }
  if (!violations.empty()) return common::InvalidFields(std::move(violations));
  return receivers;
}

absl::StatusOr<std::vector<Receiver>> LoadReceivers(const std::string& path) {
  const std::optional<std::string> text = ReadWhole(path, common::kMaxReceiversFileBytes);
  if (!text) {
    return common::MakeError(
        absl::StatusCode::kNotFound,
        fmt::format("--alert-receivers {} cannot be read, is empty, or is larger than {} bytes", Quoted(path),
                    common::kMaxReceiversFileBytes),
        {.reason = "RECEIVERS_UNREADABLE", .chinese = fmt::format("接收方文件“{}”读不出来", Quoted(path))});
  }
  const std::filesystem::path beside = std::filesystem::path(path).parent_path();
  absl::StatusOr<std::vector<Receiver>> receivers =
      ParseReceivers(*text, [&](const std::string& secret) { return ReadSecret((beside / secret).string()); });
  if (receivers.ok()) return receivers;
  const common::ErrorDetail detail = common::DetailOf(receivers.status()).value_or(common::ErrorDetail{});
  return common::MakeError(
      receivers.status().code(),
      fmt::format("--alert-receivers {}: {}", Quoted(path), common::FromAbsl(receivers.status().message())),
      {.reason = detail.reason,
       .chinese = fmt::format("接收方文件“{}”：{}", Quoted(path), detail.chinese),
       .fields = detail.fields,
       .retry_after = std::nullopt});
}

}  // namespace wuse::alerts
