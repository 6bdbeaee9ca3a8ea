#include "server/api/parse.h"

#include <string>

#include "google/protobuf/stubs/logging.h"
#include "server/api/errors.h"
#include "server/api/known_fields.h"

namespace wuse::api {
namespace {

// Protobuf tells which string field is not UTF-8 only to its log. The handler keeps what it says about this thread's
// parse; nothing else that protobuf logs is of use to an operator.
std::string& LastComplaint() {
  static thread_local std::string complaint;
  return complaint;
}

void KeepComplaint(google::protobuf::LogLevel, const char*, int, const std::string& message) {
  LastComplaint() = message;
}

// 'wuse.v1.Project.name' of "String field 'wuse.v1.Project.name' contains invalid UTF-8 data when parsing …".
std::string NamedField(const std::string& complaint) {
  const size_t begin = complaint.find('\'');
  const size_t end = begin == std::string::npos ? begin : complaint.find('\'', begin + 1);
  return end == std::string::npos ? "" : complaint.substr(begin + 1, end - begin - 1);
}

}  // namespace

absl::Status ParseBody(std::string_view body, google::protobuf::Message& message) {
  static const bool installed = (google::protobuf::SetLogHandler(KeepComplaint), true);
  static_cast<void>(installed);
  LastComplaint().clear();
  if (message.ParseFromArray(body.data(), static_cast<int>(body.size()))) {
    // Nearly always there is nothing to discard, and finding that out by reflection takes longer than to parse.
    if (!KnownFields::Of(*message.GetDescriptor()).AreAllOf(body)) message.DiscardUnknownFields();
    return absl::OkStatus();
  }
  const std::string field = NamedField(LastComplaint());
  const std::string what = field.empty() ? "malformed protobuf 格式错误" : field + " is not UTF-8 不是 UTF-8 文字";
  return BodyInvalid(message.GetTypeName(), what);
}

}  // namespace wuse::api
