// Follows the alerts of a unit, and goes on where it was after a restart: what a dashboard's backend does.
//
//   wuse_client_example HOST:PORT UNIT TOKEN_FILE
#include <fstream>
#include <iostream>
#include <string>

#include "client/lib/connection.h"
#include "client/lib/error.h"
#include "client/lib/resumable_watch.h"

int main(int argc, char** argv) {
  using wuse::client::Connection;
  using wuse::client::ResumableWatch;
  if (argc != 4) {
    std::cerr << "usage: wuse_client_example HOST:PORT UNIT TOKEN_FILE\n";
    return 2;
  }
  const std::string token_file = argv[3];

  auto connection = Connection::Open({.server = argv[1], .actor = "dashboard"});
  if (!connection.ok()) {
    std::cerr << wuse::client::ChineseOf(connection.status()) << "\n";
    return 1;
  }
  std::string kept;
  std::getline(std::ifstream(token_file), kept);  // "" at the first start: begins with a snapshot

  wuse::v1::WatchAlertsRequest request;
  request.mutable_snapshot();
  request.mutable_filter()->add_units(argv[2]);
  ResumableWatch watch(**connection, {.request = request, .resume_token = kept});
  const absl::Status end = watch.Run({
      .on_response =
          [&](const wuse::v1::WatchResponse& response) {
            for (const auto& item : response.alerts()) {
              std::cout << "now: " << item.alert().project() << " " << item.project_name() << "\n";
            }
            for (const auto& update : response.updates()) {
              for (const auto& change : update.changes()) {
                std::cout << "#" << update.sequence() << " " << change.alert_changed().after().project() << " "
                          << wuse::v1::AlertEvent_Name(change.alert_changed().event()) << "\n";
              }
            }
            std::cout << std::flush;
            // Kept after the effect: what comes between the two comes again, and nothing is left out. A database
            // would take both in one transaction, and then it does not come again either.
            if (!response.resume_token().empty()) std::ofstream(token_file) << response.resume_token() << "\n";
            return std::cout.good();
          },
      .on_reconnect =
          [](const absl::Status& why, std::chrono::milliseconds wait) {
            std::cerr << "again in " << wait.count() << " ms: " << why.message() << "\n";
          },
      .on_snapshot_restart = [] { std::cout << "the snapshot begins anew\n"; },
  });
  if (end.ok()) return 0;
  std::cerr << wuse::client::ReasonOf(end) << ": " << wuse::client::ChineseOf(end) << "\n";
  return 1;
}
