#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "wuse/delivery/state.pb.h"

namespace wuse::alerts {

// The steps of replacing a file, each durable or not as its name says. Tests cut between them.
class FileSteps {
 public:
  virtual ~FileSteps() = default;
  virtual absl::Status WriteAndSync(const std::string& path, std::string_view bytes);
  virtual absl::Status Rename(const std::string& from, const std::string& to);
  virtual absl::Status SyncDirectory(const std::string& directory);
};

// One receiver's state: the file DIR/NAME holds SHA-256(message) ‖ message, a delivery::ReceiverState. It is replaced
// as a whole: written beside (NAME.new), synced, renamed, the directory synced; after a crash it is the old or the new
// one. One thread.
class StateFile {
 public:
  // `steps` outlives this.
  StateFile(std::string directory, const std::string& name, FileSteps& steps);

  // None: there is no file. Errors: kUnavailable RECEIVER_STATE_UNREADABLE; kDataLoss RECEIVER_STATE_DAMAGED.
  absl::StatusOr<std::optional<delivery::ReceiverState>> Load() const;
  // Errors: kUnavailable RECEIVER_STATE_UNWRITABLE.
  absl::Status Save(const delivery::ReceiverState& state);
  // Puts a damaged file out of the way, to NAME.damaged, for people to look at.
  void SetAside();

  const std::string& path() const { return path_; }

 private:
  const std::string directory_;
  const std::string path_;
  FileSteps& steps_;
};

}  // namespace wuse::alerts
