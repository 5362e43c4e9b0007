#include "infra/local/cloud.h"

#include <deque>
#include <exception>
#include <future>
#include <utility>

#include <fmt/format.h>

#include "infra/local/companion/companion.h"
#include "infra/local/events/deliveries.h"
#include "infra/local/events/event_bus.h"
#include "infra/local/events/sqs_poller.h"
#include "infra/local/gate.h"
#include "infra/local/iam/access_control.h"
#include "infra/local/object_client.h"
#include "infra/local/provision.h"
#include "infra/local/resource_arn.h"
#include "infra/local/role_sessions.h"
#include "infra/local/stack/template.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

constexpr const char* kAccountId = "000000000000";
/// In the log, before what no function said.
constexpr const char* kEventsLog = "events";
constexpr const char* kFaultsLog = "faults";
constexpr const char* kDelaysLog = "delays";

LambdaOptions lambda_options(const CloudOptions& options, const std::string& endpoint) {
  // Stores what a function's configuration wants to have in a bucket, as any client would.
  auto put_object = [endpoint, region = options.region, credentials = options.credentials](
                        const std::string& bucket, const std::string& key,
                        const std::string& record) {
    ObjectClient(endpoint, region, credentials).put(bucket, key, record, "application/json");
  };
  auto get_object = [endpoint, region = options.region, credentials = options.credentials](
                        const std::string& bucket, const std::string& key,
                        const std::string& version) {
    return ObjectClient(endpoint, region, credentials).get(bucket, key, version);
  };
  return {.region = options.region,
          .account_id = kAccountId,
          .credentials = options.credentials,
          .endpoint_url = endpoint,
          .on_log = options.on_log,
          .retry_delay = options.retry_delay,
          .put_object = std::move(put_object),
          .code_folder = options.functions,
          .get_object = std::move(get_object),
          .records = options.records,
          .faults = options.faults,
          .strict = options.strict,
          .idle_limit = std::chrono::minutes(10)};
}

FunctionConfiguration configuration_of(const StackFunction& function,
                                       const std::filesystem::path& code) {
  return {.name = function.name,
          .handler = function.handler,
          .code = code,
          .memory_mb = function.memory_mb,
          .timeout = function.timeout,
          .environment = function.environment,
          .log_format = function.log_format,
          .log_level = function.log_level,
          .log_group = function.log_group,
          .reserved_concurrency = function.reserved_concurrency,
          .dead_letter_target = function.dead_letter_target,
          .event_invoke = function.event_invoke};
}

NotificationConfiguration configuration_of(const StackBucket& bucket) {
  NotificationConfiguration configuration{.event_bridge = bucket.event_bridge};
  for (const auto& notification : bucket.notifications) {
    configuration.targets.push_back(
        {.id = fmt::format("{}-{}", bucket.name, configuration.targets.size()),
         .target_arn = notification.target_arn,
         .events = {notification.event},
         .prefix = notification.prefix,
         .suffix = notification.suffix});
  }
  return configuration;
}

}  // namespace

class Cloud::Implementation {
 public:
  Implementation(CloudOptions options, Clock& clock)
      : options_(std::move(options)),
        record_(options_.calls.empty() ? nullptr : std::make_unique<CallRecord>(options_.calls)),
        access_({.account = options_.credentials,
                 .account_id = kAccountId,
                 .region = options_.region,
                 .record = record_.get()}),
        s3_({.folder = options_.buckets,
             .region = options_.region,
             .account_id = kAccountId,
             .access = access_,
             .deliver =
                 [this](const std::string& arn, std::string event) {
                   deliveries_->submit({.target_arn = arn,
                                        .event = std::move(event),
                                        .subject = "Amazon S3 Notification"});
                 },
             .emit = [this](const std::string& event) { event_bus_->emit(event); },
             .can_deliver = [this](const std::string& arn) { return has_target(arn); }},
            clock),
        rekognition_({.models = options_.models,
                      .onnxruntime_library = options_.onnxruntime_library,
                      .threads = 0}) {
    try {
      start(clock);
      started_.set_value();
    } catch (...) {
      started_.set_exception(std::current_exception());
      stop();
      throw;
    }
    poll();
  }

