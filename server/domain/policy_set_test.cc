#include "server/domain/policy_set.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "server/domain/color_day.h"
#include "server/domain/policy_case.h"
#include "server/domain/row_builder.h"

namespace wuse::domain {
namespace {

class PolicySetTest : public ::testing::Test {
 protected:
  // Sets a preset, or ends one ("").
  void Set(const std::string& preset, const std::string& on, v1::Category category = v1::CATEGORY_UNSPECIFIED,
           v1::PolicySubject subject = v1::SUBJECT_PROJECT) {
    v1::PolicyVersion version;
    version.set_version(set_->newest_version() + 1);
    version.set_category(category);
    version.set_subject(subject);
    version.set_set_on(on);
    if (!preset.empty()) *version.mutable_policy() = Preset(preset);
    set_ = set_->With(std::move(version), names_.Interner());
  }
  std::string NameOn(const std::string& day, v1::Category category) const {
    const ColorDay colors(set_, Day(day), Calendar2021());
    ProjectRow row;
    row.category = category;
    return std::to_string(colors.VersionOf(row));
  }
  std::string UnitsOn(const std::string& day) const {
    const PolicySet::Policies policies = set_->On(Day(day));
    return policies.units.policy == nullptr ? "" : policies.units.policy->message().name();
  }

  Names names_;
  std::shared_ptr<const PolicySet> set_ = std::make_shared<const PolicySet>();
};

TEST_F(PolicySetTest, BeforeAnyWasSetTheDefaultPolicyHolds) {
  EXPECT_EQ(set_->newest_version(), 0);
  EXPECT_EQ(set_->On(Day("2021-05-08")).district.policy->message().name(), kDefaultPolicyName);
  EXPECT_EQ(UnitsOn("2021-05-08"), "");
  EXPECT_EQ(set_->Find(1).version, nullptr);
  EXPECT_EQ(set_->Find(-1).version, nullptr);
}

TEST_F(PolicySetTest, EachDayHasThoseThatWereInForceOnIt) {
  Set("wuhan", "2021-05-08");
  Set("shenzhen-co-days", "2021-05-10", v1::PLOT);
  Set("yinchuan-2025", "2021-05-10");
  Set("xinhuang-2015", "2021-05-10");  // of one day the last counts
  Set("", "2021-06-01", v1::PLOT);
  EXPECT_EQ(NameOn("2021-05-07", v1::URBAN), "0");
  EXPECT_EQ(NameOn("2021-05-08", v1::URBAN), "1");
  EXPECT_EQ(NameOn("2021-05-09", v1::PLOT), "1");
  EXPECT_EQ(NameOn("2021-05-10", v1::URBAN), "4");
  EXPECT_EQ(NameOn("2021-05-31", v1::PLOT), "2");
  EXPECT_EQ(NameOn("2021-06-01", v1::PLOT), "4") << "by the district's again";
  EXPECT_EQ(set_->Newest().district.version->version(), 4);
  EXPECT_EQ(set_->Find(5).policy, nullptr);
  EXPECT_EQ(set_->Find(2).policy->message().name(), "shenzhen-co-days");
}

TEST_F(PolicySetTest, ThatOfUnitsIsApart) {
  Set("sanya-2022-area", "2021-05-08", v1::CATEGORY_UNSPECIFIED, v1::SUBJECT_UNIT);
  Set("", "2021-06-01", v1::CATEGORY_UNSPECIFIED, v1::SUBJECT_UNIT);
  EXPECT_EQ(UnitsOn("2021-05-08"), "sanya-2022-area");
  EXPECT_EQ(UnitsOn("2021-06-01"), "");
  EXPECT_EQ(NameOn("2021-05-08", v1::URBAN), "0");
}

TEST_F(PolicySetTest, KnowsWaivedProjectsOfAllVersions) {
  for (const char* project : {"P-2", "p-1", "p-2"}) {
    v1::PolicyVersion version;
    version.set_version(set_->newest_version() + 1);
    version.set_set_on("2021-05-08");
    *version.mutable_policy() = Preset("yinchuan-2025");
    version.mutable_policy()->add_waivers()->set_project(project);
    set_ = set_->With(std::move(version), names_.Interner());
  }
  EXPECT_EQ(set_->WaivedSymbol("p-1"), names_.Of("p-1"));
  EXPECT_EQ(set_->WaivedSymbol("p-2"), names_.Of("p-2"));
  EXPECT_NE(set_->WaivedSymbol("p-2"), 0U);
  EXPECT_EQ(set_->WaivedSymbol("p"), 0U);
  EXPECT_EQ(set_->WaivedSymbol("p-3"), 0U);
}

}  // namespace
}  // namespace wuse::domain
