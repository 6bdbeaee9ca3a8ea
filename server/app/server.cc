#include "server/app/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server_builder.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <utility>

#include "common/limits.h"
#include "common/status.h"
#include "common/text.h"
#include "fmt/format.h"
#include "server/alerts/receivers_file.h"
#include "server/app/data_directory.h"
#include "server/ledger/rocksdb/backup_restore.h"
#include "server/ledger/rocksdb/rocksdb_backups.h"
#include "server/ledger/rocksdb/rocksdb_ledger.h"
#include "spdlog/spdlog.h"

namespace wuse::app {
namespace {

constexpr std::chrono::seconds kCallsMayTake{4};  // after a stop was asked for; the whole stop stays below 10 s
constexpr int kKeepaliveMs = 60'000;              // finds dead peers (a laptop that was closed) behind idle streams
// A reader that only stands still does not answer either: it has as long as a stream without progress.
constexpr int kKeepaliveTimeoutMs = static_cast<int>(std::chrono::milliseconds(common::kReaderStalled).count());
constexpr int kMinPingIntervalMs = static_cast<int>(common::kMinPingInterval.count());

constexpr std::array<std::string_view, 9> kServiceNames = {
    v1::UnitService::service_full_name(),   v1::ProjectService::service_full_name(),
    v1::ReportService::service_full_name(), v1::BoardService::service_full_name(),
    v1::WatchService::service_full_name(),  v1::AlertService::service_full_name(),
    v1::ColorService::service_full_name(),  v1::FigureService::service_full_name(),
    v1::AdminService::service_full_name()};

absl::Status Unavailable(std::string reason, const std::string& english, std::string chinese) {
  return common::MakeError(absl::StatusCode::kUnavailable, english,
                           {.reason = std::move(reason), .chinese = std::move(chinese)});
}

std::string Uri(const ListenAddress& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  const std::string host = is_v6 ? "[" + address.host + "]" : address.host;
  return fmt::format("{}:{}", host, address.port);
}

// Explicit limits; nothing that gRPC does by default and that would surprise.
void SetLimits(grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(static_cast<int>(common::kMaxRequestBytes));
  // gRPC inflates a message before it checks its size.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  // With SO_REUSEPORT a second server on the port would silently take half of the connections.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kMinPingIntervalMs);
  // Only reflection is served by gRPC's own threads.
  builder.SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::SyncServerOption::MAX_POLLERS, 1);
}

}  // namespace

struct Server::Services {
  Services(const api::Parts& parts, api::StreamRegistry& streams)
      : units(parts),
        projects(parts),
        reports(parts),
        board(parts),
        watch(parts, streams),
        alerts(parts, streams),
        colors(parts),
        figures(parts),
        admin(parts, streams) {}
  void RegisterWith(grpc::ServerBuilder& builder) {
    for (grpc::Service* service : std::array<grpc::Service*, 9>{&units, &projects, &reports, &board, &watch, &alerts,
                                                                &colors, &figures, &admin}) {
      builder.RegisterService(service);
    }
  }
  api::UnitService units;
  api::ProjectService projects;
  api::ReportService reports;
  api::BoardService board;
  api::WatchService watch;
  api::AlertService alerts;
  api::ColorService colors;
  api::FigureService figures;
  api::AdminService admin;
};

