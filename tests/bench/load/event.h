#pragma once

namespace wuse::bench {

// What a tag of a completion queue points to. One operation of it is under way at a time.
class Event {
 public:
  virtual ~Event() = default;
  // The operation has ended. May be the end of the object.
  virtual void Happen(bool ok) = 0;
};

}  // namespace wuse::bench
