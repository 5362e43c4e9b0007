#include "infra/local/events/deliveries.h"

#include <exception>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/resource_arn.h"

namespace shrike::local {
namespace {

using nlohmann::json;

void send_message(const ServiceClient& services, const ResourceArn& queue,
                  const EventDelivery& delivery) {
  const auto url = services.json("sqs", "AmazonSQS.GetQueueUrl", {{"QueueName", queue.name()}});
  json input{{"QueueUrl", url.at("QueueUrl")}, {"MessageBody", delivery.event}};
  if (!delivery.attributes.empty()) input["MessageAttributes"] = delivery.attributes;
  static_cast<void>(services.json("sqs", "AmazonSQS.SendMessage", input));
}

void publish(const ServiceClient& services, const EventDelivery& delivery) {
  std::map<std::string, std::string> parameters{{"TopicArn", delivery.target_arn},
                                                {"Message", delivery.event}};
  if (!delivery.subject.empty()) parameters["Subject"] = delivery.subject;
  int entry = 0;
  for (const auto& [name, attribute] : delivery.attributes.items()) {
    const auto place = fmt::format("MessageAttributes.entry.{}.", ++entry);
    parameters[place + "Name"] = name;
    for (const char* part : {"DataType", "StringValue"}) {
      parameters[place + "Value." + part] = attribute.at(part);
    }
  }
  static_cast<void>(services.query("Publish", parameters));
}

void start_execution(const ServiceClient& services, const EventDelivery& delivery) {
  json input{{"stateMachineArn", delivery.target_arn}, {"input", delivery.event}};
  if (!delivery.id.empty()) input["name"] = delivery.id;
  static_cast<void>(services.json("states", "AWSStepFunctions.StartExecution", input));
}

}  // namespace

Deliveries::Deliveries(DeliveryTargets targets)
    : targets_(std::move(targets)), worker_([this](const std::stop_token& stop) { run(stop); }) {}

Deliveries::~Deliveries() { stop(); }

void Deliveries::submit(EventDelivery delivery) {
  const auto arn = parse_resource_arn(delivery.target_arn);
  if (arn && arn->service == "lambda") {
    attempt(delivery);
    return;
  }
  const std::scoped_lock lock(mutex_);
  waiting_.push_back(std::move(delivery));
  changed_.notify_all();
}

void Deliveries::wait_until_idle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.empty() && !sending_; });
}

void Deliveries::stop() {
  worker_.request_stop();
  if (worker_.joinable()) worker_.join();
  const std::scoped_lock lock(mutex_);
  waiting_.clear();
  changed_.notify_all();
}

void Deliveries::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
    if (stop.stop_requested()) return;
    const auto delivery = std::move(waiting_.front());
    waiting_.pop_front();
    sending_ = true;
    lock.unlock();
    attempt(delivery);
    lock.lock();
    sending_ = false;
    changed_.notify_all();
  }
}

void Deliveries::attempt(const EventDelivery& delivery) const {
  try {
    send(delivery);
  } catch (const std::exception& error) {
    targets_.log(fmt::format("No event went to {}: {}", delivery.target_arn, error.what()));
  }
}

void Deliveries::send(const EventDelivery& delivery) const {
  const auto arn = parse_resource_arn(delivery.target_arn);
  if (!arn) throw std::runtime_error("it is no ARN");
  if (arn->service == "lambda") {
    targets_.invoke(delivery.target_arn, delivery.event);
    return;
  }
  const auto services = targets_.services();
  if (arn->service == "sqs") {
    send_message(services, *arn, delivery);
  } else if (arn->service == "sns") {
    publish(services, delivery);
  } else if (arn->service == "states") {
    start_execution(services, delivery);
  } else {
    throw std::runtime_error("nothing here takes events for it");
  }
}

}  // namespace shrike::local
