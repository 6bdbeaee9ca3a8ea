#include <gtest/gtest.h>

#include <map>
#include <random>

#include "server/board/board.h"
#include "server/board/board_fixture.h"

namespace wuse::board {
namespace {

TEST(Staging, ShowsWhatIsStagedWhileTheBoardDoesNot) {
  Board board;
  CommitChanges(board, {ProjectChange(TestProject("p-0", "A"), true), UnitChange("xiaoshun", "孝顺镇")});
  Staging staging(board);
  staging.Apply(ProjectChange(TestProject("p-1", "B"), true));
  staging.Apply(StatusChange("p-0", v1::RED, "2021-04-30"));
  staging.Apply(UnitChange("caozhai", "曹宅镇"));
  EXPECT_EQ(staging.project_count(), 2u);
  EXPECT_EQ(staging.FindProject("p-0")->row->color, v1::RED);
  EXPECT_EQ(ProjectOf(*staging.FindProjectByExternalCode("B")).id(), "p-1");
  EXPECT_EQ(staging.FindUnit("caozhai")->name(), "曹宅镇");
  EXPECT_EQ(staging.units().size(), 2u);
  EXPECT_EQ(board.Take().project_count(), 1u);
  EXPECT_EQ(board.Take().project(0).row->color, v1::COLOR_UNSPECIFIED);
  EXPECT_EQ(board.FindSlotById("p-1"), std::nullopt);
  EXPECT_EQ(board.Take().units().size(), 1u);
}

TEST(Staging, AChangedUnitTakesThePlaceOfWhatItWas) {
  Board board;
  CommitChanges(board, {UnitChange("xiaoshun", "孝顺镇"), UnitChange("caozhai", "曹宅镇")});
  CommitChanges(board, {UnitChange("xiaoshun", "孝顺街道")});
  const View view = board.Take();
  ASSERT_EQ(view.units().size(), 2u);
  EXPECT_EQ(view.units()[0].name(), "孝顺街道");
  EXPECT_EQ(view.units()[1].name(), "曹宅镇");
}

TEST(Staging, FindsByExternalCodeTheProjectAsItIsStaged) {
  Board board;
  CommitChanges(board, {ProjectChange(TestProject("p-0", "A"), true), ProjectChange(TestProject("p-1", "B"), true)});
  Staging staging(board);
  staging.Apply(StatusChange("p-0", v1::RED, "2021-04-30"));
  EXPECT_EQ(staging.FindProjectByExternalCode("A")->row->color, v1::RED);
  staging.Apply(ProjectChange(TestProject("p-0", "C"), false));
  EXPECT_EQ(staging.FindProjectByExternalCode("A"), nullptr);
  EXPECT_EQ(ProjectOf(*staging.FindProjectByExternalCode("C")).id(), "p-0");
  EXPECT_EQ(ProjectOf(*staging.FindProjectByExternalCode("B")).id(), "p-1");
  EXPECT_EQ(staging.FindProjectByExternalCode(""), nullptr);
}

TEST(Staging, TouchedNamesEveryProjectChangedWithItsSlotAndLastState) {
  Board board;
  CommitChanges(board, {ProjectChange(TestProject("p-0"), true), ProjectChange(TestProject("p-1"), true)});
  Staging staging(board);
  staging.Apply(ReportChange("p-1", "2021-W17", "2021-04-30", 7));
  staging.Apply(StatusChange("p-1", v1::ORANGE, "2021-04-30"));
  staging.Apply(ProjectChange(TestProject("p-2"), true));
  ASSERT_EQ(staging.touched().size(), 2u);
  EXPECT_EQ(staging.touched().at("p-1").slot, 1u);
  EXPECT_EQ(staging.touched().at("p-1").state->row->color, v1::ORANGE);
  EXPECT_EQ(staging.touched().at("p-1").state->marks->size(), 1u);
  EXPECT_EQ(staging.touched().at("p-2").slot, 2u);
}

TEST(Staging, LoadPutsProjectsUnitsAndTheDayAsTheyWere) {
  Board board;
  Staging staging(board);
  const std::string encoded = TestProject("p-0", "A").SerializeAsString();
  const common::Week week = *common::Week::Parse("2021-W17");
  ASSERT_TRUE(staging.Load(encoded, {{.as_of = week.Friday(), .invested = {7}}}));
  ASSERT_TRUE(staging.Load(TestProject("p-1").SerializeAsString(), {}));
  EXPECT_FALSE(staging.Load(encoded, {})) << "a second project of that id";
  EXPECT_FALSE(staging.Load("\xff", {}));
  staging.LoadUnit(UnitChange("xiaoshun", "孝顺镇").unit_changed().unit());
  staging.LoadEvaluatedOn(*common::Date::Parse("2021-04-30"));
  board.Commit(std::move(staging), {41});
  const View view = board.Take();
  EXPECT_EQ(view.sequence(), common::Sequence{41});
  ASSERT_EQ(view.project_count(), 2u);
  EXPECT_EQ(*view.project(0).encoded, encoded);
  EXPECT_EQ(view.project(0).marks->at(0).invested.value, 7);
  EXPECT_EQ(board.FindSlot("A"), 0u);
  EXPECT_EQ(view.FindUnit("xiaoshun")->name(), "孝顺镇");
  EXPECT_EQ(view.evaluated_on().ToString(), "2021-04-30");
}

TEST(Staging, WhatIsLoadedCanBeFoundAndChangedBeforeItIsCommitted) {
  Board board;
  Staging staging(board);
  ASSERT_TRUE(staging.Load(TestProject("p-0", "A").SerializeAsString(), {}));
  ASSERT_TRUE(staging.Load(TestProject("p-1", "B").SerializeAsString(), {}));
  EXPECT_FALSE(staging.Load("\xff", {})) << "no Project";
  EXPECT_FALSE(staging.Load("", {})) << "a Project without an id";
  EXPECT_TRUE(staging.touched().empty());
  EXPECT_EQ(staging.FindProjectByExternalCode("B"), staging.FindProject("p-1"));
  EXPECT_EQ(board.FindSlot("p-0"), std::nullopt);
  staging.Apply(ProjectChange(TestProject("p-1", "C"), false));
  staging.Apply(ProjectChange(TestProject("p-2", "B"), true));
  staging.Apply(ReportChange("p-0", "2021-W17", "2021-04-30", 7));
  EXPECT_EQ(staging.touched().at("p-1").slot, 1u);
  EXPECT_EQ(staging.touched().at("p-2").slot, 2u);
  board.Commit(std::move(staging), {7});
  const View view = board.Take();
  ASSERT_EQ(view.project_count(), 3u);
  EXPECT_EQ(view.project(0).marks->at(0).invested.value, 7);
  EXPECT_EQ(ProjectOf(view.project(1)).external_code(), "C");
  const std::map<std::string, size_t> slots = {{"p-0", 0}, {"A", 0}, {"p-1", 1}, {"C", 1}, {"p-2", 2}, {"B", 2}};
  for (const auto& [text, slot] : slots) EXPECT_EQ(board.FindSlot(text), slot) << text;
}

// As a replay has it: projects that are created, and a month that is frozen of them, in one batch.
TEST(Staging, AMonthIsFrozenOfProjectsThatAreStagedWithIt) {
  Board board;
  CommitChanges(board, {ProjectChange(TestProject("p-0"), true)});
  Staging staging(board);
  for (const char* id : {"p-1", "p-2"}) staging.Apply(ProjectChange(TestProject(id), true));
  v1::Change begun;
  begun.mutable_recoloring_begun()->set_month("2021-04");
  staging.Apply(begun);
  for (const char* id : {"p-0", "p-1"}) {
    v1::Change recolored;
    recolored.mutable_project_recolored()->mutable_color()->set_project(id);
    recolored.mutable_project_recolored()->mutable_color()->set_color(v1::RED);
    staging.Apply(recolored);
  }
  board.Commit(staging, common::Sequence{2});
  const View view = board.Take();
  ASSERT_NE(view.recoloring(), nullptr);
  EXPECT_EQ(view.recoloring()->next_slot, 2u);
  EXPECT_EQ(view.recoloring()->progress.last_project(), "p-1");
  EXPECT_EQ(view.recoloring()->progress.colors(v1::RED - v1::NOT_RATED).count(), 2);
}

TEST(StagingDeathTest, OnlyAnEmptyBoardIsLoaded) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Board board;
  Staging staging(board);
  staging.Apply(ProjectChange(TestProject("p-0"), true));
  EXPECT_DEATH((void)staging.Load(TestProject("p-1").SerializeAsString(), {}), "loaded onto other projects");
  board.Commit(std::move(staging), {1});
  Staging next(board);
  EXPECT_DEATH((void)next.Load(TestProject("p-1").SerializeAsString(), {}), "loaded onto other projects");
}

TEST(StagingDeathTest, AChangeOfAProjectThatDoesNotExistStops) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  Board board;
  Staging staging(board);
  EXPECT_DEATH(staging.Apply(ReportChange("ghost", "2021-W17", "2021-04-30", 7)), "does not exist: \"ghost\"");
  EXPECT_DEATH(staging.Apply(StatusChange("ghost", v1::RED, "2021-04-30")), "does not exist: \"ghost\"");
}

