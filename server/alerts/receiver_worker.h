#pragma once

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "common/clock.h"
#include "common/mutex.h"
#include "server/alerts/http_sender.h"
#include "server/alerts/receiver_queue.h"
#include "server/alerts/state_file.h"
#include "server/hub/hub.h"

namespace wuse::alerts {

// Everything about one receiver: takes its changes from the hub, drives its queue, saves, posts. Steps are taken by the
// thread of Start, or by the caller (tests), never by both. What is passed outlives this.
class ReceiverWorker {
 public:
  struct Parts {
    hub::Hub& hub;
    std::string store_id;
    const common::Clock& clock;
    ReceiverQueue::UnitName unit_name;
    std::string directory;  // there already
    FileSteps& steps;
    std::unique_ptr<HttpSender> sender;
  };
  // Loads what was saved, or begins now and saves that. A file that is damaged or of another store is told in the log.
  // Errors: those of StateFile, but for damage.
  static absl::StatusOr<std::unique_ptr<ReceiverWorker>> Open(Receiver receiver, Parts parts);
  ~ReceiverWorker();  // stops
  ReceiverWorker(const ReceiverWorker&) = delete;
  ReceiverWorker& operator=(const ReceiverWorker&) = delete;

  void Start();
  // A request under way is given up, and repeated after the next start. Saves. May be called twice.
  void BeginStop();
  void EndStop();

  // Takes what there is and posts at most one message. True: there is more to do at once.
  bool Step();
  std::vector<v1::Delivery> List() const;
  const Receiver& receiver() const { return receiver_; }

 private:
  ReceiverWorker(Receiver receiver, Parts parts);
  absl::Status Load();
  delivery::ReceiverState NewState() const;
  void Subscribe(common::Sequence after);
  void Run();
  void Wake();
  bool TakeSome();
  void TakeUpdate(const hub::FilteredUpdate& update);
  bool Save();
  void Conclude(const delivery::Digest& digest, const absl::StatusOr<HttpResponse>& answer);

  const Receiver receiver_;
  Parts parts_;
  StateFile file_;
  mutable common::Mutex mutex_;
  common::CondVar changed_;
  std::unique_ptr<ReceiverQueue> queue_ WUSE_GUARDED_BY(mutex_);
  bool ready_ WUSE_GUARDED_BY(mutex_) = false;
  bool stopping_ WUSE_GUARDED_BY(mutex_) = false;
  std::optional<common::SystemTime> save_again_;
  std::optional<common::SystemTime> subscribe_again_;
  std::thread thread_;
  std::unique_ptr<hub::Subscription> subscription_;
};

}  // namespace wuse::alerts
