#include "server/api/caller.h"

#include <string>
#include <vector>

#include "common/status.h"
#include "gtest/gtest.h"
#include "server/api/errors.h"

namespace wuse::api {
namespace {

absl::StatusOr<std::string> Actor(const std::vector<std::string>& values) {
  Metadata metadata;
  for (const std::string& value : values) metadata.emplace("wuse-actor", grpc::string_ref(value));
  return ActorOf(metadata);
}

std::string ReasonOf(const absl::Status& status) {
  EXPECT_TRUE(absl::IsUnauthenticated(status));
  const auto detail = common::DetailOf(status);
  EXPECT_TRUE(detail && !detail->chinese.empty());
  return detail ? detail->reason : "";
}

TEST(Caller, IsOneId) {
  EXPECT_EQ(*Actor({"zhang-3"}), "zhang-3");
  EXPECT_EQ(*Actor({std::string(64, 'a')}), std::string(64, 'a'));
}

TEST(Caller, IsRefusedWhenMissingMalformedDoubledOrTheServerItself) {
  EXPECT_EQ(ReasonOf(Actor({}).status()), "ACTOR_MISSING");
  for (const std::string& bad : {std::string(), std::string("Zhang"), std::string("-a"), std::string("a b"),
                                 std::string("张三"), std::string(65, 'a')}) {
    EXPECT_EQ(ReasonOf(Actor({bad}).status()), "ACTOR_INVALID") << bad;
  }
  EXPECT_EQ(ReasonOf(Actor({"a", "b"}).status()), "ACTOR_INVALID");
  EXPECT_EQ(ReasonOf(Actor({"wuse"}).status()), "ACTOR_RESERVED");
}

size_t DetailBytes(const std::string& value) {
  Metadata metadata;
  metadata.emplace("wuse-detail-bytes", grpc::string_ref(value));
  return DetailBytesOf(metadata);
}

TEST(Caller, MayTakeMoreErrorDetails) {
  EXPECT_EQ(DetailBytesOf({}), kDefaultDetailBytes);
  EXPECT_EQ(DetailBytes("100000"), 100'000U);
  EXPECT_EQ(DetailBytes("999999999999"), kMaxDetailBytes);
  for (const char* bad : {"", "x", "-1", "12x"}) EXPECT_EQ(DetailBytes(bad), kDefaultDetailBytes) << bad;
}

}  // namespace
}  // namespace wuse::api
