#include "server/bulletin/document.h"

#include <array>

#include "fmt/format.h"
#include "server/bulletin/sections.h"
#include "server/bulletin/words.h"

namespace wuse::bulletin {
namespace {

constexpr std::array<std::string_view, 7> kNumerals = {"一", "二", "三", "四", "五", "六", "七"};

std::string Subtitle(const v1::Bulletin& bulletin) {
  if (bulletin.edition() <= 1) return fmt::format("（{}）", PeriodText(bulletin.period()));
  return fmt::format("（{}，更正版，第{}版）", PeriodText(bulletin.period()), bulletin.edition());
}

std::vector<std::string> Preamble(const v1::Bulletin& bulletin) {
  std::vector<std::string> lines = {fmt::format("截至日期：{}", DayText(bulletin.as_of()))};
  if (!bulletin.correction_reason().empty()) lines.push_back("更正原因：" + bulletin.correction_reason());
  if (const int made_up = bulletin.figures().made_up_count(); made_up > 0) {
    lines.push_back(fmt::format("演示数据：{}个项目含有虚构的内容，不得作为依据", made_up));
  }
  return lines;
}

}  // namespace

Document DocumentOf(const v1::Bulletin& bulletin) {
  const PeriodWords words = PeriodWordsOf(bulletin.period());
  Document document;
  document.title = fmt::format("{}重点项目{}", bulletin.district(), words.title);
  document.subtitle = Subtitle(bulletin);
  document.preamble = Preamble(bulletin);
  const auto add = [&document](std::string_view title, std::vector<Block> blocks) {
    const std::string_view numeral = kNumerals[document.sections.size()];
    document.sections.push_back({fmt::format("{}、{}", numeral, title), std::move(blocks)});
  };
  add("总体情况", OverviewBlocks(bulletin));
  add("各单位情况", UnitBlocks(bulletin));
  add("红色和橙色项目", BehindBlocks(bulletin));
  add(fmt::format("{}变化", words.now), ChangeBlocks(bulletin));
  add("报送情况", ReportBlocks(bulletin));
  add("节点", MilestoneBlocks(bulletin));
  if (bulletin.edition() > 1) add("更正内容", CorrectionBlocks(bulletin));
  document.district = bulletin.district();
  const bool is_published = bulletin.edition() > 0;
  document.date = DayText(is_published ? bulletin.published_on() : bulletin.as_of());
  if (!is_published) document.status = "（草稿，尚未发布）";
  document.head = fmt::format("账本头 {}:{}", bulletin.head().sequence(), bulletin.head().hash());
  return document;
}

}  // namespace wuse::bulletin
