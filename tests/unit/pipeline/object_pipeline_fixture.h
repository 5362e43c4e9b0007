#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "handlers/pipeline/object_pipeline.h"
#include "runtime/error.h"
#include "tests/unit/pipeline/pipeline_world.h"

namespace shrike {

/// An image of a versioned bucket, two renditions and labels.
class ObjectPipelineTest : public testing::Test, protected fakes::PipelineWorld {
 protected:
  ObjectPipelineTest() {
    config.output_bucket = BucketName("out");
    config.renditions = {{"thumb", 320, 320, Format::Webp, 80, false},
                         {"preview", 1600, std::nullopt, std::nullopt, 80, false}};
    config.detectors = {Detector::Labels};
    upload("pixels");
    scope.deadline = clock.time + std::chrono::seconds(10);
  }

  /// The version that process() tells of.
  void upload(std::string bytes) {
    store.add("in", "dog.jpg", std::move(bytes));
    store.objects.at({"in", "dog.jpg"}).info.version = VersionId("v1");
  }

  ProcessedObject process(const std::string& sequencer = "05", const std::string& key = "dog.jpg") {
    return pipeline().process(
        {{BucketName("in"), ObjectKey(key), VersionId("v1")}, sequencer, {}, {}}, scope, "req-1");
  }

  Error failure(const std::string& sequencer = "05", const std::string& key = "dog.jpg") {
    return fakes::failure_of_action([&] { process(sequencer, key); });
  }

  [[nodiscard]] nlohmann::json told(const std::string& key = "dog.jpg") const {
    return nlohmann::json::parse(store.bytes("out", key + "/metadata.json"));
  }

  [[nodiscard]] std::vector<std::string> written() const {
    std::vector<std::string> keys;
    for (const std::string& entry : store.journal) {
      if (entry.starts_with("put ")) keys.push_back(entry.substr(4));
    }
    return keys;
  }
};

}  // namespace shrike
