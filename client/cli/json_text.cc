#include "client/cli/json_text.h"

#include <algorithm>

#include "client/cli/problem.h"

namespace wuse::cli {
namespace {

constexpr int kMaxDepth = 50;  // a policy has four levels

std::string SnakeCase(std::string_view key) {
  std::string snake;
  for (const char c : key) {
    if (c >= 'A' && c <= 'Z') {
      snake += '_';
      snake += static_cast<char>(c - 'A' + 'a');
    } else {
      snake += c;
    }
  }
  return snake;
}

// The end of the string that begins at `at`.
size_t EndOfString(std::string_view json, size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at) {
    if (json[at] == '\\') ++at;
  }
  return at;
}

class Scanner {
 public:
  explicit Scanner(std::string_view json) : json_(json) {}

  JsonLines Scan() {
    const bool whole = Value("", 0) && Next() == '\0';
    if (!whole) found_.broken_line = Line();
    return std::move(found_);
  }

 private:
  int Line() const {
    const size_t end = std::min(at_, json_.size());
    return static_cast<int>(std::count(json_.begin(), json_.begin() + static_cast<std::ptrdiff_t>(end), '\n')) + 1;
  }
  // The next character that is no white space; '\0' at the end.
  char Next() {
    at_ = std::min(json_.find_first_not_of(" \t\r\n", at_), json_.size());
    return at_ < json_.size() ? json_[at_] : '\0';
  }
  bool Take(char wanted) {
    if (Next() != wanted) return false;
    ++at_;
    return true;
  }

  bool Value(const std::string& path, int depth) {
    const char first = Next();
    if (first == '\0' || depth > kMaxDepth) return false;
    found_.lines.emplace(path, Line());
    if (first == '{') return Object(path, depth);
    if (first == '[') return Array(path, depth);
    if (first == '"') {
      std::string_view text;
      return Text(text);
    }
    const size_t end = std::min(json_.find_first_of(" \t\r\n,]}:", at_), json_.size());
    const bool any = end > at_;
    at_ = end;
    return any;
  }
  bool Object(const std::string& path, int depth) {
    ++at_;
    if (Take('}')) return true;
    do {
      std::string_view key;
      if (Next() != '"') return false;
      const int line = Line();
      if (!Text(key) || !Take(':')) return false;
      const std::string field = (path.empty() ? "" : path + ".") + SnakeCase(key);
      found_.lines.emplace(field, line);
      if (!Value(field, depth + 1)) return false;
    } while (Take(','));
    return Take('}');
  }
  bool Array(const std::string& path, int depth) {
    ++at_;
    if (Take(']')) return true;
    int index = 0;
    do {
      if (!Value(path + "[" + std::to_string(index++) + "]", depth + 1)) return false;
    } while (Take(','));
    return Take(']');
  }
  bool Text(std::string_view& text) {
    const size_t begin = ++at_;
    for (; at_ < json_.size() && json_[at_] != '"' && json_[at_] != '\n'; ++at_) {
      if (json_[at_] == '\\') ++at_;
    }
    if (at_ >= json_.size() || json_[at_] != '"') return false;
    text = json_.substr(begin, at_++ - begin);
    return true;
  }

  const std::string_view json_;
  size_t at_ = 0;
  JsonLines found_;
};

}  // namespace

absl::StatusOr<std::string> WithoutComments(std::string_view json) {
  std::string text(json);
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') {
      at = EndOfString(text, at);
      continue;
    }
    const std::string_view begin = std::string_view(text).substr(at, 2);
    if (begin != "//" && begin != "/*") continue;
    const bool is_line = begin == "//";
    const size_t end = is_line ? text.find('\n', at) : text.find("*/", at + 2);
    if (!is_line && end == std::string::npos) {
      const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
      return InvalidInput("第 " + std::to_string(line) + " 行的注释 /* 没有结束（少了 */）");
    }
    const size_t stop = std::min(text.size(), is_line ? end : end + 2);
    for (; at < stop; ++at) {
      if (text[at] != '\n') text[at] = ' ';
    }
    --at;
  }
  return text;
}

JsonLines LinesOfJson(std::string_view json) {
  return Scanner(json).Scan();
}

}  // namespace wuse::cli
