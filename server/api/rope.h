#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace wuse::api {

// The encoded bytes of a response as pieces: small ones copied together, large ones shared with their owner, so that
// what the board and the hub have encoded already is sent without encoding or copying it again. Knows nothing of gRPC.
class Rope {
 public:
  // Either `copied`, or `shared` kept alive by `owner`.
  struct Piece {
    std::string copied;
    std::shared_ptr<const void> owner;
    std::string_view shared;
    std::string_view bytes() const { return owner ? shared : std::string_view(copied); }
  };

  void Append(std::string_view bytes);
  void AppendShared(std::shared_ptr<const void> owner, std::string_view bytes);
  // The tag and length of a length-delimited field; its bytes are appended next.
  void AppendPrefix(int field, size_t length);
  void AppendText(int field, std::string_view text);  // a whole string, bytes or message field
  void AppendNumber(int field, uint64_t value);       // a whole varint field

  bool empty() const { return size_ == 0; }
  size_t size() const { return size_; }
  std::string Flatten() const;
  std::vector<Piece> TakePieces() && { return std::move(pieces_); }

 private:
  std::vector<Piece> pieces_;
  size_t size_ = 0;
};

}  // namespace wuse::api
