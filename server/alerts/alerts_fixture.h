#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/fake_clock.h"
#include "common/worker_pool.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"
#include "server/alerts/receiver_worker.h"
#include "server/ledger/memory_ledger.h"
#include "server/ledger/temp_dir.h"

// What the tests of alerts share.
namespace wuse::alerts {

struct AlertValues {
  std::string project = "p-1";
  v1::AlertEvent event = v1::FIRED;
  v1::Severity severity = v1::WARNING;
  v1::AlertState state = v1::ALERT_FIRING;
  int episode = 1;
  std::string unit = "xiaoshun";
  std::string unit_before = "xiaoshun";
  bool snoozed = false;
  bool inhibited = false;
  v1::AlertKind kind = v1::MILESTONE_OVERDUE;
};

inline v1::AlertChanged MakeAlertChanged(const AlertValues& values) {
  v1::AlertChanged changed;
  v1::Alert& alert = *changed.mutable_after();
  alert.set_kind(values.kind);
  alert.set_project(values.project);
  if (values.kind == v1::MILESTONE_OVERDUE) alert.set_milestone("roof-topped");
  alert.set_episode(values.episode);
  alert.set_state(values.state);
  alert.set_severity(values.severity);
  if (values.snoozed) alert.mutable_snooze()->set_until("2021-05-20");
  if (values.inhibited) alert.set_inhibited(v1::BY_PAUSE);
  changed.set_event(values.event);
  changed.set_measure(8);
  changed.set_project_name("项目" + values.project);
  changed.set_milestone_name("主体结顶");
  changed.set_leader("张三");
  return changed;
}

inline v1::Change MakeAlertChange(const AlertValues& values) {
  v1::Change change;
  change.mutable_match_before()->set_unit(values.unit_before);
  change.mutable_match_after()->set_unit(values.unit);
  change.mutable_match_after()->set_project(values.project);
  *change.mutable_alert_changed() = MakeAlertChanged(values);
  return change;
}

inline AlertNews MakeNews(const AlertValues& values, int64_t sequence) {
  return {.time = OfMs(1'620'000'000'000),
          .date = "2021-05-08",
          .sequence = sequence,
          .change_index = 0,
          .unit_before = values.unit_before,
          .unit_after = values.unit,
          .change = MakeAlertChanged(values)};
}

inline Receiver MakeReceiver(const std::string& name, const std::string& url = "http://127.0.0.1:1/hook") {
  return {.name = name,
          .format = Format::kJson,
          .url = ParseUrl(url).value(),
          .secret = "",
          .units = {},
          .kinds = {},
          .min_severity = v1::SEVERITY_UNSPECIFIED,
          .interval = std::chrono::minutes(10)};
}

// A ledger, a hub and a clock that stands still, and a directory for the receivers' files.
class AlertsFixture : public ::testing::Test {
 protected:
  void Put(const std::vector<AlertValues>& alerts) {
    v1::Update update;
    update.set_sequence(ledger_.head().sequence.value + 1);
    *update.mutable_time() = google::protobuf::util::TimeUtil::MillisecondsToTimestamp(ToMs(clock_.Now()));
    update.set_date("2021-05-08");
    update.set_actor("wuse");
    for (const AlertValues& alert : alerts) *update.add_changes() = MakeAlertChange(alert);
    const std::string bytes = update.SerializeAsString();
    const std::string_view record = bytes;
    ASSERT_TRUE(ledger_.Append(ledger_.head().sequence, std::span(&record, 1)).ok());
    hub_.Publish({*hub::UpdateBlock::Parse(bytes)});
  }

  std::unique_ptr<ReceiverWorker> Open(const Receiver& receiver, std::unique_ptr<HttpSender> sender,
                                       const std::string& store = kStore) {
    auto worker = ReceiverWorker::Open(receiver, {.hub = hub_,
                                                  .store_id = store,
                                                  .clock = clock_,
                                                  .unit_name = [](const std::string& id) { return "单位" + id; },
                                                  .directory = directory_.path().string(),
                                                  .steps = steps_,
                                                  .sender = std::move(sender)});
    EXPECT_TRUE(worker.ok()) << worker.status();
    return worker.ok() ? *std::move(worker) : nullptr;
  }

  // Until there is nothing more to do at this moment, and all that was put is taken.
  void Settle(ReceiverWorker& worker) {
    const common::RealClock real;
    const common::SteadyTime end = real.Steady() + std::chrono::seconds(20);
    while (worker.Step() && real.Steady() < end) {
    }
  }

  static constexpr const char* kStore = "0123456789abcdef0123456789abcdef";
  common::FakeClock clock_{common::Date::OfYmd(2021, 5, 8)};
  ledger::TempDir directory_;
  ledger::MemoryLedger ledger_{kStore};
  common::WorkerPool readers_{2, 64};
  hub::Hub hub_{ledger_, readers_, {0}};
  FileSteps steps_;
};

}  // namespace wuse::alerts
