#include "server/ledger/rocksdb/backup_metadata.h"

#include <charconv>
#include <chrono>

namespace wuse::ledger {
namespace {

constexpr std::string_view kMetadataTitle = "wuse backup 1\n";
constexpr std::string_view kHexDigits = "0123456789abcdef";

// Takes "name value\n" off the text's beginning.
std::optional<std::string_view> TakeLine(std::string_view name, std::string_view& text) {
  if (text.substr(0, name.size()) != name || text.substr(name.size(), 1) != " ") return std::nullopt;
  text.remove_prefix(name.size() + 1);
  const size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view value = text.substr(0, end);
  text.remove_prefix(end + 1);
  return value;
}

std::optional<int64_t> TakeNumber(std::string_view name, std::string_view& text) {
  const std::optional<std::string_view> line = TakeLine(name, text);
  if (!line) return std::nullopt;
  int64_t number = 0;
  const auto parsed = std::from_chars(line->data(), line->data() + line->size(), number);
  if (parsed.ec != std::errc() || parsed.ptr != line->data() + line->size() || number < 0) return std::nullopt;
  return number;
}

bool IsHex(std::string_view text, size_t size) {
  return text.size() == size && text.find_first_not_of(kHexDigits) == std::string_view::npos;
}

std::optional<common::Sha256Digest> DigestOf(std::string_view hex) {
  common::Sha256Digest digest{};
  if (!IsHex(hex, 2 * digest.size())) return std::nullopt;
  for (size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<uint8_t>(kHexDigits.find(hex[2 * i]) << 4 | kHexDigits.find(hex[2 * i + 1]));
  }
  return digest;
}

}  // namespace

std::string EncodeBackupMetadata(const Backup& backup) {
  const auto made_at = std::chrono::floor<std::chrono::seconds>(backup.made_at.time_since_epoch()).count();
  return std::string(kMetadataTitle) + "store " + backup.store_id + "\nsequence " +
         std::to_string(backup.head.sequence.value) + "\nchain " + common::Hex(backup.head.chain) + "\nformat " +
         std::to_string(backup.format) + "\nmade_at " + std::to_string(made_at) + "\n";
}

std::optional<Backup> DecodeBackupMetadata(std::string_view text) {
  if (text.substr(0, kMetadataTitle.size()) != kMetadataTitle) return std::nullopt;
  text.remove_prefix(kMetadataTitle.size());
  const std::optional<std::string_view> store = TakeLine("store", text);
  const std::optional<int64_t> sequence = TakeNumber("sequence", text);
  const std::optional<std::string_view> chain = TakeLine("chain", text);
  const std::optional<int64_t> format = TakeNumber("format", text);
  const std::optional<int64_t> made_at = TakeNumber("made_at", text);
  if (!store || !IsHex(*store, 32) || !sequence || !chain || !format || !made_at || !text.empty()) return std::nullopt;
  const std::optional<common::Sha256Digest> digest = DigestOf(*chain);
  if (!digest) return std::nullopt;
  return Backup{.made_at = common::SystemTime(std::chrono::seconds(*made_at)),
                .store_id = std::string(*store),
                .head = {.sequence = {*sequence}, .chain = *digest},
                .format = static_cast<int>(*format)};
}

}  // namespace wuse::ledger
