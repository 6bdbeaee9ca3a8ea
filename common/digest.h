#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace wuse::common {

using Sha256Digest = std::array<uint8_t, 32>;

// SHA-256 over the parts, one after the other.
Sha256Digest Sha256(std::initializer_list<std::string_view> parts);

// The 32 raw bytes as a view (valid as long as the digest).
std::string_view Bytes(const Sha256Digest& digest);

// Lowercase hexadecimal of the first `bytes` bytes.
std::string Hex(const Sha256Digest& digest, int bytes = 32);

}  // namespace wuse::common
