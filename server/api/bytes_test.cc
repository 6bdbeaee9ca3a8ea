#include "common/status.h"
#include "gtest/gtest.h"
#include "server/api/byte_buffer.h"
#include "server/api/parse.h"
#include "server/api/rope.h"
#include "wuse/v1/project_service.pb.h"

namespace wuse::api {
namespace {

TEST(Rope, EncodesAsProtobufDoes) {
  v1::ListProjectsResponse expected;
  expected.add_projects()->mutable_project()->set_name(std::string(300, 'n'));
  expected.set_next_page_token("token");
  expected.set_total_count(300);
  Rope rope;
  rope.AppendText(1, expected.projects(0).SerializeAsString());
  rope.AppendText(2, "token");
  rope.AppendNumber(3, 300);
  EXPECT_EQ(rope.Flatten(), expected.SerializeAsString());
  EXPECT_EQ(rope.size(), expected.ByteSizeLong());
}

TEST(Rope, SharesWhatIsLargeAndKeepsItAliveUntilGrpcIsDone) {
  auto large = std::make_shared<const std::string>(5000, 'x');
  const std::weak_ptr<const std::string> watched = large;
  Rope rope;
  rope.Append("head");
  rope.AppendShared(large, *large);
  rope.Append("tail");
  const std::string expected = rope.Flatten();
  EXPECT_EQ(expected, "head" + *large + "tail");
  large.reset();
  {
    const grpc::ByteBuffer buffer = ToByteBuffer(std::move(rope));
    EXPECT_EQ(ToString(buffer), expected);
    EXPECT_FALSE(watched.expired());
  }
  EXPECT_TRUE(watched.expired());
}

TEST(Rope, AnEmptyOneIsAnEmptyMessage) {
  const grpc::ByteBuffer buffer = ToByteBuffer(Rope());
  EXPECT_TRUE(buffer.Valid());
  EXPECT_EQ(ToString(buffer), "");
}

TEST(ParseBody, DropsFieldsThatThisVersionDoesNotKnow) {
  v1::Project project;
  project.set_id("p1");
  std::string body = project.SerializeAsString();
  body += "\xfa\x3f\x05hello";  // field 1023
  v1::Project parsed;
  ASSERT_TRUE(ParseBody(body, parsed).ok());
  EXPECT_EQ(parsed.SerializeAsString(), project.SerializeAsString());
}

TEST(ParseBody, NamesTheFieldThatIsNotUtf8) {
  v1::Unit unit;
  const std::string body = "\x12\x04\xbd\xf0\xb6\xab";  // name 金东 in GB18030
  const absl::Status status = ParseBody(body, unit);
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_EQ(common::DetailOf(status)->reason, "BODY_INVALID");
  EXPECT_NE(status.message().find("wuse.v1.Unit.name"), absl::string_view::npos) << status;
}

TEST(ParseBody, RefusesGarbage) {
  v1::Unit unit;
  EXPECT_EQ(common::DetailOf(ParseBody("\xff\xff\xff", unit))->reason, "BODY_INVALID");
}

}  // namespace
}  // namespace wuse::api
