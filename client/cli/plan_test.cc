#include "client/cli/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "client/cli/batches.h"
#include "client/cli/exit_code.h"
#include "client/cli/labels.h"
#include "common/status.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::PlannedChange Change(v1::PlannedChange::Action action, const std::string& id, const std::string& name) {
  v1::PlannedChange change;
  change.set_action(action);
  change.set_id(id);
  change.set_name(name);
  return change;
}

std::vector<v1::PlannedChange> Plan() {
  v1::PlannedChange update = Change(v1::PlannedChange::UPDATE, "b", "乙");
  auto& amount = *update.add_fields();
  amount.set_path("total_investment_yuan");
  amount.set_before("120000");
  amount.set_after("125000");
  auto& date = *update.add_fields();
  date.set_path("milestones.roof-topped.planned_on");
  date.set_after("2021-11-16");
  return {Change(v1::PlannedChange::CREATE, "a", "甲"), update, Change(v1::PlannedChange::UNCHANGED, "c", "丙")};
}

TEST(PlanText, ShowsWhatIsNewAndEachFieldBeforeAndAfter) {
  EXPECT_EQ(PlanText(Plan(), ProjectColumns(), 10),
            "  新增  a  甲\n"
            "  修改  b  乙\n"
            "        总投资(万元)：12 → 12.5\n"
            "        计划:结顶：（空） → 2021-11-16\n"
            "计划：新增 1，修改 1，不变 1\n");
}

TEST(PlanText, SaysHowManyAreLeftOut) {
  const std::string text = PlanText(Plan(), ProjectColumns(), 1);
  EXPECT_THAT(text, HasSubstr("还有 1 项"));
  EXPECT_THAT(text, Not(HasSubstr("乙")));
  EXPECT_THAT(text, HasSubstr("新增 1，修改 1，不变 1"));
}

TEST(PlanTable, HasARowAField) {
  const Table table = PlanTable(Plan(), ProjectColumns());
  ASSERT_EQ(table.rows.size(), 4U);
  EXPECT_EQ(table.rows[1][3].text, "总投资(万元)");
  EXPECT_EQ(table.rows[1][5].text, "12.5");
}

TEST(ValueText, IsAsPeopleWriteIt) {
  EXPECT_EQ(ValueText(CellKind::kAmount, "123456"), "12.3456");
  EXPECT_EQ(ValueText(CellKind::kPercent, "4750"), "47.5");
  EXPECT_EQ(ValueText(CellKind::kKind, "CONTINUING"), "续建");
  EXPECT_EQ(ValueText(CellKind::kText, "x"), "x");
  EXPECT_EQ(ValueText(CellKind::kText, ""), "（空）");
}

TEST(CutBatches, CutsByRowsAndByBytes) {
  const auto sizes = [](const std::vector<Batch>& batches) {
    std::vector<size_t> result;
    size_t at = 0;
    for (const Batch& batch : batches) {
      EXPECT_EQ(batch.begin, at);
      at = batch.end;
      result.push_back(batch.size());
    }
    return result;
  };
  using ::testing::ElementsAre;
  const std::vector<size_t> small(2100, 10);
  EXPECT_THAT(sizes(CutBatches(small)), ElementsAre(1000, 1000, 100));
  const std::vector<size_t> large(10, 300 << 10);
  EXPECT_THAT(sizes(CutBatches(large)), ElementsAre(3, 3, 3, 1));
  EXPECT_THAT(sizes(CutBatches(std::vector<size_t>{2 << 20, 1})), ElementsAre(1, 1));
  EXPECT_TRUE(CutBatches({}).empty());
}

TEST(RowsText, ShortensToRanges) {
  std::vector<Source> sources;
  for (const int row : {7, 2, 3, 4, 9}) sources.push_back({.row = row});
  EXPECT_EQ(RowsText(sources), "第 2–4、7、9 行");
}

