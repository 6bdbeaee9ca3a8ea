#include <algorithm>
#include <functional>

#include "common/limits.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/watch_client.h"

// What a filter lets through: a change that matched before or matches after, whole updates' worth of them, and no
// other.
namespace wuse::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Two projects that differ in everything that a filter looks at: "a" is of this sort, "b" of the other.
v1::Project ProjectOfSort(bool is_a) {
  v1::Project project = AnyProject(is_a ? "a" : "b", is_a ? "duohu" : "lipu");
  project.set_department(is_a ? "housing" : "traffic");
  project.clear_lists();
  project.add_lists("district-key");
  project.add_lists(is_a ? "industry-top" : "road-top");
  project.set_category(is_a ? v1::INDUSTRY : v1::TRANSPORT);
  project.set_level(is_a ? v1::CITY : v1::TOWN);
  return project;
}

std::string KindName(const v1::Change& change) {
  if (change.has_unit_changed()) return "unit " + change.unit_changed().unit().id();
  if (change.has_project_changed()) return "project " + change.project_changed().project().id();
  if (change.has_report_filed()) return "report " + change.report_filed().report().project();
  if (change.has_status_changed()) {
    return "color " + change.status_changed().project() + " " + v1::Color_Name(change.status_changed().after().color());
  }
  return change.has_day_evaluated() ? "day" : "nothing";
}

// Without the alerts that follow from the others: they have filters and tests of their own.
std::vector<std::string> KindNames(const std::vector<v1::Change>& changes) {
  std::vector<std::string> names;
  names.reserve(changes.size());
  for (const v1::Change& change : changes) {
    if (!change.has_alert_changed()) names.push_back(KindName(change));
  }
  return names;
}

class WatchFilter : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.Start();
    for (const char* id : {"duohu", "lipu", "housing", "traffic"}) {
      ASSERT_TRUE(ApplyUnit(server_.channel(), AnyUnit(id, "单位" + std::string(id))).ok());
    }
    for (const bool is_a : {true, false}) {
      const auto created = CreateProject(server_.channel(), ProjectOfSort(is_a));
      ASSERT_TRUE(created.ok()) << created.status.error_message();
    }
  }

  void File(const std::string& project, const std::string& week, int64_t invested) {
    const auto filed = FileReport(server_.channel(), AnyReport(project, week, invested));
    ASSERT_TRUE(filed.ok()) << filed.status.error_message();
  }
  void Update(const v1::Project& project, const std::string& path) {
    const auto updated = UpdateProject(server_.channel(), project, {path});
    ASSERT_TRUE(updated.ok()) << updated.status.error_message();
  }

  // What a stream with this filter brings of all that was written so far, by name. That nothing more comes is shown by
  // a bookmark after it.
  std::vector<std::string> Seen(const v1::WatchFilter& filter, int64_t from = 1) {
    v1::WatchRequest request = FromSequence(from);
    *request.mutable_filter() = filter;
    WatchClient client(server_.channel(), request);
    std::vector<std::string> seen;
    while (const std::optional<v1::WatchResponse> response = NextAfterTicks(server_, client)) {
      if (IsBookmark(*response)) return seen;
      for (const v1::Update& update : response->updates()) {
        EXPECT_GT(update.changes_size(), 0) << "an update without changes";
        for (std::string& name : KindNames({update.changes().begin(), update.changes().end()})) {
          seen.push_back(std::move(name));
        }
      }
    }
    ADD_FAILURE() << "the stream ended";
    return seen;
  }

  int64_t NextSequence() {
    const auto applied = ApplyUnit(server_.channel(), AnyUnit("marker", "标记" + std::to_string(++markers_)));
    EXPECT_TRUE(applied.ok());
    return applied.response.sequence() + 1;
  }

  TestServer server_;
  int markers_ = 0;
};

struct FieldCase {
  std::string name;
  std::function<void(v1::WatchFilter&)> matches_a;
  std::string path;  // the field of a project that takes it out of the filter when it becomes as that of "b"
};

std::vector<FieldCase> FieldCases() {
  return {
      {"units", [](v1::WatchFilter& filter) { filter.add_units("duohu"); }, "unit"},
      {"departments", [](v1::WatchFilter& filter) { filter.add_departments("housing"); }, "department"},
      {"lists", [](v1::WatchFilter& filter) { filter.add_lists("industry-top"); }, "lists"},
      {"projects", [](v1::WatchFilter& filter) { filter.add_projects("a"); }, ""},
      {"categories", [](v1::WatchFilter& filter) { filter.add_categories(v1::INDUSTRY); }, "category"},
      {"levels", [](v1::WatchFilter& filter) { filter.add_levels(v1::CITY); }, "level"},
  };
}

