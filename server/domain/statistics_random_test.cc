#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server/domain/figures.h"
#include "server/domain/random_case.h"
#include "server/domain/statistics.h"

namespace wuse::domain {
namespace {

// A random register: every project in some unit, most in a department, team and parent.
struct RandomRegister {
  explicit RandomRegister(uint32_t seed) : random(seed) {
    const ColorDay day(std::make_shared<const PolicySet>(), Day(random.AnyDay()), Calendar2021());
    date = day.date();
    for (int i = 0; i < 60; ++i) {
      RandomCase one(seed + 1 + i);
      v1::Project project = one.project();
      project.set_unit("unit-" + std::to_string(one.Number(1, 4)));
      project.set_level(static_cast<v1::Level>(one.Number(1, 4)));
      project.set_total_investment_yuan(one.Number(0, 1000));
      if (one.Chance(70)) project.set_department("department-" + std::to_string(one.Number(1, 3)));
      if (one.Chance(50)) project.mutable_team()->set_name("team-" + std::to_string(one.Number(1, 3)));
      if (one.Chance(40)) project.set_parent("parent-" + std::to_string(one.Number(1, 3)));
      if (one.Chance(60)) project.add_lists("list-" + std::to_string(one.Number(1, 2)));
      if (one.Chance(60)) project.add_tags("tag-" + std::to_string(one.Number(1, 2)));
      rows.push_back(RowOf(project, names.Interner()));
      facts.push_back(FactsOf(rows.back(), one.reports(), day));
    }
  }
  FigureSums SumOf(const std::function<bool(size_t)>& is_wanted) const {
    FigureSums sums;
    for (size_t i = 0; i < facts.size(); ++i) {
      if (is_wanted(i)) sums.Add(facts[i]);
    }
    return sums;
  }
  FigureSums Matching(const v1::ProjectFilter& filter) {
    const RowFilter compiled = CompileFilter(filter, names.Finder());
    return SumOf([&](size_t i) {
      return MatchesColor(compiled, facts[i].color) && MatchesApartFromColor(compiled, rows[i], date);
    });
  }

