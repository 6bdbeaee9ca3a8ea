#include "client/cli/map_commands.h"

#include <algorithm>
#include <array>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "client/cli/color_text.h"
#include "client/cli/figure_options.h"
#include "client/cli/figure_text.h"
#include "client/cli/labels.h"

namespace wuse::cli {
namespace {

constexpr int kTileGap = 2;
constexpr int kWidestTile = 20;
constexpr int kNarrowestTile = 12;  // three counts with their glyphs
constexpr int kTileLines = 4;

struct MapOptions {
  FilterOptions filter;
  std::string period;
};

// "✕3 ▲1": the colors' glyphs with counts; none of 0.
std::string GlyphCounts(const ColorCounts& counts, const std::vector<v1::Color>& colors) {
  std::string text;
  for (const v1::Color color : colors) {
    const int count = CountIn(counts, color);
    if (count == 0) continue;
    const std::string word = ColorWord(color);
    // The word without its character: a glyph takes three bytes.
    const std::string glyph = color == v1::NOT_RATED ? "未" : word.substr(0, 3);
    text += (text.empty() ? "" : " ") + glyph + std::to_string(count);
  }
  return text;
}

int LaggingOf(const v1::MapUnit& unit) {
  return CountIn(unit.color_counts(), v1::RED) + CountIn(unit.color_counts(), v1::ORANGE) +
         CountIn(unit.color_counts(), v1::YELLOW);
}

std::array<std::string, kTileLines> TileLines(const v1::MapUnit& unit, int width) {
  return {unit.name() + " " + std::to_string(unit.project_count()),
          GlyphCounts(unit.color_counts(), {v1::RED, v1::ORANGE, v1::YELLOW}),
          GlyphCounts(unit.color_counts(), {v1::GREEN, v1::BLUE, v1::NOT_RATED}),
          Bar(LaggingOf(unit), unit.project_count(), width)};
}

void WriteRow(std::ostream& out, const v1::BattleMap& map, int row, int width) {
  std::array<std::string, kTileLines> lines;
  bool any = false;
  for (int column = 0; column < map.columns(); ++column) {
    std::array<std::string, kTileLines> tile;
    for (const v1::MapUnit& unit : map.units()) {
      if (!unit.has_tile() || unit.tile().column() != column || unit.tile().row() != row) continue;
      tile = TileLines(unit, width);
      any = true;
    }
    for (int i = 0; i < kTileLines; ++i) lines[i] += Pad(Shorten(tile[i], width), width + kTileGap);
  }
  if (!any) return;
  for (std::string& line : lines) {
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << "\n";
  }
  out << "\n";
}

Table MapUnitTable(const v1::BattleMap& map, bool with_tile) {
  Table table{.columns = ColorColumns("单位"), .rows = {}};
  table.columns.front().max_width = 24;
  for (const v1::MapUnit& unit : map.units()) {
    if (unit.has_tile() && !with_tile) continue;
    table.rows.push_back(CountRow(unit.name(), unit.color_counts()));
  }
  return table;
}

Table MapCsvTable(const v1::BattleMap& map) {
  Table table{.columns = {{"编号"}, {"名称"}, {"图块列"}, {"图块行"}, {"项目数"}}, .rows = {}};
  for (const v1::Color color : kFromWorst) table.columns.push_back({ColorWord(color)});
  for (const v1::MapUnit& unit : map.units()) {
    const auto tile = [&](int at) { return unit.has_tile() ? std::to_string(at) : std::string(); };
    table.rows.push_back({unit.unit(), unit.name(), tile(unit.tile().column()), tile(unit.tile().row()),
                          std::to_string(unit.project_count())});
    for (const v1::Color color : kFromWorst) {
      table.rows.back().emplace_back(std::to_string(CountIn(unit.color_counts(), color)));
    }
  }
  return table;
}

void WriteMap(std::ostream& out, const v1::BattleMap& map, bool color) {
  out << map.district() << "作战图  截至 " << map.as_of() << "；" << CountsText(map.color_counts()) << "\n";
  out << "方位示意，不是边界。" << ColorWord(v1::RED) << " " << ColorWord(v1::ORANGE) << " " << ColorWord(v1::YELLOW)
      << " " << ColorWord(v1::GREEN) << " " << ColorWord(v1::BLUE) << " 未: 未评价；条形是滞后的占比\n\n";
  const int width = map.columns() == 0 ? 0 : std::min(kWidestTile, kFigurePageWidth / map.columns() - kTileGap);
  const bool fits = width >= kNarrowestTile;
  for (int row = 0; row < map.rows() && fits; ++row) WriteRow(out, map, row, width);
  // A grid that is wider than a page is told as a list.
  const Table others = MapUnitTable(map, !fits);
  if (!others.rows.empty()) {
    if (fits) out << "图上没有位置的单位:\n";
    WriteTable(out, others, color);
  }
  out << "数据到第 " << map.sequence() << " 号更新\n";
}

absl::StatusOr<Exit> ShowMap(Session& session, const MapOptions& options) {
  UnitNames units(session);
  const auto filter = ProjectFilterOf(options.filter, units);
  if (!filter.ok()) return filter.status();
  v1::GetBattleMapRequest request;
  if (*filter) *request.mutable_filter() = **filter;
  request.set_period(options.period);
  const auto connection = session.Connect();
  if (!connection.ok()) return connection.status();
  const auto map = (*connection)->GetBattleMap(request);
  if (!map.ok()) return map.status();
  if (!WriteForMachines(session, *map, MapCsvTable(*map))) {
    WriteMap(session.out(), *map, session.terminal().color);
  }
  return Exit::kOk;
}

}  // namespace

void AddMapCommand(CLI::App& app, Session& session, Action& action) {
  CLI::App* map = app.add_subcommand("map", "作战图: 各单位按方位排开，各有几个什么颜色的项目");
  auto options = std::make_shared<MapOptions>();
  AddPeriodOption(*map, options->period);
  AddFilterOptions(*map, options->filter);
  map->footer(
      "方位取自单位的图块列、图块行（wuse unit apply）。各单位的项目见 -o json。\n\n"
      "例: wuse map\n"
      "    wuse map --period 2021-04 --category 产业发展 -o csv");
  map->callback([&session, &action, options] { action = [&session, options] { return ShowMap(session, *options); }; });
}

}  // namespace wuse::cli
