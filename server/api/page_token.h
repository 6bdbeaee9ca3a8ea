#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace wuse::api {

// Page tokens say where the next page begins. A token is good for the store, the method and the request (its filter and
// order) that it was made for, and for nothing else: it carries a keyed hash over all of them. The hash is
// against mistakes; a token opens nothing that its caller may not list anyway.
class PageTokens {
 public:
  PageTokens(std::string_view store_id, std::string_view method, std::string_view request);

  std::string Make(std::string_view position) const;
  // "" for an empty token. Errors: kInvalidArgument PAGE_TOKEN_INVALID.
  absl::StatusOr<std::string> Open(std::string_view token) const;

 private:
  std::string Seal(std::string_view position) const;

  std::string binding_;
};

// What a token of this request is bound to: all of it but for the page.
template <class Request>
PageTokens PageTokensOf(std::string_view store_id, std::string_view method, Request request) {
  request.clear_page_token();
  request.clear_page_size();
  return PageTokens(store_id, method, request.SerializeAsString());
}

}  // namespace wuse::api
