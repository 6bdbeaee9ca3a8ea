#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/statusor.h"
#include "common/clock.h"
#include "common/mutex.h"
#include "common/worker_pool.h"
#include "grpcpp/server.h"
#include "server/alerts/deliverer.h"
#include "server/api/alert_service.h"
#include "server/api/services.h"
#include "server/api/stream_registry.h"
#include "server/api/watch_service.h"
#include "server/app/backup_schedule.h"
#include "server/app/disk_guard.h"
#include "server/app/options.h"
#include "server/app/write_watch.h"
#include "server/board/board.h"
#include "server/engine/engine.h"
#include "server/history/history.h"
#include "server/hub/hub.h"
#include "server/ledger/backups.h"
#include "server/ledger/ledger.h"

namespace wuse::app {

// A whole server in one object: used by main and, in-process, by tests. Start returns once it serves.
// Errors of Start carry a reason: those of options.h, the ledger's, the history's and the engine's, and kUnavailable
// LISTEN_FAILED (the port is in use).
class Server {
 public:
  static absl::StatusOr<std::unique_ptr<Server>> Start(Options options);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const { return port_; }
  const std::string& store_id() const { return ledger_->store_id(); }
  // The day that all colors are of.
  common::Date evaluated_on() const { return board_.Take().evaluated_on(); }
  size_t stream_count() const { return streams_.size(); }

  // What happens once a second: midnight is noticed, idle streams get a bookmark, stalled ones end, the disk's room and
  // the write under way are looked at.
  void Tick();
  // In order: NOT_SERVING, waiting commands are finished, streams end with a last token, calls under way are answered.
  // Takes a few seconds at most. May be called twice.
  void Stop();

 private:
  explicit Server(Options options, common::WorkingDays calendar, std::optional<common::Date> pinned);
  absl::Status OpenDeliverer(std::vector<alerts::Receiver> receivers);
  absl::Status OpenStores();
  absl::Status PlanBackups();
  std::function<absl::StatusOr<v1::ListDeliveriesResponse>(const std::string&, int)> DeliveriesLister() const;
  absl::Status StartEngine(std::vector<alerts::Receiver> receivers);
  absl::Status Listen(const ListenAddress& address);
  absl::Status WritePortFile() const;
  void StartTicker();
  void StopTicker();
  // The last NOT_SERVING is for good.
  enum class Health { kServing, kNotServing, kEnding };
  void SetHealth(Health health);
  void CheckWriting();
  void OnFatal(const absl::Status& status);
  engine::Engine::Parts EngineParts();

  const Options options_;
  const common::WorkingDays calendar_;
  board::DayFactsCache day_facts_{calendar_};
  board::SelectionCache selections_;
  board::BulletinMarksCache bulletin_marks_;
  const common::RealClock real_clock_;
  const common::Clock& clock_;

  DiskGuard disk_guard_;

  // In the order in which each needs the one before.
  std::unique_ptr<ledger::Ledger> opened_ledger_;
  std::unique_ptr<ledger::Backups> backups_;
  std::unique_ptr<BackupSchedule> backup_schedule_;  // null: none is asked for
  common::WorkerPool backup_workers_;
  std::unique_ptr<WriteWatch> write_watch_;
  ledger::Ledger* ledger_ = nullptr;  // the watched one
  std::unique_ptr<history::History> history_;
  board::Board board_;
  common::WorkerPool readers_;
  std::unique_ptr<hub::Hub> hub_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<alerts::Deliverer> deliverer_;
  std::unique_ptr<api::Parts> api_parts_;
  api::StreamRegistry streams_;
  struct Services;
  std::unique_ptr<Services> services_;
  std::unique_ptr<grpc::Server> grpc_server_;
  std::atomic<grpc::Server*> serving_{nullptr};
  int port_ = 0;
  std::atomic<bool> ending_{false};
  std::atomic<bool> fatal_{false};
  bool write_is_slow_ = false;  // the ticker's

  common::Mutex ticker_mutex_;
  common::CondVar ticker_stops_;
  bool ticker_stopping_ WUSE_GUARDED_BY(ticker_mutex_) = false;
  std::thread ticker_;
  bool stopped_ = false;
};

}  // namespace wuse::app
