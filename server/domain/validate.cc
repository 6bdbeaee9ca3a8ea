#include "server/domain/validate.h"

#include "common/limits.h"
#include "common/text.h"

namespace wuse::domain {
namespace {

using common::Date;
using common::TextFault;

void AddTextFault(const Field& field, std::string_view value, const TextRule& rule, TextFault fault,
                  Problems& problems) {
  const std::string limit = std::to_string(rule.max_characters);
  std::string_view reason;
  std::string english;
  std::string chinese;
  switch (fault) {
    case TextFault::kNone:
      return;
    case TextFault::kInvalidUtf8:
      reason = "TEXT_INVALID_UTF8";
      english = " is not valid UTF-8";
      chinese = "不是有效的UTF-8文字";
      break;
    case TextFault::kControlCharacter:
      reason = "TEXT_CONTROL_CHARACTER";
      english = " has a control character";
      chinese = "含有控制字符";
      break;
    case TextFault::kBidiControl:
      reason = "TEXT_BIDI_CONTROL";
      english = " has a character that overrides the text's direction";
      chinese = "含有改变文字方向的字符";
      break;
    case TextFault::kTooLong:
      reason = "TEXT_TOO_LONG";
      english = Cat(" is longer than ", limit, " characters");
      chinese = Cat("超过", limit, "个字");
      break;
  }
  problems.Add(field, reason, Cat(field.Label(), " ", InEnglish(value), english),
               Cat(field.chinese, InChinese(value), chinese));
}

}  // namespace

std::string_view Field::Label() const {
  const size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

void Problems::Add(const Field& field, std::string_view reason, std::string english, std::string chinese,
                   absl::StatusCode code) {
  if (fields_.empty()) {
    code_ = code;
  } else if (code_ != code) {
    code_ = absl::StatusCode::kInvalidArgument;
  }
  fields_.push_back({.field = field.Path(),
                     .reason = std::string(reason),
                     .description = std::move(english),
                     .chinese = std::move(chinese)});
}

absl::Status Problems::ToStatus() const {
  if (code_ == absl::StatusCode::kInvalidArgument) return common::InvalidFields(fields_);
  const common::FieldViolation& first = fields_.front();
  return common::MakeError(code_, first.description,
                           {.reason = first.reason, .chinese = first.chinese, .fields = fields_});
}

void Problems::MoveFrom(size_t first, std::string_view path) {
  for (size_t i = first; i < fields_.size(); ++i) fields_[i].field = std::string(path);
}

std::string InChinese(std::string_view value) {
  return Cat("“", common::Quoted(value), "”");
}

std::string InEnglish(std::string_view value) {
  return Cat("\"", common::Quoted(value), "\"");
}

std::string WanText(common::Yuan amount) {
  return Cat("“", common::FormatWan(amount), "”");
}

bool CheckText(const Field& field, std::string_view value, const TextRule& rule, Problems& problems) {
  if (value.empty() && !rule.required) return true;
  const TextFault fault = common::CheckText(value, rule.max_characters, rule.multiline);
  if (fault != TextFault::kNone) {
    AddTextFault(field, value, rule, fault, problems);
    return false;
  }
  return !rule.required || CheckRequired(field, !common::Trim(value).empty(), problems);
}

bool CheckRequired(const Field& field, bool given, Problems& problems) {
  if (given) return true;
  problems.Add(field, "REQUIRED", Cat(field.Label(), " is required"), Cat(field.chinese, "不能为空"));
  return false;
}

bool CheckAmount(const Field& field, int64_t yuan, Problems& problems) {
  if (yuan >= 0 && yuan <= common::kMaxYuan) return true;
  const bool negative = yuan < 0;
  problems.Add(field, negative ? "AMOUNT_NEGATIVE" : "AMOUNT_TOO_LARGE",
               Cat(field.Label(), " ", std::to_string(yuan), negative ? " is negative" : " is more than 10^15 yuan"),
               Cat(field.chinese, WanText({yuan}), negative ? "不能为负" : "超过上限（1000万亿元）"));
  return false;
}

std::optional<Date> CheckDate(const Field& field, std::string_view value, Problems& problems) {
  const std::optional<Date> date = Date::Parse(value);
  if (!date) {
    problems.Add(field, "DATE_MALFORMED", Cat(field.Label(), " ", InEnglish(value), " is not a date like 2021-05-08"),
                 Cat(field.chinese, InChinese(value), "不是日期，应如2021-05-08"));
  }
  return date;
}

std::optional<Date> CheckPastDate(const Field& field, std::string_view value, Date today, Problems& problems) {
  const std::optional<Date> date = CheckDate(field, value, problems);
  if (!date || *date <= today) return date;
  problems.Add(field, "DATE_IN_FUTURE",
               Cat(field.Label(), " ", InEnglish(value), " is after today, ", today.ToString()),
               Cat(field.chinese, InChinese(value), "晚于今天", today.ToString()));
  return std::nullopt;
}

std::optional<std::string> CheckId(const Field& field, std::string_view value, Problems& problems) {
  if (!CheckRequired(field, !value.empty(), problems)) return std::nullopt;
  std::string id = common::Lower(value);
  if (common::IsId(id)) return id;
  problems.Add(field, "ID_MALFORMED",
               Cat(field.Label(), " ", InEnglish(value), " is not an id: a-z, 0-9 and hyphens, at most 64 characters"),
               Cat(field.chinese, InChinese(value), "不是编号，应由字母、数字和连字符组成，不超过64个字符"));
  return std::nullopt;
}

bool CheckRange(const Field& field, int64_t value, int64_t low, int64_t high, Problems& problems) {
  if (value >= low && value <= high) return true;
  const std::string text = std::to_string(value);
  const std::string from = std::to_string(low);
  const std::string to = std::to_string(high);
  problems.Add(field, "NUMBER_OUT_OF_RANGE", Cat(field.Label(), " ", text, " is not from ", from, " to ", to),
               Cat(field.chinese, "“", text, "”不在", from, "到", to, "之间"));
  return false;
}

bool CheckCount(const Field& field, int count, int limit, Problems& problems) {
  if (count <= limit) return true;
  const std::string number = std::to_string(count);
  const std::string most = std::to_string(limit);
  problems.Add(field, "TOO_MANY", Cat(field.Label(), " has ", number, " entries, more than ", most),
               Cat(field.chinese, "有“", number, "”项，最多", most, "项"));
  return false;
}

bool CheckEnum(const Field& field, int value, bool known, Problems& problems) {
  if (!CheckRequired(field, value != 0, problems)) return false;
  if (known) return true;
  const std::string text = std::to_string(value);
  problems.Add(field, "ENUM_UNKNOWN", Cat(field.Label(), " ", text, " is not a known value"),
               Cat(field.chinese, "“", text, "”不是已知的取值"));
  return false;
}

void AddUnknown(const Field& field, std::string_view reason, std::string_view value, std::string_view nearest_english,
                std::string_view nearest_chinese, Problems& problems, absl::StatusCode code) {
  std::string english = Cat(field.Label(), " ", InEnglish(value), " does not exist");
  std::string chinese = Cat(field.chinese, InChinese(value), "不存在");
  if (!nearest_english.empty()) english += Cat("; did you mean ", nearest_english, "?");
  if (!nearest_chinese.empty()) chinese += Cat("，是否指", nearest_chinese, "？");
  problems.Add(field, reason, std::move(english), std::move(chinese), code);
}

}  // namespace wuse::domain
