#pragma once

#include <string>

namespace wuse::app {

// What lies where in the directory of --data.
inline std::string LedgerDir(const std::string& data_dir) {
  return data_dir + "/ledger";
}
inline std::string HistoryDir(const std::string& data_dir) {
  return data_dir + "/history";
}
// What is owed to the receivers of alerts: a file each.
inline std::string AlertsDir(const std::string& data_dir) {
  return data_dir + "/alerts";
}
// Taking up room that is given back when the disk is about to be full.
inline std::string ReserveFile(const std::string& data_dir) {
  return data_dir + "/reserve";
}

}  // namespace wuse::app
