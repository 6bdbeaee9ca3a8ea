#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace wuse::cli {

// If the arguments name a command that does not exist: "没有命令 …，是不是 …？"; else "".
std::string UnknownCommand(CLI::App& app, const std::vector<std::string>& arguments);

// What CLI11 says in English, in Chinese.
std::string WordsOf(const CLI::ParseError& error);

// The deepest command that the arguments reach: whose help is meant.
CLI::App& CommandMeant(CLI::App& app, const std::vector<std::string>& arguments);

}  // namespace wuse::cli
