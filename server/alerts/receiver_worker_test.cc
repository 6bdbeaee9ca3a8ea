#include "server/alerts/receiver_worker.h"

#include <deque>
#include <filesystem>
#include <fstream>
#include <set>

#include "common/status.h"
#include "google/protobuf/util/json_util.h"
#include "server/alerts/alerts_fixture.h"
#include "server/alerts/deliverer.h"
#include "server/alerts/http_client.h"
#include "server/alerts/http_receiver.h"
#include "server/alerts/message.h"
#include "wuse/delivery/message.pb.h"

namespace wuse::alerts {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class ReceiverWorkerTest : public AlertsFixture {
 protected:
  std::unique_ptr<HttpSender> Http() const { return std::make_unique<HttpClient>(real_); }

  static delivery::AlertMessage MessageIn(const HttpReceiver::Request& request) {
    delivery::AlertMessage message;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(request.body, &message).ok()) << request.body;
    EXPECT_EQ(message.id(), request.headers.at("wuse-delivery-id"));
    return message;
  }

  void Pass(ReceiverWorker& worker, std::chrono::milliseconds time) {
    clock_.Advance(time);
    Settle(worker);
  }

  const common::RealClock real_;
};

// A request is kept, and the receiver's file with it: what a crash at this moment leaves.
class FakeSender final : public HttpSender {
 public:
  explicit FakeSender(std::function<absl::StatusOr<HttpResponse>(const HttpRequest&)> post) : post_(std::move(post)) {}
  absl::StatusOr<HttpResponse> Post(const HttpRequest& request) override { return post_(request); }
  void Abort() override {}

 private:
  const std::function<absl::StatusOr<HttpResponse>(const HttpRequest&)> post_;
};

std::string IdIn(const HttpRequest& request) {
  for (const auto& [name, value] : request.headers) {
    if (name == "Wuse-Delivery-Id") return value;
  }
  return "";
}

TEST_F(ReceiverWorkerTest, SendsADigestAUnitWhenItsIntervalHasPassed) {
  HttpReceiver http;
  http.GoUp();
  const auto worker = Open(MakeReceiver("duban", http.Url()), Http());
  Put({{}, {.project = "p-2", .unit = "fucun", .unit_before = "fucun"}});
  Settle(*worker);
  Pass(*worker, minutes(9));
  Put({{.event = v1::ESCALATED, .severity = v1::CRITICAL}});
  Settle(*worker);
  EXPECT_EQ(http.requests().size(), 0u);
  Pass(*worker, minutes(1));
  const auto requests = http.requests();
  ASSERT_EQ(requests.size(), 2u);
  for (const auto& request : requests) {
    const delivery::AlertMessage message = MessageIn(request);
    EXPECT_EQ(message.receiver(), "duban");
    ASSERT_EQ(message.changes_size(), 1);
    EXPECT_TRUE(message.changes(0).fired());
    if (message.unit() != "xiaoshun") continue;
    EXPECT_EQ(message.unit_name(), "单位xiaoshun");
    EXPECT_EQ(message.first_sequence(), 1);
    EXPECT_EQ(message.last_sequence(), 2);
    EXPECT_TRUE(message.changes(0).escalated());
    EXPECT_EQ(message.changes(0).alert_changed().after().severity(), v1::CRITICAL);
  }
  const auto list = worker->List();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_TRUE(list[0].has_delivered_at());
  EXPECT_EQ(list[0].attempts(), 1);
}

TEST_F(ReceiverWorkerTest, GetsEveryDigestAfterAnHourDownEachOnceById) {
  int left_to_cut = 3;  // these arrive, but their answers are lost
  HttpReceiver http(
      [&left_to_cut](const HttpReceiver::Request&) { return left_to_cut-- > 0 ? std::string() : HttpReceiver::Ok(); });
  const Receiver receiver = MakeReceiver("duban", http.Url());
  auto worker = Open(receiver, Http());
  constexpr int kMinutes = 60;
  for (int minute = 0; minute < kMinutes; ++minute) {
    Put({{.project = "p-" + std::to_string(minute)},
         {.project = "q-" + std::to_string(minute), .unit = "fucun", .unit_before = "fucun"}});
    Settle(*worker);
    Pass(*worker, minutes(1));
    if (minute == 30) {  // and a restart in the middle
      worker.reset();
      worker = Open(receiver, Http());
    }
  }
  EXPECT_EQ(http.requests().size(), 0u);
  EXPECT_GE(worker->List().size(), 10u);
  http.GoUp();
  for (int i = 0; i < 60; ++i) Pass(*worker, minutes(1));

  std::map<std::string, std::string> by_id;
  std::multiset<std::string> projects;
  for (const auto& request : http.requests()) {
    const delivery::AlertMessage message = MessageIn(request);
    const auto [known, is_new] = by_id.emplace(message.id(), request.body);
    EXPECT_EQ(known->second, request.body) << "the same id with another content";
    if (!is_new) continue;
    for (const auto& change : message.changes()) projects.insert(change.alert_changed().after().project());
  }
  EXPECT_EQ(http.requests().size(), by_id.size() + 3) << "the cut ones come twice";
  EXPECT_EQ(projects.size(), 2u * kMinutes);
  EXPECT_EQ(std::set<std::string>(projects.begin(), projects.end()).size(), 2u * kMinutes);
  for (const v1::Delivery& delivery : worker->List()) EXPECT_TRUE(delivery.has_delivered_at());
}

