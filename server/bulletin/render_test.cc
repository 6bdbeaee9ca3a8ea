#include "server/bulletin/render.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "server/bulletin/differences.h"

namespace wuse::bulletin {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A small bulletin: two units, one red project, one that improved, one late milestone.
v1::Bulletin SmallBulletin() {
  v1::Bulletin bulletin;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
    period: "2021-W17" as_of: "2021-04-30" district: "金东区"
    style { decimals: 2 time_base: TIME_BASE_PLANNED_CUMULATIVE unit_order: WORST_FIRST amount_unit: IN_YI
            amount_decimals: 2 }
    figures {
      project_count: 3 new_count: 2 continuing_count: 1 preparatory_count: 1 started_count: 2
      start_rate { numerator: 2 denominator: 3 percent: "66.67" }
      starts { missed_count: 1 }
      total_investment_yuan: 1250000000 annual_plan_yuan: 500000000 invested_yuan: 130000000
      annual_completion { numerator: 130000000 denominator: 500000000 percent: "26.00" }
      period_plan_yuan: 150000000 period_completion { percent: "86.67" }
      distance { points: "-4.00" }
      color_counts { color: RED count: 1 } color_counts { color: GREEN count: 2 }
      lagging_count: 1 lagging_share { percent: "33.33" }
      in_period { invested_yuan: 20000000 started_count: 1 }
      year_on_year { annual_completion { percent: "12.44" } completion_points: "13.56"
                     reference { period: "2020-04" } } }
    units { unit: "duohu" name: "多湖街道" missing_count: 1 figures {
      project_count: 2 started_count: 1 start_rate { percent: "50.00" } annual_plan_yuan: 400000000
      invested_yuan: 90000000 annual_completion { percent: "22.50" } distance { points: "-7.50" }
      color_counts { color: RED count: 1 } } }
    units { unit: "dongxiao" name: "东孝街道" figures {
      project_count: 1 started_count: 1 start_rate { percent: "100.00" } annual_plan_yuan: 100000000
      invested_yuan: 40000000 annual_completion { percent: "40.00" } distance { points: "0.00" } } }
    behind { id: "p-1" name: "泉源安置二期" unit: "duohu" unit_name: "多湖街道" color: RED since: "2021-04-20"
             reasons: "落后序时进度 37.5 个百分点，超过 30 为红" team: "泉源专班" leader: "张三" }
    behind_count: 1
    since_last { period: "2021-W16" as_of: "2021-04-23" completion_points: "1.50"
      figures { started_count: 1 lagging_count: 2 annual_completion { percent: "24.50" } }
      improved { name: "体育中心" unit_name: "东孝街道" before: YELLOW after: GREEN } improved_count: 1 }
    report_week: "2021-W17" expected_count: 3 missing_count: 1
    missing { id: "p-1" name: "泉源安置二期" unit_name: "多湖街道" last_week: "2021-W15" }
    due_next { project_name: "泉源安置二期" unit_name: "多湖街道" milestone_name: "桩基" planned_on: "2021-04-20"
               days_late: 10 } due_next_count: 1
    references { metric: METRIC_ANNUAL_COMPLETION period: "2020-04" value: "12.44" rank: 2 rank_of: 9
                 ranked_by: "金华市" source: "市发改委通报" }
    head { sequence: 21 hash: "15b2ff97" })",
                                                            &bulletin));
  return bulletin;
}

constexpr std::string_view kExpectedText = R"(金东区重点项目一周一通报（2021年第17周）
截至日期：2021年4月30日

一、总体情况
全区列入通报的重点项目3个（新建2个、续建1个），总投资12.50亿元。另有预备项目1个，不计入以上各数。已开工2个，开工率66.67%（2/3）；应开工未开工1个。
今年计划投资5.00亿元，截至4月30日完成投资1.30亿元（填报数），年度计划完成率26.00%，慢于序时进度4.00个百分点。序时计划投资1.50亿元，序时计划完成率86.67%。
本周完成投资0.20亿元，新开工1个，竣工0个。年度计划完成率同比提高▲13.56个百分点（去年同期12.44%）。
五色评价：红色1个、橙色0个、黄色0个、绿色2个、蓝色0个、未评价0个。滞后项目（黄色、橙色、红色）共1个，占33.33%。
参考数据：2020年4月年度计划完成率12.44%，在金华市排第2位（共9位）（来源：市发改委通报）。

二、各单位情况
共2个单位，按与序时进度的差距由差到好排列。
1. 多湖街道：项目2个，开工率50.00%；完成投资0.90亿元，年度计划完成率22.50%，慢于序时进度7.50个百分点；红色1个；未报周报1个。
2. 东孝街道：项目1个，开工率100.00%；完成投资0.40亿元，年度计划完成率40.00%，与序时进度持平；没有滞后项目。

