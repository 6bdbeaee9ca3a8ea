#pragma once

#include <array>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "client/cli/output.h"
#include "wuse/v1/board_service.pb.h"
#include "wuse/v1/color_policy.pb.h"
#include "wuse/v1/color_service.pb.h"
#include "wuse/v1/project.pb.h"

namespace wuse::cli {

// What all that is shown of colors has in common: the order, the words, the widths.

inline constexpr int kColorPageWidth = 100;  // columns of a wide terminal, and of a printed page
inline constexpr std::array<v1::Color, 6> kFromWorst = {v1::RED,   v1::ORANGE, v1::YELLOW,
                                                        v1::GREEN, v1::BLUE,   v1::NOT_RATED};
// Of the lines that name a project.
inline constexpr int kProjectIdWidth = 18;
inline constexpr int kProjectNameWidth = 36;
inline constexpr int kUnitNameWidth = 16;
inline constexpr int kColorWidth = 6;  // 未评价

using ColorCounts = google::protobuf::RepeatedPtrField<v1::ColorCount>;
using ColorMatrix = google::protobuf::RepeatedPtrField<v1::ColorMoves>;
using ColorReasons = google::protobuf::RepeatedPtrField<v1::ColorReason>;

// "银川 2025（yinchuan-2025）"
std::string PolicyTitle(const v1::ColorPolicy& policy);
// What a version is about: 全区, 责任单位, or the category.
std::string PolicyScope(const v1::PolicyVersion& version);
// "第 3 版"; "默认办法" of the one before any was set.
std::string VersionText(int version);
// 第 3 版（产业发展）：银川 2025，自 2021-05-08 起（li：原因）
std::string PolicyVersionText(const v1::PolicyVersion& version);
// ◆黄，2021-05-08 至 2021-05-31（li：原因）, and by whom it was taken back
std::string OverrideText(const v1::ColorOverride& given, bool with_escape);

int CountIn(const ColorCounts& counts, v1::Color color);
// 红 3 橙 5 黄 12 绿 80 蓝 9 未评价 1
std::string CountsText(const ColorCounts& counts);
// The columns of a table of counts, after `title`: each color, and the sum.
std::vector<Column> ColorColumns(std::string title);
std::vector<Cell> CountRow(Cell head, const ColorCounts& counts);
// From which color (rows) to which. What stays is in the diagonal; what moves nowhere is a dot.
Table MatrixTable(std::string title, const ColorMatrix& matrix);

// The color's word, padded so that lines stay aligned.
std::string PaddedColor(v1::Color color, bool with_escape);
std::string ColoredWord(v1::Color color, bool with_escape);

// All on one line.
std::string ReasonsText(const ColorReasons& reasons);
// A line each, indented under the lines that begin with a color.
void WriteReasons(std::ostream& out, std::string_view head, const ColorReasons& reasons);

}  // namespace wuse::cli
