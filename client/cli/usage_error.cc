#include "client/cli/usage_error.h"

#include <algorithm>

#include "common/text.h"

namespace wuse::cli {
namespace {

// Whether the argument after this option belongs to it.
bool TakesNext(CLI::App* command, const std::string& argument) {
  if (argument.find('=') != std::string::npos) return false;
  for (; command != nullptr; command = command->get_parent()) {
    const CLI::Option* option = command->get_option_no_throw(argument);
    if (option != nullptr) return option->get_type_size() > 0 && option->get_items_expected_max() > 0;
  }
  return false;
}

std::vector<CLI::App*> CommandsOf(CLI::App& command) {
  return command.get_subcommands([](const CLI::App*) { return true; });
}

CLI::App* FindCommand(CLI::App& command, const std::string& name) {
  for (CLI::App* one : CommandsOf(command)) {
    if (one->get_name() == name) return one;
  }
  return nullptr;
}

// Follows the command words; `stray` is the first word that should be a command and is none.
CLI::App* Follow(CLI::App& app, const std::vector<std::string>& arguments, std::string& stray) {
  CLI::App* command = &app;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument.size() > 1 && argument.front() == '-') {
      if (TakesNext(command, argument)) ++i;
      continue;
    }
    if (CommandsOf(*command).empty()) break;
    CLI::App* next = FindCommand(*command, argument);
    if (next == nullptr) {
      stray = argument;
      break;
    }
    command = next;
  }
  return command;
}

// The text between `before` and `after`; all of it where they are missing.
std::string Between(const std::string& text, const std::string& before, const std::string& after) {
  const size_t begin = text.find(before);
  const size_t from = begin == std::string::npos ? 0 : begin + before.size();
  const size_t end = after.empty() ? std::string::npos : text.find(after, from);
  return text.substr(from, end == std::string::npos ? end : end - from);
}

}  // namespace

std::string UnknownCommand(CLI::App& app, const std::vector<std::string>& arguments) {
  std::string stray;
  CLI::App* command = Follow(app, arguments, stray);
  if (stray.empty()) return "";
  std::vector<std::string> names;
  for (const CLI::App* one : CommandsOf(*command)) names.push_back(one->get_name());
  const std::string prefix = command == &app ? "" : command->get_name() + " ";
  std::string text = "没有命令“" + prefix + common::Quoted(stray) + "”";
  if (const auto nearest = common::Nearest(stray, names)) return text + "，是不是“" + prefix + *nearest + "”？";
  text += "；可用的有: ";
  for (const std::string& name : names) text += (name == names.front() ? "" : "、") + name;
  return text;
}

std::string WordsOf(const CLI::ParseError& error) {
  std::string what = error.what();
  const std::string& kind = error.get_name();
  if (kind == "ExtrasError") return "不认识的选项或多余的参数：" + Between(what, "expected: ", "");
  if (kind == "RequiredError") {
    if (what.find("subcommand") != std::string::npos) return "少了命令";
    return "少了必填的 " + Between(what, "", " is required");
  }
  if (kind == "ArgumentMismatch") return "选项 " + Between(what, "", ":") + " 少了值，或值的个数不对";
  if (kind == "ValidationError") {
    if (what.find("not in range") != std::string::npos) {
      return "选项 " + Between(what, "", ":") + " 的值 " + Between(what, "Value ", " not in") + " 超出范围 " +
             Between(what, "range ", "");
    }
    return "选项 " + Between(what, "", ":") + " 的值不对";
  }
  if (kind == "ConversionError") return "选项的值不对：" + Between(what, "Could not convert: ", "");
  return what;
}

CLI::App& CommandMeant(CLI::App& app, const std::vector<std::string>& arguments) {
  std::string stray;
  return *Follow(app, arguments, stray);
}

}  // namespace wuse::cli
