#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "common/calendar.h"
#include "common/money.h"
#include "wuse/v1/project.pb.h"

namespace wuse::domain {

// A small number for a text (unit, list, milestone id); equal texts have equal symbols. 0 is "none".
using Symbol = uint32_t;
using Intern = std::function<Symbol(std::string_view)>;

// An enum of the API in one byte: generated ones take four. 0 is its "unspecified".
template <typename Enum>
class InByte {
 public:
  constexpr InByte() = default;
  constexpr InByte(Enum value) : value_(static_cast<uint8_t>(value)) {}  // NOLINT(google-explicit-constructor)
  constexpr operator Enum() const { return static_cast<Enum>(value_); }  // NOLINT(google-explicit-constructor)

 private:
  uint8_t value_ = 0;
};

// A planned date and the day before which it was in force (no date: it is the current one).
struct PlannedDate {
  common::Date replaced_on;
  common::Date planned_on;
};

struct Rung {
  Symbol id = 0;
  uint8_t track = 0;      // number of its track within the project, by first appearance
  bool is_start = false;  // `started`
  bool is_closing = false;
  bool is_investment = false;  // `investment-completed`
  common::Date planned_on;     // the current one
  common::Date reached_on;
  uint16_t former_begin = 0;  // into ProjectRow::former_dates, oldest first
  uint16_t former_end = 0;
};

struct YearPlanRow {
  int32_t year = 0;
  common::Date replaced_on;  // not set: the current one; former ones of a year come before it, oldest first
  std::optional<common::Yuan> annual;
  bool has_months = false;
  std::array<common::Yuan, 12> month_end{};
};

struct PauseRow {
  common::Date from;
  common::Date until;  // not set: open
};

// An alert of the project, without what only people read.
struct AlertRow {
  Symbol milestone = 0;  // 0: of the project
  int32_t episode = 0;
  uint8_t kind = 0;       // v1::AlertKind
  uint8_t state = 0;      // v1::AlertState
  uint8_t severity = 0;   // v1::Severity
  uint8_t inhibited = 0;  // v1::Inhibition
  common::Date pending_since;
  common::Date clearing_since;
  common::Date acknowledged_until;  // not set: not acknowledged
  common::Date snoozed_until;
  common::Date fired_on;  // this and the next are for who lists alerts; judging leaves them as they are
  common::Date resolved_on;
};

// A color that a person gave the project.
struct OverrideRow {
  common::Date on;
  common::Date until;
  common::Date lifted_on;  // not set: not lifted
  uint8_t color = 0;       // v1::Color
};

// What the statistics bureau certified up to a month's end, of its year.
struct CertifiedRow {
  common::Date last;  // the month's last day
  common::Yuan invested;
};

// ProjectRow is what rules, filters and figures read of a project: the message without its texts, in exact-size
// arrays. Immutable once made; made by RowOf and nothing else. sizeof ≤ 256 bytes.
struct ProjectRow {
  Symbol id = 0;
  Symbol unit = 0;
  Symbol department = 0;
  Symbol team = 0;             // by name
  Symbol parent = 0;           // by id
  std::vector<Symbol> labels;  // the lists, then the tags
  uint8_t list_count = 0;
  bool made_up = false;
  InByte<v1::Kind> kind;
  InByte<v1::Level> level;
  InByte<v1::Category> category;
  InByte<v1::Color> color;  // the stored one (status)
  common::Date listed_on;
  common::Date delisted_on;
  common::Date registered_on;  // not set: not in the statistics register
  common::Yuan total_investment;
  common::Yuan invested_before;
  std::vector<Rung> rungs;  // the ladder in order: rung i is milestone i
  std::vector<PlannedDate> former_dates;
  std::vector<YearPlanRow> plans;
  std::vector<PauseRow> pauses;
  std::vector<AlertRow> alerts;         // by kind and milestone id, resolved ones too
  std::vector<OverrideRow> overrides;   // in the order of the project's
  std::vector<CertifiedRow> certified;  // ascending by month

  std::span<const Symbol> lists() const { return std::span(labels).first(list_count); }
  std::span<const Symbol> tags() const { return std::span(labels).subspan(list_count); }
};
static_assert(sizeof(ProjectRow) <= 256);

// A week's report as rules see it. A project's reports are kept sorted by week.
struct ReportMark {
  common::Date as_of;  // always in its week
  int16_t percent_done_bp = kNotTold;
  common::Yuan invested;  // this calendar year's cumulative, of the year of as_of

  static constexpr int16_t kNotTold = -1;
  common::Week week() const { return common::Week::Of(as_of); }
};
static_assert(sizeof(ReportMark) == 16);  // a register has a million of them

ProjectRow RowOf(const v1::Project& project, const Intern& intern);

}  // namespace wuse::domain
