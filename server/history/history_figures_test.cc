#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/domain/figure_book.h"
#include "server/history/history.h"
#include "server/history/history_fixture.h"

// What figures are shown with, and published bulletins.
namespace wuse::history {
namespace {

using board::BulletinChange;
using board::CertifiedChange;
using board::ListChange;
using board::ProjectChange;
using board::ReferenceChange;
using board::TestProject;

class FiguresInHistory : public HistoryTest {
 protected:
  // What the board says of it after a restart.
  std::vector<std::string> ReferencesLoaded() {
    Open();
    const board::View view = board_->Take();
    std::vector<std::string> values;
    for (const auto& [key, figure] : view.figure_book().references()) {
      values.push_back(figure.period() + " " + figure.value());
    }
    return values;
  }
  int EditionFound(std::string_view period, int edition) const {
    const auto found = history_->FindBulletin(domain::BulletinKey(period, nullptr), edition);
    return found.ok() ? found->behind_count() : static_cast<int>(found.status().code());
  }
};

TEST_F(FiguresInHistory, ReferencesAreLoadedReplacedAndRemoved) {
  Apply({ReferenceChange("2020-04", "12.44"), ReferenceChange("2019-04", "11")});
  EXPECT_THAT(ReferencesLoaded(), testing::ElementsAre("2019-04 11", "2020-04 12.44"));
  Apply({ReferenceChange("2019-04", "11.5")});
  EXPECT_THAT(ReferencesLoaded(), testing::ElementsAre("2019-04 11.5", "2020-04 12.44"));
  Apply({ReferenceChange("2019-04", "11.5", true)});
  EXPECT_THAT(ReferencesLoaded(), testing::ElementsAre("2020-04 12.44"));
  Apply({ReferenceChange("2020-04", "12.44", true), ReferenceChange("2020-04", "12.45")});  // of one update
  EXPECT_THAT(ReferencesLoaded(), testing::ElementsAre("2020-04 12.45"));
}

TEST_F(FiguresInHistory, ListsAndTheHouseStyleAreLoadedAsTheyWereLast) {
  v1::Change style;
  style.mutable_house_style_changed()->mutable_style()->set_decimals(1);
  Apply({ListChange("l", "攻坚"), ListChange("m", "省重点"), style});
  style.mutable_house_style_changed()->mutable_style()->set_decimals(0);
  Apply({ListChange("l", "百日攻坚"), style});
  Open();
  const board::View view = board_->Take();
  ASSERT_NE(view.figure_book().FindList("l"), nullptr);
  EXPECT_EQ(view.figure_book().FindList("l")->name(), "百日攻坚");
  EXPECT_EQ(view.figure_book().FindList("m")->name(), "省重点");
  EXPECT_TRUE(view.figure_book().style().has_decimals());
  EXPECT_EQ(view.figure_book().style().decimals(), 0);
  EXPECT_EQ(view.figure_book().style().time_base(), v1::TIME_BASE_UNSPECIFIED) << "nobody set it";
}

TEST_F(FiguresInHistory, CertifiedMonthsAreThoseOfTheProjectInTheirOrder) {
  Apply({ProjectChange(TestProject("p-0"), true)});
  Apply({CertifiedChange("p-0", "2021-03", 30), CertifiedChange("p-0", "2021-02", 20)});
  Apply({CertifiedChange("p-0", "2021-03", 35)});
  v1::Project edited = TestProject("p-0");  // without what is certified, as an edit's change is
  edited.set_note("换了单位");
  Apply({ProjectChange(edited, false)});
  Open();
  const v1::Project project = board::ProjectOf(board_->Take().project(0));
  EXPECT_EQ(project.note(), "换了单位");
  ASSERT_EQ(project.certified_size(), 2);
  EXPECT_EQ(project.certified(0).month(), "2021-02");
  EXPECT_EQ(project.certified(1).invested_this_year_yuan(), 35);
}

TEST_F(FiguresInHistory, EveryEditionOfABulletinIsFoundWhole) {
  Apply({BulletinChange("2021-W17", 1)});
  Apply({BulletinChange("2021-W16", 1), BulletinChange("2021-W17", 2)});
  for (const bool reopened : {false, true}) {
    if (reopened) Open();
    EXPECT_EQ(EditionFound("2021-W17", 1), 1);
    EXPECT_EQ(EditionFound("2021-W17", 2), 2);
    EXPECT_EQ(EditionFound("2021-W17", 0), 2) << "the newest";
    EXPECT_EQ(EditionFound("2021-W16", 0), 1);
    const int not_found = static_cast<int>(absl::StatusCode::kNotFound);
    EXPECT_EQ(EditionFound("2021-W17", 3), not_found);
    EXPECT_EQ(EditionFound("2021-W17", -1), not_found);
    EXPECT_EQ(EditionFound("2021-W1", 0), not_found) << "another period's beginning";
    EXPECT_EQ(EditionFound("2021-W15", 0), not_found);
    const board::View view = board_->Take();
    const auto& heads = view.figure_book().EditionsOf(domain::BulletinKey("2021-W17", nullptr));
    ASSERT_EQ(heads.size(), 2U);
    EXPECT_EQ(heads[1].published_by(), "li");
  }
}

TEST_F(FiguresInHistory, OfEachSelectionThereIsABulletinOfItsOwn) {
  Apply({BulletinChange("2021-W17", 1)});
  v1::Change filtered = BulletinChange("2021-W17", 1);
  v1::Bulletin& bulletin = *filtered.mutable_bulletin_published()->mutable_bulletin();
  bulletin.mutable_filter()->add_units("duohu");
  bulletin.set_behind_count(7);
  Apply({filtered});
  EXPECT_EQ(EditionFound("2021-W17", 0), 1) << "the main list's";
  const auto of_unit = history_->FindBulletin(domain::BulletinKey("2021-W17", &bulletin.filter()));
  ASSERT_TRUE(of_unit.ok()) << of_unit.status();
  EXPECT_EQ(of_unit->behind_count(), 7);
}

}  // namespace
}  // namespace wuse::history
