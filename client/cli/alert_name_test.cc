#include "client/cli/alert_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/lib/error.h"

namespace wuse::cli {
namespace {

using ::testing::HasSubstr;

struct Row {
  const char* name;
  v1::AlertKind kind;
  const char* project;
  const char* milestone;
};

TEST(AlertName, IsReadInEitherLanguage) {
  for (const Row& row : {Row{"milestone-overdue:jd-001:roof-topped", v1::MILESTONE_OVERDUE, "jd-001", "roof-topped"},
                         Row{"节点逾期:jd-001:结顶", v1::MILESTONE_OVERDUE, "jd-001", "roof-topped"},
                         Row{"节点逾期：JD-001：自定节点", v1::MILESTONE_OVERDUE, "JD-001", "自定节点"},
                         Row{"Milestone_Overdue: jd-001 :roof-topped", v1::MILESTONE_OVERDUE, "jd-001", "roof-topped"},
                         Row{"report-missing:jd-001", v1::REPORT_MISSING, "jd-001", ""},
                         Row{"颜色变差:jd-001", v1::COLOR_WORSENED, "jd-001", ""},
                         Row{"应开工未开工:jd-001", v1::NOT_STARTED, "jd-001", ""},
                         Row{"investment-behind:jd-001", v1::INVESTMENT_BEHIND, "jd-001", ""},
                         Row{"stalled:jd-001", v1::STALLED, "jd-001", ""}}) {
    const auto ref = ParseAlertName(row.name);
    ASSERT_TRUE(ref.ok()) << row.name << ": " << ref.status();
    EXPECT_EQ(ref->kind(), row.kind) << row.name;
    EXPECT_EQ(ref->project(), row.project) << row.name;
    EXPECT_EQ(ref->milestone(), row.milestone) << row.name;
  }
}

TEST(AlertName, IsWrittenAsItIsRead) {
  v1::Alert alert;
  alert.set_kind(v1::MILESTONE_OVERDUE);
  alert.set_project("jd-001");
  alert.set_milestone("roof-topped");
  EXPECT_EQ(AlertName(alert), "milestone-overdue:jd-001:roof-topped");
  alert.set_kind(v1::STALLED);
  alert.clear_milestone();
  EXPECT_EQ(AlertName(alert), "stalled:jd-001");
}

TEST(AlertName, SaysWhichPartIsWrong) {
  for (const auto& [name, word] :
       std::initializer_list<std::pair<const char*, const char*>>{{"jd-001", "不完整"},
                                                                  {"逾期了:jd-001", "逾期了"},
                                                                  {"stalled:", "没有项目"},
                                                                  {"节点逾期:jd-001", "要写明一个节点"},
                                                                  {"节点逾期:jd-001:", "要写明一个节点"},
                                                                  {"节点逾期:jd-001:a:b", "要写明一个节点"},
                                                                  {"stalled:jd-001:结顶", "多了“结顶”"}}) {
    const absl::Status status = ParseAlertName(name).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_THAT(client::ChineseOf(status), HasSubstr(word)) << name;
  }
}

}  // namespace
}  // namespace wuse::cli
