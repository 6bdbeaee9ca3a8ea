#include "server/alerts/state_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include "common/digest.h"
#include "common/status.h"
#include "fmt/format.h"

namespace wuse::alerts {
namespace {

constexpr size_t kDigestBytes = 32;
constexpr int kOwnerOnly = 0600;

absl::Status FileError(absl::StatusCode code, std::string reason, const std::string& path, std::string_view what) {
  return common::MakeError(code, fmt::format("{}: {}", path, what),
                           {.reason = std::move(reason), .chinese = fmt::format("接收方状态文件“{}”读写失败", path)});
}

absl::Status Unwritable(const std::string& path, int error) {
  return FileError(absl::StatusCode::kUnavailable, "RECEIVER_STATE_UNWRITABLE", path, std::strerror(error));
}

// A descriptor that is closed with this object.
class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return descriptor_; }

 private:
  const int descriptor_;
};

}  // namespace

absl::Status FileSteps::WriteAndSync(const std::string& path, std::string_view bytes) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kOwnerOnly));
  if (file.get() < 0) return Unwritable(path, errno);
  while (!bytes.empty()) {
    const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Unwritable(path, errno);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return ::fsync(file.get()) == 0 ? absl::OkStatus() : Unwritable(path, errno);
}

absl::Status FileSteps::Rename(const std::string& from, const std::string& to) {
  return ::rename(from.c_str(), to.c_str()) == 0 ? absl::OkStatus() : Unwritable(to, errno);
}

absl::Status FileSteps::SyncDirectory(const std::string& directory) {
  const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0 || ::fsync(opened.get()) != 0) return Unwritable(directory, errno);
  return absl::OkStatus();
}

StateFile::StateFile(std::string directory, const std::string& name, FileSteps& steps)
    : directory_(std::move(directory)), path_(directory_ + "/" + name), steps_(steps) {}

absl::StatusOr<std::optional<delivery::ReceiverState>> StateFile::Load() const {
  std::error_code error;
  if (!std::filesystem::exists(path_, error) && !error) return std::optional<delivery::ReceiverState>();
  std::ifstream file(path_, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) return FileError(absl::StatusCode::kUnavailable, "RECEIVER_STATE_UNREADABLE", path_, "cannot be read");
  delivery::ReceiverState state;
  const std::string_view view = bytes;
  const bool is_whole = view.size() >= kDigestBytes &&
                        common::Bytes(common::Sha256({view.substr(kDigestBytes)})) == view.substr(0, kDigestBytes) &&
                        state.ParseFromArray(view.data() + kDigestBytes, static_cast<int>(view.size() - kDigestBytes));
  if (!is_whole) {
    return FileError(absl::StatusCode::kDataLoss, "RECEIVER_STATE_DAMAGED", path_, "is not what was written");
  }
  return std::optional(std::move(state));
}

absl::Status StateFile::Save(const delivery::ReceiverState& state) {
  const std::string message = state.SerializeAsString();
  const std::string bytes = std::string(common::Bytes(common::Sha256({message}))) + message;
  const std::string beside = path_ + ".new";
  WUSE_RETURN_IF_ERROR(steps_.WriteAndSync(beside, bytes));
  WUSE_RETURN_IF_ERROR(steps_.Rename(beside, path_));
  return steps_.SyncDirectory(directory_);
}

void StateFile::SetAside() {
  std::error_code ignored;
  std::filesystem::rename(path_, path_ + ".damaged", ignored);
}

}  // namespace wuse::alerts
