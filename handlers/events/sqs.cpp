#include "handlers/events/sqs.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "handlers/events/fields.h"
#include "handlers/events/message.h"

namespace shrike {
namespace {

bool is_of_fifo_queue(const nlohmann::json& record) {
  const auto arn = record.is_object() ? record.find("eventSourceARN") : record.end();
  return arn != record.end() && arn->is_string() &&
         arn->get_ref<const std::string&>().ends_with(".fifo");
}

EventItem read_message(const nlohmann::json& record) {
  EventItem item;
  try {
    item.id = fields::text(fields::as_object(record, "Records"), "messageId");
    read_queue_message(fields::text(record, "body"), item);
  } catch (const Error& error) {
    item.malformed.push_back(error);
  }
  return item;
}

}  // namespace

Event read_sqs(const nlohmann::json& records) {
  const bool fifo = std::any_of(records.begin(), records.end(), is_of_fifo_queue);
  Event event{.source = fifo ? EventSource::SqsFifo : EventSource::Sqs};
  for (const nlohmann::json& record : records) event.items.push_back(read_message(record));
  return event;
}

}  // namespace shrike
