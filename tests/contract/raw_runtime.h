#pragma once

#include <cstdint>
#include <string>

namespace shrike::contract {

// A runtime's side of the Runtime API over a bare socket, for runtimes that do as no client would.

struct Answer {
  int status = 0;    ///< 0: nothing came, or nothing that is HTTP
  std::string head;  ///< status line and headers, with their line ends
  std::string body;

  [[nodiscard]] std::string header(const std::string& name) const;
};

/// Of AWS_LAMBDA_RUNTIME_API.
[[nodiscard]] std::uint16_t runtime_port();

/// Sends the bytes on a connection of their own and reads what comes.
Answer exchange(const std::string& request);
[[nodiscard]] Answer parse_answer(const std::string& text);
/// A request's bytes; `headers` are whole lines with their ends.
[[nodiscard]] std::string request(const std::string& line, const std::string& headers = {},
                                  const std::string& body = {});
/// Logs `step: <status> <errorType, or ->`; without a status `step: nothing` or `step: not HTTP`.
void tell(const std::string& step, const Answer& answer);

Answer next();
[[nodiscard]] std::string id_of(const Answer& invocation);
Answer post(const std::string& step, const std::string& path, const std::string& body,
            const std::string& headers = {});
Answer respond(const std::string& step, const std::string& id, const std::string& body = "\"ok\"",
               const std::string& headers = {});

}  // namespace shrike::contract
