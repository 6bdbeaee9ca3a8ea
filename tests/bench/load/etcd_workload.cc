#include "etcd/etcdserver/etcdserverpb/rpc.pb.h"
#include "fmt/format.h"
#include "tests/bench/load/made_up_register.h"
#include "tests/bench/load/workload.h"
#include "wuse/v1/report_service.pb.h"

namespace wuse::bench {
namespace {

constexpr size_t kDigestBytes = 32;

// What FileReport carries, as a value under the report's key.
etcdserverpb::PutRequest PutOf(const WorkloadOptions& options, int64_t number) {
  v1::FileReportRequest report;
  *report.mutable_edit() = ReportByNumber(number, options.projects);
  report.set_request_id(fmt::format("{}-{:010}", options.run, number));
  etcdserverpb::PutRequest put;
  put.set_key(fmt::format("reports/{}/{}/{}", report.edit().report().project(), report.edit().report().week(),
                          report.request_id()));
  put.set_value(report.SerializeAsString());
  return put;
}

class EtcdPutWorkload : public Workload {
 public:
  explicit EtcdPutWorkload(const WorkloadOptions& options) : options_(options) {}
  const char* method() const override { return "/etcdserverpb.KV/Put"; }
  std::string Request(int64_t number) const override { return PutOf(options_, number).SerializeAsString(); }
  bool IsGood(const std::string& response) const override {
    etcdserverpb::PutResponse put;
    return put.ParseFromString(response) && put.header().revision() > 0;
  }

 private:
  const WorkloadOptions options_;
};

// As FileReport with a request id would be written with etcd: unless the id is known, the report and the id.
class EtcdTxnWorkload : public Workload {
 public:
  explicit EtcdTxnWorkload(const WorkloadOptions& options) : options_(options) {}
  const char* method() const override { return "/etcdserverpb.KV/Txn"; }
  std::string Request(int64_t number) const override {
    etcdserverpb::TxnRequest txn;
    const std::string id_key = fmt::format("requests/{}-{:010}", options_.run, number);
    etcdserverpb::Compare& unknown = *txn.add_compare();
    unknown.set_key(id_key);
    unknown.set_target(etcdserverpb::Compare::VERSION);
    unknown.set_result(etcdserverpb::Compare::EQUAL);
    unknown.set_version(0);
    *txn.add_success()->mutable_request_put() = PutOf(options_, number);
    etcdserverpb::PutRequest& remembered = *txn.add_success()->mutable_request_put();
    remembered.set_key(id_key);
    remembered.set_value(std::string(kDigestBytes, 'd'));
    return txn.SerializeAsString();
  }
  bool IsGood(const std::string& response) const override {
    etcdserverpb::TxnResponse txn;
    return txn.ParseFromString(response) && txn.succeeded();
  }

 private:
  const WorkloadOptions options_;
};

}  // namespace

std::unique_ptr<Workload> MakeEtcdWorkload(const WorkloadOptions& options) {
  if (options.name == "etcd-put") return std::make_unique<EtcdPutWorkload>(options);
  if (options.name == "etcd-txn") return std::make_unique<EtcdTxnWorkload>(options);
  return nullptr;
}

}  // namespace wuse::bench
