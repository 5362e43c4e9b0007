#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "infra/local/http_server.h"
#include "infra/local/lambda/contract_report.h"
#include "infra/local/lambda/delivery.h"
#include "infra/local/lambda/extensions_api.h"
#include "infra/local/lambda/instruments.h"
#include "infra/local/lambda/platform_errors.h"
#include "infra/local/lambda/runtime_answer.h"
#include "infra/local/lambda/runtime_call.h"
#include "infra/local/lambda/runtime_state.h"

namespace shrike::local {

/// What a sandbox waits for.
struct RuntimeSignal {
  RuntimeState state = RuntimeState::Started;
  bool idle = false;  ///< in /next with nothing to hand out, and every extension in event/next
  bool at_snapshot = false;       ///< SnapStart: in /restore/next
  bool extension_failed = false;  ///< ExtensionsApi::failure()
  bool closed = false;            ///< close() was called

  bool operator==(const RuntimeSignal&) const = default;
};

/// What is done to a runtime, and what of it is noted. The default does and notes nothing.
struct RuntimeApiSetting {
  std::string function;     ///< its name, for the ledger
  Instruments instruments;  ///< either may be null
  /// Faults that take place, and with `log_contract` what breaks the contract, a line each.
  LineSink on_line;
  bool log_contract = false;
  std::string handler = {};     ///< for extensions
  std::string account_id = {};  ///< for extensions
  bool snap_start = false;      ///< there is a /restore/next and a /restore/error
  /// On a connection of its own a /next may overtake the answer that the runtime sent before it, as
  /// that of Lambda's runtime for Node does behind a stream: one that comes too early waits so long
  /// for the answer before it is held to do so.
  std::chrono::milliseconds overtaking{100};
};

/// The Lambda Runtime API of one sandbox, on a port of its own on the loopback: /next, /response,
/// /error, /init/error, /restore and /ping with the states, statuses and words of Lambda's own
/// server, and the Extensions API beside it.
/// Thread-safe.
class RuntimeApi {
 public:
  explicit RuntimeApi(RuntimeApiSetting setting = {});
  ~RuntimeApi();

  RuntimeApi(const RuntimeApi&) = delete;
  RuntimeApi& operator=(const RuntimeApi&) = delete;
  RuntimeApi(RuntimeApi&&) = delete;
  RuntimeApi& operator=(RuntimeApi&&) = delete;

  /// `127.0.0.1:<port>`, the value of AWS_LAMBDA_RUNTIME_API.
  [[nodiscard]] std::string address() const;

  /// Answers the runtime's /next. Only while idle.
  void deliver(Delivery delivery);
  /// SnapStart: answers /restore/next. Only while at_snapshot.
  void restore();
  /// The answer of the invocation delivered last or, in state InitError, of the initialisation.
  [[nodiscard]] std::optional<RuntimeAnswer> take_answer();

  [[nodiscard]] RuntimeSignal signal() const;
  /// Returns as soon as the signal differs from `seen`, at the latest at `until`.
  [[nodiscard]] RuntimeSignal wait_for_change(const RuntimeSignal& seen,
                                              std::chrono::steady_clock::time_point until) const;

  /// The process is about to be killed: what it leaves half done is not its fault.
  void expect_end();
  /// The runtime is gone: lets go of its requests under way. External extensions live on.
  void close();
  /// How the process ended, for what that says of the runtime.
  void note_exit(const ExitStatus& status);

  [[nodiscard]] ExtensionsApi& extensions() noexcept { return extensions_; }

  /// The first breach of the contract since the last call, in words.
  [[nodiscard]] std::optional<std::string> take_breach();

 private:
  using DueFault = std::optional<Fault>;

  [[nodiscard]] ServerResponse handle(ServerRequest& request);
  [[nodiscard]] ServerResponse dispatch(const RuntimeTarget& target, const DueFault& fault,
                                        ServerRequest& request);
  [[nodiscard]] ServerResponse drop_unread(const RuntimeTarget& target,
                                           const ServerRequest& request);
  [[nodiscard]] ServerResponse next(const DueFault& fault, const std::stop_token& stop);
  /// Whether a /next now is one of a runtime that owes an answer.
  [[nodiscard]] bool comes_too_early() const;
  [[nodiscard]] ServerResponse hand_out(const DueFault& fault);
  [[nodiscard]] ServerResponse answer(const RuntimeTarget& target, const DueFault& fault,
                                      ServerRequest& request);
  /// Nothing when the answer may come: the state is then that of its arrival, and `pipe` is where
  /// it goes, if it streams.
  [[nodiscard]] std::optional<ServerResponse> refuse_answer(const RuntimeTarget& target,
                                                            const DueFault& fault,
                                                            const ServerRequest& request,
                                                            std::shared_ptr<ResponsePipe>& pipe);
  [[nodiscard]] ServerResponse restore_next(const std::stop_token& stop);
  [[nodiscard]] ServerResponse restore_error(ServerRequest& request);
  [[nodiscard]] ServerResponse init_error(const DueFault& fault, ServerRequest& request);
  [[nodiscard]] DueFault due_fault(RuntimeCall call);
  [[nodiscard]] RuntimeSignal signal_unlocked() const;
  void report(const std::vector<ContractBreak>& breaks);
  void report_unlocked(const std::vector<ContractBreak>& breaks);

  RuntimeApiSetting setting_;
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  RuntimeState state_ = RuntimeState::Started;
  Delivery delivery_;
  bool pending_ = false;  ///< delivery_ waits for a /next
  std::optional<RuntimeAnswer> answer_;
  ContractCheck check_;
  ContractReport contract_;
  bool restored_ = false;
  bool ending_ = false;
  bool closed_ = false;
  ExtensionsApi extensions_;
  std::unique_ptr<HttpServer> server_;  ///< last: its handlers use all of the above
};

}  // namespace shrike::local
