#include "server/app/verify.h"

#include <string>
#include <vector>

#include "common/status.h"
#include "gtest/gtest.h"

namespace wuse::app {
namespace {

TEST(ExpectedHead, IsASequenceAndAtLeast16HexDigits) {
  const std::string hash(64, 'a');
  const auto whole = ExpectedHead::Parse("17:" + hash);
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_EQ(whole->sequence.value, 17);
  EXPECT_EQ(whole->hash_prefix, hash);
  const auto shortened = ExpectedHead::Parse("1:0123456789ABCDEF");
  ASSERT_TRUE(shortened.ok()) << shortened.status();
  EXPECT_EQ(shortened->hash_prefix, "0123456789abcdef");
}

TEST(ExpectedHead, AnythingElseIsRefusedWithTheValue) {
  const std::string digits(16, '0');
  const std::vector<std::string> cases = {"",
                                          "17",
                                          ":" + digits,
                                          "17:" + digits.substr(1),
                                          "0:" + digits,
                                          "-1:" + digits,
                                          "x:" + digits,
                                          "1 :" + digits,
                                          "1:g" + digits,
                                          "1:" + std::string(65, 'a'),
                                          "99999999999999999999:" + digits};
  for (const std::string& text : cases) {
    const absl::Status status = ExpectedHead::Parse(text).status();
    const auto detail = common::DetailOf(status);
    ASSERT_TRUE(detail) << text;
    EXPECT_EQ(detail->reason, "EXPECT_INVALID") << text;
    EXPECT_NE(detail->chinese.find(text.substr(0, 20)), std::string::npos) << text;  // the rest is left out
  }
}

}  // namespace
}  // namespace wuse::app
