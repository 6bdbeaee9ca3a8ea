#include "server/api/page_token.h"

#include "absl/strings/escaping.h"
#include "common/digest.h"
#include "common/status.h"
#include "server/api/errors.h"

namespace wuse::api {
namespace {

constexpr size_t kSealBytes = 16;

}  // namespace

PageTokens::PageTokens(std::string_view store_id, std::string_view method, std::string_view request) {
  using common::Bytes;
  using common::Sha256;
  // Digests of fixed length: no two triples run into the same bytes.
  binding_.append(Bytes(Sha256({"wuse page token", store_id})));
  binding_.append(Bytes(Sha256({method})));
  binding_.append(Bytes(Sha256({request})));
}

std::string PageTokens::Seal(std::string_view position) const {
  return std::string(common::Bytes(common::Sha256({binding_, position})).substr(0, kSealBytes));
}

std::string PageTokens::Make(std::string_view position) const {
  return absl::WebSafeBase64Escape(Seal(position) + std::string(position));
}

absl::StatusOr<std::string> PageTokens::Open(std::string_view token) const {
  if (token.empty()) return std::string();
  std::string bytes;
  if (absl::WebSafeBase64Unescape(common::ToAbsl(token), &bytes) && bytes.size() > kSealBytes) {
    const std::string position = bytes.substr(kSealBytes);
    if (bytes == Seal(position) + position) return position;
  }
  return InvalidField({.field = "page_token",
                       .reason = "PAGE_TOKEN_INVALID",
                       .description = "the page token is not one of an answer to this very request",
                       .chinese = "翻页标记无效：它不是对同一条件、同一排序的回答给出的"});
}

}  // namespace wuse::api
