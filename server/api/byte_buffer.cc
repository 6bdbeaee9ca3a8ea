#include "server/api/byte_buffer.h"

#include <memory>
#include <utility>
#include <vector>

#include "grpcpp/support/slice.h"

namespace wuse::api {
namespace {

grpc::Slice ToSlice(Rope::Piece piece) {
  auto kept = std::make_unique<Rope::Piece>(std::move(piece));
  const std::string_view bytes = kept->bytes();  // after the move: a short string moves with its holder
  void* data = const_cast<char*>(bytes.data());  // gRPC's slices are not const, but it only reads them
  return {data, bytes.size(), [](void* holder) { delete static_cast<Rope::Piece*>(holder); }, kept.release()};
}

}  // namespace

grpc::ByteBuffer ToByteBuffer(Rope rope) {
  std::vector<grpc::Slice> slices;
  for (Rope::Piece& piece : std::move(rope).TakePieces()) slices.push_back(ToSlice(std::move(piece)));
  if (slices.empty()) slices.emplace_back();  // an empty message is not "no message"
  return {slices.data(), slices.size()};
}

std::string ToString(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Valid() || !buffer.Dump(&slices).ok()) return bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices) bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

}  // namespace wuse::api
