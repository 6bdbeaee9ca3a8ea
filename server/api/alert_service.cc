#include "server/api/alert_service.h"

#include "server/api/alert_history.h"
#include "server/api/alerts.h"
#include "server/api/answers.h"
#include "server/api/watch_service.h"

namespace wuse::api {
namespace {

template <class Request>
Reactor* MutateAlerts(const Parts& parts, std::string_view method, const Rpc& rpc) {
  return ServeMutation<Request>(parts, method, rpc,
                                [](const Parts& p, const Request& request) { return AnswerTo(p, request); });
}

}  // namespace

Reactor* AlertService::ListAlerts(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::ListAlertsRequest>(parts_, "wuse.v1.AlertService/ListAlerts", {context, body, response},
                                              api::ListAlerts);
}

Reactor* AlertService::ListAlertHistory(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::ListAlertHistoryRequest>(parts_, "wuse.v1.AlertService/ListAlertHistory",
                                                    {context, body, response}, api::ListAlertHistory);
}

grpc::ServerWriteReactor<Buffer>* AlertService::WatchAlerts(Context* context, const Buffer* body) {
  return ServeWatch<v1::WatchAlertsRequest>(parts_, streams_, "wuse.v1.AlertService/WatchAlerts", *context, *body);
}

Reactor* AlertService::AcknowledgeAlert(Context* context, const Buffer* body, Buffer* response) {
  return MutateAlerts<v1::AcknowledgeAlertRequest>(parts_, "wuse.v1.AlertService/AcknowledgeAlert",
                                                   {context, body, response});
}

Reactor* AlertService::SnoozeAlert(Context* context, const Buffer* body, Buffer* response) {
  return MutateAlerts<v1::SnoozeAlertRequest>(parts_, "wuse.v1.AlertService/SnoozeAlert", {context, body, response});
}

Reactor* AlertService::GetAlertRules(Context* context, const Buffer* body, Buffer* response) {
  return ServeNow<google::protobuf::Empty>(
      parts_, "wuse.v1.AlertService/GetAlertRules", {context, body, response},
      [](const Parts& parts, const google::protobuf::Empty&) {
        return absl::StatusOr<v1::AlertRules>(parts.board.Take().alert_rules().message());
      });
}

Reactor* AlertService::SetAlertRules(Context* context, const Buffer* body, Buffer* response) {
  return MutateAlerts<v1::SetAlertRulesRequest>(parts_, "wuse.v1.AlertService/SetAlertRules",
                                                {context, body, response});
}

Reactor* AlertService::ListDeliveries(Context* context, const Buffer* body, Buffer* response) {
  return ServeOnReader<v1::ListDeliveriesRequest>(parts_, "wuse.v1.AlertService/ListDeliveries",
                                                  {context, body, response}, api::ListDeliveries);
}

}  // namespace wuse::api
