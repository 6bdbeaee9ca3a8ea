#include "common/status.h"

#include <charconv>
#include <cstdlib>

#include "absl/strings/cord.h"

namespace wuse::common {
namespace {

constexpr absl::string_view kPayload = "wuse/error";

// Length-prefixed parts: "<decimal length>:<bytes>".
void Put(std::string& out, std::string_view part) {
  out += std::to_string(part.size());
  out += ':';
  out += part;
}

std::string Take(std::string_view& in) {
  const size_t colon = in.find(':');
  size_t size = 0;
  if (colon == std::string_view::npos) std::abort();  // only MakeError writes this payload
  std::from_chars(in.data(), in.data() + colon, size);
  std::string part(in.substr(colon + 1, size));
  in.remove_prefix(colon + 1 + size);
  return part;
}

std::string Encode(const ErrorDetail& detail) {
  std::string out;
  Put(out, detail.reason);
  Put(out, detail.chinese);
  Put(out, detail.retry_after ? std::to_string(detail.retry_after->count()) : "");
  for (const FieldViolation& field : detail.fields) {
    Put(out, field.field);
    Put(out, field.reason);
    Put(out, field.description);
    Put(out, field.chinese);
  }
  return out;
}

}  // namespace

absl::Status MakeError(absl::StatusCode code, std::string_view english, const ErrorDetail& detail) {
  absl::Status status(code, ToAbsl(english));
  status.SetPayload(kPayload, absl::Cord(Encode(detail)));
  return status;
}

std::optional<ErrorDetail> DetailOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPayload);
  if (!payload) return std::nullopt;
  const std::string bytes(*payload);
  std::string_view in = bytes;
  ErrorDetail detail;
  detail.reason = Take(in);
  detail.chinese = Take(in);
  if (const std::string retry = Take(in); !retry.empty()) {
    detail.retry_after = std::chrono::milliseconds(std::strtoll(retry.c_str(), nullptr, 10));
  }
  while (!in.empty()) {
    FieldViolation field;
    field.field = Take(in);
    field.reason = Take(in);
    field.description = Take(in);
    field.chinese = Take(in);
    detail.fields.push_back(std::move(field));
  }
  return detail;
}

absl::Status InvalidFields(std::vector<FieldViolation> fields) {
  if (fields.empty()) std::abort();
  std::string english = fields[0].field + ": " + fields[0].description;
  std::string chinese = fields[0].chinese;
  if (fields.size() > 1) {
    english += " (and " + std::to_string(fields.size() - 1) + " more)";
    chinese += "（另有 " + std::to_string(fields.size() - 1) + " 处错误）";
  }
  std::string reason = fields[0].reason;
  return MakeError(absl::StatusCode::kInvalidArgument, english,
                   {.reason = std::move(reason),
                    .chinese = std::move(chinese),
                    .fields = std::move(fields),
                    .retry_after = std::nullopt});
}

std::vector<FieldViolation> Prefixed(std::string_view prefix, std::vector<FieldViolation> fields) {
  for (FieldViolation& field : fields) field.field.insert(0, prefix);
  return fields;
}

}  // namespace wuse::common
