#include "server/board/symbols.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace wuse::board {
namespace {

TEST(Symbols, ATextKeepsItsNumberForEver) {
  Symbols symbols;
  const domain::Symbol town = symbols.Intern("xiaoshun");
  EXPECT_NE(town, 0u);
  EXPECT_NE(symbols.Intern("caozhai"), town);
  EXPECT_EQ(symbols.Intern("xiaoshun"), town);
  EXPECT_EQ(symbols.Find("xiaoshun"), town);
  EXPECT_EQ(symbols.TextOf(town), "xiaoshun");
}

TEST(Symbols, NoTextIsZeroAndAnUnknownOneIsNotMade) {
  Symbols symbols;
  EXPECT_EQ(symbols.Intern(""), 0u);
  EXPECT_EQ(symbols.TextOf(0), "");
  EXPECT_EQ(symbols.Find("unseen"), 0u);
  EXPECT_EQ(symbols.TextOf(1), "");
  EXPECT_EQ(symbols.Intern("first"), 1u);
}

TEST(Symbols, LongTextsAndManyOfThemStayApart) {
  Symbols symbols;
  std::vector<std::string> texts = {std::string(100'000, 'x'), std::string(100'000, 'y'), std::string("with\0zero", 9)};
  for (int i = 0; i < 20'000; ++i) texts.push_back("示范〔2021〕" + std::to_string(i) + "号");
  for (size_t i = 0; i < texts.size(); ++i) ASSERT_EQ(symbols.Intern(texts[i]), i + 1);
  for (size_t i = 0; i < texts.size(); ++i) {
    ASSERT_EQ(symbols.Find(texts[i]), i + 1);
    ASSERT_EQ(symbols.TextOf(static_cast<domain::Symbol>(i + 1)), texts[i]);
  }
  EXPECT_EQ(symbols.Find("with"), 0u);
}

TEST(Symbols, ThreadsAgreeOnTheNumbers) {
  Symbols symbols;
  std::vector<std::vector<domain::Symbol>> seen(4);
  std::vector<std::thread> threads;
  threads.reserve(seen.size());
  for (auto& mine : seen) {
    threads.emplace_back([&symbols, &mine] {
      for (int i = 0; i < 500; ++i) mine.push_back(symbols.Intern("text-" + std::to_string(i)));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& mine : seen) EXPECT_EQ(mine, seen.front());
  EXPECT_EQ(std::set<domain::Symbol>(seen.front().begin(), seen.front().end()).size(), 500u);
}

}  // namespace
}  // namespace wuse::board