absl::StatusOr<std::unique_ptr<Server>> Server::Start(Options options) {
  const absl::StatusOr<ListenAddress> address = ListenAddressOf(options);
  if (!address.ok()) return address.status();
  const absl::StatusOr<std::optional<common::Date>> pinned = PinnedDateOf(options);
  if (!pinned.ok()) return pinned.status();
  WUSE_RETURN_IF_ERROR(CheckNames(options));
  absl::StatusOr<common::WorkingDays> calendar = WorkingDaysOf(options);
  if (!calendar.ok()) return calendar.status();
  std::vector<alerts::Receiver> receivers;
  if (!options.alert_receivers_file.empty()) {
    absl::StatusOr<std::vector<alerts::Receiver>> loaded = alerts::LoadReceivers(options.alert_receivers_file);
    if (!loaded.ok()) return loaded.status();
    receivers = *std::move(loaded);
  }
  WUSE_RETURN_IF_ERROR(ledger::CheckNoUnfinishedRestore(options.data_dir));  // before anything is written there
  std::unique_ptr<Server> server(new Server(std::move(options), *std::move(calendar), *pinned));
  WUSE_RETURN_IF_ERROR(server->OpenStores());
  WUSE_RETURN_IF_ERROR(server->PlanBackups());
  WUSE_RETURN_IF_ERROR(server->StartEngine(std::move(receivers)));
  WUSE_RETURN_IF_ERROR(server->Listen(*address));
  server->engine_->CheckDay();
  server->StartTicker();
  server->deliverer_->Start();
  WUSE_RETURN_IF_ERROR(server->WritePortFile());
  spdlog::info("serving at={} store={} sequence={} today={} main_list={}",
               Uri({.host = address->host, .port = server->port_}), server->store_id(),
               server->board_.Take().sequence().value, server->clock_.Today().ToString(), server->options_.main_list);
  spdlog::default_logger()->flush();  // somebody waits for this line
  return server;
}

Server::Server(Options options, common::WorkingDays calendar, std::optional<common::Date> pinned)
    : options_(std::move(options)),
      calendar_(std::move(calendar)),
      real_clock_(pinned),
      clock_(options_.clock ? *options_.clock : real_clock_),
      disk_guard_(options_.data_dir, options_.disk_probe),
      backup_workers_(common::kBackupThreads, common::kMaxQueuedBackupCalls),
      board_({.list = options_.main_list, .calendar = calendar_}),
      readers_(common::kReaderThreads, common::kMaxQueuedReads),
      streams_(real_clock_) {}

Server::~Server() {
  Stop();
}

absl::Status Server::OpenStores() {
  const std::filesystem::path dir = options_.data_dir;
  std::error_code error;
  std::filesystem::create_directories(dir, error);
  if (options_.data_dir.empty() || error) {
    return Unavailable("DATA_DIRECTORY_UNUSABLE",
                       fmt::format("--data {} cannot be made: {}", options_.data_dir, error.message()),
                       fmt::format("数据目录“{}”无法创建", options_.data_dir));
  }
  disk_guard_.Tick();  // opening writes: on a full disk it needs what the reserve holds
  WUSE_RETURN_IF_ERROR(disk_guard_.MayOpen());
  auto ledger = ledger::RocksdbLedger::Open({.dir = LedgerDir(options_.data_dir)});
  if (!ledger.ok()) return ledger.status();
  backups_ = std::make_unique<ledger::RocksdbBackups>(
      ledger::RocksdbBackups::Options{.ledger = **ledger, .data_dir = options_.data_dir, .clock = clock_});
  opened_ledger_ = *std::move(ledger);
  ledger::Ledger& decorated = options_.decorate_ledger ? options_.decorate_ledger(*opened_ledger_) : *opened_ledger_;
  write_watch_ = std::make_unique<WriteWatch>(decorated, clock_);
  ledger_ = write_watch_.get();
  auto history = history::History::Open({.dir = HistoryDir(options_.data_dir), .store_id = ledger_->store_id()});
  if (!history.ok()) return history.status();
  history_ = *std::move(history);
  return absl::OkStatus();
}

absl::Status Server::PlanBackups() {
  const absl::StatusOr<std::optional<BackupPlan>> plan = BackupPlanOf(options_);
  if (!plan.ok()) return plan.status();
  if (!*plan) return absl::OkStatus();
  WUSE_RETURN_IF_ERROR(backups_->CheckPath((*plan)->dir));
  backup_schedule_ = std::make_unique<BackupSchedule>(
      **plan, BackupSchedule::Parts{
                  .backups = *backups_, .store_id = ledger_->store_id(), .workers = backup_workers_, .clock = clock_});
  return absl::OkStatus();
}

