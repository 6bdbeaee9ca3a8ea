#include "client/cli/figure_labels.h"

#include <array>

#include "wuse/v1/board_service.pb.h"
#include "wuse/v1/color_policy.pb.h"
#include "wuse/v1/figure.pb.h"
#include "wuse/v1/house_style.pb.h"

namespace wuse::cli {
namespace {

constexpr std::array<Label, 8> kMetricLabels = {
    {{v1::METRIC_ANNUAL_COMPLETION, "annual_completion", "年度计划完成率", "完成率"},
     {v1::METRIC_PERIOD_COMPLETION, "period_completion", "序时计划完成率", ""},
     {v1::METRIC_DISTANCE, "distance", "与序时进度的差距", "差距"},
     {v1::METRIC_START_RATE, "start_rate", "开工率", ""},
     {v1::METRIC_INVESTED, "invested", "完成投资", "总量"},
     {v1::METRIC_GROWTH, "growth", "同比增幅", "增幅"},
     {v1::METRIC_LAGGING_SHARE, "lagging_share", "滞后占比", ""},
     {v1::METRIC_CERTIFIED_COMPLETION, "certified_completion", "纳统完成率", "纳统"}}};

constexpr std::array<Label, 9> kGroupByLabels = {{{v1::GROUP_BY_UNIT, "unit", "责任单位", "单位"},
                                                  {v1::GROUP_BY_DEPARTMENT, "department", "牵头部门", "部门"},
                                                  {v1::GROUP_BY_LIST, "list", "清单", ""},
                                                  {v1::GROUP_BY_CATEGORY, "category", "项目类别", "类别"},
                                                  {v1::GROUP_BY_LEVEL, "level", "项目级别", "级别"},
                                                  {v1::GROUP_BY_KIND, "kind", "建设性质", "性质"},
                                                  {v1::GROUP_BY_TEAM, "team", "专班", ""},
                                                  {v1::GROUP_BY_TAG, "tag", "标签", ""},
                                                  {v1::GROUP_BY_PARENT, "parent", "所属项目", ""}}};

constexpr std::array<Label, 4> kTimeBaseLabels = {
    {{v1::TIME_BASE_PLANNED_CUMULATIVE, "planned_cumulative", "计划累计", "计划"},
     {v1::TIME_BASE_MONTHS, "months", "按月均分", "按月"},
     {v1::TIME_BASE_HALF_MONTHS, "half_months", "按半月均分", "按半月"},
     {v1::TIME_BASE_TARGET_PATH, "target_path", "目标进度", ""}}};

constexpr std::array<Label, 2> kDistanceRoundingLabels = {
    {{v1::FROM_UNROUNDED, "from_unrounded", "先减后取整", "unrounded"},
     {v1::FROM_ROUNDED, "from_rounded", "先取整后减", "rounded"}}};

constexpr std::array<Label, 3> kStartBaseLabels = {
    {{v1::OF_ALL_PROJECTS, "of_all_projects", "全部项目", "all"},
     {v1::OF_PLANNED_STARTS, "of_planned_starts", "年度计划开工", "planned"},
     {v1::OF_CONSTRUCTION_STAGES, "of_construction_stages", "在建和竣工", "stages"}}};

constexpr std::array<Label, 3> kUnitOrderLabels = {{{v1::WORST_FIRST, "worst_first", "差的在前", "worst"},
                                                    {v1::BEST_FIRST, "best_first", "好的在前", "best"},
                                                    {v1::AS_REGISTERED, "as_registered", "登记次序", "registered"}}};

constexpr std::array<Label, 2> kAmountUnitLabels = {
    {{v1::IN_YI, "yi", "亿元", "in-yi"}, {v1::IN_WAN, "wan", "万元", "in-wan"}}};

constexpr std::array<Label, 5> kTargetMeasureLabels = {{{v1::TARGET_PROJECTS, "projects", "项目数", ""},
                                                        {v1::TARGET_STARTED, "started", "开工数", "开工"},
                                                        {v1::TARGET_COMPLETED, "completed", "竣工数", "竣工"},
                                                        {v1::TARGET_INVESTED, "invested", "完成投资", "投资"},
                                                        {v1::TARGET_MILESTONE, "milestone", "完成节点", "节点"}}};

}  // namespace

const Labels kMetrics{kMetricLabels};
const Labels kGroupBys{kGroupByLabels};
const Labels kTimeBases{kTimeBaseLabels};
const Labels kDistanceRoundings{kDistanceRoundingLabels};
const Labels kStartBases{kStartBaseLabels};
const Labels kUnitOrders{kUnitOrderLabels};
const Labels kAmountUnits{kAmountUnitLabels};
const Labels kTargetMeasures{kTargetMeasureLabels};

std::string ChoicesText(const Labels& labels) {
  std::string text;
  for (const Label& label : labels.all()) {
    text += (text.empty() ? "" : "，") + std::string(label.name) + " " + std::string(label.chinese);
  }
  return text;
}

}  // namespace wuse::cli
