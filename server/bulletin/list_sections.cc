#include "fmt/format.h"
#include "server/bulletin/sections.h"
#include "server/bulletin/words.h"

namespace wuse::bulletin {
namespace {

Block Paragraph(std::string text) {
  return {.paragraph = std::move(text), .items = {}, .table = {}};
}

// What a cut list ends with.
void AddRest(int count, int listed, std::vector<std::string>& items) {
  if (count > listed) items.push_back(fmt::format("……另有{}个，未一一列出。", count - listed));
}

// --- red and orange projects

std::string ReasonsOf(const v1::BulletinProject& project) {
  std::string reasons;
  for (const std::string& reason : project.reasons()) reasons += (reasons.empty() ? "" : "；") + Tight(reason);
  return reasons.empty() ? std::string(kUndefined) : reasons;
}

std::string WhoLeads(const v1::BulletinProject& project) {
  if (project.leader().empty()) return project.team();
  return project.team().empty() ? project.leader() : fmt::format("{}（{}）", project.leader(), project.team());
}

std::string BehindLine(size_t number, const v1::BulletinProject& project) {
  std::string line =
      fmt::format("{}. 【{}】{}（{}", number, ColorChar(project.color()), project.name(), project.unit_name());
  if (!project.since().empty()) {
    line += fmt::format("，{}起为{}", ShortDayText(project.since()), ColorWord(project.color()));
  }
  line += fmt::format("）：{}", ReasonsOf(project));
  if (const std::string who = WhoLeads(project); !who.empty()) line += fmt::format("。责任领导：{}", who);
  return line + (project.made_up() ? "。（演示）" : "。");
}

// --- what has changed

std::string CountChange(std::string_view what, int then, int now) {
  if (then == now) return fmt::format("{}仍为{}个", what, now);
  return fmt::format("{}由{}个{}到{}个", what, then, now > then ? "增加" : "减少", now);
}

std::string MovedItem(const v1::MovedColor& moved) {
  return fmt::format("{}（{}）：{}转{}", moved.name(), moved.unit_name(), ColorWord(moved.before()),
                     ColorWord(moved.after()));
}

void AddMoved(std::string_view what, int count, const google::protobuf::RepeatedPtrField<v1::MovedColor>& moved,
              std::vector<Block>& blocks) {
  if (count == 0) return blocks.push_back(Paragraph(fmt::format("没有{}的项目。", what)));
  Block block = Paragraph(fmt::format("{}的项目{}个：", what, count));
  for (const v1::MovedColor& one : moved) block.items.push_back(MovedItem(one));
  AddRest(count, moved.size(), block.items);
  blocks.push_back(std::move(block));
}

// --- milestones

std::string LateWords(const v1::BulletinMilestone& milestone) {
  if (milestone.planned_on().empty()) return "";
  const int days = milestone.days_late();
  if (days == 0) return "，按期";
  return days > 0 ? fmt::format("，晚{}天", days) : fmt::format("，提前{}天", -days);
}

std::string ReachedItem(const v1::BulletinMilestone& milestone) {
  return fmt::format("{}（{}）：{}，{}达到{}", milestone.project_name(), milestone.unit_name(),
                     milestone.milestone_name(), ShortDayText(milestone.reached_on()), LateWords(milestone));
}

std::string DueItem(const v1::BulletinMilestone& milestone) {
  std::string item = fmt::format("{}（{}）：{}，计划{}", milestone.project_name(), milestone.unit_name(),
                                 milestone.milestone_name(), ShortDayText(milestone.planned_on()));
  if (milestone.days_late() > 0) item += fmt::format("，已逾期{}天", milestone.days_late());
  if (milestone.days_late() == 0) item += "，当日到期";
  return item;
}

}  // namespace

std::vector<Block> BehindBlocks(const v1::Bulletin& bulletin) {
  if (bulletin.behind_count() == 0) return {Paragraph("没有红色和橙色项目。")};
  const int red = CountOf(bulletin.figures(), v1::RED);
  Block block = Paragraph(fmt::format("红色项目{}个，橙色项目{}个。", red, bulletin.behind_count() - red));
  BulletinTable& table = block.table;
  table.head = {"颜色", "项目", "责任单位", "原因", "责任领导（专班）"};
  table.is_number = {false, false, false, false, false};
  table.widths = {9, 25, 14, 29, 23};
  for (const v1::BulletinProject& project : bulletin.behind()) {
    const std::string name = project.made_up() ? project.name() + "（演示）" : project.name();
    table.rows.push_back({{std::string(ColorChar(project.color())), project.color()},
                          {name},
                          {project.unit_name()},
                          {ReasonsOf(project)},
                          {WhoLeads(project)}});
    table.lines.push_back(BehindLine(table.rows.size(), project));
  }
  std::vector<Block> blocks = {std::move(block)};
  if (bulletin.behind_count() > bulletin.behind_size()) {
    blocks.push_back(
        Paragraph(fmt::format("另有{}个，未一一列出。", bulletin.behind_count() - bulletin.behind_size())));
  }
  return blocks;
}

std::vector<Block> ChangeBlocks(const v1::Bulletin& bulletin) {
  if (!bulletin.has_since_last()) return {Paragraph("没有更早的通报可比。")};
  const v1::SinceLast& since = bulletin.since_last();
  const PeriodWords words = PeriodWordsOf(bulletin.period());
  const v1::FigureSet& now = bulletin.figures();
  const v1::FigureSet& then = since.figures();
  std::string text = fmt::format("与{}（{}，截至{}{}）相比：", words.last, PeriodText(since.period()),
                                 ShortDayText(since.as_of()), since.published() ? "，按已发布的通报" : "");
  if (since.completion_points().empty()) {
    text += "年度计划完成率没有可比的数；";
  } else if (IsZero(since.completion_points())) {
    text += fmt::format("年度计划完成率持平，均为{}；", PercentText(now.annual_completion().percent()));
  } else {
    text += fmt::format("年度计划完成率由{}到{}，{}；", PercentText(then.annual_completion().percent()),
                        PercentText(now.annual_completion().percent()), PointsGrowth(since.completion_points()));
  }
  text += fmt::format("{}；{}。", CountChange("开工项目", then.started_count(), now.started_count()),
                      CountChange("滞后项目", then.lagging_count(), now.lagging_count()));
  std::vector<Block> blocks = {Paragraph(std::move(text))};
  AddMoved("变差（转为黄色、橙色或红色）", since.worsened_count(), since.worsened(), blocks);
  AddMoved("好转", since.improved_count(), since.improved(), blocks);
  return blocks;
}

std::vector<Block> ReportBlocks(const v1::Bulletin& bulletin) {
  const int expected = bulletin.expected_count();
  const int missing = bulletin.missing_count();
  const std::string week = WeekText(bulletin.report_week());
  if (expected == 0) return {Paragraph(fmt::format("{}没有应报周报的项目。", week))};
  if (missing == 0) return {Paragraph(fmt::format("{}周报应报{}个，已全部报送。", week, expected))};
  Block block =
      Paragraph(fmt::format("{}周报应报{}个，已报{}个，未报{}个：", week, expected, expected - missing, missing));
  for (const v1::BulletinMissing& one : bulletin.missing()) {
    const std::string last = one.last_week().empty() ? "尚未报送过" : "最近一次为" + WeekText(one.last_week());
    block.items.push_back(fmt::format("{}：{}（{}）", one.unit_name(), one.name(), last));
  }
  AddRest(missing, bulletin.missing_size(), block.items);
  return {std::move(block)};
}

std::vector<Block> MilestoneBlocks(const v1::Bulletin& bulletin) {
  const PeriodWords words = PeriodWordsOf(bulletin.period());
  std::vector<Block> blocks;
  if (bulletin.reached_count() == 0) {
    blocks.push_back(Paragraph(fmt::format("{}没有新达到的节点。", words.now)));
  } else {
    Block reached = Paragraph(fmt::format("{}达到节点{}个：", words.now, bulletin.reached_count()));
    for (const v1::BulletinMilestone& one : bulletin.reached()) reached.items.push_back(ReachedItem(one));
    AddRest(bulletin.reached_count(), bulletin.reached_size(), reached.items);
    blocks.push_back(std::move(reached));
  }
  Block late;
  Block due;
  for (const v1::BulletinMilestone& one : bulletin.due_next()) {
    (one.days_late() > 0 ? late : due).items.push_back(DueItem(one));
  }
  const int rest = bulletin.due_next_count() - bulletin.due_next_size();
  if (!late.items.empty()) {
    late.paragraph = fmt::format("已逾期、尚未达到的节点{}个：", late.items.size());
    blocks.push_back(std::move(late));
  }
  if (due.items.empty() && rest == 0) {
    blocks.push_back(Paragraph(fmt::format("{}没有到期的节点。", words.next)));
    return blocks;
  }
  due.paragraph = fmt::format("到{}底到期的节点{}个：", words.next, due.items.size());
  if (rest > 0) due.items.push_back(fmt::format("……逾期和到期的节点另有{}个，未一一列出。", rest));
  blocks.push_back(std::move(due));
  return blocks;
}

std::vector<Block> CorrectionBlocks(const v1::Bulletin& bulletin) {
  Block block = Paragraph(fmt::format("与第{}版相比，更正{}处：", bulletin.edition() - 1, bulletin.corrected_size()));
  BulletinTable& table = block.table;
  table.head = {"更正的内容", "原为", "更正为"};
  table.is_number = {false, false, false};
  table.widths = {50, 25, 25};
  for (const v1::BulletinDifference& one : bulletin.corrected()) {
    table.rows.push_back({{one.what()}, {one.before()}, {one.after()}});
    table.lines.push_back(
        fmt::format("{}. {}：原为{}，更正为{}。", table.rows.size(), one.what(), one.before(), one.after()));
  }
  return {std::move(block)};
}

}  // namespace wuse::bulletin