bool operator==(const domain::Rung& a, const domain::Rung& b) {
  return a.id == b.id && a.track == b.track && a.is_start == b.is_start && a.is_closing == b.is_closing &&
         a.planned_on == b.planned_on && a.reached_on == b.reached_on && a.former_begin == b.former_begin &&
         a.former_end == b.former_end;
}
bool operator==(const domain::PlannedDate& a, const domain::PlannedDate& b) {
  return a.replaced_on == b.replaced_on && a.planned_on == b.planned_on;
}
bool operator==(const domain::YearPlanRow& a, const domain::YearPlanRow& b) {
  return a.year == b.year && a.replaced_on == b.replaced_on && a.annual == b.annual && a.has_months == b.has_months &&
         a.month_end == b.month_end;
}
bool operator==(const domain::PauseRow& a, const domain::PauseRow& b) {
  return a.from == b.from && a.until == b.until;
}

template <typename T>
bool Equal(const std::vector<T>& a, const std::vector<T>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const T& x, const T& y) { return x == y; });
}

bool SameRow(const domain::ProjectRow& a, const domain::ProjectRow& b) {
  return a.id == b.id && a.unit == b.unit && a.department == b.department && a.labels == b.labels &&
         a.list_count == b.list_count && a.kind == b.kind && a.level == b.level && a.category == b.category &&
         a.color == b.color && a.made_up == b.made_up && a.listed_on == b.listed_on && a.delisted_on == b.delisted_on &&
         a.total_investment == b.total_investment && a.invested_before == b.invested_before &&
         Equal(a.rungs, b.rungs) && Equal(a.former_dates, b.former_dates) && Equal(a.plans, b.plans) &&
         Equal(a.pauses, b.pauses);
}

