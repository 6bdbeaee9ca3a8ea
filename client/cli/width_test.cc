#include "client/cli/width.h"

#include <gtest/gtest.h>

namespace wuse::cli {
namespace {

TEST(DisplayWidth, WideCharactersTakeTwoColumns) {
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("泉源安置"), 8);
  EXPECT_EQ(DisplayWidth("（ａ）"), 6);
  EXPECT_EQ(DisplayWidth("●绿"), 3);
  EXPECT_EQ(DisplayWidth(""), 0);
}

TEST(DisplayWidth, CombiningAndFormatCharactersTakeNone) {
  EXPECT_EQ(DisplayWidth("e\xCC\x81"), 1);      // e and a combining acute
  EXPECT_EQ(DisplayWidth("a\xE2\x80\x8B"), 1);  // zero-width space
}

TEST(Pad, FillsToTheWidth) {
  EXPECT_EQ(Pad("项目", 6), "项目  ");
  EXPECT_EQ(Pad("12", 4, Align::kRight), "  12");
  EXPECT_EQ(Pad("长长长", 2), "长长长");
}

TEST(Shorten, CutsBetweenCharactersAndMarksIt) {
  EXPECT_EQ(Shorten("金东区重点", 10), "金东区重点");
  EXPECT_EQ(Shorten("金东区重点项目", 10), "金东区重…");
  EXPECT_EQ(DisplayWidth(Shorten("金东区重点项目", 10)), 9);
  EXPECT_EQ(Shorten("a\nb", 10), "a b");
}

}  // namespace
}  // namespace wuse::cli
