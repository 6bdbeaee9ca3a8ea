#include "client/cli/admin_commands.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <sstream>

#include "client/cli/command_line.h"
#include "client/lib/fake_server.h"
#include "common/clock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "wuse/v1/admin_service.grpc.pb.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kChain(64, 'a');

// Has two backups, one of them damaged; refuses what a test tells it to.
class FakeAdmin : public v1::AdminService::Service {
 public:
  grpc::Status Backup(grpc::ServerContext* context, const v1::BackupRequest* request, v1::BackupInfo* backup) override {
    asked_for = request->dir();
    seconds_left =
        std::chrono::duration_cast<std::chrono::seconds>(context->deadline() - common::RealClock().Now()).count();
    if (!refusal.empty()) return Refusal();
    *backup = Good();
    backup->set_copied_bytes(2048);
    return grpc::Status::OK;
  }
  grpc::Status ListBackups(grpc::ServerContext*, const v1::ListBackupsRequest* request,
                           v1::ListBackupsResponse* response) override {
    asked_for = request->dir();
    if (!refusal.empty()) return Refusal();
    *response->add_backups() = Good();
    response->add_backups()->set_id(4);
    response->mutable_backups(1)->set_damaged(true);
    return grpc::Status::OK;
  }

  grpc::Status ListSubscriptions(grpc::ServerContext*, const v1::ListSubscriptionsRequest* request,
                                 v1::ListSubscriptionsResponse* response) override {
    asked_for = request->actor();
    response->set_sequence(1234);
    v1::SubscriptionInfo& all = *response->add_subscriptions();
    all.set_id(7);
    all.set_actor("dashboard");
    all.set_peer("ipv4:10.0.0.8:51234");
    all.mutable_watch();
    all.mutable_since()->set_seconds(1'620'487'805);  // 2021-05-08 15:30:05 UTC
    all.set_cursor(1200);
    all.set_lag_updates(34);
    all.set_lag_seconds(5);
    v1::SubscriptionInfo& red = *response->add_subscriptions();
    red.mutable_watch()->add_units("duohu");
    red.mutable_watch()->add_colors(v1::RED);
    red.set_in_snapshot(true);
    response->add_subscriptions()->mutable_alerts();
    return grpc::Status::OK;
  }

  std::string asked_for;
  int64_t seconds_left = 0;
  grpc::StatusCode code = grpc::StatusCode::OK;
  std::string refusal;  // the Chinese text

 private:
  static v1::BackupInfo Good() {
    v1::BackupInfo backup;
    backup.set_id(3);
    backup.mutable_time()->set_seconds(1'620'487'805);  // 2021-05-08 15:30:05 UTC
    backup.set_sequence(1234);
    backup.set_chain(kChain);
    backup.set_store_id("0123456789abcdef0123456789abcdef");
    backup.set_format(1);
    backup.set_bytes(3'500'000);
    return backup;
  }
  grpc::Status Refusal() const {
    google::rpc::LocalizedMessage text;
    text.set_message(refusal);
    google::rpc::Status rich;
    rich.set_code(code);
    rich.add_details()->PackFrom(text);
    return {code, "refused", rich.SerializeAsString()};
  }
};

class AdminCommands : public ::testing::Test {
 protected:
  int Run(std::vector<std::string> arguments) {
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    Terminal streams{.in = in, .out = out, .err = err};
    arguments.insert(arguments.begin(), {"--server", server_.address(), "--actor", "tester"});
    const int code = RunCommandLine(arguments, streams, nullptr);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  FakeAdmin admin_;
  client::FakeServer server_{{&admin_}};
  std::string out_;
  std::string err_;
};

TEST_F(AdminCommands, BackupTellsWhatWasMade) {
  EXPECT_EQ(Run({"admin", "backup", "/var/backups/wuse"}), 0);
  EXPECT_EQ(admin_.asked_for, "/var/backups/wuse");
  EXPECT_THAT(out_, HasSubstr("第 3 号备份已完成并校验：到第 1234 号更新，共 3.3 MiB，这次写入 2.0 KiB"));
  EXPECT_THAT(out_, HasSubstr("账本头 1234:" + kChain));
}

TEST_F(AdminCommands, BackupWaitsLongUnlessToldOtherwise) {
  EXPECT_EQ(Run({"admin", "backup", "/b"}), 0);
  EXPECT_GT(admin_.seconds_left, 3000);
  EXPECT_EQ(Run({"--timeout", "20", "admin", "backup", "/b"}), 0);
  EXPECT_LE(admin_.seconds_left, 20);
}

TEST_F(AdminCommands, BackupsIsATableInTheOfficesTime) {
  EXPECT_EQ(Run({"admin", "backups", "/var/backups/wuse"}), 0);
  EXPECT_THAT(out_, HasSubstr("编号"));
  EXPECT_THAT(out_, HasSubstr("2021-05-08 23:30:05"));
  EXPECT_THAT(out_, HasSubstr("1234"));
  EXPECT_THAT(out_, HasSubstr("3.3 MiB"));
  EXPECT_THAT(out_, HasSubstr("已损坏"));
  EXPECT_THAT(out_, HasSubstr("共 2 份备份"));
  EXPECT_THAT(out_, Not(HasSubstr(kChain)));
}

TEST_F(AdminCommands, CsvAndJsonHaveEverything) {
  EXPECT_EQ(Run({"admin", "backups", "/b", "-o", "csv"}), 0);
  EXPECT_THAT(out_, HasSubstr("3,2021-05-08 23:30:05,1234,3500000,0123456789abcdef0123456789abcdef," + kChain));
  EXPECT_EQ(Run({"admin", "backups", "/b", "-o", "json"}), 0);
  v1::ListBackupsResponse list;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(out_, &list).ok()) << out_;
  EXPECT_EQ(list.backups_size(), 2);
  EXPECT_EQ(Run({"admin", "backup", "/b", "-o", "json"}), 0);
  v1::BackupInfo backup;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(out_, &backup).ok()) << out_;
  EXPECT_EQ(backup.chain(), kChain);
  EXPECT_EQ(Run({"admin", "backup", "/b", "-o", "csv"}), 0);
  EXPECT_THAT(out_, HasSubstr(kChain));
}

TEST_F(AdminCommands, ARelativeDirectoryIsNotTheServers) {
  for (const char* command : {"backup", "backups"}) {
    EXPECT_EQ(Run({"admin", command, "backups/wuse"}), 2);
    EXPECT_THAT(err_, HasSubstr("backups/wuse"));
    EXPECT_THAT(err_, HasSubstr("服务器上的绝对路径"));
    EXPECT_THAT(admin_.asked_for, IsEmpty());
  }
  EXPECT_EQ(Run({"admin", "backup"}), 2);
  EXPECT_EQ(Run({"admin"}), 2);
}

TEST_F(AdminCommands, WhatTheServerRefusesIsToldInItsWordsAndByTheExitCode) {
  admin_.code = grpc::StatusCode::ABORTED;
  admin_.refusal = "另一个备份正在进行";
  EXPECT_EQ(Run({"admin", "backup", "/b"}), 6);
  EXPECT_THAT(err_, HasSubstr("另一个备份正在进行"));
  admin_.code = grpc::StatusCode::NOT_FOUND;
  EXPECT_EQ(Run({"admin", "backups", "/b"}), 5);
  admin_.code = grpc::StatusCode::FAILED_PRECONDITION;
  EXPECT_EQ(Run({"admin", "backup", "/b"}), 1);
}

TEST_F(AdminCommands, SubscriptionsAreATableOfWhoWatchesWhatAndHowFarBehind) {
  EXPECT_EQ(Run({"admin", "subscriptions"}), 0);
  EXPECT_THAT(admin_.asked_for, IsEmpty());
  for (const char* text : {"dashboard", "ipv4:10.0.0.8:51234", "2021-05-08 23:30:05", "1200", "34", "全部",
                           "单位 duohu；颜色 红", "列现状", "预警：全部", "共 3 个订阅；最新是第 1234 号更新"}) {
    EXPECT_THAT(out_, HasSubstr(text));
  }
  EXPECT_EQ(Run({"admin", "subscriptions", "-o", "csv"}), 0);
  EXPECT_THAT(out_, HasSubstr("7,dashboard,ipv4:10.0.0.8:51234,2021-05-08 23:30:05,1200,34,5,跟看,全部"));
  EXPECT_EQ(Run({"admin", "subscriptions", "-o", "json"}), 0);
  v1::ListSubscriptionsResponse list;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(out_, &list).ok()) << out_;
  EXPECT_EQ(list.subscriptions_size(), 3);
}

TEST_F(AdminCommands, SubscriptionsOfOneCaller) {
  EXPECT_EQ(Run({"admin", "subscriptions", "--caller", "Dashboard"}), 0);
  EXPECT_EQ(admin_.asked_for, "dashboard");
  EXPECT_EQ(Run({"admin", "subscriptions", "--caller", "not an id"}), 2);
  EXPECT_THAT(err_, HasSubstr("not an id"));
}

TEST_F(AdminCommands, HelpSaysWhoseDirectoryItIs) {
  EXPECT_EQ(Run({"admin", "backup", "--help"}), 0);
  EXPECT_THAT(out_, HasSubstr("服务器上的绝对路径"));
  EXPECT_THAT(out_, HasSubstr("--restore"));
}

}  // namespace
}  // namespace wuse::cli
