#pragma once

#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "server/domain/row_builder.h"

namespace wuse::domain {

// For tests only: random projects.

// A project with everything that the rule looks at, and its reports; dates cluster around 2021.
class RandomCase {
 public:
  explicit RandomCase(uint32_t seed) : random_(seed) {
    v1::Project& p = builder_.project();
    p.set_kind(static_cast<v1::Kind>(Number(1, 3)));
    p.set_category(static_cast<v1::Category>(Number(1, 5)));
    if (Chance(50)) p.set_listed_on(AnyDay());
    if (Chance(10)) p.set_delisted_on(AnyDay());
    if (Chance(50)) p.set_registered_on(AnyDay());
    AddRungs();
    for (int year = 2020; year <= 2022; ++year) {
      if (Chance(80)) AddPlan(year);
    }
    if (Chance(30)) {
      const common::Date from = Day(AnyDay());
      builder_.Pause(from.ToString(), from.Plus(Number(0, 60)).ToString());
    }
    if (Chance(5)) builder_.Pause(AnyDay());
    const int silence = Number(0, 100);
    for (common::Week week = WeekOf("2020-W40"); week <= WeekOf("2022-W10"); week = week.Plus(1)) {
      if (Chance(silence)) continue;
      ReportMark& report =
          reports_.emplace_back(ReportMark{.as_of = week.Monday().Plus(Number(0, 6)), .invested = {Number(0, 1300)}});
      if (Chance(30)) report.percent_done_bp = static_cast<int16_t>(Number(0, 10'000));
    }
  }
  const v1::Project& project() { return builder_.project(); }
  // Colors that a person gave, some of them lifted.
  void AddOverrides() {
    while (Chance(60)) {
      const common::Date on = Day(AnyDay());
      builder_.Given(static_cast<v1::Color>(Number(v1::BLUE, v1::RED)), on.ToString(),
                     on.Plus(Number(0, 90)).ToString(), Chance(30) ? on.Plus(Number(0, 90)).ToString() : "");
    }
  }
  std::vector<ReportMark>& reports() { return reports_; }
  int Number(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  bool Chance(int percent) { return Number(1, 100) <= percent; }
  std::string AnyDay() { return Day("2020-11-01").Plus(Number(0, 450)).ToString(); }

 private:
  void AddRungs() {
    const char* const ids[] = {"signed", "land-cleared", "started", "roof-topped", "completed", "in-production"};
    for (const char* id : ids) {
      if (!Chance(70)) continue;
      builder_.Rung(id, Chance(80) ? AnyDay() : "", Chance(40) ? AnyDay() : "", Chance(20) ? "granting" : "");
      common::Date replaced = Day("2020-12-01");
      while (Chance(25)) {
        replaced = replaced.Plus(Number(1, 150));
        builder_.Former(replaced.ToString(), Chance(80) ? AnyDay() : "");
      }
      if (Chance(8)) builder_.Closing();
    }
  }
  void AddPlan(int year) {
    builder_.EvenPlan(year, Number(0, 100));
    if (Chance(10)) builder_.project().mutable_plans()->rbegin()->clear_month_end_yuan();
    if (Chance(5)) builder_.project().mutable_plans()->rbegin()->clear_annual_yuan();
    if (Chance(30)) builder_.FormerEvenPlan(AnyDay(), Number(0, 100));
  }

  std::mt19937 random_;
  ProjectBuilder builder_;
  std::vector<ReportMark> reports_;
};

inline uint32_t Seed() {
  const uint32_t seed = std::random_device()();
  std::printf("seed %u\n", seed);
  return seed;
}

}  // namespace wuse::domain
