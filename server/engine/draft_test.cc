#include "server/engine/draft.h"

#include "server/engine/engine_fixture.h"

namespace wuse::engine {
namespace {

class DraftTest : public EngineFixture {
 protected:
  void SetUp() override {
    Boot();
    MustWrite(Unit());
    v1::Project project = Project("p1");
    project.set_external_code("原-1");
    MustWrite(Create(project));
    MustWrite(File("p1", 10));
  }
  static v1::Change Noted(v1::Project project, const std::string& note) {
    v1::Change change;
    project.set_note(note);
    *change.mutable_project_changed()->mutable_project() = project;
    return change;
  }

  // As an update of that one change.
  void Stage(const v1::Change& change, Draft& draft) {
    auto update = std::make_shared<v1::Update>();
    update->set_sequence(++sequence_);
    *update->add_changes() = change;
    draft.Stage(std::move(update));
  }

  Recent recent_;
  int64_t sequence_ = 100;
  const common::Week week_ = *common::Week::Parse("2021-W17");
};

TEST_F(DraftTest, ShowsTheBoardAndHistory) {
  const Draft draft(*board_, *history_, recent_);
  EXPECT_EQ(draft.FindUnit("xiaoshun")->name(), "孝顺镇");
  EXPECT_EQ(draft.FindUnitByName("孝顺镇")->id(), "xiaoshun");
  EXPECT_EQ(draft.FindUnitByName("别处"), nullptr);
  EXPECT_EQ(draft.UnitIdsAndNames(), (std::vector<std::string>{"xiaoshun", "孝顺镇"}));
  EXPECT_EQ(draft.FindProject("p1")->name(), "项目p1");
  EXPECT_EQ(draft.FindProjectByExternalCode("原-1")->id(), "p1");
  EXPECT_EQ(draft.FindProject("p2"), nullptr);
  EXPECT_EQ(draft.ProjectIds(10), std::vector<std::string>{"p1"});
  EXPECT_EQ(draft.project_count(), 1);
  ASSERT_EQ(draft.ReportsOf("p1").size(), 1U);
  EXPECT_EQ(draft.ReportsOf("p1")[0].invested.value, 10);
  EXPECT_TRUE(draft.ReportsOf("p2").empty());
  EXPECT_EQ(draft.FindReport("p1", week_)->invested_this_year_yuan(), 10);
  EXPECT_EQ(draft.FindReport("p1", week_.Plus(1)).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(DraftTest, ShowsWhatIsStagedAndTheBoardDoesNot) {
  Draft draft(*board_, *history_, recent_);
  const std::shared_ptr<const v1::Project> before = draft.FindProject("p1");
  Stage(Noted(*before, "新的"), draft);
  EXPECT_EQ(draft.FindProject("p1")->note(), "新的");
  EXPECT_EQ(before->note(), "") << "what was handed out before stays as it was";

  v1::Change created;
  *created.mutable_project_changed()->mutable_project() = Project("p2");
  created.mutable_project_changed()->set_created(true);
  Stage(created, draft);
  EXPECT_NE(draft.FindProject("p2"), nullptr);
  EXPECT_EQ(draft.ProjectIds(10), (std::vector<std::string>{"p1", "p2"}));
  EXPECT_EQ(draft.ProjectIds(1), std::vector<std::string>{"p1"});
  EXPECT_EQ(draft.project_count(), 2);

  v1::Change filed;
  v1::Report& report = *filed.mutable_report_filed()->mutable_report();
  report = *history_->FindReport("p1", week_);
  report.set_invested_this_year_yuan(20);
  report.set_version(2);
  Stage(filed, draft);
  EXPECT_EQ(draft.FindReport("p1", week_)->version(), 2);
  EXPECT_EQ(draft.ReportsOf("p1")[0].invested.value, 20);

  EXPECT_EQ(OnBoard("p1").note(), "");
  EXPECT_EQ(OnBoard("p2").id(), "");
  EXPECT_EQ(history_->FindReport("p1", week_)->version(), 1);
}

}  // namespace
}  // namespace wuse::engine