TEST_F(ReceiverWorkerTest, IsToldTheSameIdAfterACrashDuringThePost) {
  const Receiver receiver = MakeReceiver("duban");
  const std::string file = directory_.Sub("duban");
  const std::string crashed = directory_.Sub("crashed");
  std::vector<std::string> ids;
  auto worker = Open(receiver, std::make_unique<FakeSender>([&](const HttpRequest& request) {
                       ids.push_back(IdIn(request));
                       std::filesystem::copy_file(file, crashed);
                       return HttpResponse{.status = 200, .body = ""};
                     }));
  Put({{}});
  Settle(*worker);
  Pass(*worker, minutes(10));
  ASSERT_EQ(ids.size(), 1u);
  worker.reset();
  std::filesystem::rename(crashed, file);
  Put({{.project = "p-2"}});
  worker = Open(receiver, std::make_unique<FakeSender>([&](const HttpRequest& request) {
                  ids.push_back(IdIn(request));
                  return HttpResponse{.status = 200, .body = ""};
                }));
  Settle(*worker);
  Pass(*worker, minutes(10));
  ASSERT_EQ(ids.size(), 3u);
  EXPECT_EQ(ids[0], ids[1]);
  EXPECT_NE(ids[2], ids[1]);
}

TEST_F(ReceiverWorkerTest, IsSentAtMostTwentyMessagesAMinute) {
  std::vector<common::SystemTime> times;
  auto worker = Open(MakeReceiver("duban"), std::make_unique<FakeSender>([&](const HttpRequest&) {
                       times.push_back(clock_.Now());
                       return HttpResponse{.status = 200, .body = ""};
                     }));
  for (int i = 0; i < 50; ++i) {
    const std::string unit = "u-" + std::to_string(i);
    Put({{.project = "p-" + std::to_string(i), .unit = unit, .unit_before = unit}});
  }
  Settle(*worker);
  Pass(*worker, minutes(10));
  EXPECT_EQ(times.size(), 20u);
  for (int i = 0; i < 240; ++i) Pass(*worker, seconds(1));
  ASSERT_EQ(times.size(), 50u);
  for (size_t i = 20; i < times.size(); ++i) EXPECT_GE(times[i] - times[i - 20], minutes(1));
}

TEST_F(ReceiverWorkerTest, DoesNotFollowARedirect) {
  HttpReceiver elsewhere;
  elsewhere.GoUp();
  HttpReceiver http([&elsewhere](const HttpReceiver::Request&) {
    return HttpReceiver::With("302 Found", "", "Location: " + elsewhere.Url() + "\r\n");
  });
  http.GoUp();
  const auto worker = Open(MakeReceiver("duban", http.Url()), Http());
  Put({{}});
  Settle(*worker);
  Pass(*worker, minutes(10));
  Pass(*worker, minutes(1));
  EXPECT_EQ(http.requests().size(), 1u) << "tried again seldom";
  EXPECT_EQ(elsewhere.requests().size(), 0u);
  const auto list = worker->List();
  ASSERT_EQ(list.size(), 1u);
  EXPECT_NE(list[0].last_error().find("跳转"), std::string::npos) << list[0].last_error();
  EXPECT_TRUE(list[0].has_next_attempt_at());
  EXPECT_FALSE(list[0].has_delivered_at());
}

