#pragma once

#include <functional>
#include <map>
#include <string>

#include "client/cli/alert_text.h"
#include "wuse/v1/watch_service.pb.h"

namespace wuse::cli {

// Words a watch's responses for people, a line for each change but the projects of a month's
// recoloring. Remembers names of projects that it has seen; those it
// has not seen are asked for (`name_of` gives "" where there is none).
class WatchText {
 public:
  WatchText(std::function<std::string(const std::string& project_id)> name_of, NameOfUnit unit_name, bool color)
      : name_of_(std::move(name_of)), unit_name_(std::move(unit_name)), color_(color) {}

  // "" for a bookmark.
  std::string Of(const v1::WatchResponse& response);

 private:
  std::string OfChange(const v1::Change& change);
  std::string OfProject(const v1::ProjectChanged& changed);
  std::string OfReport(const v1::ReportFiled& filed);
  std::string OfStatus(const v1::StatusChanged& changed);
  std::string OfOverride(const v1::ColorOverridden& overridden);
  static std::string OfMonth(const v1::RecoloredMonth& month);
  std::string Named(const std::string& project_id);
  std::string Colored(v1::Color color) const;

  const std::function<std::string(const std::string&)> name_of_;
  const NameOfUnit unit_name_;
  const bool color_;
  std::map<std::string, std::string> names_;
};

}  // namespace wuse::cli
