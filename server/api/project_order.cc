#include "server/api/project_order.h"

#include <charconv>
#include <vector>

#include "fmt/format.h"
#include "server/api/lookups.h"

namespace wuse::api {
namespace {

__extension__ using Int128 = __int128;

constexpr char kSeparator = '|';  // no id has it

// Worst first; the value is the rank.
int BadnessOf(v1::Color color) {
  constexpr std::array kWorstFirst{v1::RED, v1::ORANGE, v1::YELLOW, v1::GREEN, v1::BLUE, v1::NOT_RATED};
  for (size_t i = 0; i < kWorstFirst.size(); ++i) {
    if (kWorstFirst[i] == color) return static_cast<int>(i);
  }
  return static_cast<int>(kWorstFirst.size());
}

// < 0: a is further behind; a value comes before none.
int CompareBehind(const std::optional<domain::Measures::Behind>& a, const std::optional<domain::Measures::Behind>& b) {
  if (!a || !b) return static_cast<int>(b.has_value()) - static_cast<int>(a.has_value());
  const Int128 left = static_cast<Int128>(a->gap.value) * b->annual.value;
  const Int128 right = static_cast<Int128>(b->gap.value) * a->annual.value;
  return left == right ? 0 : left > right ? -1 : 1;
}

std::vector<std::string_view> Split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (size_t begin = 0; begin <= text.size();) {
    const size_t end = std::min(text.find(kSeparator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

template <class Number>
std::optional<Number> NumberIn(std::string_view text) {
  Number number{};
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  return parsed.ec == std::errc() ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string ProjectRank::ToPosition() const {
  const std::string late = days_late ? std::to_string(*days_late) : "";
  const std::string gap = behind ? std::to_string(behind->gap.value) : "";
  const std::string annual = behind ? std::to_string(behind->annual.value) : "";
  return fmt::format("{}|{}|{}|{}|{}", group, late, gap, annual, id);
}

ProjectRank ProjectRank::OfPosition(std::string_view position) {
  const std::vector<std::string_view> fields = Split(position);
  ProjectRank rank;
  if (fields.size() != 5) return rank;  // cannot be: the token's seal vouches for its maker
  rank.group = NumberIn<int>(fields[0]).value_or(0);
  rank.days_late = NumberIn<int>(fields[1]);
  const auto gap = NumberIn<int64_t>(fields[2]);
  const auto annual = NumberIn<int64_t>(fields[3]);
  if (gap && annual) rank.behind = domain::Measures::Behind{.gap = {*gap}, .annual = {*annual}};
  rank.id = std::string(fields[4]);
  return rank;
}

bool operator<(const ProjectRank& a, const ProjectRank& b) {
  if (a.group != b.group) return a.group < b.group;
  if (a.days_late != b.days_late) return a.days_late > b.days_late;  // an absent one is less than any
  if (const int behind = CompareBehind(a.behind, b.behind); behind != 0) return behind < 0;
  return a.id < b.id;
}

ProjectRanking::ProjectRanking(const Parts& parts, const board::View& view, v1::ProjectOrder order, common::Date today)
    : parts_(parts), order_(order), day_(today, parts.calendar) {
  if (order != v1::BY_UNIT) return;
  int place = 0;
  for (const v1::Unit& unit : view.units()) unit_places_[parts.board.symbols().Find(unit.id())] = place++;
}

ProjectRank ProjectRanking::RankOf(const board::ProjectState& project) const {
  ProjectRank rank = RankWithoutId(project);
  rank.id = ProjectIdOf(parts_, project);
  return rank;
}

ProjectRank ProjectRanking::RankWithoutId(const board::ProjectState& project) const {
  ProjectRank rank;
  if (order_ == v1::BY_UNIT) {
    const auto place = unit_places_.find(project.row->unit);
    rank.group = place == unit_places_.end() ? static_cast<int>(unit_places_.size()) : place->second;
  } else if (order_ == v1::BY_LATENESS) {
    domain::Measures measures;
    domain::MeasureRungs(*project.row, day_.date(), measures);
    rank.group = BadnessOf(project.row->color);
    rank.days_late = measures.days_late;
    rank.behind = domain::BehindOn(*project.row, *project.marks, day_);
  }
  return rank;
}

}  // namespace wuse::api
