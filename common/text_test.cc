#include "common/text.h"

#include <vector>

#include "common/limits.h"
#include "gtest/gtest.h"

namespace wuse::common {
namespace {

std::string Times(int count, std::string_view text) {
  std::string repeated;
  for (int i = 0; i < count; ++i) repeated += text;
  return repeated;
}

TEST(Id, IsLowercaseLettersDigitsAndHyphensAndBeginsWithoutAHyphen) {
  for (const std::string& text : {std::string("a"), std::string("0"), std::string("jd-2021-001"), std::string("a-"),
                                  std::string("land-cleared"), Times(64, "a")}) {
    EXPECT_TRUE(IsId(text)) << text;
  }
  for (const std::string& text :
       {std::string(), std::string("-a"), std::string("A"), std::string("a_b"), std::string("a b"), std::string("a."),
        std::string("孝顺"), std::string("a\0b", 3), std::string("a\n"), std::string("é"), Times(65, "a")}) {
    EXPECT_FALSE(IsId(text)) << text;
  }
}

TEST(Lower, LowersAsciiOnly) {
  EXPECT_EQ(Lower("JD-2021-Äé金"), "jd-2021-Äé金");
  EXPECT_EQ(Lower(""), "");
}

TEST(Trim, TakesAsciiAndWideSpacesFromBothEnds) {
  EXPECT_EQ(Trim(" \t\r\n\v\f金东 区\xE3\x80\x80 "), "金东 区");
  EXPECT_EQ(Trim("\xE3\x80\x80 \xE3\x80\x80"), "");
  EXPECT_EQ(Trim(""), "");
  EXPECT_EQ(Trim("a"), "a");
  EXPECT_EQ(Trim("\xE3\x80\x81"), "\xE3\x80\x81") << "the ideographic comma is not a space";
}

TEST(Utf8, IsStrict) {
  const char* const valid[] = {"",
                               "abc",
                               "金东区",
                               "\x7f",
                               "\xC2\x80",
                               "\xDF\xBF",
                               "\xE0\xA0\x80",
                               "\xED\x9F\xBF",
                               "\xEE\x80\x80",
                               "\xEF\xBF\xBF",
                               "\xF0\x90\x80\x80",
                               "\xF4\x8F\xBF\xBF",
                               "😀"};
  for (const char* text : valid) EXPECT_TRUE(IsValidUtf8(text)) << text;
  EXPECT_TRUE(IsValidUtf8(std::string_view("\0", 1)));
  const char* const invalid[] = {
      "\x80",              // a continuation alone
      "\xC3",              // cut
      "\xE9\x87",          // cut
      "\xF0\x9F\x98",      // cut
      "\xC3(",             // not a continuation
      "\xE9\x87(",         // …
      "\xC0\x80",          // NUL in two bytes
      "\xC1\xBF",          // overlong
      "\xE0\x9F\xBF",      // overlong
      "\xF0\x8F\xBF\xBF",  // overlong
      "\xED\xA0\x80",      // the first surrogate
      "\xED\xBF\xBF",      // the last surrogate
      "\xF4\x90\x80\x80",  // beyond U+10FFFF
      "\xF5\x80\x80\x80",
      "\xFE",
      "\xFF",
      "\xBD\xF0\xB6\xAB",  // 金东 in GB18030
      "ok\xFFok",
  };
  for (const char* text : invalid) {
    EXPECT_FALSE(IsValidUtf8(text)) << text;
    EXPECT_EQ(CheckText(text, 100), TextFault::kInvalidUtf8) << text;
  }
}

TEST(CheckText, RefusesControlsAndBidirectionalOnes) {
  for (const char* text :
       {"金东", "", "a b", "emoji 😀", "thin\xE2\x80\x89space", "“引号”—…", "é", "\xC2\xA0", "مرحبا"}) {
    EXPECT_EQ(CheckText(text, 100), TextFault::kNone) << text;
  }
  for (const char* text :
       {"a\tb", "a\rb", "a\nb", "\x01", "\x1b[31m", "\x7f", "\xC2\x80", "\xC2\x9F", "\xE2\x80\xA8", "\xE2\x80\xA9"}) {
    EXPECT_EQ(CheckText(text, 100), TextFault::kControlCharacter) << text;
  }
  EXPECT_EQ(CheckText(std::string_view("a\0b", 3), 100), TextFault::kControlCharacter);
  const char* const bidi[] = {"\xE2\x80\xAA", "\xE2\x80\xAB", "\xE2\x80\xAC", "\xE2\x80\xAD",
                              "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x81\xA7", "\xE2\x81\xA8",
                              "\xE2\x81\xA9", "\xE2\x80\x8E", "\xE2\x80\x8F", "\xD8\x9C"};
  for (const char* text : bidi) EXPECT_EQ(CheckText(std::string("金") + text, 100), TextFault::kBidiControl) << text;
  EXPECT_EQ(CheckText("\xE2\x81\xA5\xE2\x81\xAA\xE2\x80\x8D", 100), TextFault::kNone) << "their neighbors";
}

TEST(CheckText, OnlyATextOfSeveralLinesMayHaveLineFeeds) {
  EXPECT_EQ(CheckText("a\nb", 100, true), TextFault::kNone);
  EXPECT_EQ(CheckText("a\r\nb", 100, true), TextFault::kControlCharacter);
  EXPECT_EQ(CheckText("a\tb", 100, true), TextFault::kControlCharacter);
}

TEST(CheckText, CountsCharactersAndNotBytes) {
  EXPECT_EQ(CheckText(Times(500, "金"), kMaxTextCharacters), TextFault::kNone);
  EXPECT_EQ(CheckText(Times(501, "金"), kMaxTextCharacters), TextFault::kTooLong);
  EXPECT_EQ(CheckText(Times(100, "😀"), kMaxNameCharacters), TextFault::kNone);
  EXPECT_EQ(CheckText(Times(101, "a"), kMaxNameCharacters), TextFault::kTooLong);
  EXPECT_EQ(CheckText("", 0), TextFault::kNone);
  EXPECT_EQ(CountCharacters("金东a😀"), 4);
  EXPECT_EQ(CountCharacters(""), 0);
}

TEST(Quoted, IsPrintableAndShort) {
  EXPECT_EQ(Quoted("金东区"), "金东区");
  EXPECT_EQ(Quoted(""), "");
  EXPECT_EQ(Quoted("a\tb\x1b"), "a\\x09b\\x1B");
  EXPECT_EQ(Quoted(std::string_view("a\0", 2)), "a\\x00");
  EXPECT_EQ(Quoted("\xFF\xC3("), "\\xFF\\xC3(");
  EXPECT_EQ(Quoted("\xE9\x87"), "\\xE9\\x87");
  EXPECT_EQ(Quoted("\xE2\x80\xAE"), "\\xE2\\x80\\xAE") << "an override would turn the message around";
  EXPECT_EQ(Quoted("\xC2\x85"), "\\xC2\\x85");
  EXPECT_EQ(Quoted(Times(60, "金")), Times(60, "金"));
  EXPECT_EQ(Quoted(Times(61, "金")), Times(60, "金") + "…");
  for (int byte = 0; byte < 256; ++byte) {
    const std::string quoted = Quoted(std::string(3, static_cast<char>(byte)));
    EXPECT_TRUE(IsValidUtf8(quoted)) << byte;
    EXPECT_EQ(CheckText(quoted, 100), TextFault::kNone) << byte;
  }
}

TEST(Nearest, IsTheClosestThatMayBeMeant) {
  const std::vector<std::string> words = {"project", "report", "board", "watch", "年度计划投资", "责任单位"};
  const struct {
    const char* word;
    const char* nearest;  // empty: none
  } rows[] = {
      {"project", "project"},
      {"projct", "project"},
      {"porject", "project"},
      {"projects", "project"},
      {"reprot", "report"},
      {"bord", "board"},
      {"wath", "watch"},
      {"年度计划投入", "年度计划投资"},
      {"责任单", "责任单位"},
      {"责任的单", "责任单位"},
      {"单位", ""},
      {"visit", ""},
      {"", ""},
      {"x", ""},
      {"completely different", ""},
  };
  for (const auto& row : rows) EXPECT_EQ(Nearest(row.word, words).value_or(""), row.nearest) << row.word;
  EXPECT_FALSE(Nearest("project", {}).has_value());
  const std::vector<std::string> equals = {"ab1", "ab2"};
  EXPECT_EQ(Nearest("ab3", equals), "ab1") << "the first of equals";
  EXPECT_FALSE(Nearest(Times(100'000, "\xFF"), words).has_value()) << "hostile input takes no time";
}

TEST(NationalCode, HasOneOfTwoShapes) {
  for (const char* text : {"2101-330703-04-01-123456", "2019-330703-47-03-012345-000"}) {
    EXPECT_TRUE(IsNationalCode(text)) << text;
  }
  for (const char* text :
       {"", "2101-330703-04-01-12345", "2101-330703-04-01-1234567", "2101-33070-04-01-123456",
        "210-330703-04-01-123456", "2101-330703-04-01", "2101330703040112345", "2101-330703-04-01-12345a",
        "2101-330703-04-01-123456-", "2019-330703-47-03-012345-00", "2019-330703-47-03-012345-0000",
        " 2101-330703-04-01-123456", "2101_330703-04-01-123456", "２101-330703-04-01-123456"}) {
    EXPECT_FALSE(IsNationalCode(text)) << text;
  }
}

}  // namespace
}  // namespace wuse::common
