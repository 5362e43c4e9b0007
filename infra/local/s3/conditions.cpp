#include "infra/local/s3/conditions.h"

#include <algorithm>
#include <chrono>

#include "handlers/aws/http_date.h"
#include "infra/local/s3/faults.h"

namespace shrike::local {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

/// With or without quotes, as S3 takes them.
std::string_view bare_etag(std::string_view etag) {
  etag = trimmed(etag);
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') {
    etag = etag.substr(1, etag.size() - 2);
  }
  return etag;
}

bool matches_any(std::string_view list, const std::string& etag) {
  while (true) {
    const std::size_t comma = list.find(',');
    const std::string_view candidate = bare_etag(list.substr(0, comma));
    if (candidate == "*" || candidate == etag) return true;
    if (comma == std::string_view::npos) return false;
    list.remove_prefix(comma + 1);
  }
}

/// A date that is not one, or that has not come yet, is no condition.
std::optional<TimePoint> date_in(const HttpHeaders& headers, const std::string& name) {
  const auto text = headers.find(name);
  return text ? parse_http_date(*text) : std::nullopt;
}

/// The four conditions, each held, failed or absent.
struct Conditions {
  std::optional<bool> match;
  std::optional<bool> none_match;
  std::optional<bool> modified;
  std::optional<bool> unmodified;
};

Conditions evaluate(const HttpHeaders& headers, const std::string& prefix,
                    const ObjectVersion& version, TimePoint now) {
  const auto modified = std::chrono::floor<std::chrono::seconds>(version.last_modified);
  Conditions conditions;
  if (const auto list = headers.find(prefix + "if-match")) {
    conditions.match = matches_any(*list, version.etag);
  }
  if (const auto list = headers.find(prefix + "if-none-match")) {
    conditions.none_match = !matches_any(*list, version.etag);
  }
  if (const auto since = date_in(headers, prefix + "if-modified-since"); since && *since <= now) {
    conditions.modified = modified > *since;
  }
  if (const auto since = date_in(headers, prefix + "if-unmodified-since")) {
    conditions.unmodified = modified <= *since;
  }
  return conditions;
}

}  // namespace

ReadVerdict check_read(const HttpHeaders& headers, const ObjectVersion& version, TimePoint now) {
  const Conditions conditions = evaluate(headers, "", version, now);
  if (conditions.match == false) throw faults::precondition_failed("If-Match");
  if (!conditions.match && conditions.unmodified == false) {
    throw faults::precondition_failed("If-Unmodified-Since");
  }
  if (conditions.none_match == false) return ReadVerdict::NotModified;
  if (!conditions.none_match && conditions.modified == false) return ReadVerdict::NotModified;
  return ReadVerdict::Proceed;
}

void check_copy_source(const HttpHeaders& headers, const ObjectVersion& version, TimePoint now) {
  const Conditions conditions = evaluate(headers, "x-amz-copy-source-", version, now);
  if (conditions.match == false) throw faults::precondition_failed("x-amz-copy-source-If-Match");
  if (!conditions.match && conditions.unmodified == false) {
    throw faults::precondition_failed("x-amz-copy-source-If-Unmodified-Since");
  }
  if (conditions.none_match == false) {
    throw faults::precondition_failed("x-amz-copy-source-If-None-Match");
  }
  if (!conditions.none_match && conditions.modified == false) {
    throw faults::precondition_failed("x-amz-copy-source-If-Modified-Since");
  }
}

WriteCondition write_condition(const HttpHeaders& headers) {
  const auto match = headers.find("if-match");
  const auto none_match = headers.find("if-none-match");
  if (match && none_match) {
    throw faults::header_not_implemented(
        "If-Match,If-None-Match", "Multiple conditional request headers present in the request");
  }
  WriteCondition condition;
  if (none_match) {
    if (trimmed(*none_match) != "*") {
      throw faults::header_not_implemented(
          "If-None-Match",
          "We don't accept the provided value of If-None-Match header for this API");
    }
    condition.if_none_match = true;
  }
  if (match) {
    condition.if_match = bare_etag(*match);
    if (condition.if_match == "*") {
      throw faults::header_not_implemented(
          "If-Match", "We don't accept the provided value of If-Match header for this API");
    }
  }
  return condition;
}

WriteCondition delete_condition(std::string_view if_match) {
  WriteCondition condition;
  condition.if_match = bare_etag(if_match);
  return condition;
}

void check_write(const WriteCondition& condition, const std::string& key, const KeyRecord& record) {
  const ObjectVersion* const current = record.current();
  if (condition.if_none_match && current != nullptr) {
    throw faults::precondition_failed("If-None-Match");
  }
  if (condition.if_match.empty()) return;
  if (current == nullptr) throw faults::no_such_key(key);
  if (condition.if_match != "*" && current->etag != condition.if_match)
    throw faults::precondition_failed("If-Match");
}

}  // namespace shrike::local
