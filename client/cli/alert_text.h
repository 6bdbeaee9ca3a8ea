#pragma once

#include <functional>
#include <optional>
#include <string>

#include "wuse/v1/alert_item.pb.h"
#include "wuse/v1/update.pb.h"

namespace wuse::cli {

using NameOfUnit = std::function<std::string(const std::string& unit_id)>;

// A kind's measure in words: 逾期 9 天, 连续 3 周未报, 落后 12.40 个百分点, 停滞 5 周, 红.
std::string MeasureText(v1::AlertKind kind, int64_t measure);
// "节点逾期 结顶"; a milestone without a name by its id.
std::string AlertWords(const v1::Alert& alert, const std::string& milestone_name);
// "已好转 已确认 已静默 抑制(红)"; "" without any of them.
std::string AlertMarks(const v1::Alert& alert);
// "✕严重", in its color on a terminal.
std::string ColoredSeverity(v1::Severity severity, bool color);

// Words a change that is an AlertChanged, without a line break:
// 新增  ✕严重  节点逾期 结顶  逾期 16 天  jd-001 泉源安置  多湖街道  张三
std::string AlertChangeText(const v1::Change& change, const NameOfUnit& unit_name, bool color);

}  // namespace wuse::cli
