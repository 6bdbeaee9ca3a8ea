#include "server/app/flags.h"

#include "CLI/CLI.hpp"
#include "common/limits.h"

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
      ->type_name("DIR");  // required unless restoring, see ParseFlags
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
  app.add_option("--alert-receivers", options.alert_receivers_file,
                 "JSON file of those who get alerts as HTTP messages; see the README (预警接收方)")
      ->envname("WUSE_ALERT_RECEIVERS")
      ->type_name("FILE");
  app.add_option("--log-level", flags.log_level, "How much is logged to standard error (日志级别)")
      ->envname("WUSE_LOG_LEVEL")
      ->check(CLI::IsMember({"debug", "info", "warning", "error", "off"}))
      ->capture_default_str();
  app.add_option("--recolor-day", options.recolor_day,
                 "Recolor a month on this day of the month after, where nobody has done it; 0: never (按月调色日)")
      ->envname("WUSE_RECOLOR_DAY")
      ->check(CLI::Range(0, common::kMaxRecolorDay))
      ->capture_default_str();
  app.set_config("--config", "", "TOML file with these options, e.g. main-list = \"district-key\" (配置文件)")
      ->envname("WUSE_CONFIG");
}

void AddBackupFlags(CLI::App& app, Flags& flags) {
  constexpr const char* kBackups = "Backups while serving (定时备份)";
  Options& options = flags.options;
  app.add_option("--backup-dir", options.backup_dir,
                 "Make backups here: an absolute path outside of the data, best on another disk (备份目录)")
      ->envname("WUSE_BACKUP_DIR")
      ->type_name("DIR")
      ->group(kBackups);
  app.add_option("--backup-every", options.backup_every, "How often: a number with s, m, h or d (备份间隔)")
      ->envname("WUSE_BACKUP_EVERY")
      ->type_name("DURATION")
      ->capture_default_str()
      ->group(kBackups);
  app.add_option("--backup-keep", options.backup_keep, "How many of this store's are kept (保留份数)")
      ->envname("WUSE_BACKUP_KEEP")
      ->type_name("N")
      ->capture_default_str()
      ->group(kBackups);
  constexpr const char* kRestore = "Instead of serving: a data directory from a backup (恢复)";
  auto* const restore =
      app.add_option("--restore", flags.restore.backups_dir, "Directory of the backups; only read (备份目录)")
          ->type_name("DIR")
          ->group(kRestore);
  auto* const to =
      app.add_option("--to", flags.restore.to,
                     "The new data directory, absent or empty; it gets a store id of its own (新的数据目录)")
          ->type_name("DIR")
          ->needs(restore)
          ->group(kRestore);
  restore->needs(to);
  app.add_option("--backup", flags.restore.backup, "Which one; without it the newest (备份编号)")
      ->type_name("ID")
      ->check(CLI::PositiveNumber)
      ->needs(restore)
      ->group(kRestore);
}

void AddMaintenanceFlags(CLI::App& app, Maintenance& maintenance) {
  constexpr const char* kGroup = "Instead of serving, while no server runs on the data (维护)";
  auto* const verify =
      app.add_flag("--verify", maintenance.verify,
                   "Read the whole ledger, check every record against the chain, replay it, and compare (校验账本)")
          ->group(kGroup);
  app.add_option(
         "--expect", maintenance.expect,
         "With --verify: a head kept elsewhere, e.g. on a bulletin, that the ledger must contain (应含的账本头)")
      ->type_name("SEQ:HASH")
      ->needs(verify)
      ->group(kGroup);
  app.add_option("--until", maintenance.until, "With --verify: stop after this sequence (只到此序号)")
      ->type_name("SEQ")
      ->check(CLI::PositiveNumber)
      ->needs(verify)
      ->group(kGroup);
  auto* const repair =
      app.add_flag("--repair", maintenance.repair,
                   "Keep the good beginning of a damaged ledger, under a new store id; asks first (修复账本)")
          ->excludes(verify)
          ->group(kGroup);
  app.add_flag("--yes", maintenance.yes, "With --repair: do not ask (不再询问)")->needs(repair)->group(kGroup);
  app.add_flag("--rebuild-history", maintenance.rebuild_history,
               "Make history anew from the ledger; its answers stay the same (重建历史库)")
      ->excludes(verify)
      ->excludes(repair)
      ->group(kGroup);
}

}  // namespace

std::optional<Flags> ParseFlags(int argc, const char* const* argv, int& exit_code) {
  Flags flags{.options = {}, .log_level = "info", .maintenance = {}, .restore = {}};
  CLI::App app(kDescription, "wuse-server");
  app.set_version_flag("--version", "wuse-server " WUSE_VERSION);
  AddFlags(app, flags);
  AddBackupFlags(app, flags);
  AddMaintenanceFlags(app, flags.maintenance);
  try {
    app.parse(argc, argv);
    if (flags.options.data_dir.empty() && !flags.restore.IsAskedFor()) throw CLI::RequiredError("--data");
    return flags;
  } catch (const CLI::ParseError& error) {
    exit_code = app.exit(error) == 0 ? 0 : kUsageError;
    return std::nullopt;
  }
}

}  // namespace wuse::app
