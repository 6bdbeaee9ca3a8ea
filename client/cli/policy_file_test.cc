#include "client/cli/policy_file.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "client/lib/error.h"
#include "common/status.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kJson[] = R"({
  // ours
  "name": "my", /* an id */
  "cutOff": "CUT_OFF_END_OF_LAST_MONTH",
  "dimensions": [
    {"dimension": "POINTS_BEHIND", "bands": [
      {"upTo": "10", "color": "GREEN"},
      {"above": "10",
       "color": "RED"}
    ]}
  ]
})";

constexpr char kText[] = R"(# ours
name: "my"
cut_off: CUT_OFF_END_OF_LAST_MONTH
dimensions {
  dimension: POINTS_BEHIND
  bands { up_to: "10" color: GREEN }
  bands {
    above: "10"
    color: RED
  }
}
)";

std::string WrongWith(std::string_view text) {
  return client::ChineseOf(PolicyFile::Read(text).status());
}

TEST(PolicyFile, JsonWithCommentsAndTextFormatSayTheSame) {
  const auto json = PolicyFile::Read(kJson);
  const auto text = PolicyFile::Read(kText);
  ASSERT_TRUE(json.ok()) << json.status();
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(json->policy(), text->policy()));
  EXPECT_EQ(json->policy().dimensions(0).bands(1).above(), "10");
}

TEST(PolicyFile, EveryFieldHasItsLine) {
  const auto json = PolicyFile::Read(kJson);
  ASSERT_TRUE(json.ok());
  EXPECT_EQ(json->LineOf("name"), 3);
  EXPECT_EQ(json->LineOf("cut_off"), 4);
  EXPECT_EQ(json->LineOf("dimensions[0].bands[0].up_to"), 7);
  EXPECT_EQ(json->LineOf("dimensions[0].bands[1]"), 8);
  EXPECT_EQ(json->LineOf("dimensions[0].bands[1].color"), 9);
  EXPECT_EQ(json->LineOf("dimensions[0].bands[1].mark"), 8) << "not written: the band";
  EXPECT_EQ(json->LineOf("waivers[0].by"), 0);
  const auto text = PolicyFile::Read(kText);
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(text->LineOf("name"), 2);
  EXPECT_EQ(text->LineOf("dimensions[0]"), 4);
  EXPECT_EQ(text->LineOf("dimensions[0].bands[0].up_to"), 6);
  EXPECT_EQ(text->LineOf("dimensions[0].bands[1]"), 7);
  EXPECT_EQ(text->LineOf("dimensions[0].bands[1].color"), 9);
  EXPECT_EQ(text->LineOf("dimensions[0].bands[1].mark"), 7);
}

TEST(PolicyFile, WhatTheServerSaysIsToldWithItsLine) {
  const auto file = PolicyFile::Read(kJson);
  ASSERT_TRUE(file.ok());
  const absl::Status refused = common::InvalidFields(
      {{.field = "policy.dimensions[0].bands[1]", .reason = "BANDS_GAP", .description = "gap", .chinese = "有空缺"},
       {.field = "policy.title", .reason = "REQUIRED", .description = "required", .chinese = "不能为空"}});
  const std::string told = client::ChineseOf(file->WithLines(refused));
  EXPECT_THAT(told, HasSubstr("第 8 行（dimensions[0].bands[1]）：有空缺"));
  EXPECT_THAT(told, HasSubstr("（title）：不能为空"));
  const absl::Status other = common::InvalidFields(
      {{.field = "filter.units[0]", .reason = "UNIT_UNKNOWN", .description = "no", .chinese = "没有单位"}});
  EXPECT_EQ(file->WithLines(other), other);
  EXPECT_EQ(file->WithLines(absl::UnavailableError("x")), absl::UnavailableError("x"));
}

TEST(PolicyFile, WhatIsNotUnderstoodIsToldWithItsLine) {
  EXPECT_THAT(WrongWith("{\n\"name\": \"my\"\n\"title\": \"\"}"), HasSubstr("第 3 行：JSON 在这里写得不对"));
  EXPECT_THAT(WrongWith("{\n\"dimensions\": [\n{\"dimension\": \"POINTS\"}]}"),
              HasSubstr("第 3 行（dimensions[0].dimension）：取值 \"POINTS\" 不认识"));
  EXPECT_THAT(WrongWith("{\n\"dimensions\": [\n{\"bands\": [{\n\"colour\": \"RED\"}]}]}"),
              HasSubstr("第 4 行（dimensions[0].bands[0].colour）：没有这个字段"));
  EXPECT_THAT(WrongWith("{\n\"bands\": 1}"), HasSubstr("第 2 行（bands）：没有这个字段"));
  EXPECT_THAT(WrongWith("{\n/* …"), HasSubstr("第 2 行"));
  EXPECT_THAT(WrongWith("name: \"my\"\ndimensions { dimension: POINTS }"), HasSubstr("第 2 行：读不懂"));
  EXPECT_THAT(WrongWith("name: \"my\"\n\ncolour: RED"), HasSubstr("第 3 行：读不懂"));
  EXPECT_THAT(WrongWith("{\"dimensions\": [{\"bands\": [{\"from\": \"1\", \"above\": \"1\"}]}]}"),
              Not(HasSubstr("没有这个字段")))
      << "two lower ends";
}

}  // namespace
}  // namespace wuse::cli
