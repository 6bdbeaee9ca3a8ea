#include "client/cli/labels.h"

#include <algorithm>
#include <array>

#include "common/text.h"

namespace wuse::cli {
namespace {

constexpr std::array<Label, 3> kKindLabels = {{{v1::NEW, "new", "新建", ""},
                                               {v1::CONTINUING, "continuing", "续建", ""},
                                               {v1::PREPARATORY, "preparatory", "预备", ""}}};

constexpr std::array<Label, 4> kLevelLabels = {{{v1::PROVINCE, "province", "省重点", ""},
                                                {v1::CITY, "city", "市重点", ""},
                                                {v1::DISTRICT, "district", "区重点", ""},
                                                {v1::TOWN, "town", "镇级", ""}}};

constexpr std::array<Label, 5> kCategoryLabels = {{{v1::INDUSTRY, "industry", "产业发展", ""},
                                                   {v1::URBAN, "urban", "城市建设", ""},
                                                   {v1::LIVELIHOOD, "livelihood", "民生事业", ""},
                                                   {v1::TRANSPORT, "transport", "交通设施", ""},
                                                   {v1::PLOT, "plot", "净地", ""}}};

constexpr std::array<Label, 3> kUnitGroupLabels = {{{v1::TOWNSHIP, "township", "乡镇街道", "镇街"},
                                                    {v1::DEPARTMENT, "department", "部门", ""},
                                                    {v1::TASK_FORCE, "task_force", "专班", ""}}};

constexpr std::array<Label, 6> kColorLabels = {{{v1::NOT_RATED, "not_rated", "未评价", ""},
                                                {v1::BLUE, "blue", "蓝", "蓝色"},
                                                {v1::GREEN, "green", "绿", "绿色"},
                                                {v1::YELLOW, "yellow", "黄", "黄色"},
                                                {v1::ORANGE, "orange", "橙", "橙色"},
                                                {v1::RED, "red", "红", "红色"}}};

constexpr std::array<Label, 17> kChangeKindLabels = {
    {{v1::UNIT_CHANGED, "unit_changed", "单位变更", "单位"},
     {v1::PROJECT_CHANGED, "project_changed", "项目变更", "项目"},
     {v1::REPORT_FILED, "report_filed", "周报报送", "周报"},
     {v1::STATUS_CHANGED, "status_changed", "颜色变化", "变色"},
     {v1::DAY_EVALUATED, "day_evaluated", "每日评价", "评价"},
     {v1::ALERT_CHANGED, "alert_changed", "预警变化", "预警"},
     {v1::ALERT_RULES_CHANGED, "alert_rules_changed", "预警规则变更", "预警规则"},
     {v1::POLICY_CHANGED, "policy_changed", "评色办法变更", "评色办法"},
     {v1::COLOR_OVERRIDDEN, "color_overridden", "人工评定颜色", "人工评定"},
     {v1::RECOLORING_BEGUN, "recoloring_begun", "按月调色开始", ""},
     {v1::PROJECT_RECOLORED, "project_recolored", "项目按月调色", "调色"},
     {v1::MONTH_RECOLORED, "month_recolored", "按月调色完成", "按月调色"},
     {v1::CERTIFIED_RECORDED, "certified_recorded", "纳统投资录入", "纳统"},
     {v1::REFERENCE_FIGURE_CHANGED, "reference_figure_changed", "参考数变更", "参考数"},
     {v1::LIST_CHANGED, "list_changed", "清单变更", "清单"},
     {v1::HOUSE_STYLE_CHANGED, "house_style_changed", "出数口径变更", "口径"},
     {v1::BULLETIN_PUBLISHED, "bulletin_published", "通报发布", "通报"}}};

constexpr std::array<Label, 13> kDimensionLabels = {
    {{v1::POINTS_BEHIND, "points_behind", "投资落后序时进度", ""},
     {v1::DAYS_LATE, "days_late", "节点逾期", ""},
     {v1::MONTHS_NOT_STARTED, "months_not_started", "应开工未开工", ""},
     {v1::WEEKS_WITHOUT_REPORT, "weeks_without_report", "连续未报周报", ""},
     {v1::PAUSED, "paused", "暂缓", ""},
     {v1::OUT_OF_LIST, "out_of_list", "不在列入期内", ""},
     {v1::CLOSED, "closed", "已完成", ""},
     {v1::RATIO_TO_PLAN, "ratio_to_plan", "完成序时进度的比例", ""},
     {v1::SHORTFALL_RATIO, "shortfall_ratio", "欠序时进度的比例", ""},
     {v1::MONTHS_NOT_REGISTERED, "months_not_registered", "开工未入库", ""},
     {v1::PERCENT_DONE, "percent_done", "形象进度", ""},
     {v1::MONTHLY_TASK, "monthly_task", "当月任务", ""},
     {v1::JUDGED_BY_PERSON, "judged_by_person", "人工评定", ""}}};

constexpr std::array<MilestoneName, 19> kMilestones = {{{"signed", "签约"},
                                                        {"vacated", "腾空"},
                                                        {"demolished", "拆除"},
                                                        {"graves-moved", "迁坟"},
                                                        {"site-stripped", "清表"},
                                                        {"approved", "立项"},
                                                        {"designed", "设计"},
                                                        {"pre-approved", "前置审批"},
                                                        {"policy-settled", "政策处理"},
                                                        {"land-cleared", "净地交付"},
                                                        {"granted", "出让"},
                                                        {"started", "开工"},
                                                        {"piling-done", "桩基"},
                                                        {"roadbed-done", "路基"},
                                                        {"roof-topped", "结顶"},
                                                        {"open-to-traffic", "通车"},
                                                        {"completed", "竣工"},
                                                        {"in-production", "投产"},
                                                        {"investment-completed", "完成投资"}}};

}  // namespace

const Labels kKinds{kKindLabels};
const Labels kLevels{kLevelLabels};
const Labels kCategories{kCategoryLabels};
const Labels kUnitGroups{kUnitGroupLabels};
const Labels kColors{kColorLabels};
const Labels kChangeKinds{kChangeKindLabels};
const Labels kDimensions{kDimensionLabels};

std::optional<int> Labels::Find(std::string_view text) const {
  std::string lowered = common::Lower(common::Trim(text));
  for (char& c : lowered) {
    if (c == '_') c = '-';
  }
  for (const Label& label : labels_) {
    std::string name(label.name);
    std::replace(name.begin(), name.end(), '_', '-');
    if (lowered == name || lowered == label.chinese || (!label.alias.empty() && lowered == label.alias)) {
      return label.value;
    }
  }
  return std::nullopt;
}

std::string_view Labels::Chinese(int value) const {
  for (const Label& label : labels_) {
    if (label.value == value) return label.chinese;
  }
  return "";
}

std::string Labels::Choices() const {
  std::string choices;
  for (const Label& label : labels_) choices += (choices.empty() ? "" : "、") + std::string(label.chinese);
  return choices;
}

std::span<const MilestoneName> DefaultMilestones() {
  return kMilestones;
}

std::string MilestoneId(std::string_view id_or_name) {
  const std::string lowered = common::Lower(id_or_name);
  for (const MilestoneName& milestone : kMilestones) {
    if (lowered == milestone.id || lowered == milestone.chinese) return std::string(milestone.id);
  }
  return common::IsId(lowered) ? lowered : std::string(id_or_name);
}

std::string MilestoneChinese(std::string_view id) {
  for (const MilestoneName& milestone : kMilestones) {
    if (id == milestone.id) return std::string(milestone.chinese);
  }
  return std::string(id);
}

std::string ColorWord(v1::Color color) {
  switch (color) {
    case v1::BLUE:
      return "★蓝";
    case v1::GREEN:
      return "●绿";
    case v1::YELLOW:
      return "◆黄";
    case v1::ORANGE:
      return "▲橙";
    case v1::RED:
      return "✕红";
    default:
      return "未评价";
  }
}

std::string_view ColorEscape(v1::Color color) {
  // From the 256-color table: readable on dark and on light.
  switch (color) {
    case v1::BLUE:
      return "\x1b[38;5;33m";
    case v1::GREEN:
      return "\x1b[38;5;35m";
    case v1::YELLOW:
      return "\x1b[38;5;178m";
    case v1::ORANGE:
      return "\x1b[38;5;208m";
    case v1::RED:
      return "\x1b[38;5;196m";
    default:
      return "";
  }
}

}  // namespace wuse::cli
