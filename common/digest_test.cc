#include "common/digest.h"

#include "gtest/gtest.h"

namespace wuse::common {
namespace {

TEST(Sha256, GivesTheStandardsVectors) {
  EXPECT_EQ(Hex(Sha256({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256({""})), Hex(Sha256({})));
  EXPECT_EQ(Hex(Sha256({"abc"})), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(Sha256({"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"})),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Hex(Sha256({std::string(1'000'000, 'a')})),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, IsOverThePartsOneAfterTheOther) {
  EXPECT_EQ(Sha256({"a", "", "bc"}), Sha256({"abc"}));
  EXPECT_NE(Sha256({"ab", "c", "d"}), Sha256({"abc"}));
  EXPECT_NE(Sha256({std::string_view("abc\0", 4)}), Sha256({"abc"}));
}

TEST(Hex, MayBeShortened) {
  const Sha256Digest digest = Sha256({"abc"});
  EXPECT_EQ(Hex(digest, 4), "ba7816bf");
  EXPECT_EQ(Hex(digest, 0), "");
  EXPECT_EQ(Bytes(digest).size(), 32U);
  EXPECT_EQ(static_cast<uint8_t>(Bytes(digest)[31]), 0xAD);
}

}  // namespace
}  // namespace wuse::common