  RandomCase random;
  Names names;
  common::Date date;
  std::vector<ProjectRow> rows;
  std::vector<ProjectFacts> facts;
};

// All counts and amounts of a figure set, rates apart.
std::vector<int64_t> NumbersOf(const v1::FigureSet& figures) {
  std::vector<int64_t> numbers = {figures.project_count(),
                                  figures.new_count(),
                                  figures.continuing_count(),
                                  figures.preparatory_count(),
                                  figures.started_count(),
                                  figures.under_construction_count(),
                                  figures.completed_count(),
                                  figures.starts().planned_count(),
                                  figures.starts().due_count(),
                                  figures.starts().missed_count(),
                                  figures.starts().early_count(),
                                  figures.starts().started_count(),
                                  figures.total_investment_yuan(),
                                  figures.annual_plan_yuan(),
                                  figures.invested_yuan(),
                                  figures.period_plan_yuan(),
                                  figures.certified().invested_yuan(),
                                  figures.certified().project_count(),
                                  figures.lagging_count(),
                                  figures.made_up_count()};
  for (const v1::ColorCount& color : figures.color_counts()) numbers.push_back(color.count());
  return numbers;
}

v1::FigureSet FiguresOfSums(const FigureSums& sums, common::Date day, int decimals = 2) {
  Style style;
  style.decimals = decimals;
  return FigureSetOf(sums, style, day);
}

TEST(RandomFigures, PartsSumToTheTotalForEveryPartition) {
  const uint32_t seed = Seed();
  for (uint32_t round = 0; round < 20; ++round) {
    RandomRegister reg(seed + 1000 * round);
    const auto total = NumbersOf(FiguresOfSums(reg.SumOf([](size_t) { return true; }), reg.date));
    const std::map<std::string, std::function<uint32_t(const ProjectFacts&)>> partitions = {
        {"unit", [](const ProjectFacts& p) { return p.unit; }},
        {"department", [](const ProjectFacts& p) { return p.department; }},
        {"team", [](const ProjectFacts& p) { return p.team; }},
        {"parent", [](const ProjectFacts& p) { return p.parent; }},
        {"category", [](const ProjectFacts& p) { return static_cast<uint32_t>(v1::Category{p.category}); }},
        {"level", [](const ProjectFacts& p) { return static_cast<uint32_t>(v1::Level{p.level}); }},
        {"kind", [](const ProjectFacts& p) { return static_cast<uint32_t>(v1::Kind{p.kind}); }},
    };
    for (const auto& [name, key_of] : partitions) {
      std::map<uint32_t, FigureSums> parts;
      for (const ProjectFacts& facts : reg.facts) parts[key_of(facts)].Add(facts);
      std::vector<int64_t> sum(total.size());
      for (const auto& [key, sums] : parts) {
        const auto numbers = NumbersOf(FiguresOfSums(sums, reg.date));
        for (size_t i = 0; i < sum.size(); ++i) sum[i] += numbers[i];
      }
      EXPECT_EQ(sum, total) << "by " << name << ", seed " << seed << ", round " << round;
    }
  }
}

TEST(RandomFigures, CountsAgreeWithEachOther) {
  const uint32_t seed = Seed();
  for (uint32_t round = 0; round < 20; ++round) {
    RandomRegister reg(seed + 1000 * round);
    const v1::FigureSet figures = FiguresOfSums(reg.SumOf([](size_t) { return true; }), reg.date);
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", round " << round);
    const v1::StartFigures& starts = figures.starts();
    EXPECT_EQ(starts.started_count(), starts.due_count() - starts.missed_count() + starts.early_count());
    EXPECT_EQ(figures.project_count(), figures.new_count() + figures.continuing_count());
    EXPECT_EQ(figures.project_count() + figures.preparatory_count(), static_cast<int>(reg.facts.size()));
    int colored = 0;
    for (const v1::ColorCount& color : figures.color_counts()) colored += color.count();
    EXPECT_EQ(colored, figures.project_count());
    EXPECT_LE(figures.under_construction_count(), figures.started_count());
  }
}

TEST(RandomFigures, FiltersCommute) {
  const uint32_t seed = Seed();
  for (uint32_t round = 0; round < 20; ++round) {
    RandomRegister reg(seed + 1000 * round);
    v1::ProjectFilter there;
    for (const char* unit : {"unit-1", "unit-3"}) there.add_units(unit);
    for (const v1::Color color : {v1::GREEN, v1::YELLOW, v1::RED}) there.add_colors(color);
    v1::ProjectFilter back;
    for (const char* unit : {"unit-3", "unit-1"}) back.add_units(unit);
    for (const v1::Color color : {v1::RED, v1::GREEN, v1::YELLOW}) back.add_colors(color);
    EXPECT_EQ(NumbersOf(FiguresOfSums(reg.Matching(there), reg.date)),
              NumbersOf(FiguresOfSums(reg.Matching(back), reg.date)))
        << "the order of values, seed " << seed;

    v1::ProjectFilter listed;
    listed.add_lists("list-1");
    v1::ProjectFilter both = there;
    both.MergeFrom(listed);
    const RowFilter first = CompileFilter(there, reg.names.Finder());
    const RowFilter second = CompileFilter(listed, reg.names.Finder());
    const auto matches = [&reg](const RowFilter& filter, size_t i) {
      return MatchesColor(filter, reg.facts[i].color) && MatchesApartFromColor(filter, reg.rows[i], reg.date);
    };
    const auto wanted = NumbersOf(FiguresOfSums(reg.Matching(both), reg.date));
    EXPECT_EQ(NumbersOf(FiguresOfSums(reg.SumOf([&](size_t i) { return matches(first, i) && matches(second, i); }),
                                      reg.date)),
              wanted)
        << "seed " << seed;
    EXPECT_EQ(NumbersOf(FiguresOfSums(reg.SumOf([&](size_t i) { return matches(second, i) && matches(first, i); }),
                                      reg.date)),
              wanted)
        << "seed " << seed;
  }
}

// By long division on paper: digit after digit, then the rest decides.
std::string PercentByHand(int64_t numerator, int64_t denominator, int decimals) {
  if (denominator == 0) return "";
  const bool is_negative = numerator < 0;
  Int128 rest = Int128{is_negative ? -numerator : numerator} * 100;
  Int128 digits = rest / denominator;
  rest %= denominator;
  for (int i = 0; i < decimals; ++i) {
    digits = digits * 10 + rest * 10 / denominator;
    rest = rest * 10 % denominator;
  }
  if (rest * 2 >= denominator) ++digits;
  std::string text = std::to_string(static_cast<int64_t>(digits));
  while (static_cast<int>(text.size()) <= decimals) text.insert(0, 1, '0');
  if (decimals > 0) text.insert(text.size() - decimals, ".");
  return (is_negative && digits != 0 ? "-" : "") + text;
}

TEST(RandomFigures, EveryRateRecomputesFromItsNumbers) {
  const uint32_t seed = Seed();
  for (uint32_t round = 0; round < 20; ++round) {
    RandomRegister reg(seed + 1000 * round);
    for (int decimals = 0; decimals <= 2; ++decimals) {
      const v1::FigureSet figures = FiguresOfSums(reg.SumOf([](size_t) { return true; }), reg.date, decimals);
      for (const v1::Rate& rate : {figures.start_rate(), figures.annual_completion(), figures.period_completion(),
                                   figures.lagging_share(), figures.certified().annual_completion(),
                                   figures.starts().of_all_projects(), figures.starts().of_planned_starts(),
                                   figures.starts().of_construction_stages(), figures.distance().expected()}) {
        EXPECT_EQ(rate.percent(), PercentByHand(rate.numerator(), rate.denominator(), decimals))
            << rate.numerator() << "/" << rate.denominator() << ", seed " << seed;
      }
    }
  }
}

}  // namespace
}  // namespace wuse::domain
