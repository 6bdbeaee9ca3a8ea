#include "server/app/flags.h"

#include "CLI/CLI.hpp"

namespace wuse::app {
namespace {

constexpr int kUsageError = 2;

constexpr const char* kDescription =
    "Wuse server (五色): tracks a district's key construction projects.\n"
    "Each option may also come from the environment variable named with it, or from a TOML file (--config).";

void AddFlags(CLI::App& app, Flags& flags) {
  Options& options = flags.options;
  app.add_option("--data", options.data_dir, "Directory of the data; made if missing (数据目录)")
      ->envname("WUSE_DATA")
      ->type_name("DIR")
      ->required();
  app.add_option("--listen", options.listen, "host:port to listen on; port 0 takes any free one (监听地址)")
      ->envname("WUSE_LISTEN")
      ->type_name("ADDRESS")
      ->capture_default_str();
  app.add_flag("--insecure-allow-remote", options.insecure_allow_remote,
               "Allow --listen beyond loopback, though callers are not verified yet (允许非本机访问，不安全)")
      ->envname("WUSE_INSECURE_ALLOW_REMOTE");
  app.add_option("--port-file", options.port_file, "Write the port number here once the server serves (端口文件)")
      ->envname("WUSE_PORT_FILE")
      ->type_name("FILE");
  app.add_option("--district", options.district, "Name of the district, for titles, e.g. 金东区 (地区名称)")
      ->envname("WUSE_DISTRICT")
      ->type_name("NAME");
  app.add_option("--main-list", options.main_list, "The list meant by requests without a filter (主清单)")
      ->envname("WUSE_MAIN_LIST")
      ->type_name("ID")
      ->capture_default_str();
  app.add_option("--holidays", options.holidays_file,
                 "CSV date,day,name of the days off and of the working weekends; without it weekends only (节假日)")
      ->envname("WUSE_HOLIDAYS")
      ->type_name("FILE");
  app.add_option("--today", options.today, "Pin the business date, for demos and tests, e.g. 2021-05-08 (业务日期)")
      ->envname("WUSE_TODAY")
      ->type_name("DATE");
  app.add_option("--log-level", flags.log_level, "How much is logged to standard error (日志级别)")
      ->envname("WUSE_LOG_LEVEL")
      ->check(CLI::IsMember({"debug", "info", "warning", "error", "off"}))
      ->capture_default_str();
  app.set_config("--config", "", "TOML file with these options, e.g. main-list = \"district-key\" (配置文件)")
      ->envname("WUSE_CONFIG");
}

}  // namespace

std::optional<Flags> ParseFlags(int argc, const char* const* argv, int& exit_code) {
  Flags flags{.options = {}, .log_level = "info"};
  CLI::App app(kDescription, "wuse-server");
  app.set_version_flag("--version", "wuse-server " WUSE_VERSION);
  AddFlags(app, flags);
  try {
    app.parse(argc, argv);
    return flags;
  } catch (const CLI::ParseError& error) {
    exit_code = app.exit(error) == 0 ? 0 : kUsageError;
    return std::nullopt;
  }
}

}  // namespace wuse::app
