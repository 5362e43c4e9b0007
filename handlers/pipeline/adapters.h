#pragma once

#include <optional>

#include "handlers/modules/ports.h"
#include "runtime/clock.h"
#include "runtime/environment.h"
#include "runtime/http_curl.h"
#include "runtime/log.h"

namespace shrike {

/// What a client of AWS is made from. All of it must outlive the adapters.
struct AwsWorld {
  const Environment& environment;
  Clock& clock;
  Logger& logger;
};

/// A client with a connection of its own, made when it is first called: before the first
/// invocation there is no TLS, and afterwards the connection stays for the warm ones.
template <class Client>
class LazyClient {
 public:
  LazyClient(std::string service, AwsWorld world) : service_(std::move(service)), world_(world) {}

  [[nodiscard]] Client& get();

 private:
  struct Connected {
    explicit Connected(const std::string& service, const AwsWorld& world);
    CurlTransport transport;
    Client client;
  };

  std::string service_;
  AwsWorld world_;
  std::optional<Connected> connected_;
};

class S3ObjectStore final : public ObjectStore {
 public:
  explicit S3ObjectStore(AwsWorld world) : client_("s3", world) {}

  ObjectInfo get(const ObjectRef& object, std::uint64_t limit, const CallScope& scope,
                 const std::function<void(std::string_view)>& sink) override;
  [[nodiscard]] ObjectInfo head(const ObjectRef& object, const CallScope& scope) override;
  ObjectInfo put(const BucketName& bucket, const ObjectKey& key, std::string_view body,
                 const PutOptions& options, const CallScope& scope) override;

 private:
  LazyClient<S3Client> client_;
};

class RekognitionLabelDetector final : public LabelDetector {
 public:
  explicit RekognitionLabelDetector(AwsWorld world) : client_("rekognition", world) {}

  [[nodiscard]] nlohmann::json detect_labels(const RekognitionImage& image,
                                             const DetectLabelsOptions& options,
                                             const CallScope& scope) override;

 private:
  LazyClient<RekognitionClient> client_;
};

class VipsImageLibrary final : public ImageLibrary {
 public:
  [[nodiscard]] ImageFacts inspect(std::string_view bytes) override;
  [[nodiscard]] std::uint64_t estimated_decode_bytes(const ImageFacts& facts, int largest_side,
                                                     bool animated) override;
  void require_within_budget(const ImageFacts& facts, int largest_side, bool animated,
                             const DecodeBudget& budget) override;
  [[nodiscard]] std::vector<Rendition> make_renditions(
      std::string_view bytes, const ImageFacts& facts,
      const std::vector<RenditionSpec>& specs) override;
  [[nodiscard]] std::string make_detection_jpeg(std::string_view bytes, const ImageFacts& facts,
                                                int max_side, std::size_t max_bytes) override;
};

}  // namespace shrike