TEST(ExitOf, MapsEveryCode) {
  using Code = absl::StatusCode;
  const std::vector<std::pair<Code, Exit>> expected = {{Code::kInvalidArgument, Exit::kUsage},
                                                       {Code::kOutOfRange, Exit::kUsage},
                                                       {Code::kUnauthenticated, Exit::kRefused},
                                                       {Code::kPermissionDenied, Exit::kRefused},
                                                       {Code::kNotFound, Exit::kNotFound},
                                                       {Code::kAborted, Exit::kConflict},
                                                       {Code::kAlreadyExists, Exit::kConflict},
                                                       {Code::kUnavailable, Exit::kUnavailable},
                                                       {Code::kDeadlineExceeded, Exit::kUnavailable},
                                                       {Code::kFailedPrecondition, Exit::kError},
                                                       {Code::kInternal, Exit::kError},
                                                       {Code::kResourceExhausted, Exit::kError},
                                                       {Code::kUnimplemented, Exit::kError}};
  for (const auto& [code, exit] : expected) EXPECT_EQ(ExitOf(absl::Status(code, "x")), exit) << static_cast<int>(code);
  const absl::Status reused =
      common::MakeError(Code::kFailedPrecondition, "x", {.reason = "REQUEST_ID_REUSED", .chinese = "用过了"});
  EXPECT_EQ(ExitOf(reused), Exit::kConflict);
}

TEST(Labels, FindByNameWordAndAlias) {
  EXPECT_EQ(kColors.Find("red"), v1::RED);
  EXPECT_EQ(kColors.Find("红"), v1::RED);
  EXPECT_EQ(kColors.Find("红色"), v1::RED);
  EXPECT_EQ(kColors.Find("not-rated"), v1::NOT_RATED);
  EXPECT_EQ(kUnitGroups.Find("Task_Force"), v1::TASK_FORCE);
  EXPECT_FALSE(kColors.Find("紫").has_value());
}

TEST(Labels, KnowEveryValueOfTheirEnum) {
  const auto known = [](const Labels& labels, const google::protobuf::EnumDescriptor* descriptor) {
    for (int i = 1; i < descriptor->value_count(); ++i) {
      EXPECT_FALSE(labels.Chinese(descriptor->value(i)->number()).empty()) << descriptor->value(i)->name();
      EXPECT_EQ(labels.Find(descriptor->value(i)->name()), descriptor->value(i)->number());
    }
  };
  known(kKinds, v1::Kind_descriptor());
  known(kLevels, v1::Level_descriptor());
  known(kCategories, v1::Category_descriptor());
  known(kUnitGroups, v1::UnitGroup_descriptor());
  known(kColors, v1::Color_descriptor());
  known(kChangeKinds, v1::ChangeKind_descriptor());
  known(kDimensions, v1::Dimension_descriptor());
}

TEST(ColorWord, HasGlyphAndCharacter) {
  EXPECT_EQ(ColorWord(v1::BLUE), "★蓝");
  EXPECT_EQ(ColorWord(v1::GREEN), "●绿");
  EXPECT_EQ(ColorWord(v1::YELLOW), "◆黄");
  EXPECT_EQ(ColorWord(v1::ORANGE), "▲橙");
  EXPECT_EQ(ColorWord(v1::RED), "✕红");
  EXPECT_EQ(ColorWord(v1::NOT_RATED), "未评价");
}

TEST(MilestoneId, TranslatesDefaultRungsAndLeavesOthers) {
  EXPECT_EQ(MilestoneId("结顶"), "roof-topped");
  EXPECT_EQ(MilestoneId("Roof-Topped"), "roof-topped");
  EXPECT_EQ(MilestoneId("自定节点"), "自定节点");
  EXPECT_EQ(MilestoneChinese("roof-topped"), "结顶");
}

TEST(WriteTable, AlignsWideCharacters) {
  std::ostringstream out;
  const Table table{.columns = {{"名称"}, {"数", Align::kRight}},
                    .rows = {{"泉源安置", "5"}, {Cell("ab", ColorEscape(v1::RED)), "1250"}}};
  WriteTable(out, table, false);
  EXPECT_EQ(out.str(), "名称        数\n泉源安置     5\nab        1250\n");
  std::ostringstream colored;
  WriteTable(colored, table, true);
  EXPECT_THAT(colored.str(), HasSubstr("\x1b["));
}

TEST(WriteCsv, IsUtf8WithBomAndCrlf) {
  std::ostringstream out;
  WriteCsv(out, {.columns = {{"名称"}}, .rows = {{"a,b"}}});
  EXPECT_EQ(out.str(), "\xEF\xBB\xBF名称\r\n\"a,b\"\r\n");
}

TEST(JsonLine, PrintsZeroesInt64AsTextAndCamelCase) {
  v1::Unit unit;
  unit.set_nbs_code("1");
  const std::string json = JsonLine(unit);
  EXPECT_THAT(json, HasSubstr("\"nbsCode\":\"1\""));
  EXPECT_THAT(json, HasSubstr("\"note\":\"\""));
  EXPECT_THAT(json, Not(HasSubstr("\n")));
}

}  // namespace
}  // namespace wuse::cli
