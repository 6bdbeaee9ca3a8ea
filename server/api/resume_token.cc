#include "server/api/resume_token.h"

#include <cstdint>

#include "absl/strings/escaping.h"
#include "common/digest.h"
#include "common/status.h"

namespace wuse::api {
namespace {

constexpr char kVersion = 1;
constexpr size_t kChecksumBytes = 4;
constexpr size_t kSequenceBytes = 8;
constexpr size_t kHeaderBytes = 1 + kChecksumBytes;

std::string ChecksumOf(std::string_view text) {
  return std::string(common::Bytes(common::Sha256({text})).substr(0, kChecksumBytes));
}

std::string BigEndian(int64_t number) {
  std::string bytes(kSequenceBytes, '\0');
  auto rest = static_cast<uint64_t>(number);
  for (size_t i = kSequenceBytes; i-- > 0; rest >>= 8) bytes[i] = static_cast<char>(rest & 0xFF);
  return bytes;
}

int64_t OfBigEndian(std::string_view bytes) {
  uint64_t number = 0;
  for (const char byte : bytes.substr(0, kSequenceBytes)) number = number << 8 | static_cast<uint8_t>(byte);
  return static_cast<int64_t>(number);
}

absl::Status TokenInvalid() {
  return common::InvalidFields({{.field = "resume_token",
                                 .reason = "TOKEN_INVALID",
                                 .description = "this is not a resume token, or not the whole of it",
                                 .chinese = "续传标记无效或不完整"}});
}

}  // namespace

std::string MakeResumeToken(std::string_view store_id, common::Sequence sequence) {
  const std::string body = BigEndian(sequence.value) + std::string(store_id);
  return absl::WebSafeBase64Escape(std::string(1, kVersion) + ChecksumOf(body) + body);
}

absl::StatusOr<common::Sequence> OpenResumeToken(std::string_view store_id, std::string_view token) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(common::ToAbsl(token), &bytes) || bytes.size() < kHeaderBytes + kSequenceBytes ||
      bytes[0] != kVersion) {
    return TokenInvalid();
  }
  const std::string_view body = std::string_view(bytes).substr(kHeaderBytes);
  const int64_t sequence = OfBigEndian(body);
  if (std::string_view(bytes).substr(1, kChecksumBytes) != ChecksumOf(body) || sequence < 0) return TokenInvalid();
  if (body.substr(kSequenceBytes) != store_id) {
    return common::MakeError(absl::StatusCode::kFailedPrecondition, "the resume token is of another store",
                             {.reason = "TOKEN_OF_ANOTHER_STORE",
                              .chinese = "续传标记属于另一个数据库（服务器换过数据目录），请重新从快照开始"});
  }
  return common::Sequence{sequence};
}

}  // namespace wuse::api
