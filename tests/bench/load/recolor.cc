#include "tests/bench/load/recolor.h"

#include <utility>

#include "absl/status/status.h"
#include "wuse/v1/color_service.pb.h"

namespace wuse::bench {

absl::StatusOr<std::vector<RecoloredMonth>> RunRecolor(const BesideReportsOptions& options,
                                                       const std::vector<std::string>& months) {
  std::vector<TimedRequest> requests;
  for (const std::string& month : months) {
    v1::RecolorMonthRequest request;
    request.set_month(month);
    request.set_request_id("recolor-" + month);
    requests.push_back({.method = "/wuse.v1.ColorService/RecolorMonth", .bytes = request.SerializeAsString()});
  }
  absl::StatusOr<std::vector<TimedAnswer>> answers = AskBesideReports(options, requests);
  if (!answers.ok()) return answers.status();
  std::vector<RecoloredMonth> recolored;
  for (TimedAnswer& answer : *answers) {
    v1::RecolorMonthResponse response;
    if (!response.ParseFromString(answer.bytes)) return absl::InternalError("an answer that cannot be read");
    recolored.push_back({response.month().month(), response.month().project_count(), std::move(answer)});
  }
  return recolored;
}

}  // namespace wuse::bench
