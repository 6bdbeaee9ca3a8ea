#pragma once

#include <string>
#include <string_view>

#include "client/cli/labels.h"
#include "wuse/v1/alert.pb.h"

namespace wuse::cli {

extern const Labels kAlertKinds;   // 预警种类
extern const Labels kSeverities;   // 级别
extern const Labels kAlertEvents;  // what happened to an alert
extern const Labels kAlertStates;  // 状态
extern const Labels kInhibitions;  // 抑制

// "milestone-overdue"; "" for an unknown kind.
std::string_view AlertKindName(v1::AlertKind kind);
// "✕严重", "▲警告", "◆提示": the glyphs and colors of 红, 橙, 黄.
std::string SeverityWord(v1::Severity severity);
std::string_view SeverityEscape(v1::Severity severity);

}  // namespace wuse::cli
