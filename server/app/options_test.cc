#include "server/app/options.h"

#include <fstream>
#include <string>
#include <vector>

#include "common/status.h"
#include "gtest/gtest.h"

namespace wuse::app {
namespace {

std::string ReasonOf(const absl::Status& status) {
  const auto detail = common::DetailOf(status);
  return detail ? detail->reason : "";
}

struct ListenCase {
  std::string listen;
  bool allow_remote;
  std::string host;
  int port;
  std::string reason;  // of the refusal; empty: accepted
};

TEST(ListenAddress, IsLoopbackUnlessToldOtherwise) {
  const std::vector<ListenCase> cases = {
      {"127.0.0.1:7500", false, "127.0.0.1", 7500, ""},
      {"127.9.9.9:0", false, "127.9.9.9", 0, ""},
      {"localhost:1", false, "localhost", 1, ""},
      {"[::1]:7500", false, "::1", 7500, ""},
      {"0.0.0.0:7500", false, "", 0, "LISTEN_REMOTE"},
      {"[::]:7500", false, "", 0, "LISTEN_REMOTE"},
      {"10.0.0.1:7500", false, "", 0, "LISTEN_REMOTE"},
      {"128.0.0.1:7500", false, "", 0, "LISTEN_REMOTE"},
      {"localhost.example:7500", false, "", 0, "LISTEN_REMOTE"},
      {"10.0.0.1:7500", true, "10.0.0.1", 7500, ""},
      {"127.0.0.1", false, "", 0, "LISTEN_INVALID"},
      {":7500", false, "", 0, "LISTEN_INVALID"},
      {"127.0.0.1:", false, "", 0, "LISTEN_INVALID"},
      {"127.0.0.1:65536", false, "", 0, "LISTEN_INVALID"},
      {"127.0.0.1:-1", false, "", 0, "LISTEN_INVALID"},
      {"127.0.0.1:75x", false, "", 0, "LISTEN_INVALID"},
  };
  for (const ListenCase& one : cases) {
    SCOPED_TRACE(one.listen);
    const auto address = ListenAddressOf({.listen = one.listen, .insecure_allow_remote = one.allow_remote});
    EXPECT_EQ(ReasonOf(address.status()), one.reason);
    if (!address.ok()) continue;
    EXPECT_EQ(address->host, one.host);
    EXPECT_EQ(address->port, one.port);
  }
}

TEST(PinnedDate, IsADateOrNothing) {
  EXPECT_EQ(*PinnedDateOf({.today = ""}), std::nullopt);
  EXPECT_EQ(*PinnedDateOf({.today = "2021-05-08"}), common::Date::OfYmd(2021, 5, 8));
  EXPECT_EQ(ReasonOf(PinnedDateOf({.today = "2021-02-30"}).status()), "TODAY_INVALID");
}

TEST(Names, OfTheDistrictAndOfTheMainListAreChecked) {
  EXPECT_EQ(CheckNames({.district = "金东区"}), absl::OkStatus());
  EXPECT_EQ(ReasonOf(CheckNames({.district = "金东\n区"})), "DISTRICT_INVALID");
  EXPECT_EQ(ReasonOf(CheckNames({.district = std::string(101, 'x')})), "DISTRICT_INVALID");
  EXPECT_EQ(ReasonOf(CheckNames({.main_list = "District Key"})), "MAIN_LIST_INVALID");
}

TEST(Holidays, ComeFromAFileOrAreWeekendsOnly) {
  EXPECT_TRUE(WorkingDaysOf({.holidays_file = ""}).ok());
  EXPECT_EQ(ReasonOf(WorkingDaysOf({.holidays_file = "/no/such/file.csv"}).status()), "HOLIDAYS_UNREADABLE");
  const std::string path = ::testing::TempDir() + "/holidays.csv";
  std::ofstream(path) << "date,day,name\n2021-13-01,off,x\n";
  const absl::Status status = WorkingDaysOf({.holidays_file = path}).status();
  EXPECT_EQ(ReasonOf(status), "HOLIDAYS_INVALID");
  EXPECT_NE(status.message().find("2021-13-01"), absl::string_view::npos) << status;
}

}  // namespace
}  // namespace wuse::app
