#include "server/api/known_fields.h"

#include "gtest/gtest.h"
#include "server/api/parse.h"
#include "wuse/v1/project_service.pb.h"
#include "wuse/v1/report_service.pb.h"
#include "wuse/v1/watch_service.pb.h"

namespace wuse::api {
namespace {

v1::FileReportRequest Sample() {
  v1::FileReportRequest request;
  request.set_request_id("r1");
  v1::ReportEdit& edit = *request.mutable_edit();
  edit.mutable_update_mask()->add_paths("progress");
  edit.mutable_report()->set_progress("gates");
  edit.mutable_report()->set_invested_this_year_yuan(-1);
  edit.mutable_report()->add_milestones()->set_done(3);
  edit.mutable_report()->add_milestones();
  return request;
}

bool AreAllKnown(const google::protobuf::Message& message) {
  return KnownFields::Of(*message.GetDescriptor()).AreAllOf(message.SerializeAsString());
}

// What the fields of a message would be with one more, of a number that nobody has.
template <class Message>
void AddUnknown(Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(77, 1);
}

TEST(KnownFields, WhatProtobufWritesIsKnown) {
  EXPECT_TRUE(AreAllKnown(Sample()));
  EXPECT_TRUE(AreAllKnown(v1::FileReportRequest()));
  v1::CreateProjectRequest create;
  create.mutable_project()->add_plans()->add_month_end_yuan(0);  // packed
  create.mutable_project()->mutable_team()->add_members("li");
  EXPECT_TRUE(AreAllKnown(create));
  v1::WatchRequest watch;
  watch.mutable_filter()->add_colors(static_cast<v1::Color>(77));  // proto3 keeps numbers that it has no name for
  EXPECT_TRUE(AreAllKnown(watch));
}

TEST(KnownFields, AFieldThatIsNotKnownIsFoundOnEveryLevel) {
  void (*const adds[])(v1::FileReportRequest&) = {
      [](v1::FileReportRequest& request) { AddUnknown(request); },
      [](v1::FileReportRequest& request) { AddUnknown(*request.mutable_edit()); },
      [](v1::FileReportRequest& request) { AddUnknown(*request.mutable_edit()->mutable_report()); },
      [](v1::FileReportRequest& request) { AddUnknown(*request.mutable_edit()->mutable_update_mask()); },
      [](v1::FileReportRequest& request) {
        AddUnknown(*request.mutable_edit()->mutable_report()->mutable_milestones(1));
      },
  };
  for (const auto& add : adds) {
    v1::FileReportRequest request = Sample();
    add(request);
    EXPECT_FALSE(AreAllKnown(request));
    v1::FileReportRequest parsed;
    ASSERT_TRUE(ParseBody(request.SerializeAsString(), parsed).ok());
    EXPECT_EQ(parsed.SerializeAsString(), Sample().SerializeAsString());
  }
}

TEST(KnownFields, AKnownNumberOfAnotherWireTypeIsNotKnown) {
  const KnownFields& known = KnownFields::Of(*v1::FileReportRequest::descriptor());
  EXPECT_FALSE(known.AreAllOf("\x10\x05"));           // request_id as a number
  EXPECT_FALSE(known.AreAllOf("\x0b\x0c"));           // edit as a group
  EXPECT_FALSE(known.AreAllOf("\xfa\x3f\x05hello"));  // field 1023
  EXPECT_FALSE(known.AreAllOf("\x12"));               // cut
  EXPECT_TRUE(known.AreAllOf("\x12\x01r"));
}

}  // namespace
}  // namespace wuse::api
