#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/register_calls.h"
#include "tests/support/raw_caller.h"
#include "wuse/v1/admin_service.grpc.pb.h"

// AdminService as a caller sees it. Backups under load, and what is restored from them: backup_test.py.
namespace wuse::testing {
namespace {

using ::testing::HasSubstr;

class BackupCalls : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.Start();
    admin_ = v1::AdminService::NewStub(server_.channel());
    AddProjects(server_.channel(), "duohu", {"p1"});
  }
  Answer<v1::BackupInfo> Backup(const std::string& dir, const std::string& actor = "tester") {
    v1::BackupRequest request;
    request.set_dir(dir);
    return Call(*admin_, &v1::AdminService::Stub::Backup, request, actor);
  }
  Answer<v1::ListBackupsResponse> List(const std::string& dir) {
    v1::ListBackupsRequest request;
    request.set_dir(dir);
    return Call(*admin_, &v1::AdminService::Stub::ListBackups, request);
  }
  std::string Sub(const std::string& name) const { return (dir_.path() / name).string(); }

  TempDir dir_;
  TestServer server_;
  std::unique_ptr<v1::AdminService::Stub> admin_;
};

TEST_F(BackupCalls, AnswersWithTheHeadAndListsIt) {
  const auto first = Backup(Sub("backups"));
  ASSERT_TRUE(first.ok()) << first.status.error_message();
  EXPECT_EQ(first.response.id(), 1);
  EXPECT_GT(first.response.sequence(), 0);
  EXPECT_EQ(first.response.chain().size(), 64U);
  EXPECT_EQ(first.response.store_id(), server_.server().store_id());
  EXPECT_EQ(first.response.time().seconds(),
            std::chrono::floor<std::chrono::seconds>(server_.clock().Now().time_since_epoch()).count());
  EXPECT_GT(first.response.copied_bytes(), 0);
  AddProjects(server_.channel(), "duohu", {"p2"});
  const auto second = Backup(Sub("backups"));
  ASSERT_TRUE(second.ok()) << second.status.error_message();
  EXPECT_GT(second.response.sequence(), first.response.sequence());
  const auto list = List(Sub("backups"));
  ASSERT_TRUE(list.ok()) << list.status.error_message();
  ASSERT_EQ(list.response.backups_size(), 2);
  EXPECT_EQ(list.response.backups(0).chain(), first.response.chain());
  EXPECT_EQ(list.response.backups(1).id(), 2);
  EXPECT_EQ(list.response.backups(1).sequence(), second.response.sequence());
}

TEST_F(BackupCalls, ErrorsCarryReasonFieldAndAChineseTextWithThePath) {
  std::ofstream(Sub("file")) << "x";
  const std::string inside = server_.data_dir() / "data" / "backups";
  struct Case {
    std::string dir;
    grpc::StatusCode code;
    std::string reason;
  };
  for (const Case& bad :
       std::vector<Case>{{"backups", grpc::StatusCode::INVALID_ARGUMENT, "BACKUP_DIRECTORY_INVALID"},
                         {inside, grpc::StatusCode::INVALID_ARGUMENT, "BACKUP_DIRECTORY_INSIDE_DATA"},
                         {dir_.path(), grpc::StatusCode::FAILED_PRECONDITION, "BACKUP_DIRECTORY_FOREIGN"},
                         {Sub("file"), grpc::StatusCode::FAILED_PRECONDITION, "BACKUP_DIRECTORY_UNUSABLE"},
                         {Sub("none/backups"), grpc::StatusCode::FAILED_PRECONDITION, "BACKUP_DIRECTORY_UNUSABLE"}}) {
    const auto answer = Backup(bad.dir);
    EXPECT_EQ(answer.status.error_code(), bad.code) << bad.dir;
    const ErrorOf error(answer.status);
    EXPECT_EQ(error.reason, bad.reason) << bad.dir;
    EXPECT_THAT(error.chinese, HasSubstr(bad.dir));
  }
  const ErrorOf relative(Backup("backups").status);
  ASSERT_EQ(relative.fields.size(), 1U);
  EXPECT_EQ(relative.fields[0].field(), "dir");
  const auto missing = List(Sub("none"));
  EXPECT_EQ(missing.status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(ErrorOf(missing.status).reason, "BACKUP_DIRECTORY_NOT_FOUND");
  EXPECT_EQ(Backup(Sub("backups"), "").status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_FALSE(std::filesystem::exists(inside));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir_.path()), {}), 1) << "nothing was littered";
}

}  // namespace
}  // namespace wuse::testing
