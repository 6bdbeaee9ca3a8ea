#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "client/cli/session.h"

namespace wuse::cli {

// The register's units, asked for once and only when needed.
class UnitNames {
 public:
  explicit UnitNames(Session& session) : session_(session) {}

  // A unit given by id (not checked here) or by name. Errors: kInvalidArgument for an unknown name, with the nearest.
  absl::StatusOr<std::string> IdOf(std::string_view id_or_name);
  // For tables: the id where there is no such unit or no answer.
  std::string NameOf(const std::string& id);

 private:
  absl::Status Load();

  Session& session_;
  bool loaded_ = false;
  absl::Status status_;
  std::map<std::string, std::string> name_by_id_;
};

}  // namespace wuse::cli
