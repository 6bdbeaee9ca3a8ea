#include "client/lib/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace wuse::client {
namespace {

using ::testing::HasSubstr;

grpc::Status WithDetails(const google::rpc::Status& status) {
  return {static_cast<grpc::StatusCode>(status.code()), status.message(), status.SerializeAsString()};
}

google::rpc::Status Refusal() {
  google::rpc::Status status;
  status.set_code(static_cast<int>(grpc::StatusCode::INVALID_ARGUMENT));
  status.set_message("bad unit");
  google::rpc::ErrorInfo info;
  info.set_reason("UNIT_UNKNOWN");
  info.set_domain("wuse");
  status.add_details()->PackFrom(info);
  google::rpc::BadRequest bad_request;
  auto& first = *bad_request.add_field_violations();
  first.set_field("edits[3].project.unit");
  first.set_reason("UNIT_UNKNOWN");
  first.set_description("there is no such unit");
  first.mutable_localized_message()->set_message("没有这个单位");
  bad_request.add_field_violations()->set_description("only English");
  status.add_details()->PackFrom(bad_request);
  google::rpc::LocalizedMessage localized;
  localized.set_locale("zh-CN");
  localized.set_message("有两处不对");
  status.add_details()->PackFrom(localized);
  return status;
}

TEST(StatusFromGrpc, KeepsCodeMessageReasonAndEveryViolation) {
  const absl::Status status = StatusFromGrpc(WithDetails(Refusal()), "host:1");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "bad unit");
  EXPECT_EQ(ReasonOf(status), "UNIT_UNKNOWN");
  EXPECT_EQ(ChineseOf(status), "有两处不对");
  const auto detail = common::DetailOf(status);
  ASSERT_TRUE(detail.has_value());
  ASSERT_EQ(detail->fields.size(), 2U);
  EXPECT_EQ(detail->fields[0].field, "edits[3].project.unit");
  EXPECT_EQ(detail->fields[0].chinese, "没有这个单位");
  EXPECT_EQ(detail->fields[1].chinese, "only English");
  EXPECT_FALSE(detail->retry_after.has_value());
}

TEST(StatusFromGrpc, KeepsTheTimeToComeBack) {
  google::rpc::Status busy;
  busy.set_code(static_cast<int>(grpc::StatusCode::RESOURCE_EXHAUSTED));
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(1);
  retry.mutable_retry_delay()->set_nanos(250'000'000);
  busy.add_details()->PackFrom(retry);
  const auto detail = common::DetailOf(StatusFromGrpc(WithDetails(busy), "host:1"));
  ASSERT_TRUE(detail.has_value());
  EXPECT_EQ(detail->retry_after, std::chrono::milliseconds(1250));
}

TEST(StatusFromGrpc, SaysHowManyViolationsTheServerLeftOut) {
  google::rpc::Status status;
  status.set_code(static_cast<int>(grpc::StatusCode::INVALID_ARGUMENT));
  google::rpc::ErrorInfo info;
  info.set_reason("UNIT_UNKNOWN");
  (*info.mutable_metadata())["violations_left_out"] = "7";
  status.add_details()->PackFrom(info);
  const auto detail = common::DetailOf(StatusFromGrpc(WithDetails(status), "host:1"));
  ASSERT_TRUE(detail.has_value());
  ASSERT_EQ(detail->fields.size(), 1U);
  EXPECT_THAT(detail->fields[0].chinese, HasSubstr("7"));
}

TEST(StatusFromGrpc, WordsWhatGrpcItselfSays) {
  const absl::Status status = StatusFromGrpc({grpc::StatusCode::UNAVAILABLE, "failed to connect"}, "127.0.0.1:7500");
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(status), "GRPC_UNAVAILABLE");
  EXPECT_THAT(ChineseOf(status), HasSubstr("连不上服务器 127.0.0.1:7500"));
  EXPECT_THAT(ChineseOf(status), HasSubstr("failed to connect"));
}

TEST(StatusFromGrpc, IsOkForOk) {
  EXPECT_TRUE(StatusFromGrpc(grpc::Status::OK, "host:1").ok());
}

TEST(StatusFromGrpc, SurvivesDetailsThatDoNotParse) {
  const absl::Status status = StatusFromGrpc({grpc::StatusCode::INTERNAL, "boom", "\xff\xff"}, "host:1");
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(ChineseOf(status), HasSubstr("boom"));
}

}  // namespace
}  // namespace wuse::client
