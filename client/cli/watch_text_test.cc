#include "client/cli/watch_text.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

#include "wuse/v1/watch_service.pb.h"

namespace wuse::cli {
namespace {

TEST(WatchText, WordsPoliciesPersonsColorsAndMonths) {
  WatchText words([](const std::string&) { return std::string("泉源安置"); }, [](const std::string& id) { return id; },
                  false);
  v1::WatchResponse response;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(updates { sequence: 7 date: "2021-05-08" actor: "li"
        changes { policy_changed { version { version: 3 set_on: "2021-05-08" set_by: "li" reason: "原因"
                                             policy { name: "yinchuan-2025" title: "银川 2025" } } } }
        changes { policy_changed { version { version: 4 category: PLOT set_on: "2021-05-08" set_by: "li" reason: "统一" } } }
        changes { color_overridden { project: "a"
          override { color: YELLOW by: "li" reason: "原因" on: "2021-05-08" until: "2021-05-31" } } }
        changes { color_overridden { project: "a" lifted: true
          override { color: YELLOW by: "li" lifted_by: "wang" lift_reason: "好了" } } }
        changes { recoloring_begun { month: "2021-04" } }
        changes { project_recolored { color { month: "2021-04" project: "a" color: RED } } }
        changes { month_recolored { month { month: "2021-04" project_count: 8
          colors { color: GREEN count: 5 } colors { color: RED count: 3 } } } } })",
      &response));
  const std::string head = "#7  2021-05-08  li  ";
  EXPECT_EQ(words.Of(response), head + "评色办法  第 3 版：银川 2025，自 2021-05-08 起（li：原因）\n" +  //
                                    head + "评色办法  第 4 版（净地）：改按全区的办法，自 2021-05-08 起（li：统一）\n" +
                                    head + "人工评定  a 泉源安置  ◆黄，至 2021-05-31（li：原因）\n" +  //
                                    head + "人工评定  a 泉源安置  取消◆黄（wang：好了）\n" +           //
                                    head + "按月调色  2021-04 开始\n" +                                //
                                    head + "按月调色  2021-04 完成：红 3 橙 0 黄 0 绿 5 蓝 0 未评价 0，共 8 个项目\n");
}

TEST(WatchText, TellsOtherReasonsForTheSameColorApart) {
  WatchText words([](const std::string&) { return std::string("泉源安置"); }, [](const std::string& id) { return id; },
                  false);
  v1::WatchResponse response;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(updates { sequence: 7 date: "2021-05-08" actor: "li"
        changes { status_changed { project: "a" before { color: GREEN } after { color: YELLOW deciding: DAYS_LATE } } }
        changes { status_changed { project: "a" before { color: YELLOW deciding: DAYS_LATE }
                                   after { color: YELLOW deciding: WEEKS_WITHOUT_REPORT } } } })",
      &response));
  EXPECT_EQ(words.Of(response),
            "#7  2021-05-08  li  颜色变化  a 泉源安置  ●绿 → ◆黄（节点逾期）\n"
            "#7  2021-05-08  li  原因变化  a 泉源安置  仍为◆黄（连续未报周报）\n");
}

}  // namespace
}  // namespace wuse::cli
