#include "gtest/gtest.h"
#include "server/api/page_token.h"
#include "server/api/resume_token.h"
#include "wuse/v1/project_service.pb.h"

namespace wuse::api {
namespace {

v1::ListProjectsRequest Request(v1::ProjectOrder order) {
  v1::ListProjectsRequest request;
  request.set_order(order);
  return request;
}

TEST(PageToken, OpensForTheSameRequestWhateverItsPageSize) {
  v1::ListProjectsRequest request = Request(v1::BY_ID);
  request.set_page_size(10);
  const std::string token = PageTokensOf("store", "ListProjects", request).Make("p1");
  request.set_page_size(20);
  request.set_page_token(token);
  EXPECT_EQ(*PageTokensOf("store", "ListProjects", request).Open(token), "p1");
  EXPECT_EQ(*PageTokensOf("store", "ListProjects", request).Open(""), "");
}

TEST(PageToken, OfAnotherOrderMethodOrStoreIsInvalid) {
  const std::string token = PageTokensOf("store", "ListProjects", Request(v1::BY_ID)).Make("p1");
  EXPECT_FALSE(PageTokensOf("store", "ListProjects", Request(v1::BY_UNIT)).Open(token).ok());
  EXPECT_FALSE(PageTokensOf("store", "ListOthers", Request(v1::BY_ID)).Open(token).ok());
  EXPECT_FALSE(PageTokensOf("other", "ListProjects", Request(v1::BY_ID)).Open(token).ok());
}

TEST(PageToken, WithAnyCharacterChangedIsInvalid) {
  const PageTokens tokens = PageTokensOf("store", "ListProjects", Request(v1::BY_ID));
  const std::string token = tokens.Make("p-100");
  for (size_t i = 0; i + 1 < token.size(); ++i) {
    std::string forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(tokens.Open(forged).ok()) << i;
  }
  EXPECT_FALSE(tokens.Open("x").ok());
  EXPECT_FALSE(tokens.Open("%%%").ok());
}

TEST(ResumeToken, NamesTheStoreAndTheSequence) {
  const std::string token = MakeResumeToken("0123456789abcdef", {INT64_MAX});
  EXPECT_EQ(OpenResumeToken("0123456789abcdef", token)->value, INT64_MAX);
  EXPECT_EQ(OpenResumeToken("0123456789abcdef", MakeResumeToken("0123456789abcdef", {0}))->value, 0);
  EXPECT_TRUE(absl::IsFailedPrecondition(OpenResumeToken("another", token).status()));
}

TEST(ResumeToken, WithAnyCharacterChangedIsInvalid) {
  const std::string token = MakeResumeToken("0123456789abcdef", {7});
  for (size_t i = 0; i + 1 < token.size(); ++i) {
    std::string forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_TRUE(absl::IsInvalidArgument(OpenResumeToken("0123456789abcdef", forged).status())) << i;
  }
}

}  // namespace
}  // namespace wuse::api
