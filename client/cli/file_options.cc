#include "client/cli/file_options.h"

namespace wuse::cli {

void AddYesOption(CLI::App& command, bool& yes) {
  command.add_flag("-y,--yes", yes, "不再询问，直接写入（脚本里必须给出）");
}

void AddFileOptions(CLI::App& command, FileOptions& options, const std::string& what) {
  command.add_option("file,-f,--file", options.file, what + "；- 表示标准输入")->required()->type_name("文件");
  command.add_flag("--dry-run", options.dry_run, "只校验并列出计划，不写入");
  AddYesOption(command, options.yes);
}

}  // namespace wuse::cli
