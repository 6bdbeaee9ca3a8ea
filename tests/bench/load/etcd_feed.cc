#include "etcd/etcdserver/etcdserverpb/rpc.pb.h"
#include "tests/bench/load/positions.h"

namespace wuse::bench {
namespace {

using google::protobuf::internal::WireFormatLite;

constexpr uint32_t kEventsTag =
    WireFormatLite::MakeTag(etcdserverpb::WatchResponse::kEventsFieldNumber, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
constexpr uint32_t kPairTag =
    WireFormatLite::MakeTag(mvccpb::Event::kKvFieldNumber, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
constexpr uint32_t kRevisionTag =
    WireFormatLite::MakeTag(mvccpb::KeyValue::kModRevisionFieldNumber, WireFormatLite::WIRETYPE_VARINT);

int64_t RevisionOfEvent(Encoded& event) {
  while (const uint32_t tag = event.ReadTag()) {
    if (tag == kPairTag) return InMessage(event, [](Encoded& pair) { return NumberIn(pair, kRevisionTag); });
    if (!WireFormatLite::SkipField(&event, tag)) return 0;
  }
  return 0;
}

// The keys that etcd-put writes (etcd_workload.cc).
class EtcdFeed : public Feed {
 public:
  const char* method() const override { return "/etcdserverpb.Watch/Watch"; }
  std::string Request() const override {
    etcdserverpb::WatchRequest request;
    request.mutable_create_request()->set_key("reports/");
    request.mutable_create_request()->set_range_end("reports0");  // '0' follows '/': every key with the prefix
    return request.SerializeAsString();
  }
  bool SurvivesHalfClose() const override { return false; }
  Positions Read(grpc::ByteBuffer& response) const override {
    return ReadPositions(response, kEventsTag, RevisionOfEvent);
  }
  int64_t PositionOf(const std::string& acknowledgment) const override {
    etcdserverpb::PutResponse response;
    return response.ParseFromString(acknowledgment) ? response.header().revision() : 0;
  }
};

}  // namespace

std::unique_ptr<Feed> MakeEtcdFeed() {
  return std::make_unique<EtcdFeed>();
}

}  // namespace wuse::bench
