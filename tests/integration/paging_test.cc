#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <set>

#include "tests/integration/register_calls.h"
#include "tests/integration/small_register.h"

namespace wuse::testing {
namespace {

using ::testing::ElementsAreArray;

using Keys = std::vector<std::string>;

Keys KeysOf(const v1::ListProjectsResponse& page) {
  Keys keys;
  for (const v1::ListedProject& listed : page.projects()) keys.push_back(listed.project().id());
  return keys;
}
Keys KeysOf(const v1::ListReportsResponse& page) {
  Keys keys;
  for (const v1::Report& report : page.reports()) keys.push_back(report.week() + " " + report.project());
  return keys;
}
Keys KeysOf(const v1::ListChangesResponse& page) {
  Keys keys;
  for (const v1::Update& update : page.updates()) keys.push_back(std::to_string(update.sequence()));
  return keys;
}

// p-01 to p-12 of two units, in differing colors; p-01 to p-04 with reports of W15 to W17.
class PagingTest : public ::testing::Test {
 protected:
  PagingTest() { Fill(register_); }

  static void Fill(SmallRegister& reg) {
    for (const char* unit : {"duohu", "dongxiao"}) {
      Keys ids;
      for (int i = 1; i <= 12; ++i) {
        const bool first = unit == std::string("duohu");
        if (first == (i % 3 != 0)) ids.push_back((i < 10 ? "p-0" : "p-") + std::to_string(i));
      }
      AddProjects(reg.server().channel(), unit, ids);
    }
    for (int i = 1; i <= 4; ++i) {
      std::vector<v1::Report> reports;
      for (const int week : {15, 16, 17}) {
        reports.push_back(
            AnyReport("p-0" + std::to_string(i), "2021-W" + std::to_string(week), i * int64_t{1'000'000}));
      }
      ASSERT_TRUE(FileReports(reg.server().channel(), reports).ok());
    }
  }

  // All pages. `between` is called before each page but the first; no page is larger than what was asked for, and only
  // the last has no token.
  template <class Response, class Request>
  Keys AllPages(
      Request request, int page_size, const std::function<void()>& between = [] {}) {
    request.set_page_size(page_size);
    Keys keys;
    for (int pages = 0; pages < 100; ++pages) {
      if (pages > 0) between();
      const auto page = register_.Get<Response>(request);
      const Keys of_page = KeysOf(page);
      EXPECT_LE(of_page.size(), static_cast<size_t>(page_size));
      keys.insert(keys.end(), of_page.begin(), of_page.end());
      if (page.next_page_token().empty()) return keys;
      EXPECT_FALSE(of_page.empty()) << "a page without anything on it";
      request.set_page_token(page.next_page_token());
    }
    ADD_FAILURE() << "the pages do not end";
    return keys;
  }

  template <class Response, class Request>
  void ExpectSamePagesOfAnySize(const Request& request, size_t count) {
    const Keys whole = AllPages<Response>(request, 500);
    EXPECT_EQ(whole.size(), count);
    EXPECT_EQ(std::set<std::string>(whole.begin(), whole.end()).size(), count) << "something comes twice";
    for (const int size : {1, 3}) EXPECT_THAT(AllPages<Response>(request, size), ElementsAreArray(whole)) << size;
  }

  template <class Request>
  void ExpectTokenRefused(Request request, const std::string& token) {
    request.set_page_token(token);
    const RawAnswer answer = register_.Call(request);
    ExpectRefusal(answer, kInvalid, "PAGE_TOKEN_INVALID");
    ASSERT_EQ(ErrorOf(answer.status).fields.size(), 1U);
    EXPECT_EQ(ErrorOf(answer.status).fields[0].field(), "page_token");
  }

