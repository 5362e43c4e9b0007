// What the local Rekognition's faces are worth: looks at the photographs of
// tests/fixtures/portraits.json and prints the section "Faces" of
// infra/local/rekognition/ACCURACY.md.
//
//   face_accuracy [THIRD-PARTY-FOLDER] [PORTRAITS.JSON]
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "bench/process_cost.h"
#include "handlers/image/inspect.h"
#include "handlers/image/renditions.h"
#include "handlers/vision/face_finder.h"
#include "handlers/vision/face_recognizer.h"
#include "handlers/vision/onnx_session.h"
#include "infra/local/rekognition/faces_in_picture.h"
#include "runtime/error.h"

namespace {

namespace vision = shrike::vision;
using nlohmann::json;

/// The other embedding that was tried: the 1024 values before faceres' heads.
class FaceresEmbedding {
 public:
  explicit FaceresEmbedding(const vision::ModelFiles& files)
      : session_(files.onnxruntime_library, vision::load_human_model(files, "faceres", outputs_),
                 files.threads) {}

  [[nodiscard]] std::vector<float> describe(const vision::FrameSampler& picture,
                                            const vision::FaceMesh& mesh) const {
    auto input = picture.planes(vision::level_frame(mesh, 1.2), kSide);
    return session_.run({"input_1", {1, 3, kSide, kSide}}, input, outputs_).front();
  }

 private:
  static constexpr int kSide = 224;
  const std::vector<std::string> outputs_ = {"global_pooling/Mean"};
  vision::OnnxSession session_;
};

double cosine_distance(const std::vector<float>& a, const std::vector<float>& b) {
  const auto product = [](const auto& x, const auto& y) {
    return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
  };
  return 1 - product(a, b) / std::sqrt(product(a, a) * product(b, b));
}

struct Look {
  std::string file;
  std::string person;
  bool known = true;  ///< or nobody says who it is, and whether another picture shows them too
  vision::FaceDescriptor descriptor;
  std::vector<float> faceres;
};

struct Pair {
  const Look* a;
  const Look* b;
  double distance;
};

class Study {
 public:
  Study(const std::filesystem::path& third_party, const vision::ModelFiles& files)
      : third_party_(third_party), finder_(files), recognizer_(files), faceres_(files) {}

  void look(const json& picture) {
    const std::string file = picture.at("file");
    const auto bytes = shrike::bench::contents(third_party_ / file);
    const auto image =
        shrike::decode_rgb(bytes, shrike::inspect(bytes), shrike::local::kFacePictureSide);
    const vision::FrameSampler sampler(image);
    const auto found = finder_.find(sampler, 100);
    const auto& expected = picture.at("faces");
    std::size_t met = 0;
    for (const auto& place : expected) {
      const double x = place.at("x").get<double>() * image.width;
      const double y = place.at("y").get<double>() * image.height;
      const auto face = std::find_if(found.begin(), found.end(), [&](const vision::Face& each) {
        return each.box.left <= x && x <= each.box.right && each.box.top <= y &&
               y <= each.box.bottom;
      });
      if (face == found.end()) continue;
      ++met;
      looks_.push_back({std::filesystem::path(file).filename(),
                        place.value("person", fmt::format("{}, face {}", file, met)),
                        place.contains("person"), recognizer_.describe(sampler, face->mesh),
                        faceres_.describe(sampler, face->mesh)});
    }
    ++pictures_;
    expected_ += expected.size();
    met_ += met;
    found_ += found.size();
  }

  void print() const {
    fmt::print(
        "{} photographs, {} faces seen by people: {} of them found, {} found where none is.\n\n",
        pictures_, expected_, met_, found_ - met_);
    fmt::print(
        "| embedding | pairs of one person | farthest | pairs of two people | nearest | wrong at "
        "the "
        "best threshold |\n|---|---:|---:|---:|---:|---:|\n");
    print_row("face_recognition_model of @vladmandic/face-api, Euclidean",
              [](const Look& a, const Look& b) {
                return vision::face_distance(a.descriptor, b.descriptor);
              });
    print_row("faceres of @vladmandic/human, cosine",
              [](const Look& a, const Look& b) { return cosine_distance(a.faceres, b.faceres); });
    print_nearest();
  }

