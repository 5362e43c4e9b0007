#include "infra/local/service_delays/measured_body.h"

#include <utility>

namespace shrike::local {

MeasuredBody::MeasuredBody(RequestBody& body, Now now)
    : body_(body), now_(std::move(now)), arrival_{.head = now_(), .whole = {}} {
  arrival_.whole = arrival_.head;
}

std::string_view MeasuredBody::next() {
  const auto piece = body_.next();
  arrival_.bytes += piece.size();
  if (!piece.empty()) arrival_.whole = now_();
  return piece;
}

}  // namespace shrike::local
