#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "handlers/aws/credentials.h"
#include "infra/local/http_server.h"
#include "infra/local/lambda/service.h"
#include "infra/local/rekognition/service.h"
#include "infra/local/s3/service.h"
#include "infra/local/service_delays/service_delays.h"
#include "infra/local/service_faults/fault_injector.h"
#include "infra/local/stack/sam_translator.h"
#include "infra/local/stack/stack.h"
#include "runtime/clock.h"

namespace shrike::local {

/// When the companion of a stack with anything of its services is started, and that is created.
enum class CompanionStart {
  AtOnce,    ///< what it refuses of the stack ends the cloud's start
  OnDemand,  ///< at the first request to one of its services, which waits for it
};

struct CloudOptions {
  std::uint16_t port = 0;  ///< 0: a free one
  std::string region = "us-east-1";
  Credentials credentials{"test", "test", ""};
  std::filesystem::path stack_template;           ///< read_template() says what it may ask for
  std::string stack_name = "shrike";              ///< AWS::StackName
  std::map<std::string, std::string> parameters;  ///< TemplateContext::parameters
  std::map<std::string, std::string> default_parameters;  ///< TemplateContext::default_parameters
  SamTranslator sam;                                      ///< for templates of SAM's
  std::filesystem::path buckets;    ///< a folder a bucket, objects as plain files
  std::filesystem::path records;    ///< LambdaOptions::records
  std::filesystem::path functions;  ///< LambdaOptions::code_folder
  std::filesystem::path mail;       ///< what subscribers by e-mail would get, a file a letter
  std::filesystem::path code;       ///< the folder with `bootstrap`: every function's code
  std::filesystem::path models;     ///< RekognitionOptions::models
  std::filesystem::path onnxruntime_library;
  std::filesystem::path companion_python;  ///< CompanionOptions::python
  std::filesystem::path companion_server;  ///< CompanionOptions::server
  CompanionStart companion_start = CompanionStart::AtOnce;
  std::vector<Fault> faults;                    ///< LambdaOptions::faults
  bool strict = false;                          ///< LambdaOptions::strict
  FaultInjectorOptions service_faults = {};     ///< without on_fault
  ServiceDelaysOptions service_delays = {};     ///< without on_delay
  std::chrono::milliseconds retry_delay{1000};  ///< LambdaOptions::retry_delay
  std::filesystem::path calls;                  ///< CallRecord's file; empty: none is kept
  std::function<void(const std::string& function_name, std::string_view line)> on_log;
  /// An S3 notification's invocation of a function has ended, its retries included.
  std::function<void(const std::string& event, const InvocationResult& result)> on_event_done;
};

/// The local cloud: S3, Lambda and Rekognition, and DynamoDB, SNS, SQS and Step Functions by the
/// companion, behind one endpoint on this machine's loopback, with a stack in it. A request goes to
/// the service that its signature names.
class Cloud {
 public:
  /// Throws Error "Template.Invalid", "File.Unreadable" (Reject), "Companion.NotInstalled" (Reject)
  /// for a stack that starts it, what SamTranslator throws, and what the services refuse of the
  /// stack.
  Cloud(CloudOptions options, Clock& clock);
  ~Cloud();

  Cloud(const Cloud&) = delete;
  Cloud& operator=(const Cloud&) = delete;
  Cloud(Cloud&&) = delete;
  Cloud& operator=(Cloud&&) = delete;

  /// `http://127.0.0.1:<port>`
  [[nodiscard]] std::string endpoint() const;
  [[nodiscard]] const Stack& stack() const;
  /// LambdaService::contract_findings()
  [[nodiscard]] std::vector<ContractFinding> contract_findings() const;
  /// Until no event is on its way and no function runs of an event; queues may still have messages.
  void wait_until_idle();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace shrike::local