 private:
  template <class Distance>
  [[nodiscard]] std::pair<std::vector<Pair>, std::vector<Pair>> pairs(Distance distance) const {
    std::vector<Pair> same;
    std::vector<Pair> different;
    for (auto a = looks_.begin(); a != looks_.end(); ++a)
      for (auto b = a + 1; b != looks_.end(); ++b)
        if (a->known || b->known || a->file == b->file)
          (a->person == b->person ? same : different).push_back({&*a, &*b, distance(*a, *b)});
    const auto nearer = [](const Pair& x, const Pair& y) { return x.distance < y.distance; };
    std::sort(same.begin(), same.end(), nearer);
    std::sort(different.begin(), different.end(), nearer);
    return {same, different};
  }

  /// How many pairs a threshold puts on the wrong side, at best.
  static std::size_t fewest_wrong(const std::vector<Pair>& same,
                                  const std::vector<Pair>& different) {
    std::size_t fewest = same.size();
    for (std::size_t i = 0; i < same.size(); ++i) {
      const auto accepted = static_cast<std::size_t>(
          std::count_if(different.begin(), different.end(),
                        [&](const Pair& pair) { return pair.distance <= same[i].distance; }));
      fewest = std::min(fewest, same.size() - 1 - i + accepted);
    }
    return fewest;
  }

  template <class Distance>
  void print_row(const char* name, Distance distance) const {
    const auto [same, different] = pairs(distance);
    fmt::print("| {} | {} | {:.3f} | {} | {:.3f} | {} |\n", name, same.size(), same.back().distance,
               different.size(), different.front().distance, fewest_wrong(same, different));
  }

  void print_nearest() const {
    const auto [same, different] = pairs([](const Look& a, const Look& b) {
      return vision::face_distance(a.descriptor, b.descriptor);
    });
    fmt::print("\n| pair | distance | Similarity |\n|---|---:|---:|\n");
    const auto print_pair = [](const Pair& pair) {
      fmt::print("| {}, {} | {:.3f} | {:.1f} |\n", pair.a->file, pair.b->file, pair.distance,
                 vision::similarity_of_distance(pair.distance));
    };
    fmt::print("| **one person**, the farthest | | |\n");
    std::for_each(same.end() - 6, same.end(), print_pair);
    fmt::print("| **two people**, the nearest | | |\n");
    std::for_each(different.begin(), different.begin() + 6, print_pair);
    fmt::print("| in the middle | | |\n");
    print_pair(different[different.size() / 2]);
    const auto below = std::count_if(same.begin(), same.end(), [](const Pair& pair) {
      return vision::similarity_of_distance(pair.distance) < 80;
    });
    const auto above = std::count_if(different.begin(), different.end(), [](const Pair& pair) {
      return vision::similarity_of_distance(pair.distance) >= 80;
    });
    fmt::print(
        "\nAt the default SimilarityThreshold of 80: {} of {} pairs of one person below, {} of {} "
        "pairs of two people above.\n",
        below, same.size(), above, different.size());
  }

  std::filesystem::path third_party_;
  vision::FaceFinder finder_;
  vision::FaceRecognizer recognizer_;
  FaceresEmbedding faceres_;
  std::vector<Look> looks_;
  std::size_t pictures_ = 0;
  std::size_t expected_ = 0;
  std::size_t met_ = 0;
  std::size_t found_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::filesystem::path third_party = argc > 1 ? argv[1] : SHRIKE_THIRD_PARTY_FOLDER;
    const std::filesystem::path portraits = argc > 2 ? argv[2] : SHRIKE_PORTRAITS;
    Study study(third_party, {SHRIKE_DEFAULT_MODELS, SHRIKE_DEFAULT_ONNXRUNTIME, 1});
    for (const auto& picture : json::parse(shrike::bench::contents(portraits))) study.look(picture);
    study.print();
  } catch (const shrike::Error& error) {
    fmt::print(stderr, "face_accuracy: {} ({})\n", error.message(), error.type());
    return 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "face_accuracy: {}\n", error.what());
    return 1;
  }
  return 0;
}
