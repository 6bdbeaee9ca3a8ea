#include "client/cli/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/lib/error.h"

namespace wuse::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::vector<std::string>> Cells(std::string_view text) {
  std::vector<std::vector<std::string>> cells;
  const auto rows = ParseCsv(text);
  EXPECT_TRUE(rows.ok()) << rows.status();
  if (rows.ok()) {
    for (const CsvRow& row : *rows) cells.push_back(row.cells);
  }
  return cells;
}

TEST(ParseCsv, ReadsQuotesCommasAndLineBreaksInsideCells) {
  EXPECT_THAT(Cells("a,\"b,c\",\"say \"\"hi\"\"\"\r\n\"two\r\nlines\",,x\r\n"),
              ElementsAre(ElementsAre("a", "b,c", "say \"hi\""), ElementsAre("two\nlines", "", "x")));
}

TEST(ParseCsv, TakesEveryLineEndAndNoneAtTheEnd) {
  EXPECT_THAT(Cells("a\nb\r\nc\rd"),
              ElementsAre(ElementsAre("a"), ElementsAre("b"), ElementsAre("c"), ElementsAre("d")));
}

TEST(ParseCsv, AQuoteInsideAPlainCellIsAQuote) {
  EXPECT_THAT(Cells("5\" pipe,x"), ElementsAre(ElementsAre("5\" pipe", "x")));
}

TEST(ParseCsv, CountsRowsAsASpreadsheetDoes) {
  const auto rows = ParseCsv("h\n\"one\ncell\"\n\n,\nlast\n");
  ASSERT_TRUE(rows.ok());
  ASSERT_EQ(rows->size(), 3U);
  EXPECT_EQ((*rows)[1].number, 2);
  EXPECT_EQ((*rows)[2].number, 5);  // the cell with a line break is one row, empty rows count
}

TEST(ParseCsv, NothingIsNoRows) {
  EXPECT_THAT(Cells(""), IsEmpty());
}

TEST(ParseCsv, NamesTheRowOfAQuoteWithoutEnd) {
  const auto rows = ParseCsv("a\n\"b\nc");
  EXPECT_EQ(rows.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(client::ChineseOf(rows.status()), HasSubstr("第 2 行"));
}

TEST(ParseCsv, NamesTheRowOfTextBehindAQuote) {
  EXPECT_THAT(client::ChineseOf(ParseCsv("a\n\"b\"c\n").status()), HasSubstr("第 2 行"));
}

TEST(AppendCsvRow, QuotesOnlyWhatNeedsIt) {
  std::string text;
  AppendCsvRow(text, std::vector<std::string>{"plain", "a,b", "say \"x\"", "two\nlines", ""});
  EXPECT_EQ(text, "plain,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\r\n");
  EXPECT_THAT(Cells(text), ElementsAre(ElementsAre("plain", "a,b", "say \"x\"", "two\nlines", "")));
}

TEST(DecodeText, TakesUtf8WithAndWithoutBom) {
  EXPECT_EQ(*DecodeText("\xEF\xBB\xBF项目"), "项目");
  EXPECT_EQ(*DecodeText("项目"), "项目");
  EXPECT_EQ(*DecodeText(""), "");
}

TEST(DecodeText, TakesGb18030WhenItIsNoUtf8) {
  EXPECT_EQ(*DecodeText("\xCF\xEE\xC4\xBF,12"), "项目,12");    // 项目 in GBK
  EXPECT_EQ(*DecodeText("\x81\x39\xEF\x31\xCF\xEE"), "㐂项");  // four bytes: outside GBK
}

TEST(DecodeText, SaysWhereABomFileIsNoUtf8) {
  const auto text = DecodeText("\xEF\xBB\xBFok\nok\n\xCF\xEE");
  EXPECT_EQ(text.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(client::ChineseOf(text.status()), HasSubstr("第 3 行"));
}

TEST(DecodeText, SaysWhereItIsNeitherUtf8NorGb18030) {
  const auto text = DecodeText("ok\n\xFFxx");
  EXPECT_EQ(text.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(client::ChineseOf(text.status()), HasSubstr("第 2 行"));
}

TEST(DecodeText, SaysWhatTheFileIsInstead) {
  EXPECT_THAT(client::ChineseOf(DecodeText("PK\x03\x04rest").status()), HasSubstr("工作簿"));
  EXPECT_THAT(client::ChineseOf(DecodeText("\xFF\xFEh").status()), HasSubstr("UTF-16"));
  EXPECT_THAT(client::ChineseOf(DecodeText(std::string_view("a\0b", 3)).status()), HasSubstr("二进制"));
}

}  // namespace
}  // namespace wuse::cli
