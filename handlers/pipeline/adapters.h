#pragma once

#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "handlers/aws/dynamodb.h"
#include "handlers/image/decode_turns.h"
#include "handlers/image/decode_watch.h"
#include "handlers/image/inspect.h"
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

/// Clients with a connection each, as many as calls run at the same time: made when first needed,
/// so that before the first invocation there is no TLS, and kept for the warm ones. Thread-safe.
template <class Client>
class ClientPool {
 public:
  ClientPool(std::string service, AwsWorld world) : service_(std::move(service)), world_(world) {}

  /// What `use` returns of a client that nobody else has meanwhile.
  template <class Use>
  auto with(const Use& use) {
    const Lease lease(*this);
    return use(lease.client());
  }

 private:
  struct Connected {
    explicit Connected(const std::string& service, const AwsWorld& world);
    CurlTransport transport;
    Client client;
  };

  class Lease {
   public:
    explicit Lease(ClientPool& pool) : pool_(pool), connected_(pool.take()) {}
    ~Lease() { pool_.give_back(std::move(connected_)); }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Lease(Lease&&) = delete;
    Lease& operator=(Lease&&) = delete;

    [[nodiscard]] Client& client() const { return connected_->client; }

   private:
    ClientPool& pool_;
    std::unique_ptr<Connected> connected_;
  };

  [[nodiscard]] std::unique_ptr<Connected> take();
  void give_back(std::unique_ptr<Connected> connected);

  std::string service_;
  AwsWorld world_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connected>> idle_;
};

class S3ObjectStore final : public ObjectStore {
 public:
  explicit S3ObjectStore(AwsWorld world) : clients_("s3", world) {}

  ObjectInfo get(const ObjectRef& object, std::uint64_t limit, const CallScope& scope,
                 const ObjectSink& sink) override;
  [[nodiscard]] ObjectInfo head(const ObjectRef& object, const CallScope& scope) override;
  ObjectInfo put(const BucketName& bucket, const ObjectKey& key, std::string_view body,
                 const PutOptions& options, const CallScope& scope) override;
  [[nodiscard]] ListedPage list(const BucketName& bucket, std::string_view prefix,
                                const std::string& continuation, const CallScope& scope) override;
  void remove(const BucketName& bucket, const ObjectKey& key, const std::string& if_match,
              const CallScope& scope) override;

 private:
  ClientPool<S3Client> clients_;
};

class RekognitionAdapter final : public Recognition {
 public:
  explicit RekognitionAdapter(AwsWorld world) : clients_("rekognition", world) {}

  [[nodiscard]] nlohmann::json detect_labels(const RekognitionImage& image,
                                             const DetectLabelsOptions& options,
                                             const CallScope& scope) override;
  [[nodiscard]] nlohmann::json detect_faces(const RekognitionImage& image,
                                            const CallScope& scope) override;
  [[nodiscard]] nlohmann::json detect_text(const RekognitionImage& image,
                                           const CallScope& scope) override;
  [[nodiscard]] nlohmann::json detect_moderation_labels(const RekognitionImage& image,
                                                        double min_confidence,
                                                        const CallScope& scope) override;
  [[nodiscard]] nlohmann::json compare_faces(const RekognitionImage& source,
                                             const RekognitionImage& target,
                                             double similarity_threshold,
                                             const CallScope& scope) override;

 private:
  ClientPool<RekognitionClient> clients_;
};

class SnsTopic final : public Topic {
 public:
  explicit SnsTopic(AwsWorld world) : clients_("sns", world) {}
  std::string publish(const Notification& notification, const CallScope& scope) override;

 private:
  ClientPool<SnsClient> clients_;
};

class DynamoDbTable final : public Table {
 public:
  explicit DynamoDbTable(AwsWorld world) : clients_("dynamodb", world) {}
  UpdatedItem update_item(const nlohmann::json& input, const CallScope& scope) override;

 private:
  ClientPool<DynamoDbClient> clients_;
};

class StepFunctionsStateMachine final : public StateMachine {
 public:
  explicit StepFunctionsStateMachine(AwsWorld world) : clients_("states", world) {}
  StartedExecution start_execution(const ExecutionRequest& request,
                                   const CallScope& scope) override;

 private:
  ClientPool<StepFunctionsClient> clients_;
};

class VipsImageLibrary final : public ImageLibrary {
 public:
  /// The watch must outlive it; as many decodes run at a time, and as many threads in each, as
  /// there are processors.
  VipsImageLibrary(DecodeWatch& watch, double processors)
      : watch_(watch), processors_(processors), turns_(processors) {}

  void prepare() override;
  [[nodiscard]] ImageFacts inspect(const ImageBytes& bytes) override;
  [[nodiscard]] DecodeEstimate estimated_decode(const ImageFacts& facts,
                                                const DecodePlan& plan) override;
  void require_within_budget(const ImageFacts& facts, const DecodePlan& plan,
                             const DecodeBudget& budget) override;
  [[nodiscard]] std::vector<Rendition> make_renditions(
      const ImageBytes& bytes, const ImageFacts& facts,
      const std::vector<RenditionSpec>& specs) override;
  [[nodiscard]] std::string make_detection_jpeg(const ImageBytes& bytes, const ImageFacts& facts,
                                                int max_side, std::size_t max_bytes) override;

 private:
  /// What `work` makes of the image, when it is its turn, watched.
  template <class Work>
  auto decode(const ImageBytes& bytes, const Work& work) {
    return turns_.run([&] {
      load_vips(processors_);  // not every function has prepared it
      return watch_.run(bytes, work);
    });
  }

  DecodeWatch& watch_;
  double processors_;
  DecodeTurns turns_;
  std::once_flag prepared_;
  std::future<void> preparing_;
};

}  // namespace shrike