  SmallRegister register_;
};

TEST_F(PagingTest, ProjectsComeCompleteAndOnceInEveryOrderAndPageSize) {
  for (const char* order : {"BY_ID", "BY_LATENESS", "BY_UNIT"}) {
    SCOPED_TRACE(order);
    const auto request = Parsed<v1::ListProjectsRequest>(std::string("order: ") + order);
    ExpectSamePagesOfAnySize<v1::ListProjectsResponse>(request, 12);
  }
}

TEST_F(PagingTest, EveryPageTellsTheCountOfAllOfThem) {
  auto request = Parsed<v1::ListProjectsRequest>("page_size: 5 filter { units: \"dongxiao\" }");
  const auto page = register_.Get<v1::ListProjectsResponse>(request);
  EXPECT_EQ(page.total_count(), 4);
  EXPECT_EQ(page.next_page_token(), "") << "a page that is just full may be the last";
  request.set_page_size(3);
  const auto first = register_.Get<v1::ListProjectsResponse>(request);
  request.set_page_token(first.next_page_token());
  EXPECT_EQ(register_.Get<v1::ListProjectsResponse>(request).total_count(), 4);
}

TEST_F(PagingTest, APageThatHoldsTheLastOneExactlyHasNoToken) {
  for (const int size : {4, 12}) {
    auto request = Parsed<v1::ListProjectsRequest>("");
    request.set_page_size(size);
    const Keys keys = AllPages<v1::ListProjectsResponse>(request, size);
    EXPECT_EQ(keys.size(), 12U);
  }
  EXPECT_EQ(register_.Get<v1::ListProjectsResponse>("ListProjects", "page_size: 12").next_page_token(), "");
  EXPECT_EQ(register_.Get<v1::ListReportsResponse>("ListReports", "page_size: 12").next_page_token(), "");
}

TEST_F(PagingTest, ReportsComeCompleteAndOnceByWeekThenProject) {
  ExpectSamePagesOfAnySize<v1::ListReportsResponse>(v1::ListReportsRequest(), 12);
  const Keys keys = AllPages<v1::ListReportsResponse>(v1::ListReportsRequest(), 5);
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
  const auto some = Parsed<v1::ListReportsRequest>("projects: \"p-03\" projects: \"p-01\" from_week: \"2021-W16\"");
  EXPECT_THAT(AllPages<v1::ListReportsResponse>(some, 1),
              ElementsAreArray({"2021-W16 p-01", "2021-W16 p-03", "2021-W17 p-01", "2021-W17 p-03"}));
}

TEST_F(PagingTest, ChangesComeCompleteAndOnceNewestFirst) {
  ExpectSamePagesOfAnySize<v1::ListChangesResponse>(Parsed<v1::ListChangesRequest>("actor: \"tester\""), 18);
  ExpectSamePagesOfAnySize<v1::ListChangesResponse>(Parsed<v1::ListChangesRequest>("kinds: PROJECT_CHANGED"), 12);
  ExpectSamePagesOfAnySize<v1::ListChangesResponse>(Parsed<v1::ListChangesRequest>("project: \"p-04\""), 2);
  ExpectSamePagesOfAnySize<v1::ListChangesResponse>(
      Parsed<v1::ListChangesRequest>("kinds: PROJECT_CHANGED kinds: REPORT_FILED kinds: STATUS_CHANGED"), 16);
  auto request = Parsed<v1::ListChangesRequest>("actor: \"tester\"");
  const Keys keys = AllPages<v1::ListChangesResponse>(request, 3);
  EXPECT_EQ(keys.front(), std::to_string(register_.head()));
  for (size_t i = 1; i < keys.size(); ++i) EXPECT_GT(std::stoi(keys[i - 1]), std::stoi(keys[i]));
}

// Both answer whole, in one go.
TEST_F(PagingTest, UnitsAndMissingReportsAreNotPaged) {
  const auto units = register_.Get<v1::ListUnitsResponse>("ListUnits", "");
  ASSERT_EQ(units.units_size(), 2);
  EXPECT_EQ(units.units(0).id(), "duohu") << "in the order in which they were first applied";
  const auto missing = register_.Get<v1::ListMissingReportsResponse>("ListMissingReports", "week: \"2021-W17\"");
  Keys ids;
  for (const v1::MissingReport& report : missing.missing()) ids.push_back(report.unit() + " " + report.project());
  EXPECT_THAT(ids, ElementsAreArray({"duohu p-05", "duohu p-07", "duohu p-08", "duohu p-10", "duohu p-11",
                                     "dongxiao p-06", "dongxiao p-09", "dongxiao p-12"}));
  EXPECT_EQ(missing.expected_count(), 12);
}

// --- while the register changes

TEST_F(PagingTest, AProjectAddedBetweenPagesRepeatsAndLosesNothing) {
  int added = 0;
  for (const char* order : {"BY_ID", "BY_LATENESS", "BY_UNIT"}) {
    SCOPED_TRACE(order);
    const auto request = Parsed<v1::ListProjectsRequest>(std::string("order: ") + order);
    const Keys before = AllPages<v1::ListProjectsResponse>(request, 500);
    const Keys keys = AllPages<v1::ListProjectsResponse>(request, 3, [&] {
      const std::string number = std::to_string(++added);
      for (const char* where : {"a", "z"}) {  // of ids, before and after what there was
        ASSERT_TRUE(CreateProject(register_.server().channel(), AnyProject(where + number, "duohu")).ok());
      }
    });
    EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), keys.size()) << "something comes twice";
    for (const std::string& id : before) EXPECT_THAT(keys, ::testing::Contains(id));
  }
}

