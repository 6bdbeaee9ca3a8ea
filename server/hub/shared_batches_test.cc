#include "server/hub/shared_batches.h"

#include <string>

#include "gtest/gtest.h"
#include "server/hub/hub_fixture.h"

namespace wuse::hub {
namespace {

using common::Sequence;

WatchFilter OnlyProject(const std::string& project) {
  v1::WatchFilter filter;
  filter.add_projects(project);
  return WatchFilter(filter);
}

std::shared_ptr<const Batch> BatchOf(int64_t sequence) {
  const auto block = BlockOf(UpdateOf(sequence, {ReportOf("mill", 1000)}));
  return std::make_shared<const Batch>(std::vector<FilteredUpdate>{{.block = block, .changes = {0}}},
                                       Sequence{sequence});
}

TEST(EndOfBatch, OfFewIsTheHeadAndOfManyARoundNumberThatLeavesLittleBehind) {
  EXPECT_EQ(EndOfBatch({100}, {101}).value, 101);
  EXPECT_EQ(EndOfBatch({100}, {163}).value, 163);
  EXPECT_EQ(EndOfBatch({100}, {164}).value, 160);
  for (int64_t after = 0; after < 300; after += 7) {
    for (int64_t count = 1; count < 3000; ++count) {
      const int64_t end = EndOfBatch({after}, {after + count}).value;
      ASSERT_LE(end, after + count);
      ASSERT_LE(4 * (after + count - end), count) << after << " " << count;
    }
  }
}

TEST(EndOfBatch, IsTheSameForThoseWhoComeWithinAWhileFromAboutTheSamePlace) {
  for (const int64_t after : {1000, 1005, 1020}) {
    for (const int64_t head : {1152, 1160, 1183}) EXPECT_EQ(EndOfBatch({after}, {head}).value, 1152);
  }
}

TEST(SharedBatches, ABatchIsForItsFilterItsPlaceAndItsEndOnly) {
  SharedBatches shared;
  const auto batch = BatchOf(2);
  const SharedBatches::Asked asked{.filter = OnlyProject("mill").identity(), .after = {1}, .end = {2}};
  shared.Keep(asked, batch);
  EXPECT_EQ(shared.Find(asked, kPlenty), batch);
  SharedBatches::Asked other = asked;
  other.filter = OnlyProject("bridge").identity();
  EXPECT_EQ(shared.Find(other, kPlenty), nullptr);
  other = asked;
  other.after = {0};
  EXPECT_EQ(shared.Find(other, kPlenty), nullptr);
  other = asked;
  other.end = {3};
  EXPECT_EQ(shared.Find(other, kPlenty), nullptr);
}

TEST(SharedBatches, AreNotForWhoTakesLessUnlessItIsASingleUpdate) {
  SharedBatches shared;
  const SharedBatches::Asked asked{.filter = WatchFilter().identity(), .after = {1}, .end = {3}};
  const auto one = BatchOf(2);
  const auto two = std::make_shared<const Batch>(
      std::vector<FilteredUpdate>{one->updates()[0], BatchOf(3)->updates()[0]}, Sequence{3});
  shared.Keep(asked, two);
  EXPECT_EQ(shared.Find(asked, two->bytes()), two);
  EXPECT_EQ(shared.Find(asked, two->bytes() - 1), nullptr);
  shared.Keep(asked, one);
  EXPECT_EQ(shared.Find(asked, 1), one);
}

TEST(SharedBatches, AreBoundedInNumberAndInBytes) {
  const size_t bytes = BatchOf(1)->bytes();
  for (const SharedBatches::Limits limits : {SharedBatches::Limits{.batches = 3, .bytes = kPlenty},
                                             SharedBatches::Limits{.batches = 99, .bytes = 3 * bytes}}) {
    SharedBatches shared(limits);
    std::vector<std::weak_ptr<const Batch>> kept;
    for (int64_t i = 1; i <= 8; ++i) {
      const auto batch = BatchOf(i);
      kept.push_back(batch);
      shared.Keep({.filter = WatchFilter().identity(), .after = {i - 1}, .end = {i}}, batch);
    }
    for (size_t i = 0; i < kept.size(); ++i) EXPECT_EQ(kept[i].expired(), i < 5) << i;
  }
}

TEST(Batch, IsEncodedOnce) {
  const auto batch = BatchOf(1);
  int asked = 0;
  const auto encode = [&asked](const Batch& what) {
    ++asked;
    return std::string(what.updates()[0].block->bytes());
  };
  const auto first = batch->EncodedBy(encode);
  EXPECT_EQ(batch->EncodedBy(encode), first);
  EXPECT_EQ(asked, 1);
}

TEST(WatchFilter, HasTheIdentityOfWhatItAsksFor) {
  EXPECT_EQ(WatchFilter().identity(), WatchFilter(v1::WatchFilter()).identity());
  EXPECT_EQ(OnlyProject("mill").identity(), OnlyProject("mill").identity());
  EXPECT_NE(OnlyProject("mill").identity(), OnlyProject("bridge").identity());
  EXPECT_NE(WatchFilter().identity(), WatchFilter(v1::AlertFilter()).identity());
}

}  // namespace
}  // namespace wuse::hub
