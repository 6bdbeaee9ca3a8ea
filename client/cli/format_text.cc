#include "client/cli/format_text.h"

#include <algorithm>
#include <vector>

#include "client/cli/columns.h"
#include "client/cli/labels.h"
#include "common/money.h"

namespace wuse::cli {

std::string WanOf(bool present, int64_t yuan) {
  return present ? common::FormatWan({yuan}) : std::string();
}

std::string YiText(int64_t yuan) {
  return common::FormatYi({yuan}) + "亿元";
}

std::string MadeUpMark(const google::protobuf::RepeatedPtrField<std::string>& made_up) {
  return made_up.empty() ? "" : "演示";
}

std::string DaysLateText(const v1::ProjectFigures& figures) {
  if (!figures.has_days_late()) return "";
  return figures.days_late() < 0 ? "未到期" : std::to_string(figures.days_late());
}

std::string DecidingText(const v1::ProjectStatus& status) {
  if (status.color() == v1::GREEN) return "";
  std::string text;
  for (const int dimension : status.deciding()) {
    text += (text.empty() ? "" : "、") + std::string(kDimensions.Chinese(dimension));
  }
  return text;
}

std::string PointsText(const std::string& points_behind) {
  if (points_behind.find_first_not_of("-0.") == std::string::npos) return "持平";
  if (points_behind.front() == '-') return "超前 " + points_behind.substr(1);
  return "落后 " + points_behind;
}

std::string MadeUpText(const google::protobuf::RepeatedPtrField<std::string>& made_up) {
  std::vector<std::string> names;
  for (const std::string& path : made_up) {
    if (path == "all") return "全部内容是虚构的";
    const bool month = path.find(".month_end_yuan") != std::string::npos;
    std::string name = month ? "各月累计计划(万元)" : NameOfPath(ProjectColumns(), path).chinese;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "下列内容是虚构的: " : "、") + name;
  return text;
}

}  // namespace wuse::cli