// The naive picture that the board is compared with: whole messages in a map.
struct Model {
  struct Entry {
    v1::Project project;
    std::map<std::string, std::pair<std::string, int64_t>> reports;  // week → as_of, invested
  };
  std::map<std::string, Entry> projects;
  std::vector<std::string> order;
};

class RandomChanges {
 public:
  explicit RandomChanges(uint32_t seed) : random_(seed) {}

  size_t Below(size_t bound) { return std::uniform_int_distribution<size_t>(0, bound - 1)(random_); }

  // Makes one change and does the same to the model.
  v1::Change Next(Model& model) {
    const size_t what = model.order.empty() ? 0 : Below(10);
    if (what == 0) return Create(model);
    const std::string& id = model.order[Below(model.order.size())];
    Model::Entry& entry = model.projects.at(id);
    if (what == 1) return Edit(model, entry);
    if (what <= 3) return Recolor(entry);
    return Report(entry, what == 4);
  }

 private:
  std::string FreeCode(const Model& model) {
    std::string code = Below(4) == 0 ? "" : "GC/" + std::to_string(Below(40));
    for (const auto& [id, entry] : model.projects) {
      if (entry.project.external_code() == code) return "";
    }
    return code;
  }
  v1::Change Create(Model& model) {
    const std::string id = "p-" + std::to_string(model.order.size());
    v1::Project project = TestProject(id, FreeCode(model));
    model.order.push_back(id);
    model.projects[id].project = project;
    return ProjectChange(project, true);
  }
  v1::Change Edit(Model& model, Model::Entry& entry) {
    v1::Project project = entry.project;
    project.set_external_code(FreeCode(model));
    project.set_unit("town-" + std::to_string(Below(5)));
    project.set_total_investment_yuan(static_cast<int64_t>(Below(1'000'000)));
    project.set_etag("etag-" + std::to_string(Below(1'000'000)));
    entry.project = project;
    project.clear_status();  // a ProjectChanged carries none, and the stored one is kept
    return ProjectChange(project, false);
  }
  v1::Change Recolor(Model::Entry& entry) {
    v1::Change change = StatusChange(entry.project.id(), static_cast<v1::Color>(1 + Below(6)), "2021-04-30");
    *entry.project.mutable_status() = change.status_changed().after();
    return change;
  }
  v1::Change Report(Model::Entry& entry, bool reaches) {
    const common::Week week = common::Week::First(2021).Plus(static_cast<int>(Below(30)));
    const auto invested = static_cast<int64_t>(Below(9'000'000));
    v1::Change change = ReportChange(entry.project.id(), week.ToString(), week.Friday().ToString(), invested);
    entry.reports[week.ToString()] = {week.Friday().ToString(), invested};
    if (reaches) {
      v1::Milestone& rung = *entry.project.mutable_milestones(static_cast<int>(Below(2)));
      rung.set_reached_on(week.Monday().ToString());
      entry.project.set_etag("etag-" + std::to_string(Below(1'000'000)));
      *change.mutable_report_filed()->add_milestones() = rung;
      change.mutable_report_filed()->set_project_etag(entry.project.etag());
    }
    return change;
  }

