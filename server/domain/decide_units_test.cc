#include "common/limits.h"
#include "server/domain/decide_case.h"

namespace wuse::domain {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

class BadUnit : public DecideCase, public testing::WithParamInterface<BadInput> {};

TEST_P(BadUnit, IsNamedWithItsPathItsReasonAndItsValue) {
  const BadInput& bad = GetParam();
  const auto decision =
      Try<v1::ApplyUnitsRequest>(R"(units { id: "fine" name: "好" group: TOWNSHIP } units { )" + bad.request + " }");
  ASSERT_EQ(decision.status().code(), absl::StatusCode::kInvalidArgument) << decision.status();
  ASSERT_THAT(ViolationsOf(decision.status()), SizeIs(1));
  EXPECT_THAT(ViolationsOf(decision.status())[0], StartsWith("units[1]." + bad.field + " " + bad.reason + " "));
  EXPECT_THAT(ViolationsOf(decision.status())[0], HasSubstr(bad.chinese));
}

const std::vector<BadInput> kBadUnits = {
    {"IdMissing", R"(name: "x" group: TOWNSHIP)", "id", "REQUIRED", "单位编号不能为空"},
    {"IdMalformed", R"(id: "多湖" name: "x" group: TOWNSHIP)", "id", "ID_MALFORMED", "单位编号“多湖”"},
    {"IdTwice", R"(id: "FINE" name: "x" group: TOWNSHIP)", "id", "DUPLICATE_ROW", "单位编号“fine”与第1条重复"},
    {"NameMissing", R"(id: "u" group: TOWNSHIP)", "name", "REQUIRED", "单位名称不能为空"},
    {"NameControl", R"(id: "u" name: "a\001" group: TOWNSHIP)", "name", "TEXT_CONTROL_CHARACTER", "单位名称“a"},
    {"GroupMissing", R"(id: "u" name: "x")", "group", "REQUIRED", "单位类别不能为空"},
    {"GroupUnknown", R"(id: "u" name: "x" group: 8)", "group", "ENUM_UNKNOWN", "单位类别“8”"},
    {"NbsCode", R"(id: "u" name: "x" group: TOWNSHIP nbs_code: "3307x")", "nbs_code", "NBS_CODE_MALFORMED", "“3307x”"},
    {"NbsCodeTooLong", R"(id: "u" name: "x" group: TOWNSHIP nbs_code: "3307030010001")", "nbs_code",
     "NBS_CODE_MALFORMED", "“3307030010001”"},
    {"TileColumn", R"(id: "u" name: "x" group: TOWNSHIP tile { column: 64 })", "tile.column", "NUMBER_OUT_OF_RANGE",
     "图块列“64”不在0到63之间"},
    {"TileRow", R"(id: "u" name: "x" group: TOWNSHIP tile { row: -1 })", "tile.row", "NUMBER_OUT_OF_RANGE", "“-1”"},
    {"NoteControl", R"(id: "u" name: "x" group: TOWNSHIP note: "a\002")", "note", "TEXT_CONTROL_CHARACTER", "备注“a"},
    {"DelistedOn", R"(id: "u" name: "x" group: TOWNSHIP delisted_on: "年底")", "delisted_on", "DATE_MALFORMED",
     "停用日期“年底”"},
};

INSTANTIATE_TEST_SUITE_P(Decide, BadUnit, testing::ValuesIn(kBadUnits),
                         [](const auto& param_info) { return param_info.param.name; });

class Units : public DecideCase {};

TEST_F(Units, ATakenNameIsAConflict) {
  const auto decision = Try<v1::ApplyUnitsRequest>(R"(units { id: "u" name: "多湖街道" group: TOWNSHIP })");
  EXPECT_EQ(decision.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(ViolationsOf(decision.status()), ElementsAre("units[0].name NAME_TAKEN 单位名称“多湖街道”已属于“duohu”"));
}

TEST_F(Units, ANameIsTakenByARowBefore) {
  const auto decision = Try<v1::ApplyUnitsRequest>(
      R"(units { id: "a" name: "新" group: TOWNSHIP } units { id: "b" name: "新" group: TOWNSHIP })");
  EXPECT_THAT(ViolationsOf(decision.status()), ElementsAre(StartsWith("units[1].name NAME_TAKEN")));
}

TEST_F(Units, AConflictAmongOtherFaultsIsInvalidInput) {
  const auto decision =
      Try<v1::ApplyUnitsRequest>(R"(units { id: "u" name: "多湖街道" } units { id: "v" group: TOWNSHIP })");
  EXPECT_EQ(decision.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(ViolationsOf(decision.status()), SizeIs(3));
}

TEST_F(Units, NamesMayBeSwapped) {
  Do<v1::ApplyUnitsRequest>(R"(units { id: "duohu" name: "东孝街道" group: TOWNSHIP }
                               units { id: "dongxiao" name: "多湖街道" group: TOWNSHIP })");
  EXPECT_EQ(register_.FindUnit("duohu")->name(), "东孝街道");
}

TEST_F(Units, AreCreatedUpdatedOrLeft) {
  const Decision decision = Do<v1::ApplyUnitsRequest>(R"(
    units { id: "Newer" name: " 新街道 " group: TOWNSHIP }
    units { id: "duohu" name: "多湖街道" group: TOWNSHIP note: "备" }
    units { id: "dongxiao" name: "东孝街道" group: TOWNSHIP } validate_only: true)");
  ASSERT_THAT(decision.plan, SizeIs(3));
  EXPECT_EQ(decision.plan[0].action(), v1::PlannedChange::CREATE);
  EXPECT_EQ(decision.plan[0].id(), "newer");
  EXPECT_EQ(decision.plan[1].action(), v1::PlannedChange::UPDATE);
  ASSERT_THAT(decision.plan[1].fields(), SizeIs(1));
  EXPECT_EQ(decision.plan[1].fields(0).path(), "note");
  EXPECT_EQ(decision.plan[1].fields(0).after(), "备");
  EXPECT_EQ(decision.plan[2].action(), v1::PlannedChange::UNCHANGED);
  ASSERT_THAT(decision.changes, SizeIs(2));
  EXPECT_TRUE(decision.changes[0].unit_changed().created());
  EXPECT_EQ(decision.changes[0].unit_changed().unit().name(), "新街道");
  EXPECT_FALSE(decision.changes[0].has_match_before());
  EXPECT_EQ(decision.changes[0].match_after().unit(), "newer");
  EXPECT_FALSE(decision.changes[1].unit_changed().created());
  EXPECT_EQ(decision.changes[1].match_before().unit(), "duohu");
}

TEST_F(Units, BatchesAndTheRegisterAreBounded) {
  EXPECT_EQ(ReasonOf(Try<v1::ApplyUnitsRequest>("").status()), "EMPTY_BATCH");
  v1::ApplyUnitsRequest request;
  for (int i = 0; i <= common::kMaxBatch; ++i) request.add_units();
  EXPECT_EQ(ReasonOf(Try(request).status()), "BATCH_TOO_LARGE");
  for (int i = 0; i < common::kMaxUnits; ++i) {
    v1::Change change;
    change.mutable_unit_changed()->mutable_unit()->set_id("x-" + std::to_string(i));
    change.mutable_unit_changed()->mutable_unit()->set_name("单位" + std::to_string(i));
    register_.Commit(change);
  }
  EXPECT_EQ(ReasonOf(Try<v1::ApplyUnitsRequest>(R"(units { id: "u" name: "x" group: TOWNSHIP })").status()),
            "TOO_MANY_UNITS");
  EXPECT_TRUE(Try<v1::ApplyUnitsRequest>(R"(units { id: "duohu" name: "多湖" group: TOWNSHIP })").ok());
}

}  // namespace
}  // namespace wuse::domain
