#include "client/cli/json_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/lib/error.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;

TEST(JsonText, CommentsAreLeftOutButNotWithinStrings) {
  EXPECT_EQ(*WithoutComments("{\"a\": \"// no /* x\", // yes\n /* 1\n2 */ \"b\\\"//\": 1} //"),
            "{\"a\": \"// no /* x\",       \n     \n     \"b\\\"//\": 1}   ");
  EXPECT_THAT(client::ChineseOf(WithoutComments("{\n/* …").status()), HasSubstr("第 2 行"));
  EXPECT_EQ(*WithoutComments("\"open \\"), "\"open \\");
  EXPECT_EQ(*WithoutComments("/"), "/");
}

TEST(JsonText, EveryValueHasItsLine) {
  const JsonLines found = LinesOfJson("{\n\"a\": 1,\n\"list\": [\n{\"upTo\":\n\"1\"},\n2], \"e\": {}, \"f\": []}\n");
  EXPECT_EQ(found.broken_line, 0);
  EXPECT_EQ(found.lines.at("a"), 2);
  EXPECT_EQ(found.lines.at("list"), 3);
  EXPECT_EQ(found.lines.at("list[0]"), 4);
  EXPECT_EQ(found.lines.at("list[0].up_to"), 4);
  EXPECT_EQ(found.lines.at("list[1]"), 6);
}

TEST(JsonText, WhereItBreaksIsTold) {
  EXPECT_EQ(LinesOfJson("{\n\"a\": 1\n\"b\": 2}").broken_line, 3) << "a comma is missing";
  EXPECT_EQ(LinesOfJson("{\n\"a\": [1,\n2").broken_line, 3);
  EXPECT_EQ(LinesOfJson("{\"a\n\": 1}").broken_line, 1);
  EXPECT_EQ(LinesOfJson("{} x").broken_line, 1);
  EXPECT_EQ(LinesOfJson("").broken_line, 1);
  EXPECT_EQ(LinesOfJson(std::string(100'000, '[')).broken_line, 1) << "too deep";
}

}  // namespace
}  // namespace wuse::cli
