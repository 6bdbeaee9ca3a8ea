#include "tests/bench/load/feed.h"

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "tests/bench/load/positions.h"
#include "wuse/v1/report_service.pb.h"
#include "wuse/v1/watch_service.pb.h"

namespace wuse::bench {
namespace {

using google::protobuf::internal::WireFormatLite;

constexpr uint32_t kUpdatesTag =
    WireFormatLite::MakeTag(v1::WatchResponse::kUpdatesFieldNumber, WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
constexpr uint32_t kSequenceTag =
    WireFormatLite::MakeTag(v1::Update::kSequenceFieldNumber, WireFormatLite::WIRETYPE_VARINT);

class WuseFeed : public Feed {
 public:
  const char* method() const override { return "/wuse.v1.WatchService/Watch"; }
  std::string Request() const override { return {}; }  // from now on, everything
  bool SurvivesHalfClose() const override { return true; }
  Positions Read(grpc::ByteBuffer& response) const override {
    return ReadPositions(response, kUpdatesTag, [](auto& update) { return NumberIn(update, kSequenceTag); });
  }
  int64_t PositionOf(const std::string& acknowledgment) const override {
    v1::FileReportResponse response;
    return response.ParseFromString(acknowledgment) ? response.sequence() : 0;
  }
};

}  // namespace

std::unique_ptr<Feed> MakeFeed(const std::string& system) {
  if (system == "wuse") return std::make_unique<WuseFeed>();
  return system == "etcd" ? MakeEtcdFeed() : nullptr;
}

}  // namespace wuse::bench