TEST_F(PagingTest, AReportFiledBetweenPagesRepeatsAndLosesNothing) {
  const Keys before = AllPages<v1::ListReportsResponse>(v1::ListReportsRequest(), 500);
  int added = 4;
  const Keys keys = AllPages<v1::ListReportsResponse>(v1::ListReportsRequest(), 5, [&] {
    for (const char* week : {"2021-W14", "2021-W18"}) {
      ++added;
      const std::string id = (added < 10 ? "p-0" : "p-") + std::to_string(added);
      ASSERT_TRUE(FileReport(register_.server().channel(), AnyReport(id, week, 1)).ok());
    }
  });
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), keys.size());
  for (const std::string& key : before) EXPECT_THAT(keys, ::testing::Contains(key));
}

TEST_F(PagingTest, AnUpdateWrittenBetweenPagesOfTheTrailIsNotInThem) {
  const auto request = Parsed<v1::ListChangesRequest>("kinds: PROJECT_CHANGED");
  const Keys before = AllPages<v1::ListChangesResponse>(request, 500);
  int added = 0;
  const Keys keys = AllPages<v1::ListChangesResponse>(request, 5, [&] {
    ASSERT_TRUE(CreateProject(register_.server().channel(), AnyProject("q" + std::to_string(++added), "duohu")).ok());
  });
  EXPECT_THAT(keys, ElementsAreArray(before));
}

TEST_F(PagingTest, APageEndsEarlyAtOneMebibyte) {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "泉";
  for (int batch = 0; batch < 2; ++batch) {
    v1::ApplyProjectsRequest request;
    for (int i = 0; i < 300; ++i) {
      v1::Project& project = *request.add_edits()->mutable_project();
      project = AnyProject("big-" + std::to_string(batch * 300 + i), "duohu");
      project.add_lists("big");
      project.set_note(text);
      project.mutable_team()->set_leader(text.substr(0, 300));  // 100 characters
      project.mutable_team()->set_name(text.substr(0, 300));
    }
    register_.Do(request);
  }
  const auto request = Parsed<v1::ListProjectsRequest>("filter { lists: \"big\" } page_size: 500");
  const std::string page = register_.Do(request);
  EXPECT_LE(page.size(), (1U << 20) + 1024U);
  v1::ListProjectsResponse parsed;
  ASSERT_TRUE(parsed.ParseFromString(page));
  EXPECT_LT(parsed.projects_size(), 500);
  EXPECT_EQ(parsed.total_count(), 600);
  const Keys keys = AllPages<v1::ListProjectsResponse>(request, 500);
  EXPECT_EQ(keys.size(), 600U);
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), 600U);
}

// --- sizes and tokens