三、红色和橙色项目
红色项目1个，橙色项目0个。
1. 【红】泉源安置二期（多湖街道，4月20日起为红色）：落后序时进度37.5个百分点，超过30为红。责任领导：张三（泉源专班）。

四、本周变化
与上周（2021年第16周，截至4月23日）相比：年度计划完成率由24.50%到26.00%，提高▲1.50个百分点；开工项目由1个增加到2个；滞后项目由2个减少到1个。
没有变差（转为黄色、橙色或红色）的项目。
好转的项目1个：
1. 体育中心（东孝街道）：黄色转绿色

五、报送情况
第17周周报应报3个，已报2个，未报1个：
1. 多湖街道：泉源安置二期（最近一次为第15周）

六、节点
本周没有新达到的节点。
已逾期、尚未达到的节点1个：
1. 泉源安置二期（多湖街道）：桩基，计划4月20日，已逾期10天
下周没有到期的节点。

金东区
2021年4月30日（草稿，尚未发布）
账本头 21:15b2ff97
)";

TEST(BulletinText, IsWhatAnOfficeSends) {
  EXPECT_EQ(Render(SmallBulletin(), v1::BULLETIN_TEXT), kExpectedText);
}

TEST(BulletinText, ACorrectedEditionSaysSoAndWhatItCorrects) {
  v1::Bulletin bulletin = SmallBulletin();
  bulletin.set_edition(2);
  bulletin.set_published_on("2021-05-08");
  bulletin.set_correction_reason("重复计算");
  v1::BulletinDifference& corrected = *bulletin.add_corrected();
  corrected.set_what("合计 完成投资");
  corrected.set_before("1.50亿元");
  corrected.set_after("1.30亿元");
  const std::string text = Render(bulletin, v1::BULLETIN_TEXT);
  EXPECT_THAT(text, StartsWith("金东区重点项目一周一通报（2021年第17周，更正版，第2版）\n截至日期：2021年4月30日\n"
                               "更正原因：重复计算\n"));
  EXPECT_THAT(text,
              HasSubstr("七、更正内容\n与第1版相比，更正1处：\n1. 合计 完成投资：原为1.50亿元，更正为1.30亿元。\n"));
  EXPECT_THAT(text, EndsWith("\n金东区\n2021年5月8日\n账本头 21:15b2ff97\n"));
}

TEST(BulletinText, WhatIsEmptyIsSaidInASentence) {
  v1::Bulletin bulletin;
  bulletin.set_period("2021-04");
  bulletin.set_as_of("2021-04-30");
  const std::string text = Render(bulletin, v1::BULLETIN_TEXT);
  EXPECT_THAT(text, StartsWith("重点项目月度通报（2021年4月）\n"));
  for (const char* sentence :
       {"没有应开工未开工项目。", "没有列入通报的单位。", "没有红色和橙色项目。", "没有更早的通报可比。",
        "没有应报周报的项目。", "本月没有新达到的节点。", "下月没有到期的节点。", "与序时进度的差距—", "开工率—"}) {
    EXPECT_THAT(text, HasSubstr(sentence));
  }
}

TEST(BulletinText, MadeUpDataAndCutListsAreMarked) {
  v1::Bulletin bulletin = SmallBulletin();
  bulletin.mutable_figures()->set_made_up_count(2);
  bulletin.mutable_behind(0)->set_made_up(true);
  bulletin.set_behind_count(205);
  bulletin.set_missing_count(7);
  const std::string text = Render(bulletin, v1::BULLETIN_TEXT);
  EXPECT_THAT(text, HasSubstr("演示数据：2个项目含有虚构的内容，不得作为依据"));
  EXPECT_THAT(text, HasSubstr("责任领导：张三（泉源专班）。（演示）"));
  EXPECT_THAT(text, HasSubstr("另有204个，未一一列出。"));
  EXPECT_THAT(text, HasSubstr("另有6个，未一一列出。"));
}

