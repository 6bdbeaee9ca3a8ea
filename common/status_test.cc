#include "common/status.h"

#include "gtest/gtest.h"

namespace wuse::common {
namespace {

FieldViolation Violation(std::string field, std::string reason) {
  return {.field = std::move(field),
          .reason = std::move(reason),
          .description = "value “x” is not known",
          .chinese = "“x”不认识"};
}

TEST(Status, WhatAnErrorCarriesComesBack) {
  using std::chrono::milliseconds;
  const std::string awkward("3:a\n:\0金", 9);
  for (const std::optional<milliseconds> retry :
       {std::optional<milliseconds>(), std::optional(milliseconds(0)), std::optional(milliseconds(10'000))}) {
    const absl::Status status = MakeError(
        absl::StatusCode::kNotFound, "no project x",
        {.reason = "PROJECT_NOT_FOUND",
         .chinese = awkward,
         .fields = {Violation("project", "A"), {.field = "", .reason = awkward, .description = "", .chinese = ""}},
         .retry_after = retry});
    EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
    EXPECT_EQ(FromAbsl(status.message()), "no project x");
    const std::optional<ErrorDetail> detail = DetailOf(status);
    ASSERT_TRUE(detail.has_value());
    EXPECT_EQ(detail->reason, "PROJECT_NOT_FOUND");
    EXPECT_EQ(detail->chinese, awkward);
    EXPECT_EQ(detail->retry_after, retry);
    ASSERT_EQ(detail->fields.size(), 2U);
    EXPECT_EQ(detail->fields[0].field, "project");
    EXPECT_EQ(detail->fields[0].reason, "A");
    EXPECT_EQ(detail->fields[0].description, "value “x” is not known");
    EXPECT_EQ(detail->fields[0].chinese, "“x”不认识");
    EXPECT_EQ(detail->fields[1].field, "");
    EXPECT_EQ(detail->fields[1].reason, awkward);
  }
}

TEST(Status, OthersCarryNothing) {
  EXPECT_FALSE(DetailOf(absl::OkStatus()).has_value());
  EXPECT_FALSE(DetailOf(absl::InternalError("x")).has_value());
  const std::optional<ErrorDetail> empty = DetailOf(MakeError(absl::StatusCode::kInternal, "", {}));
  ASSERT_TRUE(empty.has_value());
  EXPECT_TRUE(empty->reason.empty() && empty->chinese.empty() && empty->fields.empty() && !empty->retry_after);
}

TEST(InvalidFields, OneIsWordedByItself) {
  const absl::Status status = InvalidFields({Violation("project.unit", "UNIT_NOT_FOUND")});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FromAbsl(status.message()), "project.unit: value “x” is not known");
  const std::optional<ErrorDetail> detail = DetailOf(status);
  ASSERT_TRUE(detail.has_value());
  EXPECT_EQ(detail->reason, "UNIT_NOT_FOUND");
  EXPECT_EQ(detail->chinese, "“x”不认识");
  EXPECT_EQ(detail->fields.size(), 1U);
  EXPECT_FALSE(detail->retry_after.has_value());
}

TEST(InvalidFields, SeveralAreCountedAndAllCarried) {
  const absl::Status status =
      InvalidFields({Violation("a", "FIRST"), Violation("b", "SECOND"), Violation("c", "THIRD")});
  EXPECT_EQ(FromAbsl(status.message()), "a: value “x” is not known (and 2 more)");
  const std::optional<ErrorDetail> detail = DetailOf(status);
  ASSERT_TRUE(detail.has_value());
  EXPECT_EQ(detail->reason, "FIRST");
  EXPECT_EQ(detail->chinese, "“x”不认识（另有 2 处错误）");
  ASSERT_EQ(detail->fields.size(), 3U);
  EXPECT_EQ(detail->fields[2].reason, "THIRD");
}

TEST(InvalidFields, NoneIsAMistakeOfTheProgram) {
  EXPECT_DEATH((void)InvalidFields({}), "");
}

TEST(Prefixed, PutsThePathBeforeEachField) {
  const std::vector<FieldViolation> fields =
      Prefixed("edits[3].", {Violation("project.unit", "A"), Violation("week", "B")});
  ASSERT_EQ(fields.size(), 2U);
  EXPECT_EQ(fields[0].field, "edits[3].project.unit");
  EXPECT_EQ(fields[1].field, "edits[3].week");
  EXPECT_EQ(fields[1].reason, "B");
  EXPECT_TRUE(Prefixed("x", {}).empty());
}

TEST(StringViews, CrossTheBridgeWhole) {
  const std::string_view text("a\0金", 5);
  EXPECT_EQ(FromAbsl(ToAbsl(text)), text);
}

TEST(ReturnIfError, ReturnsErrorsOnly) {
  const auto through = [](const absl::Status& status) -> absl::Status {
    WUSE_RETURN_IF_ERROR(status);
    return absl::CancelledError("came through");
  };
  EXPECT_EQ(through(absl::AbortedError("x")), absl::AbortedError("x"));
  EXPECT_EQ(through(absl::OkStatus()), absl::CancelledError("came through"));
}

}  // namespace
}  // namespace wuse::common
