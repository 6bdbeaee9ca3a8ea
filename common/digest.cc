#include "common/digest.h"

#include <openssl/evp.h>

#include <cstdlib>
#include <memory>

namespace wuse::common {

namespace {

// Fetched once: EVP_sha256() would be looked up in the library's providers at each use, at twice the cost of the
// digest.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return algorithm;
}

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

}  // namespace

Sha256Digest Sha256(std::initializer_list<std::string_view> parts) {
  static thread_local const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  // These fail only without memory or without SHA-256 in the library: there is nothing to go on with.
  if (context == nullptr || EVP_DigestInit_ex(context.get(), Algorithm(), nullptr) != 1) std::abort();
  for (const std::string_view part : parts) {
    if (EVP_DigestUpdate(context.get(), part.data(), part.size()) != 1) std::abort();
  }
  Sha256Digest digest;
  if (EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1) std::abort();
  return digest;
}

std::string_view Bytes(const Sha256Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string Hex(const Sha256Digest& digest, int bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string hex;
  for (int i = 0; i < bytes; ++i) {
    hex += kHex[digest[static_cast<size_t>(i)] >> 4];
    hex += kHex[digest[static_cast<size_t>(i)] & 15];
  }
  return hex;
}

}  // namespace wuse::common