  std::mt19937 random_;
};

void ExpectEqual(Board& board, const ProjectState& state, const Model::Entry& entry) {
  EXPECT_EQ(state.encoded->size(), entry.project.ByteSizeLong());
  EXPECT_EQ(ProjectOf(state).DebugString(), entry.project.DebugString());
  const domain::ProjectRow row =
      domain::RowOf(ProjectOf(state), [&board](std::string_view text) { return board.symbols().Intern(text); });
  EXPECT_TRUE(SameRow(*state.row, row)) << entry.project.id();
  ASSERT_EQ(state.marks->size(), entry.reports.size());
  size_t i = 0;
  for (const auto& [week, report] : entry.reports) {
    EXPECT_EQ(state.marks->at(i).week().ToString(), week);
    EXPECT_EQ(state.marks->at(i).as_of.ToString(), report.first);
    EXPECT_EQ(state.marks->at(i).invested.value, report.second);
    ++i;
  }
}

TEST(Staging, RandomChangesGiveTheSameAsANaiveModel) {
  const uint32_t seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  RandomChanges random(seed);
  Board board;
  Model model;
  for (int commit = 0; commit < 150; ++commit) {
    Staging staging(board);
    const size_t group = 1 + random.Below(12);
    for (size_t i = 0; i < group; ++i) staging.Apply(random.Next(model));
    for (const auto& [id, touched] : staging.touched()) ExpectEqual(board, *touched.state, model.projects.at(id));
    board.Commit(std::move(staging), {commit + 1});
    if (HasFailure()) return;
  }
  const View view = board.Take();
  ASSERT_EQ(view.project_count(), model.order.size());
  std::map<std::string, size_t> codes;
  for (size_t slot = 0; slot < model.order.size(); ++slot) {
    const Model::Entry& entry = model.projects.at(model.order[slot]);
    ExpectEqual(board, view.project(slot), entry);
    EXPECT_EQ(board.FindSlotById(entry.project.id()), slot);
    if (!entry.project.external_code().empty()) codes[entry.project.external_code()] = slot;
  }
  for (int i = 0; i < 40; ++i) {
    const std::string code = "GC/" + std::to_string(i);
    const auto expected = codes.find(code);
    EXPECT_EQ(board.FindSlotByExternalCode(code),
              expected == codes.end() ? std::nullopt : std::optional(expected->second))
        << code;
  }
}

}  // namespace
}  // namespace wuse::board
