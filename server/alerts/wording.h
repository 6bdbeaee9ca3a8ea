#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wuse/v1/update.pb.h"

// How alerts are called: in the receivers' file, and in messages to people.
namespace wuse::alerts {

std::optional<v1::AlertKind> KindNamed(std::string_view name);     // milestone-overdue …
std::optional<v1::Severity> SeverityNamed(std::string_view name);  // notice, warning, critical
std::string AllKindNames();                                        // for an error's text
std::string_view ChineseOf(v1::Severity severity);                 // 提示 警告 严重
std::string_view ChineseOf(v1::AlertKind kind);                    // 节点逾期 …
// What the alert says, with its number where there is one: 节点“主体结顶”逾期 16 天.
std::string MatterOf(const v1::AlertChanged& change);
// A name of ours within DingTalk's markdown: no character of it forms markup.
std::string PlainInMarkdown(std::string_view text);

}  // namespace wuse::alerts
