#include "client/cli/resume_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "client/cli/exit_code.h"
#include "client/lib/error.h"
#include "common/status.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;

class ResumeFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    dir_ = ::testing::TempDir() + "wuse-resume-" + std::to_string(getpid()) + "-" +
           ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::create_directories(dir_);
    path_ = dir_ + "/token";
  }
  void TearDown() override { std::filesystem::remove_all(dir_); }

  void Put(const std::string& path, const std::string& content) { std::ofstream(path, std::ios::binary) << content; }
  std::string Get(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }

  std::string dir_;
  std::string path_;
};

TEST_F(ResumeFileTest, IsAbsentThenHoldsTheLastToken) {
  const ResumeFile file(path_);
  ASSERT_TRUE(file.Read().ok());
  EXPECT_EQ(*file.Read(), "");
  EXPECT_FALSE(std::filesystem::exists(path_)) << "nothing is left of the attempt to write";
  EXPECT_FALSE(std::filesystem::exists(path_ + ".tmp"));
  ASSERT_TRUE(file.Write("AbC_1-2==").ok());
  ASSERT_TRUE(file.Write("AbC_1-3==").ok());
  EXPECT_EQ(*ResumeFile(path_).Read(), "AbC_1-3==");
  EXPECT_FALSE(std::filesystem::exists(path_ + ".tmp"));
}

TEST_F(ResumeFileTest, AKillBetweenWriteAndRenameLeavesTheTokenBefore) {
  ASSERT_TRUE(ResumeFile(path_).Write("t7").ok());
  for (const std::string left : {"", "t", "t8-that-is-longer", "t8\n"}) {
    Put(path_ + ".tmp", left);
    const ResumeFile file(path_);
    EXPECT_EQ(*file.Read(), "t7") << "left over: " << left;
  }
  const ResumeFile file(path_);
  ASSERT_TRUE(file.Write("t9").ok());
  EXPECT_EQ(Get(path_), "t9\n");
  EXPECT_FALSE(std::filesystem::exists(path_ + ".tmp"));
}

TEST_F(ResumeFileTest, TheFileIsReplacedAndNeverWrittenInto) {
  const ResumeFile file(path_);
  ASSERT_TRUE(file.Write("t1").ok());
  std::filesystem::create_hard_link(path_, dir_ + "/before");
  ASSERT_TRUE(file.Write("t2").ok());
  EXPECT_EQ(Get(dir_ + "/before"), "t1\n");
  EXPECT_EQ(Get(path_), "t2\n");
}

TEST_F(ResumeFileTest, WhatIsNoTokenIsRefusedAndNamed) {
  for (const std::string& content :
       {std::string(), std::string("two words"), std::string("a\nb"), std::string("中文"), std::string(5000, 'x')}) {
    Put(path_, content);
    const absl::Status status = ResumeFile(path_).Read().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << content;
    EXPECT_THAT(client::ChineseOf(status), HasSubstr(path_));
    EXPECT_THAT(client::ChineseOf(status), HasSubstr("删去这个文件"));
  }
}

TEST_F(ResumeFileTest, AFileThatCannotBeMadeIsToldBeforeAnythingIsPrinted) {
  const absl::Status status = ResumeFile(dir_ + "/no/such/folder/token").Read().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(client::ChineseOf(status), HasSubstr("建不了"));
}

TEST_F(ResumeFileTest, ATokenOfNoUseIsToldWithTheFileAndWhatToDo) {
  const ResumeFile file(path_);
  for (const char* reason : {"TOKEN_OF_ANOTHER_STORE", "SEQUENCE_IN_FUTURE", "TOKEN_INVALID"}) {
    const absl::Status status = file.Explained(
        common::MakeError(absl::StatusCode::kFailedPrecondition, "no", {.reason = reason, .chinese = "不行"}));
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(client::ReasonOf(status), reason);
    EXPECT_THAT(client::ChineseOf(status), HasSubstr(path_));
    EXPECT_THAT(client::ChineseOf(status), HasSubstr("删去这个文件"));
  }
  const absl::Status other = absl::UnavailableError("gone");
  EXPECT_EQ(file.Explained(other), other);
}

}  // namespace
}  // namespace wuse::cli