TEST_F(ReceiverWorkerTest, SendsARobotASignedMarkdownMessageUntilItTakesIt) {
  // It answers 200 whatever it thinks of a message.
  std::deque<std::string> answers = {R"({"errcode":130101,"errmsg":"send too fast"})",
                                     R"({"errcode":310000,"errmsg":"sign not match"})", R"({"errcode":0})"};
  HttpReceiver http([&answers](const HttpReceiver::Request&) {
    const std::string answer = answers.front();
    answers.pop_front();
    return HttpReceiver::Ok(answer);
  });
  http.GoUp();
  Receiver robot = MakeReceiver("duban");
  robot.format = Format::kDingtalk;
  robot.url = ParseUrl(http.Url("/robot/send?access_token=t0ken")).value();
  robot.secret = "SECtestsecret0123456789";
  const auto signed_now = [&] {
    return "/robot/send?access_token=t0ken&" + DingtalkParameters(robot.secret, ToMs(clock_.Now()));
  };
  const auto worker = Open(robot, Http());
  Put({{}});
  Settle(*worker);
  Pass(*worker, minutes(10));
  std::vector<std::string> expected_targets = {signed_now()};
  ASSERT_EQ(http.requests().size(), 1u);
  EXPECT_NE(worker->List()[0].last_error().find("130101"), std::string::npos) << worker->List()[0].last_error();
  Pass(*worker, seconds(2));
  expected_targets.push_back(signed_now());
  ASSERT_EQ(http.requests().size(), 2u) << "busy: again at once";
  EXPECT_NE(worker->List()[0].last_error().find("sign not match"), std::string::npos);
  EXPECT_EQ(worker->List()[0].ShortDebugString().find("t0ken"), std::string::npos) << "secrets are not told";
  Pass(*worker, minutes(9));
  EXPECT_EQ(http.requests().size(), 2u) << "refused: seldom";
  EXPECT_FALSE(worker->List()[0].has_delivered_at());
  Pass(*worker, minutes(1));
  expected_targets.push_back(signed_now());
  Pass(*worker, minutes(60));
  const auto requests = http.requests();
  ASSERT_EQ(requests.size(), 3u) << "taken: no more";
  EXPECT_TRUE(worker->List()[0].has_delivered_at());
  EXPECT_EQ(worker->List()[0].attempts(), 3);
  for (size_t i = 0; i < requests.size(); ++i) {
    EXPECT_EQ(requests[i].target, expected_targets[i]) << "signed for the moment of the attempt";
    EXPECT_EQ(requests[i].body, requests[0].body);
    EXPECT_EQ(requests[i].headers.at("wuse-delivery-id"), worker->List()[0].id());
    EXPECT_EQ(requests[i].headers.at("content-type"), "application/json; charset=utf-8");
  }
  EXPECT_NE(requests[0].target, requests[2].target);
  delivery::DingtalkMessage message;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(requests[0].body, &message).ok()) << requests[0].body;
  EXPECT_EQ(message.msgtype(), "markdown");
  EXPECT_NE(message.markdown().title().find("单位xiaoshun"), std::string::npos) << message.markdown().title();
  EXPECT_NE(message.markdown().text().find("项目p-1"), std::string::npos) << message.markdown().text();
}

TEST_F(ReceiverWorkerTest, GoesOnWithTheOthersWhenOneDigestIsRejected) {
  int posts = 0;
  auto worker = Open(MakeReceiver("duban"), std::make_unique<FakeSender>([&posts](const HttpRequest&) {
                       return HttpResponse{.status = ++posts == 1 ? 400 : 200, .body = ""};
                     }));
  Put({{}, {.project = "p-2", .unit = "fucun", .unit_before = "fucun"}});
  Settle(*worker);
  Pass(*worker, minutes(10));
  EXPECT_EQ(posts, 2);
  const auto list = worker->List();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_FALSE(list[0].has_delivered_at());
  EXPECT_TRUE(list[1].has_delivered_at());
}

TEST_F(ReceiverWorkerTest, MergesWhatWaitsLongAndLosesNothing) {
  bool is_down = true;
  std::multiset<std::string> projects;
  auto worker = Open(MakeReceiver("duban"), std::make_unique<FakeSender>([&](const HttpRequest& request) {
                       if (!is_down) {
                         delivery::AlertMessage message;
                         EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(request.body, &message).ok());
                         for (const auto& change : message.changes())
                           projects.insert(change.alert_changed().after().project());
                       }
                       return HttpResponse{.status = is_down ? 503 : 200, .body = ""};
                     }));
  constexpr int kDigests = 100;
  for (int i = 0; i < kDigests; ++i) {
    Put({{.project = "p-" + std::to_string(i)}});
    Settle(*worker);
    Pass(*worker, minutes(10));
  }
  EXPECT_LE(worker->List().size(), static_cast<size_t>(common::kMergeDigestsFrom) + 1);
  is_down = false;
  for (int i = 0; i < 20; ++i) Pass(*worker, minutes(1));
  EXPECT_EQ(projects.size(), static_cast<size_t>(kDigests));
}

TEST_F(ReceiverWorkerTest, BeginsNowAndGoesOnAfterARestartWhereItWas) {
  int posts = 0;
  const auto sender = [&posts] {
    return std::make_unique<FakeSender>([&posts](const HttpRequest&) {
      ++posts;
      return HttpResponse{.status = 200, .body = ""};
    });
  };
  Put({{.project = "before"}});
  auto worker = Open(MakeReceiver("duban"), sender());
  worker.reset();
  Put({{.project = "meanwhile"}});
  worker = Open(MakeReceiver("duban"), sender());
  Settle(*worker);
  Pass(*worker, minutes(10));
  EXPECT_EQ(posts, 1);
  worker.reset();
  Put({{.project = "of another store"}});
  worker = Open(MakeReceiver("duban"), sender(), "ffffffffffffffffffffffffffffffff");
  Settle(*worker);
  Pass(*worker, minutes(10));
  EXPECT_EQ(posts, 1);
}

