#include "server/api/errors.h"

#include <optional>

#include "common/status.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"

namespace wuse::api {
namespace {

template <class Detail>
std::optional<Detail> Find(const google::rpc::Status& status) {
  Detail detail;
  for (const auto& any : status.details()) {
    if (any.UnpackTo(&detail)) return detail;
  }
  return std::nullopt;
}

TEST(Errors, CarryReasonDomainFieldsRetryAndAChineseText) {
  const absl::Status status = common::MakeError(
      absl::StatusCode::kInvalidArgument, "bad unit",
      {.reason = "UNIT_UNKNOWN",
       .chinese = "没有单位“x”",
       .fields = {{.field = "edits[3].project.unit", .reason = "UNIT_UNKNOWN", .description = "d", .chinese = "中"}},
       .retry_after = std::chrono::milliseconds(1500)});
  const google::rpc::Status rpc = ToRpcStatus(status);
  EXPECT_EQ(rpc.code(), 3);
  EXPECT_EQ(rpc.message(), "bad unit");
  EXPECT_EQ(Find<google::rpc::ErrorInfo>(rpc)->reason(), "UNIT_UNKNOWN");
  EXPECT_EQ(Find<google::rpc::ErrorInfo>(rpc)->domain(), "wuse");
  const auto bad = Find<google::rpc::BadRequest>(rpc);
  ASSERT_EQ(bad->field_violations_size(), 1);
  EXPECT_EQ(bad->field_violations(0).field(), "edits[3].project.unit");
  EXPECT_EQ(bad->field_violations(0).description(), "d");
  EXPECT_EQ(bad->field_violations(0).reason(), "UNIT_UNKNOWN");
  EXPECT_EQ(bad->field_violations(0).localized_message().message(), "中");
  EXPECT_EQ(Find<google::rpc::RetryInfo>(rpc)->retry_delay().seconds(), 1);
  EXPECT_EQ(Find<google::rpc::RetryInfo>(rpc)->retry_delay().nanos(), 500'000'000);
  EXPECT_EQ(Find<google::rpc::LocalizedMessage>(rpc)->locale(), "zh-CN");
  EXPECT_EQ(Find<google::rpc::LocalizedMessage>(rpc)->message(), "没有单位“x”");
}

TEST(Errors, WithoutADetailGetAReasonAndATextByTheirCode) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status status(static_cast<absl::StatusCode>(code), "plain");
    const google::rpc::Status rpc = ToRpcStatus(status);
    ASSERT_TRUE(Find<google::rpc::ErrorInfo>(rpc)) << code;
    EXPECT_FALSE(Find<google::rpc::ErrorInfo>(rpc)->reason().empty()) << code;
    EXPECT_FALSE(Find<google::rpc::LocalizedMessage>(rpc)->message().empty()) << code;
    EXPECT_FALSE(Find<google::rpc::RetryInfo>(rpc)) << code;
  }
}

TEST(Errors, ToGrpcHasTheSameDetailsAsBytes) {
  const grpc::Status status = ToGrpcStatus(ProjectNotFound("x"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  google::rpc::Status rpc;
  ASSERT_TRUE(rpc.ParseFromString(status.error_details()));
  EXPECT_EQ(rpc.message(), status.error_message());
  EXPECT_EQ(Find<google::rpc::ErrorInfo>(rpc)->reason(), "PROJECT_NOT_FOUND");
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus()).ok());
}

absl::Status ThousandBadRows() {
  std::vector<common::FieldViolation> fields;
  for (int i = 0; i < 1000; ++i) {
    fields.push_back({.field = "edits[" + std::to_string(i) + "].project.unit",
                      .reason = "UNIT_UNKNOWN",
                      .description = "there is no unit \"xiaoshu\"",
                      .chinese = "没有单位“xiaoshu”"});
  }
  return common::InvalidFields(std::move(fields));
}

TEST(Errors, WhatDoesNotFitIntoAStockClientsTrailersIsLeftOutAndCounted) {
  const google::rpc::Status rpc = ToRpcStatus(ThousandBadRows());
  EXPECT_LE(rpc.ByteSizeLong(), kDefaultDetailBytes);
  const int kept = Find<google::rpc::BadRequest>(rpc)->field_violations_size();
  EXPECT_GT(kept, 10);
  EXPECT_EQ(Find<google::rpc::BadRequest>(rpc)->field_violations(0).field(), "edits[0].project.unit");
  EXPECT_EQ(Find<google::rpc::ErrorInfo>(rpc)->metadata().at("violations_left_out"), std::to_string(1000 - kept));
}

TEST(Errors, ACallerThatTakesMoreGetsAllOfThem) {
  const google::rpc::Status rpc = ToRpcStatus(ThousandBadRows(), kMaxDetailBytes);
  EXPECT_EQ(Find<google::rpc::BadRequest>(rpc)->field_violations_size(), 1000);
  EXPECT_TRUE(Find<google::rpc::ErrorInfo>(rpc)->metadata().empty());
}

}  // namespace
}  // namespace wuse::api
