#include "client/cli/policy_file.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "client/cli/csv.h"
#include "client/cli/problem.h"
#include "common/status.h"

namespace wuse::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

constexpr std::string_view kHowToWrite = "；写法见 wuse color show wuse-default -o json 写出的";

std::string Place(int line, std::string_view path) {
  const std::string where = line == 0 ? "" : "第 " + std::to_string(line) + " 行";
  return path.empty() ? where : where + "（" + std::string(path) + "）";
}

// The path without its last name or index; "" at the top.
std::string_view Outer(std::string_view path) {
  const size_t end = path.find_last_of(".[");
  return end == std::string_view::npos ? std::string_view() : path.substr(0, end);
}

int LineIn(const LineMap& lines, std::string_view path) {
  for (; !path.empty(); path = Outer(path)) {
    if (const auto line = lines.find(path); line != lines.end()) return line->second;
  }
  return 0;
}

bool LooksLikeJson(std::string_view text) {
  const absl::StatusOr<std::string> plain = WithoutComments(text);
  const std::string_view bare = plain.ok() ? std::string_view(*plain) : text;
  const size_t first = bare.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && bare[first] == '{';
}

// protobuf tells "(dimensions[0].bands[1].color): invalid value …" or "(dimensions[0]) bandz: Cannot find field.".
std::string FieldIn(const std::string& message) {
  const size_t colon = message.find(": ");
  if (colon == std::string::npos) return "";
  std::string field = message.substr(0, colon);
  if (const size_t close = field.find(')'); field.starts_with('(') && close != std::string::npos) {
    const std::string_view name = std::string_view(field).substr(std::min(close + 2, field.size()));
    field = field.substr(1, close - 1) + (name.empty() ? "" : "." + std::string(name));
  }
  return field.find(' ') == std::string::npos ? field : "";
}

std::string ProblemOfJson(const std::string& message) {
  if (message.find("Cannot find field") != std::string::npos) return "没有这个字段";
  const size_t value = message.find("invalid value ");
  if (value == std::string::npos) return message;
  const size_t begin = value + std::string_view("invalid value ").size();
  return "取值 " + message.substr(begin, message.find(" for type", begin) - begin) + " 不认识";
}

class FirstError final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int, const std::string& message) override {
    if (line_ == 0) std::tie(line_, message_) = std::pair(line + 1, message);
  }
  int line() const { return line_; }
  const std::string& message() const { return message_; }

 private:
  int line_ = 0;
  std::string message_;
};

void AddLines(const Message& message, const TextFormat::ParseInfoTree& tree, const std::string& base, LineMap& lines) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? message.GetReflection()->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const int index = field->is_repeated() ? i : -1;
      std::string path = base + field->name();
      lines.emplace(path, tree.GetLocation(field, index).line + 1);
      if (field->is_repeated()) path += "[" + std::to_string(i) + "]";
      lines.emplace(path, tree.GetLocation(field, index).line + 1);
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
      const TextFormat::ParseInfoTree* nested = tree.GetTreeForNested(field, index);
      const Message& inner = field->is_repeated() ? message.GetReflection()->GetRepeatedMessage(message, field, i)
                                                  : message.GetReflection()->GetMessage(message, field);
      if (nested != nullptr) AddLines(inner, *nested, path + ".", lines);
    }
  }
}

}  // namespace

absl::StatusOr<PolicyFile> PolicyFile::Read(std::string_view text) {
  PolicyFile file;
  WUSE_RETURN_IF_ERROR(LooksLikeJson(text) ? file.ReadJson(text) : file.ReadText(text));
  return file;
}

absl::Status PolicyFile::ReadJson(std::string_view text) {
  const absl::StatusOr<std::string> json = WithoutComments(text);
  if (!json.ok()) return json.status();
  JsonLines found = LinesOfJson(*json);
  if (found.broken_line > 0) {
    return InvalidInput(Place(found.broken_line, "") + "：JSON 在这里写得不对（少了逗号、引号或括号？）" +
                        std::string(kHowToWrite));
  }
  lines_ = std::move(found.lines);
  const auto status = google::protobuf::util::JsonStringToMessage(*json, &policy_);
  if (status.ok()) return absl::OkStatus();
  const std::string message(status.message().data(), status.message().size());
  const std::string field = FieldIn(message);
  if (field.empty()) return InvalidInput("JSON 读不懂：" + message + std::string(kHowToWrite));
  return InvalidInput(Place(LineIn(lines_, field), field) + "：" + ProblemOfJson(message) + std::string(kHowToWrite));
}

absl::Status PolicyFile::ReadText(std::string_view text) {
  TextFormat::Parser parser;
  FirstError error;
  TextFormat::ParseInfoTree tree;
  parser.RecordErrorsTo(&error);
  parser.WriteLocationsTo(&tree);
  if (!parser.ParseFromString(std::string(text), &policy_)) {
    return InvalidInput(Place(error.line(), "") + "：读不懂：" + error.message() + "；应是 JSON 或 protobuf 文本格式" +
                        std::string(kHowToWrite));
  }
  AddLines(policy_, tree, "", lines_);
  return absl::OkStatus();
}

int PolicyFile::LineOf(std::string_view path) const {
  return LineIn(lines_, path);
}

absl::Status PolicyFile::WithLines(const absl::Status& status) const {
  constexpr std::string_view kBase = "policy.";
  const auto detail = common::DetailOf(status);
  if (!detail || detail->fields.empty()) return status;
  std::vector<Problem> problems;
  for (const common::FieldViolation& violation : detail->fields) {
    if (!violation.field.starts_with(kBase)) return status;
    const std::string path = violation.field.substr(kBase.size());
    const int line = LineOf(path);
    problems.push_back({.row = line, .where = Place(line, path), .what = violation.chinese});
  }
  return ProblemsError(status.code(), std::move(problems));
}

absl::StatusOr<PolicyFile> ReadPolicyFile(Session& session, const std::string& path) {
  const auto bytes = ReadFile(session, path);
  if (!bytes.ok()) return bytes.status();
  const auto text = DecodeText(*bytes);
  if (!text.ok()) return text.status();
  return PolicyFile::Read(*text);
}

}  // namespace wuse::cli