  ~Implementation() { stop(); }

  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;
  Implementation(Implementation&&) = delete;
  Implementation& operator=(Implementation&&) = delete;

  [[nodiscard]] std::string endpoint() const {
    return fmt::format("http://127.0.0.1:{}", server_->port());
  }

  [[nodiscard]] const Stack& stack() const { return stack_; }

  void wait_until_idle() {
    deliveries_->wait_until_idle();
    lambda_->wait_until_idle();
  }

  [[nodiscard]] std::vector<ContractFinding> contract_findings() const {
    return lambda_->contract_findings();
  }

 private:
  void start(Clock& clock) {
    // The functions need the endpoint's port, the endpoint's handler needs the functions: requests
    // that arrive before start-up is over wait for it.
    server_ = std::make_unique<HttpServer>(options_.port, [this](ServerRequest& request) {
      start_.get();
      return gate_->handle(request);
    });
    stack_ = read_template(options_.sam.load(options_.stack_template),
                           {.region = options_.region,
                            .account_id = kAccountId,
                            .endpoint = endpoint(),
                            .folder = options_.stack_template.parent_path(),
                            .stack_name = options_.stack_name,
                            .parameters = options_.parameters,
                            .default_parameters = options_.default_parameters});
    companion_ = std::make_unique<Companion>(CompanionOptions{
        .python = options_.companion_python,
        .server = options_.companion_server,
        .endpoint = endpoint(),
        .region = options_.region,
        .account_id = kAccountId,
        .credentials = options_.credentials,
        .mail = options_.mail,
        .prepare = [this](const std::string& url) {
          provision(stack_, {url, options_.region, options_.credentials}, kAccountId);
        }});
    const auto random = random_bits();
    for (const auto& function : stack_.functions) access_.add(identity_of(function, random));
    auto lambda = lambda_options(options_, endpoint());
    if (record_) lambda.on_log = noting_logs(access_, scope(), std::move(lambda.on_log));
    lambda.permit_destination = [this](const std::string& function, const std::string& arn) {
      for (const auto& needed : destination_access(arn)) permit(function, needed);
    };
    lambda.send_message = [this](const std::string& arn, const std::string& message,
                                 const nlohmann::ordered_json& attributes) {
      return send_message(arn, message, attributes);
    };
    lambda_ = std::make_unique<LambdaService>(std::move(lambda), clock);
    if (!options_.service_faults.faults.empty()) {
      auto faults = options_.service_faults;
      faults.on_fault = [this](std::string_view line) { log(kFaultsLog, line); };
      fault_injector_ = std::make_unique<FaultInjector>(std::move(faults));
    }
    if (!options_.service_delays.delays.empty()) {
      auto delays = options_.service_delays;
      delays.on_delay = [this](std::string_view line) { log(kDelaysLog, line); };
      service_delays_ = std::make_unique<ServiceDelays>(std::move(delays));
    }
    gate_ = std::make_unique<Gate>(GateServices{.s3 = s3_,
                                                .lambda = *lambda_,
                                                .rekognition = rekognition_,
                                                .companion = *companion_,
                                                .access = access_,
                                                .faults = fault_injector_.get(),
                                                .delays = service_delays_.get()},
                                   scope(), clock);
    deliveries_ = std::make_unique<Deliveries>(DeliveryTargets{
        .invoke = [this](const std::string& arn, const std::string& event) { invoke(arn, event); },
        .services = [this] { return services(); },
        .log = [this](std::string_view line) { log(kEventsLog, line); }});
    event_bus_ = std::make_unique<EventBus>(
        stack_.rules, [this](EventDelivery delivery) { deliveries_->submit(std::move(delivery)); });
    build();
  }

  /// Functions end before the services that they call; the last handlers still find the object.
  void stop() {
    for (auto& poller : pollers_) poller.request_stop();
    if (lambda_) lambda_->stop();
    if (companion_) companion_->stop();
    if (deliveries_) deliveries_->stop();
    pollers_.clear();
    server_.reset();
  }

