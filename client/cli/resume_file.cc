#include "client/cli/resume_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "client/cli/problem.h"
#include "client/lib/error.h"
#include "common/status.h"
#include "common/text.h"

namespace wuse::cli {
namespace {

constexpr size_t kMaxTokenBytes = 4096;  // tokens have about a hundred

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  const int number_;
};

std::string Why() {
  return std::strerror(errno);
}

// Begins anew where the file is deleted: what to say wherever its token is of no use.
constexpr const char* kStartAnew =
    "。要重新开始：删去这个文件再运行（wuse watch 可加 --snapshot 先列出现状）；其间的变化可用 --from 序号 补看";

absl::Status WriteFailed(const std::string& path, const std::string& why) {
  return common::MakeError(absl::StatusCode::kInternal, "the resume file cannot be written",
                           {.reason = "RESUME_FILE_FAILED",
                            .chinese = "续传文件 " + path + " 写不了：" + why +
                                       "。文件里仍是上一个标记，排除故障后照原样再运行即可接上，最多重复最后几行"});
}

bool IsToken(std::string_view text) {
  if (text.empty() || text.size() > kMaxTokenBytes) return false;
  for (const char c : text) {
    if (c <= ' ' || c > '~') return false;
  }
  return true;
}

bool WriteAll(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    content.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

absl::StatusOr<std::string> ResumeFile::Read() const {
  const Descriptor file(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) {
    if (errno != ENOENT) return InvalidInput("续传文件 " + path_ + " 读不了：" + Why());
    const absl::Status writable = WriteTemporary("");
    unlink(temporary_.c_str());
    if (!writable.ok()) return InvalidInput("续传文件 " + path_ + " 建不了：" + client::ChineseOf(writable));
    return std::string();
  }
  std::array<char, kMaxTokenBytes + 2> bytes{};
  ssize_t count = read(file.number(), bytes.data(), bytes.size());
  if (count < 0) return InvalidInput("续传文件 " + path_ + " 读不了：" + Why());
  const std::string_view token = common::Trim({bytes.data(), static_cast<size_t>(count)});
  if (!IsToken(token)) {
    return InvalidInput("文件 " + path_ + (count == 0 ? " 是空的" : " 不是续传文件") + "，里面没有续传标记" +
                        kStartAnew);
  }
  return std::string(token);
}

absl::Status ResumeFile::WriteTemporary(std::string_view content) const {
  const Descriptor file(open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!file.is_open() || !WriteAll(file.number(), content) || fsync(file.number()) != 0) {
    return common::MakeError(absl::StatusCode::kInternal, "cannot write",
                             {.reason = "RESUME_FILE_FAILED", .chinese = Why()});
  }
  return absl::OkStatus();
}

absl::Status ResumeFile::Write(std::string_view token) const {
  if (const absl::Status written = WriteTemporary(std::string(token) + "\n"); !written.ok()) {
    return WriteFailed(path_, client::ChineseOf(written));
  }
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) return WriteFailed(path_, Why());
  const std::string folder = std::filesystem::path(path_).parent_path().string();
  const Descriptor directory(open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open() || fsync(directory.number()) != 0) return WriteFailed(path_, Why());
  return absl::OkStatus();
}

absl::Status ResumeFile::Explained(const absl::Status& end) const {
  const std::string reason = client::ReasonOf(end);
  std::string what;
  if (reason == "TOKEN_OF_ANOTHER_STORE") {
    what = "里的标记属于另一个数据库（服务器换过数据目录，或从备份恢复过，或连错了服务器）";
  } else if (reason == "SEQUENCE_IN_FUTURE") {
    what = "里的标记比服务器的最后一号更新还新（服务器的数据退回过，或连错了服务器）";
  } else if (reason == "TOKEN_INVALID") {
    what = "里的续传标记无效或不完整";
  } else {
    return end;
  }
  return common::MakeError(end.code(), common::FromAbsl(end.message()),
                           {.reason = reason, .chinese = "续传文件 " + path_ + " " + what + kStartAnew});
}

}  // namespace wuse::cli
