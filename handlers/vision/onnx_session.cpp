#include "handlers/vision/onnx_session.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include <dlfcn.h>
#include <fmt/core.h>
#define ORT_API_MANUAL_INIT
#include <onnxruntime_cxx_api.h>
#include <onnxruntime_session_options_config_keys.h>

#include "handlers/vision/model_error.h"

namespace shrike::vision {
namespace {

/// The C API is versioned: this is the newest of the pinned library (1.20), not of the header.
constexpr std::uint32_t kApiVersion = 20;

/// Opens the library and hands its function table to the C++ wrapper, which keeps one for the
/// process. Never closed: threads of the library may outlive a session.
void load_library(const std::filesystem::path& library) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  if (Ort::Global<void>::api_ != nullptr) return;

  const auto missing = [](const std::string& reason) {
    return Error(ErrorKind::Reject, "Model.EngineMissing",
                 "ONNX Runtime cannot be loaded: " + reason + ".");
  };
  void* handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  // One thread asks at a time, and dlerror keeps its text by thread.
  if (handle == nullptr) throw missing(::dlerror());  // NOLINT(concurrency-mt-unsafe)
  using GetApiBase = const OrtApiBase* (*)();
  const auto get_api_base = reinterpret_cast<GetApiBase>(::dlsym(handle, "OrtGetApiBase"));
  if (get_api_base == nullptr) throw missing(library.string() + " is another library");
  const OrtApiBase* base = get_api_base();
  const OrtApi* api = base->GetApi(kApiVersion);
  if (api == nullptr)
    throw missing(fmt::format("version {} has no API {}", base->GetVersionString(), kApiVersion));
  Ort::InitApi(api);
}

Ort::SessionOptions session_options(int threads) {
  Ort::SessionOptions options;
  options.SetGraphOptimizationLevel(ORT_ENABLE_ALL);
  options.SetExecutionMode(ORT_SEQUENTIAL);
  options.SetIntraOpNumThreads(std::max(threads, 1));
  options.SetInterOpNumThreads(1);
  // A picture comes now and then: threads that spin for the next one would heat an idle machine.
  options.AddConfigEntry(kOrtSessionOptionsConfigAllowIntraOpSpinning, "0");
  return options;
}

}  // namespace

class OnnxSession::Implementation {
 public:
  Implementation(std::string_view model, int threads)
      : environment_(ORT_LOGGING_LEVEL_ERROR, "shrike"),
        session_(environment_, model.data(), model.size(), session_options(threads)) {}

  std::vector<std::vector<float>> run(const Input& input, std::span<float> values,
                                      const std::vector<std::string>& outputs) {
    const auto memory = Ort::MemoryInfo::CreateCpu(OrtArenaAllocator, OrtMemTypeDefault);
    const auto tensor = Ort::Value::CreateTensor<float>(memory, values.data(), values.size(),
                                                        input.shape.data(), input.shape.size());
    const char* input_name = input.name.c_str();
    std::vector<const char*> output_names;
    output_names.reserve(outputs.size());
    for (const auto& name : outputs) output_names.push_back(name.c_str());

    const auto results = session_.Run(Ort::RunOptions(nullptr), &input_name, &tensor, 1,
                                      output_names.data(), output_names.size());
    std::vector<std::vector<float>> copies;
    for (const auto& result : results) {
      const auto count = result.GetTensorTypeAndShapeInfo().GetElementCount();
      const auto* first = result.GetTensorData<float>();
      copies.emplace_back(first, first + count);
    }
    return copies;
  }

 private:
  Ort::Env environment_;
  Ort::Session session_;
};

OnnxSession::OnnxSession(const std::filesystem::path& library, std::string_view model,
                         int threads) {
  load_library(library);
  try {
    implementation_ = std::make_unique<Implementation>(model, threads);
  } catch (const Ort::Exception& error) {
    throw invalid_model(error.what());
  }
}

OnnxSession::~OnnxSession() = default;

std::vector<std::vector<float>> OnnxSession::run(const Input& input, std::span<float> values,
                                                 const std::vector<std::string>& outputs) const {
  try {
    return implementation_->run(input, values, outputs);
  } catch (const Ort::Exception& error) {
    throw Error(ErrorKind::Bug, "Model.Failed",
                fmt::format("The model could not be run: {}.", error.what()));
  }
}

}  // namespace shrike::vision