engine::Engine::Parts Server::EngineParts() {
  return {.ledger = *ledger_,
          .board = board_,
          .history = *history_,
          .hub = *hub_,
          .clock = clock_,
          .calendar = calendar_,
          .may_write = [this] { return disk_guard_.MayWrite(); },
          .on_fatal = [this](const absl::Status& status) { OnFatal(status); },
          .recolor_day = options_.recolor_day};
}

absl::Status Server::OpenDeliverer(std::vector<alerts::Receiver> receivers) {
  const board::View view = board_.Take();
  for (const alerts::Receiver& receiver : receivers) {
    for (const std::string& unit : receiver.units) {
      if (view.FindUnit(unit)) continue;
      spdlog::warn("alert receiver {}: there is no unit {} yet", receiver.name, unit);
    }
  }
  auto deliverer = alerts::Deliverer::Open(std::move(receivers), {.hub = *hub_,
                                                                  .store_id = ledger_->store_id(),
                                                                  .clock = clock_,
                                                                  .network_clock = real_clock_,
                                                                  .unit_name =
                                                                      [this](const std::string& id) {
                                                                        const board::View now = board_.Take();
                                                                        const v1::Unit* const unit = now.FindUnit(id);
                                                                        return unit ? unit->name() : id;
                                                                      },
                                                                  .directory = AlertsDir(options_.data_dir)});
  if (!deliverer.ok()) return deliverer.status();
  deliverer_ = *std::move(deliverer);
  return absl::OkStatus();
}

std::function<absl::StatusOr<v1::ListDeliveriesResponse>(const std::string&, int)> Server::DeliveriesLister() const {
  return [&deliveries = *deliverer_](const std::string& receiver,
                                     int at_most) -> absl::StatusOr<v1::ListDeliveriesResponse> {
    absl::StatusOr<std::vector<v1::Delivery>> listed = deliveries.List(receiver, at_most);
    if (!listed.ok()) return listed.status();
    v1::ListDeliveriesResponse response;
    for (v1::Delivery& delivery : *listed) *response.add_deliveries() = std::move(delivery);
    return response;
  };
}

absl::Status Server::StartEngine(std::vector<alerts::Receiver> receivers) {
  hub_ = std::make_unique<hub::Hub>(*ledger_, readers_, ledger_->head().sequence);
  WUSE_RETURN_IF_ERROR(engine::Engine::Recover(EngineParts()));
  engine_ = std::make_unique<engine::Engine>(EngineParts());
  WUSE_RETURN_IF_ERROR(OpenDeliverer(std::move(receivers)));
  api_parts_ = std::make_unique<api::Parts>(api::Parts{.engine = *engine_,
                                                       .board = board_,
                                                       .history = *history_,
                                                       .ledger = *ledger_,
                                                       .hub = *hub_,
                                                       .readers = readers_,
                                                       .backups = *backups_,
                                                       .backup_workers = backup_workers_,
                                                       .clock = clock_,
                                                       .calendar = calendar_,
                                                       .day_facts = day_facts_,
                                                       .selections = selections_,
                                                       .bulletin_marks = bulletin_marks_,
                                                       .district = options_.district,
                                                       .main_list = options_.main_list,
                                                       .list_deliveries = DeliveriesLister()});
  engine_->Start();
  return absl::OkStatus();
}

absl::Status Server::Listen(const ListenAddress& address) {
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  services_ = std::make_unique<Services>(*api_parts_, streams_);
  grpc::ServerBuilder builder;
  SetLimits(builder);
  services_->RegisterWith(builder);
  builder.AddListeningPort(Uri(address), grpc::InsecureServerCredentials(), &port_);
  grpc_server_ = builder.BuildAndStart();
  if (!grpc_server_ || port_ == 0) {
    return Unavailable(
        "LISTEN_FAILED",
        fmt::format("cannot listen on {}: the port is in use, or the address is not this machine's", options_.listen),
        fmt::format("无法监听“{}”：端口已被占用，或地址不是本机的", options_.listen));
  }
  serving_ = grpc_server_.get();
  SetHealth(Health::kServing);
  return absl::OkStatus();
}

