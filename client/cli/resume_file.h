#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace wuse::cli {

// A watch's last token, kept in a file over restarts, for one watch at a time. The file is replaced as a whole
// (FILE.tmp, synced, renamed, the folder synced): whatever moment the process or the power ends at, it holds the token
// before or the one after. Errors name the file and say what to do.
class ResumeFile {
 public:
  explicit ResumeFile(std::string path) : path_(std::move(path)), temporary_(path_ + ".tmp") {}

  // The token; "" when there is no file yet: then it is made sure that there can be one.
  // Errors: kInvalidArgument: it cannot be read or made, or is no file of a token.
  absl::StatusOr<std::string> Read() const;
  // Errors: kInternal: it cannot be written.
  absl::Status Write(std::string_view token) const;
  // What a watch that began with this file's token ended with, told with the file's name and what to do.
  absl::Status Explained(const absl::Status& end) const;
  const std::string& path() const { return path_; }

 private:
  absl::Status WriteTemporary(std::string_view content) const;

  const std::string path_;
  const std::string temporary_;
};

}  // namespace wuse::cli