TEST_F(WatchFilter, EachFieldLetsThroughWhatIsAboutItsProjectsAndNoOther) {
  File("a", "2021-W17", 4'000'000);
  File("b", "2021-W17", 4'000'000);
  for (const FieldCase& field : FieldCases()) {
    v1::WatchFilter filter;
    field.matches_a(filter);
    std::vector<std::string> expected = {"project a", "color a NOT_RATED", "report a", "color a GREEN"};
    if (field.name == "units") expected.insert(expected.begin(), "unit duohu");  // a unit's own changes, too
    EXPECT_EQ(Seen(filter), expected) << field.name;
  }
}

TEST_F(WatchFilter, WhatLeavesIsSeenLeavingAndThenNoMore) {
  for (const FieldCase& field : FieldCases()) {
    if (field.path.empty()) continue;
    v1::WatchFilter filter;
    field.matches_a(filter);
    const int64_t from = NextSequence();
    v1::Project other = ProjectOfSort(false);
    other.set_id("a");
    Update(other, field.path);
    Update(ProjectOfSort(true), field.path);
    Update(other, field.path);
    v1::Project renamed = other;
    renamed.set_name("改名" + field.name);
    Update(renamed, "name");
    EXPECT_EQ(Seen(filter, from), (std::vector<std::string>{"project a", "project a", "project a"}))
        << field.name << ": left, came back, left; the new name is of no concern any more";
    Update(ProjectOfSort(true), field.path);
  }
}

TEST_F(WatchFilter, AProjectThatLeavesRedIsSeenLeaving) {
  v1::WatchRequest request = FromNow();
  request.mutable_filter()->add_colors(v1::RED);
  WatchClient client(server_.channel(), request);
  ASSERT_TRUE(client.Next());
  const int64_t from = NextSequence();
  File("a", "2021-W16", 0);
  File("a", "2021-W17", 4'000'000);
  File("a", "2021-W18", 8'000'000);  // green before and after
  const std::vector<std::string> expected = {"color a RED", "report a", "color a GREEN"};
  EXPECT_EQ(Seen(request.filter(), from), expected);
  File("b", "2021-W17", 0);  // comes after all that a live stream has of "a"
  const auto last = NextSequence();
  ASSERT_TRUE(client.ReadTo(last - 2));
  std::vector<std::string> live = expected;
  live.emplace_back("color b RED");
  EXPECT_EQ(KindNames(client.changes()), live);
}

TEST_F(WatchFilter, ColorsAreThoseBeforeOrAfter) {
  File("a", "2021-W17", 0);
  File("b", "2021-W17", 4'000'000);
  v1::WatchFilter green;
  green.add_colors(v1::GREEN);
  EXPECT_THAT(Seen(green), ElementsAre("color b GREEN"));
  v1::WatchFilter either = green;
  either.add_colors(v1::RED);
  EXPECT_THAT(Seen(either), ElementsAre("color a RED", "color b GREEN"));
}

TEST_F(WatchFilter, EachKindOfChangeIsTakenAlone) {
  File("a", "2021-W17", 4'000'000);
  const std::vector<std::string> everything = Seen({});
  EXPECT_THAT(everything, Contains("day"));
  const std::vector<std::pair<v1::ChangeKind, std::string>> kinds = {{v1::UNIT_CHANGED, "unit "},
                                                                     {v1::PROJECT_CHANGED, "project "},
                                                                     {v1::REPORT_FILED, "report "},
                                                                     {v1::STATUS_CHANGED, "color "},
                                                                     {v1::DAY_EVALUATED, "day"}};
  for (const auto& [kind, prefix] : kinds) {
    std::vector<std::string> expected;
    std::copy_if(everything.begin(), everything.end(), std::back_inserter(expected),
                 [&prefix = prefix](const std::string& name) { return name.rfind(prefix, 0) == 0; });
    EXPECT_FALSE(expected.empty()) << prefix;
    v1::WatchFilter filter;
    filter.add_change_kinds(kind);
    EXPECT_EQ(Seen(filter), expected) << prefix;
  }
}

TEST_F(WatchFilter, FieldsAreAndedAndTheValuesOfOneAreOred) {
  File("a", "2021-W17", 4'000'000);
  File("b", "2021-W17", 4'000'000);
  v1::WatchFilter both;
  both.add_units("duohu");
  both.add_units("lipu");
  both.add_change_kinds(v1::REPORT_FILED);
  EXPECT_THAT(Seen(both), ElementsAre("report a", "report b"));
  v1::WatchFilter one = both;
  one.add_departments("traffic");
  EXPECT_THAT(Seen(one), ElementsAre("report b"));
  v1::WatchFilter none = one;
  none.add_projects("a");
  EXPECT_THAT(Seen(none), IsEmpty());
}

