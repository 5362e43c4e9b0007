#include "runtime/xray.h"

#include <algorithm>
#include <exception>
#include <random>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "runtime/error.h"

namespace shrike {
namespace {

std::uint64_t random_number() {
  std::random_device device;
  return std::uniform_int_distribution<std::uint64_t>()(device);
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

bool is_true(const std::string& text) {
  const std::string value = lower(text);
  return value == "true" || value == "1" || value == "yes" || value == "on" || value == "y" ||
         value == "t";
}

TracerOptions::ContextMissing strategy(const std::string& text) {
  const std::string value = lower(text);
  if (value == "ignore_error") return TracerOptions::ContextMissing::IgnoreError;
  if (value == "runtime_error") return TracerOptions::ContextMissing::RuntimeError;
  return TracerOptions::ContextMissing::LogError;
}

XrayBlame blame_of_current_exception() {
  try {
    throw;
  } catch (const Error& error) {
    if (error.type().ends_with(".Throttled")) return XrayBlame::Throttle;
    return error.kind() == ErrorKind::Reject ? XrayBlame::Error : XrayBlame::Fault;
  } catch (...) {
    return XrayBlame::Fault;
  }
}

/// The tracer follows an invocation as long as this lives.
class InvocationScope {
 public:
  InvocationScope(Tracer& tracer, std::string_view trace_id) : tracer_(tracer) {
    tracer_.set_invocation(trace_id);
  }
  ~InvocationScope() { tracer_.set_invocation({}); }
  InvocationScope(const InvocationScope&) = delete;
  InvocationScope& operator=(const InvocationScope&) = delete;
  InvocationScope(InvocationScope&&) = delete;
  InvocationScope& operator=(InvocationScope&&) = delete;

 private:
  Tracer& tracer_;
};

}  // namespace

TracerOptions TracerOptions::from(const Environment& environment) {
  const auto text = [&](std::string_view name, const char* otherwise) {
    auto value = environment(name).value_or("");
    return value.empty() ? std::string(otherwise) : value;
  };
  TracerOptions options;
  options.service = text("POWERTOOLS_SERVICE_NAME", "service_undefined");
  options.handler = text("_HANDLER", "handler");
  options.working_directory = text("LAMBDA_TASK_ROOT", "");
  options.context_missing = strategy(text("AWS_XRAY_CONTEXT_MISSING", ""));
  const bool wanted = is_true(text("POWERTOOLS_TRACE_ENABLED", "true")) &&
                      !is_true(text("POWERTOOLS_TRACE_DISABLED", "false"));
  if (const auto daemon = parse_xray_daemon(text("AWS_XRAY_DAEMON_ADDRESS", ""));
      wanted && daemon) {
    options.send = udp_sender(*daemon);
  }
  return options;
}

Subsegment::Subsegment(Tracer* tracer, XraySubsegment data)
    : tracer_(tracer), data_(std::move(data)), exceptions_(std::uncaught_exceptions()) {}

Subsegment::Subsegment(Subsegment&& other) noexcept
    : tracer_(std::exchange(other.tracer_, nullptr)),
      data_(std::move(other.data_)),
      exceptions_(other.exceptions_) {}

Subsegment::~Subsegment() {
  if (tracer_ == nullptr) return;
  try {
    if (std::uncaught_exceptions() > exceptions_ && !data_.blame) data_.blame = XrayBlame::Fault;
    data_.end = tracer_->clock_.now();
    tracer_->send(data_);
  } catch (const std::exception&) {  // a trace is not worth an invocation
  }
}

void Subsegment::annotate(std::string_view key, XrayAnnotation value) {
  if (tracer_ != nullptr) data_.annotations.insert_or_assign(std::string(key), std::move(value));
}

void Subsegment::add_metadata(std::string_view key, const nlohmann::json& value) {
  if (tracer_ == nullptr) return;
  data_.metadata.insert_or_assign(
      std::string(key), value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void Subsegment::fail(Failure failure, XrayBlame blame) {
  if (tracer_ == nullptr) return;
  data_.failure = std::move(failure);
  data_.blame = blame;
}

void Subsegment::fail_with_current_exception() {
  if (tracer_ != nullptr) fail(current_failure(), blame_of_current_exception());
}

Subsegment Subsegment::subsegment(std::string name) const {
  if (tracer_ == nullptr) return {nullptr, {}};
  return tracer_->begin(std::move(name), data_.trace_id, data_.id);
}

void Subsegment::send_in_progress() const {
  if (tracer_ != nullptr) tracer_->send(data_);
}

Tracer::Tracer(TracerOptions options, const Clock& clock, Logger& log)
    : options_(std::move(options)), clock_(clock), log_(log) {
  if (!options_.random) options_.random = random_number;
}

void Tracer::set_invocation(std::string_view trace_id) { trace_ = parse_xray_trace(trace_id); }

Subsegment Tracer::subsegment(std::string name) {
  if (!options_.send) return {nullptr, {}};
  if (!trace_) miss_context(name);
  if (!trace_ || !trace_->sampled) return {nullptr, {}};
  return begin(std::move(name), trace_->root, trace_->parent);
}

Subsegment Tracer::begin(std::string name, std::string trace_id, std::string parent_id) {
  return {this,
          {.id = fmt::format("{:016x}", options_.random()),
           .trace_id = std::move(trace_id),
           .parent_id = std::move(parent_id),
           .name = std::move(name),
           .start = clock_.now()}};
}

void Tracer::send(const XraySubsegment& data) const {
  options_.send(xray_datagram(data, options_.working_directory));
}

void Tracer::miss_context(std::string_view name) {
  switch (options_.context_missing) {
    case TracerOptions::ContextMissing::IgnoreError:
      return;
    case TracerOptions::ContextMissing::LogError:
      return log_.error("No trace is under way for a subsegment", {{"subsegment", name}});
    case TracerOptions::ContextMissing::RuntimeError:
      throw Error(ErrorKind::Bug, "Tracer.ContextMissing",
                  fmt::format("No trace is under way for the subsegment {}", name));
  }
}

Middleware tracing_middleware(Tracer& tracer) {
  return [&tracer](Call& call, const Proceed& proceed) {
    const InvocationScope scope(tracer, call.context.trace_id);
    if (!parse_xray_trace(call.context.trace_id)) return proceed();
    Subsegment whole = tracer.subsegment("## " + tracer.options().handler);
    whole.annotate("ColdStart", call.cold_start);
    whole.annotate("Service", tracer.options().service);
    try {
      proceed();
    } catch (...) {
      whole.fail_with_current_exception();
      throw;
    }
    if (call.failure) whole.fail(*call.failure);
  };
}

}  // namespace shrike
