#include "server/api/caller.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "common/status.h"
#include "common/text.h"
#include "fmt/format.h"
#include "server/api/errors.h"

namespace wuse::api {
namespace {

constexpr std::string_view kActorMetadata = "wuse-actor";
constexpr std::string_view kServerActor = "wuse";

grpc::string_ref Ref(std::string_view text) {
  return {text.data(), text.size()};
}

absl::Status Unauthenticated(std::string_view english, std::string reason, std::string chinese) {
  return common::MakeError(absl::StatusCode::kUnauthenticated, english,
                           {.reason = std::move(reason), .chinese = std::move(chinese)});
}

}  // namespace

absl::StatusOr<std::string> ActorOf(const Metadata& metadata) {
  const auto [begin, end] = metadata.equal_range(Ref(kActorMetadata));
  if (begin == end) {
    return Unauthenticated("metadata wuse-actor is missing", "ACTOR_MISSING", "没有说明调用者是谁（缺少 wuse-actor）");
  }
  const std::string actor(begin->second.data(), begin->second.size());
  if (std::next(begin) != end || !common::IsId(actor)) {
    const std::string quoted = common::Quoted(actor);
    return Unauthenticated(
        fmt::format("metadata wuse-actor {} must be one id [a-z0-9][a-z0-9-]{{0,63}}", quoted), "ACTOR_INVALID",
        fmt::format("调用者“{}”不符合要求：只能有一个，由小写字母、数字和连字符组成，最多 64 个字符", quoted));
  }
  if (actor == kServerActor) {
    return Unauthenticated("wuse-actor \"wuse\" is the server itself", "ACTOR_RESERVED",
                           "调用者“wuse”是服务器自己的名字，不能使用");
  }
  return actor;
}

size_t DetailBytesOf(const Metadata& metadata) {
  const auto found = metadata.find(Ref(kDetailBytesMetadata));
  if (found == metadata.end()) return kDefaultDetailBytes;
  size_t bytes = 0;
  const char* const end = found->second.data() + found->second.size();
  const auto parsed = std::from_chars(found->second.data(), end, bytes);
  if (parsed.ec != std::errc() || parsed.ptr != end) return kDefaultDetailBytes;
  return std::min(bytes, kMaxDetailBytes);
}

}  // namespace wuse::api
