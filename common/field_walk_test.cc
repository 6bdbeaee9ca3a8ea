#include "common/field_walk.h"

#include <string>

#include "gtest/gtest.h"

namespace wuse::common {
namespace {

using namespace std::string_literals;

TEST(FieldWalk, TellsEachFieldInItsPlace) {
  const std::string message =
      "\x08\xac\x02"  // 1: 300
      "\x12\x03"
      "abc"  // 2: abc
      "\x19"
      "12345678"  // 3: eight bytes
      "\x25"
      "1234"            // 4: four bytes
      "\x12\x00"s       // 2 again: nothing
      "\xfa\x01\x01z";  // 31
  FieldWalk walk(message);
  EXPECT_EQ(walk.Next(), NumberTag(1));
  EXPECT_EQ(walk.number(), 300U);
  EXPECT_EQ(walk.field(), "\x08\xac\x02");
  EXPECT_EQ(walk.Next(), BytesTag(2));
  EXPECT_EQ(walk.bytes(), "abc");
  EXPECT_EQ(walk.field(),
            "\x12\x03"
            "abc");
  EXPECT_EQ(walk.Next(), 3U << 3 | 1);
  EXPECT_EQ(walk.field().size(), 9U);
  EXPECT_EQ(walk.Next(), 4U << 3 | 5);
  EXPECT_EQ(walk.field().size(), 5U);
  EXPECT_EQ(walk.Next(), BytesTag(2));
  EXPECT_EQ(walk.bytes(), "");
  EXPECT_EQ(walk.Next(), BytesTag(31));
  EXPECT_EQ(walk.bytes(), "z");
  EXPECT_EQ(walk.Next(), 0U);
  EXPECT_TRUE(walk.ended_well());
  EXPECT_EQ(walk.Next(), 0U);
}

TEST(FieldWalk, AGroupIsOneField) {
  const std::string group = "\x0b\x10\x01\x1b\x22\x01x\x1c\x0c";  // 1 { 2: 1, 3 { 4: x } }
  const std::string message = group + "\x08\x05";
  FieldWalk walk(message);
  EXPECT_EQ(walk.Next(), 1U << 3 | 3);
  EXPECT_EQ(walk.field(), group);
  EXPECT_EQ(walk.Next(), NumberTag(1));
  EXPECT_EQ(walk.number(), 5U);
}

TEST(FieldWalk, TheLargestNumberIsTaken) {
  FieldWalk walk("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
  EXPECT_EQ(walk.Next(), NumberTag(1));
  EXPECT_EQ(walk.number(), ~uint64_t{0});
}

TEST(FieldWalk, WhatIsNotAMessageEndsIt) {
  const std::pair<const char*, std::string> cases[] = {
      {"cut in a tag", "\xfa"},
      {"cut in a number", "\x08\xac"},
      {"no number", "\x08"},
      {"cut in a text",
       "\x12\x03"
       "ab"},
      {"a length beyond 64 bits", "\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"},
      {"cut in eight bytes",
       "\x19"
       "1234567"},
      {"cut in four bytes",
       "\x25"
       "123"},
      {"a number of eleven bytes", "\x08\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"},
      {"a tag beyond 32 bits", "\x88\x80\x80\x80\x80\x01\x01"},
      {"field 0", "\x02\x01x"},
      {"a wire type there is not", "\x0e"},
      {"the end of a group", "\x0c"},
      {"a group without an end", "\x0b\x10\x01"},
      {"a broken field in a group", "\x0b\x12\x05x\x0c"},
  };
  for (const auto& [what, bytes] : cases) {
    const std::string message = "\x08\x01" + bytes;
    FieldWalk walk(message);
    EXPECT_EQ(walk.Next(), NumberTag(1)) << what;
    EXPECT_TRUE(walk.ended_well()) << what;
    EXPECT_EQ(walk.Next(), 0U) << what;
    EXPECT_FALSE(walk.ended_well()) << what;
    EXPECT_EQ(walk.Next(), 0U) << what;
  }
}

}  // namespace
}  // namespace wuse::common
