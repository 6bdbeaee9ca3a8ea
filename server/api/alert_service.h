#pragma once

#include "server/api/services.h"
#include "server/api/stream_registry.h"
#include "wuse/v1/alert_service.grpc.pb.h"

namespace wuse::api {

// clang-format off
using RawAlertService =
    v1::AlertService::WithRawCallbackMethod_ListAlerts<
    v1::AlertService::WithRawCallbackMethod_ListAlertHistory<
    v1::AlertService::WithRawCallbackMethod_WatchAlerts<
    v1::AlertService::WithRawCallbackMethod_AcknowledgeAlert<
    v1::AlertService::WithRawCallbackMethod_SnoozeAlert<
    v1::AlertService::WithRawCallbackMethod_GetAlertRules<
    v1::AlertService::WithRawCallbackMethod_SetAlertRules<
    v1::AlertService::WithRawCallbackMethod_ListDeliveries<v1::AlertService::Service>>>>>>>>;
// clang-format on

// See services.h for what is common to all services.
class AlertService final : public RawAlertService {
 public:
  AlertService(const Parts& parts, StreamRegistry& streams) : parts_(parts), streams_(streams) {}
  Reactor* ListAlerts(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* ListAlertHistory(Context* context, const Buffer* body, Buffer* response) override;
  grpc::ServerWriteReactor<Buffer>* WatchAlerts(Context* context, const Buffer* body) override;
  Reactor* AcknowledgeAlert(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* SnoozeAlert(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* GetAlertRules(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* SetAlertRules(Context* context, const Buffer* body, Buffer* response) override;
  Reactor* ListDeliveries(Context* context, const Buffer* body, Buffer* response) override;

 private:
  const Parts& parts_;
  StreamRegistry& streams_;
};

}  // namespace wuse::api