TEST_F(WatchFilter, OfABatchOnlyTheChangesThatMatchAreSentInOneUpdateWithItsHeader) {
  const auto filed = FileReports(server_.channel(),
                                 {AnyReport("a", "2021-W16", 1000), AnyReport("b", "2021-W16", 1000),
                                  AnyReport("a", "2021-W17", 4'000'000), AnyReport("b", "2021-W17", 4'000'000)},
                                 "batch-1");
  ASSERT_TRUE(filed.ok()) << filed.status.error_message();
  v1::WatchRequest request = FromSequence(filed.response.sequence());
  request.mutable_filter()->add_projects("b");
  WatchClient client(server_.channel(), request);
  ASSERT_TRUE(client.ReadTo(filed.response.sequence()));
  ASSERT_EQ(client.updates().size(), 1U);
  EXPECT_EQ(client.updates()[0].request_id(), "batch-1");
  EXPECT_THAT(KindNames(client.changes()), ElementsAre("report b", "report b", "color b GREEN"));
}

TEST_F(WatchFilter, AProjectAndAListThatAreStillToComeAreWaitedFor) {
  v1::WatchRequest project = FromSnapshot();
  project.mutable_filter()->add_projects("c");
  v1::WatchRequest list = FromSnapshot();
  list.mutable_filter()->add_lists("new-list");
  WatchClient of_project(server_.channel(), project);
  WatchClient of_list(server_.channel(), list);
  for (WatchClient* client : {&of_project, &of_list}) {
    const auto synced = client->Next();
    ASSERT_TRUE(synced);
    EXPECT_GT(synced->synced(), 0) << "nothing is there yet";
  }
  v1::Project created = AnyProject("c", "lipu");
  created.add_lists("new-list");
  const auto done = CreateProject(server_.channel(), created);
  ASSERT_TRUE(done.ok()) << done.status.error_message();
  for (WatchClient* client : {&of_project, &of_list}) {
    ASSERT_TRUE(client->ReadTo(done.response.sequence()));
    EXPECT_THAT(KindNames(client->changes()), Contains("project c"));
  }
}

struct BadFilter {
  std::string field;
  std::function<void(v1::WatchFilter&)> spoil;
  std::string reason = "FILTER_INVALID";
  std::string chinese = "";
};

TEST_F(WatchFilter, AValueThatCannotBeIsRefusedWithItsPath) {
  const std::vector<BadFilter> cases = {
      {"filter.units[1]",
       [](v1::WatchFilter& filter) {
         filter.add_units("duohu");
         filter.add_units("Not An Id");
       }},
      {"filter.departments[0]", [](v1::WatchFilter& filter) { filter.add_departments(""); }},
      {"filter.lists[0]", [](v1::WatchFilter& filter) { filter.add_lists("清单"); }},
      {"filter.projects[0]", [](v1::WatchFilter& filter) { filter.add_projects(std::string(65, 'a')); }},
      {"filter.categories[0]", [](v1::WatchFilter& filter) { filter.add_categories(v1::CATEGORY_UNSPECIFIED); }},
      {"filter.levels[0]", [](v1::WatchFilter& filter) { filter.add_levels(static_cast<v1::Level>(99)); }},
      {"filter.colors[1]",
       [](v1::WatchFilter& filter) {
         filter.add_colors(v1::RED);
         filter.add_colors(static_cast<v1::Color>(-1));
       }},
      {"filter.change_kinds[0]",
       [](v1::WatchFilter& filter) { filter.add_change_kinds(static_cast<v1::ChangeKind>(77)); }},
      {"filter.projects",
       [](v1::WatchFilter& filter) {
         for (int i = 0; i <= common::kMaxFilterValues; ++i) filter.add_projects("p");
       }},
      {"filter.units[1]",
       [](v1::WatchFilter& filter) {
         filter.add_units("duohu");
         filter.add_units("duohuu");
       },
       "UNIT_UNKNOWN", "没有单位“duohuu”，最接近的是“duohu”"},
      {"filter.departments[0]", [](v1::WatchFilter& filter) { filter.add_departments("fagai"); }, "UNIT_UNKNOWN",
       "没有部门“fagai”"},
  };
  for (const BadFilter& bad : cases) {
    for (v1::WatchRequest request : {FromNow(), FromSequence(1), FromSnapshot()}) {
      bad.spoil(*request.mutable_filter());
      WatchClient client(server_.channel(), request);
      const grpc::Status status = client.ReadToEnd();
      EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << bad.field;
      const ErrorOf error(status);
      ASSERT_EQ(error.fields.size(), 1U) << bad.field;
      EXPECT_EQ(error.fields[0].field(), bad.field);
      EXPECT_EQ(error.fields[0].reason(), bad.reason) << bad.field;
      const std::string& chinese = error.fields[0].localized_message().message();
      EXPECT_FALSE(chinese.empty()) << bad.field;
      EXPECT_THAT(chinese, ::testing::HasSubstr(bad.chinese)) << bad.field;
    }
  }
}

}  // namespace
}  // namespace wuse::testing