absl::Status Server::WritePortFile() const {
  if (options_.port_file.empty()) return absl::OkStatus();
  // Whoever waits for the file must not read half of it.
  const std::string unfinished = options_.port_file + ".new";
  std::ofstream file(unfinished, std::ios::trunc);
  file << port_ << '\n';
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(unfinished, options_.port_file, error);
  if (file && !error) return absl::OkStatus();
  return Unavailable("PORT_FILE_UNWRITABLE", fmt::format("--port-file {} cannot be written", options_.port_file),
                     fmt::format("端口文件“{}”无法写入", options_.port_file));
}

void Server::SetHealth(Health health) {
  if (health == Health::kEnding) ending_ = true;
  grpc::Server* const server = serving_;
  grpc::HealthCheckServiceInterface* const service = server ? server->GetHealthCheckService() : nullptr;
  if (!service) return;
  const bool serving = health == Health::kServing && !ending_;
  service->SetServingStatus(serving);
  for (const std::string_view name : kServiceNames) service->SetServingStatus(std::string(name), serving);
}

void Server::OnFatal(const absl::Status& status) {
  SetHealth(Health::kEnding);
  if (fatal_.exchange(true)) return;
  spdlog::critical("the ledger cannot be trusted any more, stopping: {}", status.ToString());
  spdlog::default_logger()->flush();
  if (options_.on_fatal) options_.on_fatal(status);
}

void Server::CheckWriting() {
  const WriteWatch::State state = write_watch_->state();
  if (state == WriteWatch::State::kHung) {
    return OnFatal(Unavailable(
        "WRITE_HANGS", fmt::format("a write to the ledger has not returned for {} s", common::kHungWrite.count()),
        "账本写入长时间没有返回，请检查磁盘"));
  }
  const bool is_slow = state == WriteWatch::State::kSlow;
  if (is_slow == write_is_slow_) return;
  write_is_slow_ = is_slow;
  SetHealth(is_slow ? Health::kNotServing : Health::kServing);
  if (is_slow) {
    spdlog::error("a write to the ledger takes over {} s: not serving meanwhile", common::kSlowWrite.count());
  } else {
    spdlog::info("the write to the ledger has returned: serving again");
  }
}

void Server::Tick() {
  const board::View view = board_.Take();
  const common::Date evaluated = view.evaluated_on();
  if (!evaluated.IsSet() || evaluated < clock_.Today() || view.evaluation_due()) engine_->CheckDay();
  streams_.Tick();
  disk_guard_.Tick();
  CheckWriting();
  if (backup_schedule_) backup_schedule_->Tick();
}

void Server::StartTicker() {
  if (options_.tick_every.count() == 0) return;
  ticker_ = std::thread([this] {
    while (true) {
      {
        const common::MutexLock lock(ticker_mutex_);
        if (!ticker_stopping_) ticker_stops_.WaitFor(ticker_mutex_, options_.tick_every);
        if (ticker_stopping_) return;
      }
      Tick();
    }
  });
}

void Server::StopTicker() {
  {
    const common::MutexLock lock(ticker_mutex_);
    ticker_stopping_ = true;
  }
  ticker_stops_.NotifyAll();
  if (ticker_.joinable()) ticker_.join();
}

void Server::Stop() {
  if (std::exchange(stopped_, true)) return;
  SetHealth(Health::kEnding);
  if (backups_) backups_->Stop();  // the one that runs would take longer than a stop may
  if (engine_) engine_->Stop();
  StopTicker();  // only now: it ends the process when the last write hangs
  if (deliverer_) deliverer_->Stop();
  streams_.EndAll();
  if (grpc_server_) grpc_server_->Shutdown(real_clock_.Now() + kCallsMayTake);  // gRPC knows real time only
  if (hub_) hub_->Stop();
  readers_.Stop();
  disk_guard_.Tick();
  if (history_ && !disk_guard_.MayOpen().ok()) history_->LeaveUnflushed();
  backup_workers_.Stop();
  if (grpc_server_) spdlog::info("stopped sequence={}", ledger_->head().sequence.value);
}

}  // namespace wuse::app
