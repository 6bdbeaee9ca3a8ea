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
#include "server/ledger/rocksdb/rocksdb_ledger.h"
#include "spdlog/spdlog.h"

namespace wuse::app {
namespace {

constexpr std::chrono::seconds kCallsMayTake{4};  // after a stop was asked for; the whole stop stays below 10 s
constexpr int kKeepaliveMs = 60'000;              // finds dead peers (a laptop that was closed) behind idle streams
constexpr int kKeepaliveTimeoutMs = 20'000;
constexpr int kMinPingIntervalMs = 10'000;  // of clients; more often is a nuisance

constexpr std::array<std::string_view, 5> kServiceNames = {
    v1::UnitService::service_full_name(), v1::ProjectService::service_full_name(),
    v1::ReportService::service_full_name(), v1::BoardService::service_full_name(),
    v1::WatchService::service_full_name()};

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
      : units(parts), projects(parts), reports(parts), board(parts), watch(parts, streams) {}
  void RegisterWith(grpc::ServerBuilder& builder) {
    for (grpc::Service* service : std::array<grpc::Service*, 5>{&units, &projects, &reports, &board, &watch}) {
      builder.RegisterService(service);
    }
  }
  api::UnitService units;
  api::ProjectService projects;
  api::ReportService reports;
  api::BoardService board;
  api::WatchService watch;
};

absl::StatusOr<std::unique_ptr<Server>> Server::Start(Options options) {
  const absl::StatusOr<ListenAddress> address = ListenAddressOf(options);
  if (!address.ok()) return address.status();
  const absl::StatusOr<std::optional<common::Date>> pinned = PinnedDateOf(options);
  if (!pinned.ok()) return pinned.status();
  WUSE_RETURN_IF_ERROR(CheckNames(options));
  absl::StatusOr<common::WorkingDays> calendar = WorkingDaysOf(options);
  if (!calendar.ok()) return calendar.status();
  std::unique_ptr<Server> server(new Server(std::move(options), *std::move(calendar), *pinned));
  WUSE_RETURN_IF_ERROR(server->OpenStores());
  WUSE_RETURN_IF_ERROR(server->StartEngine());
  WUSE_RETURN_IF_ERROR(server->Listen(*address));
  server->engine_->CheckDay();
  server->StartTicker();
  WUSE_RETURN_IF_ERROR(server->WritePortFile());
  spdlog::info("serving at={} store={} sequence={} today={} main_list={}",
               Uri({.host = address->host, .port = server->port_}), server->store_id(),
               server->board_.Take().sequence().value, server->clock_.Today().ToString(), server->options_.main_list);
  return server;
}

Server::Server(Options options, common::WorkingDays calendar, std::optional<common::Date> pinned)
    : options_(std::move(options)),
      calendar_(std::move(calendar)),
      real_clock_(pinned),
      clock_(options_.clock ? *options_.clock : real_clock_),
      readers_(common::kReaderThreads, common::kMaxQueuedReads) {}

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
  auto ledger = ledger::RocksdbLedger::Open({.dir = dir / "ledger"});
  if (!ledger.ok()) return ledger.status();
  opened_ledger_ = *std::move(ledger);
  ledger_ = options_.decorate_ledger ? &options_.decorate_ledger(*opened_ledger_) : opened_ledger_.get();
  auto history = history::History::Open({.dir = dir / "history", .store_id = ledger_->store_id()});
  if (!history.ok()) return history.status();
  history_ = *std::move(history);
  return absl::OkStatus();
}

engine::Engine::Parts Server::EngineParts() {
  return {.ledger = *ledger_,
          .board = board_,
          .history = *history_,
          .hub = *hub_,
          .clock = clock_,
          .calendar = calendar_,
          .on_fatal = [this](const absl::Status& status) { OnFatal(status); }};
}

absl::Status Server::StartEngine() {
  hub_ = std::make_unique<hub::Hub>(*ledger_, readers_, ledger_->head().sequence);
  WUSE_RETURN_IF_ERROR(engine::Engine::Recover(EngineParts()));
  engine_ = std::make_unique<engine::Engine>(EngineParts());
  api_parts_ = std::make_unique<api::Parts>(api::Parts{.engine = *engine_,
                                                       .board = board_,
                                                       .history = *history_,
                                                       .ledger = *ledger_,
                                                       .hub = *hub_,
                                                       .readers = readers_,
                                                       .clock = clock_,
                                                       .calendar = calendar_,
                                                       .district = options_.district,
                                                       .main_list = options_.main_list});
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
  SetServing(true);
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

void Server::SetServing(bool serving) {
  grpc::Server* const server = serving_;
  grpc::HealthCheckServiceInterface* const health = server ? server->GetHealthCheckService() : nullptr;
  if (!health) return;
  health->SetServingStatus(serving);
  for (const std::string_view name : kServiceNames) health->SetServingStatus(std::string(name), serving);
}

void Server::OnFatal(const absl::Status& status) {
  SetServing(false);
  spdlog::critical("the ledger cannot be trusted any more, stopping: {}", status.ToString());
  spdlog::default_logger()->flush();
  if (options_.on_fatal) options_.on_fatal(status);
}

void Server::Tick() {
  const common::Date evaluated = evaluated_on();
  if (!evaluated.IsSet() || evaluated < clock_.Today()) engine_->CheckDay();
  streams_.Tick();
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
  SetServing(false);
  StopTicker();
  if (engine_) engine_->Stop();
  streams_.EndAll();
  if (grpc_server_) grpc_server_->Shutdown(real_clock_.Now() + kCallsMayTake);  // gRPC knows real time only
  if (hub_) hub_->Stop();
  readers_.Stop();
  if (grpc_server_) spdlog::info("stopped sequence={}", ledger_->head().sequence.value);
}

}  // namespace wuse::app