TEST_F(ReceiverWorkerTest, ThatIsSlowDelaysNoOther) {
  common::Mutex mutex;
  common::CondVar changed;
  bool is_open = false;
  HttpReceiver slow([&](const HttpReceiver::Request&) {
    const common::MutexLock lock(mutex);
    while (!is_open) changed.Wait(mutex);
    return HttpReceiver::Ok();
  });
  HttpReceiver quick;
  slow.GoUp();
  quick.GoUp();
  auto deliverer = Deliverer::Open({MakeReceiver("slow", slow.Url()), MakeReceiver("quick", quick.Url())},
                                   {.hub = hub_,
                                    .store_id = kStore,
                                    .clock = clock_,
                                    .network_clock = real_,
                                    .unit_name = [](const std::string& id) { return id; },
                                    .directory = directory_.Sub("alerts")});
  ASSERT_TRUE(deliverer.ok()) << deliverer.status();
  (*deliverer)->Start();
  for (size_t i = 1; i <= 3; ++i) {
    Put({{.project = "p-" + std::to_string(i)}});
    // The threads take it before the time is moved on, or a little later: until it was sent, time goes on.
    const common::SteadyTime end = real_.Steady() + seconds(20);
    while (quick.requests().size() < i && real_.Steady() < end) {
      clock_.Advance(minutes(1));
      std::this_thread::yield();
    }
    ASSERT_EQ(quick.requests().size(), i);
  }
  ASSERT_TRUE(slow.WaitForRequests(1));
  EXPECT_EQ((*deliverer)->List("slow", 10)->back().attempts(), 1);
  EXPECT_EQ(common::DetailOf((*deliverer)->List("nobody", 10).status())->reason, "RECEIVER_UNKNOWN");
  const common::SteadyTime begun = real_.Steady();
  (*deliverer)->Stop();
  EXPECT_LT(real_.Steady() - begun, seconds(5)) << "the slow request is given up";
  {
    const common::MutexLock lock(mutex);
    is_open = true;
  }
  changed.NotifyAll();
}

// Fails at one step, as if the power were cut before it; with `torn`, half of a write is done.
class CutSteps final : public FileSteps {
 public:
  absl::Status WriteAndSync(const std::string& path, std::string_view bytes) override {
    if (!Passes()) {
      std::ofstream(path, std::ios::trunc | std::ios::binary) << bytes.substr(0, bytes.size() / 2);
      return absl::UnavailableError("cut");
    }
    return FileSteps::WriteAndSync(path, bytes);
  }
  absl::Status Rename(const std::string& from, const std::string& to) override {
    return Passes() ? FileSteps::Rename(from, to) : absl::UnavailableError("cut");
  }
  absl::Status SyncDirectory(const std::string& directory) override {
    return Passes() ? FileSteps::SyncDirectory(directory) : absl::UnavailableError("cut");
  }
  int left = 0;

 private:
  bool Passes() { return left-- > 0; }
};

TEST(StateFileTest, IsTheOldOrTheNewOneWhereverItIsCut) {
  for (int cut = 0; cut <= 3; ++cut) {
    SCOPED_TRACE(cut);
    const ledger::TempDir dir;
    CutSteps steps;
    StateFile file(dir.path().string(), "duban", steps);
    delivery::ReceiverState state;
    state.set_cursor(1);
    steps.left = 3;
    ASSERT_TRUE(file.Save(state).ok());
    state.set_cursor(2);
    steps.left = cut;
    EXPECT_EQ(file.Save(state).ok(), cut == 3);
    const auto loaded = file.Load();
    ASSERT_TRUE(loaded.ok() && loaded->has_value()) << loaded.status();
    EXPECT_EQ((*loaded)->cursor(), cut <= 1 ? 1 : 2);
  }
}

TEST(StateFileTest, TellsDamage) {
  const ledger::TempDir dir;
  FileSteps steps;
  StateFile file(dir.path().string(), "duban", steps);
  EXPECT_FALSE(file.Load()->has_value());
  delivery::ReceiverState state;
  state.set_cursor(7);
  ASSERT_TRUE(file.Save(state).ok());
  std::fstream(file.path(), std::ios::in | std::ios::out | std::ios::binary).seekp(33) << '\x09';
  EXPECT_TRUE(absl::IsDataLoss(file.Load().status()));
}

}  // namespace
}  // namespace wuse::alerts
