#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "client/cli/fake_colors.h"
#include "wuse/v1/board_service.grpc.pb.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Answers with what a test has put into it, and remembers what was asked. For tests that ask one thing after the other.
class FakeBulletins : public v1::BoardService::Service {
 public:
  grpc::Status GetBulletin(grpc::ServerContext*, const v1::GetBulletinRequest* request,
                           v1::GetBulletinResponse* response) override {
    asked.push_back(*request);
    *response = bulletin;
    return grpc::Status::OK;
  }
  grpc::Status PublishBulletin(grpc::ServerContext*, const v1::PublishBulletinRequest* request,
                               v1::PublishBulletinResponse* response) override {
    published.push_back(*request);
    *response->mutable_bulletin() = bulletin.bulletin();
    return grpc::Status::OK;
  }
  grpc::Status ListBulletins(grpc::ServerContext*, const v1::ListBulletinsRequest*,
                             v1::ListBulletinsResponse* response) override {
    *response = list;
    return grpc::Status::OK;
  }

  v1::GetBulletinResponse bulletin;
  v1::ListBulletinsResponse list;
  std::vector<v1::GetBulletinRequest> asked;
  std::vector<v1::PublishBulletinRequest> published;
};

class BulletinCommands : public ::testing::Test {
 protected:
  BulletinCommands() : server_({&bulletins_}) {
    bulletins_.bulletin = Parsed<v1::GetBulletinResponse>(
        R"(rendered: "通报全文\n" bulletin { period: "2021-W17" edition: 2 as_of: "2021-04-30"
           corrected { what: "合计 完成投资" } head { sequence: 21 hash: "ab" } })");
  }

  int Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--server", server_.address(), "--actor", "li"});
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    Terminal terminal{.in = in, .out = out, .err = err};
    const int exit = RunCommandLine(arguments, terminal, nullptr);
    out_ = out.str();
    err_ = err.str();
    return exit;
  }

  FakeBulletins bulletins_;
  client::FakeServer server_;
  std::string out_;
  std::string err_;
};

TEST_F(BulletinCommands, AskForThePeriodAndTheForm) {
  EXPECT_EQ(Run({"bulletin", "--week", "2021-W17"}), 0) << err_;
  EXPECT_EQ(out_, "通报全文\n");
  EXPECT_EQ(Run({"bulletin", "--month", "2021-04", "-o", "md", "--unpublished"}), 0) << err_;
  EXPECT_EQ(Run({"bulletin", "--half-month", "2021-04-H1", "-o", "html", "--edition", "2"}), 0) << err_;
  EXPECT_EQ(Run({"bulletin", "-o", "csv", "--list", "city-key"}), 0) << err_;
  ASSERT_THAT(bulletins_.asked, SizeIs(4));
  EXPECT_EQ(bulletins_.asked[0].ShortDebugString(), R"(period: "2021-W17" format: BULLETIN_TEXT)");
  EXPECT_EQ(bulletins_.asked[1].ShortDebugString(), R"(period: "2021-04" unpublished: true format: BULLETIN_MARKDOWN)");
  EXPECT_EQ(bulletins_.asked[2].ShortDebugString(), R"(period: "2021-04-H1" edition: 2 format: BULLETIN_HTML)");
  EXPECT_EQ(bulletins_.asked[3].ShortDebugString(), R"(filter { lists: "city-key" } format: BULLETIN_CSV)");
}

TEST_F(BulletinCommands, WhatWasCorrectedLaterIsToldBesideTheText) {
  *bulletins_.bulletin.add_differences() =
      Parsed<v1::BulletinDifference>(R"(what: "合计 完成投资" before: "1.50亿元" after: "1.30亿元")");
  EXPECT_EQ(Run({"bulletin", "--week", "2021-W17"}), 0);
  EXPECT_EQ(out_, "通报全文\n");
  EXPECT_THAT(err_, HasSubstr("合计 完成投资：发布时 1.50亿元，现在 1.30亿元"));
}

TEST_F(BulletinCommands, PublishNamesTheEditionAndTheHead) {
  EXPECT_EQ(Run({"bulletin", "publish", "--week", "2021-W17", "--correct", "重复计算"}), 0) << err_;
  ASSERT_THAT(bulletins_.published, SizeIs(1));
  EXPECT_EQ(bulletins_.published[0].period(), "2021-W17");
  EXPECT_EQ(bulletins_.published[0].correction_reason(), "重复计算");
  EXPECT_NE(bulletins_.published[0].request_id(), "");
  EXPECT_EQ(out_, "已发布 2021-W17 的通报，第 2 版，截至 2021-04-30，更正 1 处\n账本头 21:ab\n");
  EXPECT_THAT(bulletins_.asked, IsEmpty());
}

TEST_F(BulletinCommands, AListOfThemSaysWhy) {
  EXPECT_EQ(Run({"bulletin", "list"}), 0);
  EXPECT_EQ(out_, "还没有发布过通报\n");
  *bulletins_.list.add_bulletins() = Parsed<v1::BulletinHead>(
      R"(period: "2021-W17" edition: 2 correction_reason: "重复计算" head { sequence: 21 hash: "ab" })");
  EXPECT_EQ(Run({"bulletin", "list"}), 0);
  EXPECT_THAT(out_, HasSubstr("2021-W17"));
  EXPECT_THAT(out_, HasSubstr("重复计算"));
  EXPECT_THAT(out_, HasSubstr("21:ab"));
}

TEST_F(BulletinCommands, WhatDoesNotFitTogetherIsRefusedBeforeAnythingIsAsked) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{"bulletin", "--week", "2021-W17", "--month", "2021-04"}, "只能给一个"},
      {{"bulletin", "--week", "2021-04"}, "--week 的值“2021-04”"},
      {{"bulletin", "--month", "2021-W17"}, "--month 的值“2021-W17”"},
      {{"bulletin", "--half-month", "2021-04"}, "--half-month 的值“2021-04”"},
      {{"bulletin", "--edition", "1", "--unpublished"}, "只能给一个"},
      {{"bulletin", "-o", "pdf"}, "text、md、html、csv、json"},
      {{"bulletin", "publish"}, "要写明发布哪一期"},
      {{"board", "-o", "html"}, "table、json、csv"}};
  for (const auto& [arguments, words] : cases) {
    EXPECT_NE(Run(arguments), 0) << words;
    EXPECT_THAT(err_, HasSubstr(words));
  }
  EXPECT_THAT(bulletins_.asked, IsEmpty());
  EXPECT_THAT(bulletins_.published, IsEmpty());
}

TEST_F(BulletinCommands, AFileTakesTheTextAsItIs) {
  const auto path = std::filesystem::temp_directory_path() / ("wuse-bulletin-" + server_.address().substr(10) + ".txt");
  EXPECT_EQ(Run({"bulletin", "--week", "2021-W17", "--file", path.string()}), 0) << err_;
  EXPECT_EQ(out_, "");
  std::ifstream file(path, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "通报全文\n");
  file.close();
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace wuse::cli
