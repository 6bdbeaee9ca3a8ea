#include "server/hub/update_block.h"

#include <limits>

#include "google/protobuf/stubs/logging.h"
#include "gtest/gtest.h"
#include "server/hub/hub_fixture.h"

namespace wuse::hub {
namespace {

void ExpectSame(const MatchView& view, const v1::Match& match) {
  ASSERT_EQ(view.project, match.project());
  ASSERT_EQ(view.unit, match.unit());
  ASSERT_EQ(view.department, match.department());
  ASSERT_EQ(std::vector<std::string>(view.lists.begin(), view.lists.end()),
            std::vector<std::string>(match.lists().begin(), match.lists().end()));
  ASSERT_EQ(view.category, match.category());
  ASSERT_EQ(view.level, match.level());
  ASSERT_EQ(view.color, match.color());
}

// What holds for every block that Parse lets through.
void ExpectConsistent(const UpdateBlock& block) {
  std::string whole(block.header());
  v1::Update header;
  ASSERT_TRUE(header.ParseFromString(whole));
  ASSERT_EQ(header.sequence(), block.sequence().value);
  ASSERT_GE(header.sequence(), 1);
  ASSERT_EQ(header.changes_size(), 0);
  for (size_t i = 0; i < block.changes().size(); ++i) {
    const UpdateBlock::Slice& slice = block.changes()[i];
    ASSERT_EQ(slice.offset, whole.size());
    ASSERT_LE(size_t{slice.offset} + slice.size, block.bytes().size());
    const std::string field(block.bytes().substr(slice.offset, slice.size));
    v1::Update alone;
    ASSERT_TRUE(alone.ParseFromString(field));
    ASSERT_EQ(alone.changes_size(), 1);
    ASSERT_TRUE(field.ends_with(block.change(i)));
    v1::Change change;
    ASSERT_TRUE(change.ParseFromString(std::string(block.change(i))));
    ASSERT_EQ(change.SerializeAsString(), alone.changes(0).SerializeAsString());
    ASSERT_EQ(alone.changes(0).has_match_before(), slice.has_before);
    ASSERT_NO_FATAL_FAILURE(ExpectSame(slice.before, alone.changes(0).match_before()));
    ASSERT_EQ(alone.changes(0).has_match_after(), slice.has_after);
    ASSERT_NO_FATAL_FAILURE(ExpectSame(slice.after, alone.changes(0).match_after()));
    whole += field;
  }
  ASSERT_EQ(whole, block.bytes());
  v1::Update update;
  ASSERT_TRUE(update.ParseFromString(whole));
  ASSERT_EQ(static_cast<size_t>(update.changes_size()), block.changes().size());
}

v1::Update Sample() {
  v1::Update update = UpdateOf(7, {ReportOf("mill"), ReportOf("bridge", 300)});
  update.set_request_digest("0123456789");
  update.add_changes()->mutable_day_evaluated()->set_date("2021-05-08");
  v1::Change* unit = update.add_changes();
  unit->mutable_match_after()->set_unit("xiaoshun");
  unit->mutable_unit_changed()->mutable_unit()->set_name("孝顺镇");
  update.add_changes()->mutable_status_changed()->set_project("mill");
  update.add_changes()->mutable_project_changed()->set_created(true);
  return update;
}

// A field of the wire format, by hand.
std::string Varint(uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  return bytes + static_cast<char>(value);
}
std::string Number(int field, uint64_t value) {
  return Varint(static_cast<uint64_t>(field) << 3) + Varint(value);
}
std::string Text(int field, const std::string& text) {
  return Varint((static_cast<uint64_t>(field) << 3) | 2) + Varint(text.size()) + text;
}

TEST(UpdateBlock, MadeOfAnUpdateIsThatOfItsBytes) {
  v1::Update update = Sample();
  for (const bool large : {false, true}) {
    if (large)
      update.mutable_changes(0)->mutable_report_filed()->mutable_report()->set_progress(std::string(20'000, 'x'));
    const auto parsed = BlockOf(update);
    ASSERT_NE(parsed, nullptr);
    const auto made = UpdateBlock::Of(update);
    ExpectConsistent(*made);
    EXPECT_EQ(made->sequence(), parsed->sequence());
    EXPECT_EQ(made->bytes(), parsed->bytes());
    EXPECT_EQ(made->header(), parsed->header());
    ASSERT_EQ(made->changes().size(), parsed->changes().size());
    for (size_t i = 0; i < made->changes().size(); ++i) EXPECT_EQ(made->changes()[i].kind, parsed->changes()[i].kind);
  }
}

TEST(UpdateBlock, HeaderAndSlicesAreTheBytes) {
  const v1::Update update = Sample();
  const auto block = BlockOf(update);
  ASSERT_NE(block, nullptr);
  EXPECT_EQ(block->sequence().value, 7);
  EXPECT_EQ(block->bytes(), update.SerializeAsString());
  ASSERT_EQ(block->changes().size(), 6U);
  ExpectConsistent(*block);
  const v1::ChangeKind kinds[] = {v1::REPORT_FILED, v1::REPORT_FILED,   v1::DAY_EVALUATED,
                                  v1::UNIT_CHANGED, v1::STATUS_CHANGED, v1::PROJECT_CHANGED};
  for (size_t i = 0; i < 6; ++i) EXPECT_EQ(block->changes()[i].kind, kinds[i]) << i;
}

TEST(UpdateBlock, HeaderAndSomeSlicesAreTheUpdateWithTheseChanges) {
  const v1::Update update = Sample();
  const FilteredUpdate filtered{.block = BlockOf(update), .changes = {1, 3}};
  v1::Update expected = update;
  expected.clear_changes();
  *expected.add_changes() = update.changes(1);
  *expected.add_changes() = update.changes(3);
  EXPECT_EQ(BytesOf(filtered), expected.SerializeAsString());
}

TEST(UpdateBlock, AnUpdateWithoutChangesIsItsHeader) {
  const auto block = BlockOf(UpdateOf(1, {}));
  ASSERT_NE(block, nullptr);
  EXPECT_TRUE(block->changes().empty());
  EXPECT_EQ(block->header(), block->bytes());
}

TEST(UpdateBlock, FieldsOfALaterVersionAreCarriedAlong) {
  const std::string bytes = Number(1, 5) + Text(9, "later") + Text(15, Text(30, "later")) + Text(15, "");
  const auto block = UpdateBlock::Parse(bytes);
  ASSERT_TRUE(block.ok()) << block.status();
  ExpectConsistent(**block);
  ASSERT_EQ((*block)->changes().size(), 2U);
  EXPECT_EQ((*block)->changes()[0].kind, v1::CHANGE_KIND_UNSPECIFIED);
}

TEST(UpdateBlock, WhatIsNotAnUpdateWhoseChangesComeLastIsDataLoss) {
  const google::protobuf::LogSilencer silence;
  const std::string change = Text(15, Text(7, ""));
  const std::pair<const char*, std::string> cases[] = {
      {"nothing", ""},
      {"no sequence", Text(3, "2021-05-08")},
      {"sequence 0", Number(1, 0)},
      {"a negative sequence", Number(1, std::numeric_limits<uint64_t>::max())},
      {"changes first", change + Number(1, 5)},
      {"a header field between changes", Number(1, 5) + change + Text(4, "me") + change},
      {"an unknown field after the changes", Number(1, 5) + change + Number(99, 1)},
      {"cut in a tag", Number(1, 5) + "\xfa"},
      {"cut in a header field", Number(1, 5) + Text(4, "actor").substr(0, 4)},
      {"cut in a change", Number(1, 5) + change.substr(0, 3)},
      {"a length beyond the end", Number(1, 5) + "\x7a\x7f"},
      {"a length beyond 32 bits", Number(1, 5) + "\x7a" + Varint(1ULL << 40)},
      {"a tag in more bytes than it takes", Number(1, 5) + std::string("\xfa\x00\x00", 3)},
      {"a change that does not parse", Number(1, 5) + Text(15, "\x0a\x09x")},
      {"a match with bad UTF-8", Number(1, 5) + Text(15, Text(2, Text(1, "\xff")))},
      {"an actor with bad UTF-8", Number(1, 5) + Text(4, "\xff")},
      {"a time that does not parse", Number(1, 5) + Text(2, "\xff")},
      {"a zero byte at the end", Number(1, 5) + std::string(1, '\0')},
      {"a zero byte after the changes", Number(1, 5) + change + std::string(1, '\0')},
      {"the end of a group", Number(1, 5) + "\x1c"},
      {"text", "not an update at all"},
  };
  for (const auto& [what, bytes] : cases) {
    EXPECT_EQ(UpdateBlock::Parse(bytes).status().code(), absl::StatusCode::kDataLoss) << what;
  }
}

TEST(UpdateBlock, EveryCutIsDataLossOrAtAChangesEnd) {
  const google::protobuf::LogSilencer silence;
  const std::string bytes = Sample().SerializeAsString();
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto block = UpdateBlock::Parse(bytes.substr(0, size));
    if (block.ok()) {
      ExpectConsistent(**block);
    } else {
      ASSERT_EQ(block.status().code(), absl::StatusCode::kDataLoss) << size;
    }
  }
}

TEST(UpdateBlockRandom, GarbageIsDataLossOrAConsistentBlock) {
  const google::protobuf::LogSilencer silence;
  const uint32_t seed = Seed();
  std::mt19937 random(seed);
  const std::string good = Sample().SerializeAsString();
  int parsed = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = good;
    for (uint32_t edits = 1 + random() % 3; edits > 0 && !bytes.empty(); --edits) {
      const size_t at = random() % bytes.size();
      const uint32_t what = random() % 6;
      if (what < 3) bytes[at] = static_cast<char>(random());
      if (what == 3) bytes.erase(at, random() % 5);
      if (what == 4) bytes.insert(at, 1 + random() % 3, static_cast<char>(random()));
      if (what == 5) bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 40));
    }
    const auto block = UpdateBlock::Parse(bytes);
    if (block.ok()) {
      ++parsed;
      ASSERT_NO_FATAL_FAILURE(ExpectConsistent(**block)) << "seed " << seed << ", case " << i;
    } else {
      ASSERT_EQ(block.status().code(), absl::StatusCode::kDataLoss) << "seed " << seed << ", case " << i;
    }
  }
  EXPECT_GT(parsed, 1000) << "the cases are too wild, seed " << seed;
  EXPECT_LT(parsed, 19'000) << "the cases are too tame, seed " << seed;
}

}  // namespace
}  // namespace wuse::hub