TEST(BulletinHtml, IsOnePageThatPrintsOnA4WithGlyphsAndHead) {
  const std::string html = Render(SmallBulletin(), v1::BULLETIN_HTML);
  EXPECT_THAT(html, StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(html, HasSubstr("@page { size: A4; margin: 37mm 26mm 35mm 28mm; }"));
  EXPECT_THAT(html, HasSubstr("<h1>金东区重点项目一周一通报</h1>"));
  EXPECT_THAT(html, HasSubstr(R"(<span class="tag red">✕红</span>)"));
  EXPECT_THAT(html, HasSubstr("<thead>")) << "which repeats on each page";
  EXPECT_THAT(html, HasSubstr(R"(<tr class="total"><td></td><td>合计</td>)"));
  EXPECT_THAT(html, HasSubstr("<footer>账本头 21:15b2ff97</footer>"));
  EXPECT_THAT(html, Not(HasSubstr("http"))) << "nothing is fetched from elsewhere";
}

TEST(BulletinHtml, NamesAreNoMarkup) {
  v1::Bulletin bulletin = SmallBulletin();
  bulletin.mutable_behind(0)->set_name("<script>\"A\" & 'B'</script>");
  EXPECT_THAT(Render(bulletin, v1::BULLETIN_HTML),
              HasSubstr("<td>&lt;script&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/script&gt;</td>"));
}

TEST(BulletinMarkdown, HasTablesAndNamesAreNoMarkup) {
  v1::Bulletin bulletin = SmallBulletin();
  bulletin.mutable_units(0)->set_name("多湖|街道*");
  const std::string markdown = Render(bulletin, v1::BULLETIN_MARKDOWN);
  EXPECT_THAT(markdown, StartsWith("# 金东区重点项目一周一通报（2021年第17周）\n"));
  EXPECT_THAT(markdown,
              HasSubstr("| 1 | 多湖\\|街道\\* | 2 | 50.00 | 4.00 | 0.90 | 22.50 | -7.50 | 1 | 0 | 0 | 1 |\n"));
  EXPECT_THAT(markdown, HasSubstr("| 2 | 东孝街道 | 1 | 100.00 | 1.00 | 0.40 | 40.00 | 持平 | 0 | 0 | 0 | 0 |\n"));
}

TEST(BulletinCsv, IsTheUnitsForASpreadsheet) {
  v1::Bulletin bulletin = SmallBulletin();
  bulletin.mutable_units(0)->set_name("=多湖,\"街道\"");
  const std::string csv = Render(bulletin, v1::BULLETIN_CSV);
  EXPECT_THAT(csv, StartsWith("\xEF\xBB\xBF单位编号,单位,项目数,"));
  EXPECT_THAT(
      csv,
      HasSubstr("\r\nduohu,\"'=多湖,\"\"街道\"\"\",2,0,0,1,50.00,4.00,0.90,22.50,0.00,,-7.50,1,0,0,0,0,0,0,,1\r\n"));
  EXPECT_THAT(csv, EndsWith("\r\n,合计,3,2,1,2,66.67,5.00,1.30,26.00,1.50,86.67,-4.00,1,0,0,2,0,0,1,33.33,1\r\n"));
}

TEST(BulletinMessage, IsNotRenderedWhereNoFormatIsAskedFor) {
  EXPECT_EQ(Render(SmallBulletin(), v1::BULLETIN_FORMAT_UNSPECIFIED), "");
}

TEST(BulletinDifferences, NameWhatIsPrintedDifferently) {
  const v1::Bulletin before = SmallBulletin();
  EXPECT_TRUE(DifferencesOf(before, before).empty());
  v1::Bulletin after = before;
  after.mutable_head()->set_sequence(30);
  EXPECT_TRUE(DifferencesOf(before, after).empty()) << "the head is none of its figures";
  after.mutable_figures()->set_started_count(3);
  after.mutable_units(1)->mutable_figures()->set_invested_yuan(50'000'000);
  after.mutable_behind(0)->set_color(v1::ORANGE);
  after.set_missing_count(0);
  const auto differences = DifferencesOf(before, after);
  ASSERT_EQ(differences.size(), 4);
  const auto text = [&](int i) {
    return differences[i].what() + " " + differences[i].before() + " " + differences[i].after();
  };
  EXPECT_EQ(text(0), "合计 开工项目数 2个 3个");
  EXPECT_EQ(text(1), "合计 未报周报数 1个 0个");
  EXPECT_EQ(text(2), "东孝街道 完成投资 0.40亿元 0.50亿元");
  EXPECT_EQ(text(3), "泉源安置二期 颜色 红色 橙色");
}

TEST(BulletinDifferences, UnitsThatCameAndWentAreTold) {
  const v1::Bulletin before = SmallBulletin();
  v1::Bulletin after = before;
  after.mutable_units()->RemoveLast();
  const auto differences = DifferencesOf(before, after);
  ASSERT_GT(differences.size(), 0);
  EXPECT_EQ(differences[0].what(), "东孝街道 项目数");
  EXPECT_EQ(differences[0].after(), "0个");
}

}  // namespace
}  // namespace wuse::bulletin