  void build() {
    for (const auto& function : stack_.functions) {
      auto configuration = configuration_of(function, options_.code);
      configuration.credentials = access_.function_named(function.name)->credentials;
      lambda_->add_function(std::move(configuration));
    }
    if (needs_provision(stack_) && options_.companion_start == CompanionStart::AtOnce) {
      static_cast<void>(companion_->url());
    }
    for (const auto& bucket : stack_.buckets) {
      const BucketName name(bucket.name);
      s3_.ensure_bucket(name, bucket.versioned);
      s3_.set_notifications(name, configuration_of(bucket));
    }
  }

  void poll() {
    for (const auto& source : stack_.event_sources) {
      pollers_.emplace_back(
          source, options_.region,
          PollerTargets{.services = [this] { return services(); },
                        .invoke =
                            [this](const std::string& function, std::string event) {
                              return lambda_->invoke(function, std::move(event));
                            },
                        .log = [this](std::string_view line) { log(kEventsLog, line); },
                        .permit =
                            [this, &source](std::string_view action) {
                              permit(source.function_name, {std::string(action), source.queue_arn});
                            }});
    }
  }

  [[nodiscard]] ResourceScope scope() const { return {options_.region, kAccountId}; }

  /// For what Lambda itself does in a function's name. Throws AwsFault AccessDenied.
  void permit(const std::string& function, const AccessRequest& needed) const {
    access_.require(access_.function_named(function), needed);
  }

  [[nodiscard]] ServiceClient services() {
    return {companion_->url(), options_.region, options_.credentials};
  }

  [[nodiscard]] bool has_target(const std::string& arn) {
    const auto target = parse_resource_arn(arn);
    if (target && target->service == "lambda") {
      const bool found = lambda_->has_function(arn);
      if (!found) log(kEventsLog, fmt::format("{} cannot be notified: no such function", arn));
      return found;
    }
    try {
      if (target && target->service == "sqs") {
        static_cast<void>(
            services().json("sqs", "AmazonSQS.GetQueueUrl", {{"QueueName", target->name()}}));
      } else {
        static_cast<void>(services().query("GetTopicAttributes", {{"TopicArn", arn}}));
      }
      return true;
    } catch (const Error& error) {
      log(kEventsLog, fmt::format("{} cannot be notified: {}", arn, error.message()));
      return false;
    }
  }

  /// To a queue or a topic of the stack; false where it has none of that ARN.
  [[nodiscard]] bool send_message(const std::string& arn, const std::string& message,
                                  const nlohmann::ordered_json& attributes) {
    if (!has_queue_or_topic(stack_, arn)) return false;
    deliveries_->submit({.target_arn = arn, .event = message, .attributes = attributes});
    return true;
  }

  void invoke(const std::string& arn, const std::string& event) {
    auto done = [this, event](const InvocationResult& result) {
      if (options_.on_event_done) options_.on_event_done(event, result);
    };
    lambda_->invoke_async(arn, event, std::move(done));
  }

  void log(const char* source, std::string_view line) const {
    if (options_.on_log) options_.on_log(source, line);
  }

  CloudOptions options_;
  std::promise<void> started_;
  std::shared_future<void> start_ = started_.get_future().share();
  Stack stack_;
  std::unique_ptr<CallRecord> record_;
  AccessControl access_;
  S3Service s3_;
  RekognitionService rekognition_;
  std::unique_ptr<Companion> companion_;
  std::unique_ptr<LambdaService> lambda_;
  std::unique_ptr<FaultInjector> fault_injector_;
  std::unique_ptr<ServiceDelays> service_delays_;
  std::unique_ptr<Gate> gate_;
  std::unique_ptr<Deliveries> deliveries_;
  std::unique_ptr<EventBus> event_bus_;
  std::deque<SqsPoller> pollers_;
  std::unique_ptr<HttpServer> server_;
};

Cloud::Cloud(CloudOptions options, Clock& clock)
    : implementation_(std::make_unique<Implementation>(std::move(options), clock)) {}

Cloud::~Cloud() = default;

std::string Cloud::endpoint() const { return implementation_->endpoint(); }

const Stack& Cloud::stack() const { return implementation_->stack(); }

std::vector<ContractFinding> Cloud::contract_findings() const {
  return implementation_->contract_findings();
}

void Cloud::wait_until_idle() { implementation_->wait_until_idle(); }

}  // namespace shrike::local
