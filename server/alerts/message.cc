#include "server/alerts/message.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "common/limits.h"
#include "common/status.h"
#include "common/text.h"
#include "fmt/format.h"
#include "google/protobuf/util/json_util.h"
#include "google/protobuf/util/time_util.h"
#include "server/alerts/digest_rules.h"
#include "server/alerts/digest_text.h"
#include "wuse/delivery/message.pb.h"

namespace wuse::alerts {
namespace {

std::string JsonOf(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  std::string json;
  // Fails only for an Any that is not known; there is none.
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) std::abort();
  return json;
}

std::string JsonBody(const Receiver& receiver, const delivery::Digest& digest) {
  using google::protobuf::util::TimeUtil;
  delivery::AlertMessage message;
  message.set_id(digest.id());
  message.set_receiver(receiver.name);
  message.set_unit(digest.unit());
  message.set_unit_name(digest.unit_name());
  *message.mutable_created_at() = TimeUtil::MillisecondsToTimestamp(digest.created_at_ms());
  message.set_first_sequence(digest.first().sequence());
  message.set_last_sequence(digest.last().sequence());
  std::vector<const delivery::DigestEntry*> entries;
  for (const auto& [key, entry] : digest.entries()) entries.push_back(&entry);
  std::sort(entries.begin(), entries.end(), [](const delivery::DigestEntry* a, const delivery::DigestEntry* b) {
    return std::pair(a->place().sequence(), a->place().change()) <
           std::pair(b->place().sequence(), b->place().change());
  });
  for (const delivery::DigestEntry* entry : entries) {
    delivery::MessageChange& change = *message.add_changes();
    change.set_sequence(entry->place().sequence());
    *change.mutable_time() = TimeUtil::MillisecondsToTimestamp(entry->time_ms());
    change.set_date(entry->date());
    change.set_fired(entry->fired());
    change.set_escalated(entry->escalated());
    change.set_resolved(entry->resolved());
    change.set_left(entry->left());
    *change.mutable_alert_changed() = entry->change();
  }
  return JsonOf(message);
}

std::string DingtalkBody(const delivery::Digest& digest) {
  DigestText text = TextOf(digest);
  delivery::DingtalkMessage message;
  message.set_msgtype("markdown");
  message.mutable_markdown()->set_title(std::move(text.title));
  message.mutable_markdown()->set_text(std::move(text.text));
  return JsonOf(message);
}

std::string UrlEncoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    encoded += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

// What a receiver says, for people: one printable line.
std::string Said(std::string_view text) {
  return common::Quoted(text.substr(0, common::kMaxErrorCharacters));
}

Judgment JudgeStatus(int status) {
  if (status >= 300 && status < 400) {
    return {Outcome::kRefused, fmt::format("HTTP {}: it redirects, which is not followed", status),
            fmt::format("HTTP {}：接收方要求跳转，不会跟随；请把网址改为最终地址", status)};
  }
  std::string english = fmt::format("HTTP {}", status);
  switch (status) {
    case 400:
    case 413:
    case 422:
      return {Outcome::kRejected, english, fmt::format("HTTP {}：接收方不接受这条消息", status)};
    case 408:
    case 425:
    case 429:
      return {Outcome::kUnreachable, english, fmt::format("HTTP {}：接收方繁忙", status)};
    case 401:
    case 403:
      return {Outcome::kRefused, english, fmt::format("HTTP {}：接收方拒绝访问，请检查网址和密钥", status)};
    default:
      if (status >= 400 && status < 500) {
        return {Outcome::kRefused, english, fmt::format("HTTP {}：接收方没有这个地址，请检查网址", status)};
      }
      return {Outcome::kUnreachable, english, fmt::format("HTTP {}：接收方出错", status)};
  }
}

Judgment JudgeDingtalk(const std::string& body) {
  constexpr int64_t kTooFast = 130101;
  constexpr int64_t kBusy = -1;
  delivery::DingtalkAnswer answer;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  if (!google::protobuf::util::JsonStringToMessage(body, &answer, options).ok() || !answer.has_errcode()) {
    return {Outcome::kUnreachable, "HTTP 200 without errcode", "接收方的答复里没有 errcode，可能不是机器人的网址"};
  }
  if (answer.errcode() == 0) return {Outcome::kDelivered, "", ""};
  const bool is_passing = answer.errcode() == kTooFast || answer.errcode() == kBusy;
  return {is_passing ? Outcome::kUnreachable : Outcome::kRefused,
          fmt::format("errcode {} {}", answer.errcode(), Said(answer.errmsg())),
          fmt::format("机器人答复 errcode {}：{}", answer.errcode(), Said(answer.errmsg()))};
}

}  // namespace

HttpRequest MessageOf(const Receiver& receiver, const delivery::Digest& digest, common::SystemTime now) {
  HttpRequest request{
      .url = receiver.url,
      .headers = {{"Content-Type", "application/json; charset=utf-8"}, {"Wuse-Delivery-Id", digest.id()}},
      .body = {}};
  if (receiver.format == Format::kDingtalk) {
    request.body = DingtalkBody(digest);
    const bool has_query = request.url.target.find('?') != std::string::npos;
    request.url.target += (has_query ? "&" : "?") + DingtalkParameters(receiver.secret, ToMs(now));
    return request;
  }
  request.body = JsonBody(receiver, digest);
  if (!receiver.secret.empty()) {
    const std::string timestamp = std::to_string(ToMs(now));
    request.headers.emplace_back("Wuse-Timestamp", timestamp);
    request.headers.emplace_back("Wuse-Signature", Signature(receiver.secret, timestamp + "\n" + request.body));
  }
  return request;
}

Judgment JudgeAnswer(const Receiver& receiver, const absl::StatusOr<HttpResponse>& answer) {
  if (!answer.ok()) {
    const auto detail = common::DetailOf(answer.status());
    return {Outcome::kUnreachable, std::string(answer.status().message()), detail ? detail->chinese : "发送失败"};
  }
  const bool is_success = answer->status >= 200 && answer->status < 300;
  if (receiver.format == Format::kDingtalk && answer->status == 200) return JudgeDingtalk(answer->body);
  if (receiver.format == Format::kJson && is_success) return {Outcome::kDelivered, "", ""};
  return JudgeStatus(answer->status);
}

std::string Signature(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  // Fails only without memory or without SHA-256 in the library.
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
           text.size(), digest.data(), &size) == nullptr) {
    std::abort();
  }
  std::array<unsigned char, (EVP_MAX_MD_SIZE / 3 + 1) * 4 + 1> encoded{};
  const int length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(size));
  return {reinterpret_cast<const char*>(encoded.data()), static_cast<size_t>(length)};
}

std::string DingtalkParameters(std::string_view secret, int64_t timestamp_ms) {
  const std::string sign = Signature(secret, fmt::format("{}\n{}", timestamp_ms, secret));
  return fmt::format("timestamp={}&sign={}", timestamp_ms, UrlEncoded(sign));
}

}  // namespace wuse::alerts