TEST_F(PagingTest, APageSizeBelowZeroOrOver500IsRefused) {
  for (const char* method : {"ListProjects", "ListReports", "ListChanges"}) {
    const std::string subject = method == std::string("ListChanges") ? "actor: \"tester\" " : "";
    for (const char* size : {"-1", "501", "2147483647"}) {
      SCOPED_TRACE(std::string(method) + " " + size);
      const RawAnswer answer = register_.Call(method, subject + "page_size: " + size);
      ExpectRefusal(answer, kInvalid, "PAGE_SIZE_INVALID");
      EXPECT_THAT(ErrorOf(answer.status).chinese, ::testing::HasSubstr(size));
    }
  }
}

TEST_F(PagingTest, AForgedTokenIsRefusedWhereverItIsChanged) {
  const auto projects = Parsed<v1::ListProjectsRequest>("page_size: 2");
  const auto reports = Parsed<v1::ListReportsRequest>("page_size: 2");
  const auto changes = Parsed<v1::ListChangesRequest>("page_size: 2 actor: \"tester\"");
  const auto forge = [&](const auto& request, const std::string& token) {
    ASSERT_NE(token, "");
    for (size_t i = 0; i < token.size(); ++i) {
      std::string forged = token;
      forged[i] = forged[i] == 'A' ? 'B' : 'A';
      ExpectTokenRefused(request, forged);
    }
    ExpectTokenRefused(request, token.substr(0, token.size() - 2));
    ExpectTokenRefused(request, token + "AAAA");
    ExpectTokenRefused(request, "not a token, 不是");
  };
  forge(projects, register_.Get<v1::ListProjectsResponse>(projects).next_page_token());
  forge(reports, register_.Get<v1::ListReportsResponse>(reports).next_page_token());
  forge(changes, register_.Get<v1::ListChangesResponse>(changes).next_page_token());
}

TEST_F(PagingTest, ATokenIsGoodForItsOwnFilterOrderAndMethodOnly) {
  const auto mine = Parsed<v1::ListProjectsRequest>("page_size: 2 order: BY_UNIT filter { units: \"duohu\" }");
  const std::string token = register_.Get<v1::ListProjectsResponse>(mine).next_page_token();
  for (const char* other :
       {"order: BY_UNIT filter { units: \"dongxiao\" }", "order: BY_UNIT", "order: BY_ID filter { units: \"duohu\" }",
        "filter { units: \"duohu\" }", "order: BY_UNIT filter { units: \"duohu\" units: \"dongxiao\" }"}) {
    SCOPED_TRACE(other);
    ExpectTokenRefused(Parsed<v1::ListProjectsRequest>(other), token);
  }
  ExpectTokenRefused(Parsed<v1::ListReportsRequest>("filter { units: \"duohu\" }"), token);
  ExpectTokenRefused(Parsed<v1::ListChangesRequest>("project: \"p-01\""), token);
  const auto of_reports = Parsed<v1::ListReportsRequest>("page_size: 2");
  ExpectTokenRefused(v1::ListProjectsRequest(), register_.Get<v1::ListReportsResponse>(of_reports).next_page_token());
  auto larger = mine;
  larger.set_page_size(3);
  larger.set_page_token(token);
  EXPECT_EQ(register_.Get<v1::ListProjectsResponse>(larger).projects_size(), 3) << "the page size may change";
}

TEST_F(PagingTest, ATokenOfAnotherStoreIsRefusedAndItsOwnSurvivesARestart) {
  SmallRegister other;
  Fill(other);
  const auto request = Parsed<v1::ListProjectsRequest>("page_size: 5");
  ExpectTokenRefused(request, other.Get<v1::ListProjectsResponse>(request).next_page_token());
  auto next = request;
  next.set_page_token(register_.Get<v1::ListProjectsResponse>(request).next_page_token());
  const Keys keys = KeysOf(register_.Get<v1::ListProjectsResponse>(next));
  register_.server().Stop();
  register_.server().Start();
  EXPECT_EQ(KeysOf(register_.Get<v1::ListProjectsResponse>(next)), keys);
}

}  // namespace
}  // namespace wuse::testing
