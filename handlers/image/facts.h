#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "handlers/image/format.h"

namespace shrike {

/// Where a photograph was taken, in decimal degrees and metres above sea level.
struct GpsPosition {
  double latitude = 0;   ///< -90 … 90
  double longitude = 0;  ///< -180 … 180
  std::optional<double> altitude;
};

/// What the header of an image says, before anything is decoded.
struct ImageFacts {
  Format format = Format::Jpeg;
  int width = 0;  ///< as a viewer shows it, that is after `orientation`
  int height = 0;
  int stored_width = 0;  ///< as stored in the file
  int stored_height = 0;
  int orientation = 1;   ///< EXIF, 1 … 8
  int pages = 1;         ///< frames of an animation, pages of a TIFF
  int bands = 3;         ///< as decoded: a TIFF may have more than are shown
  int colour_bands = 3;  ///< the first of them
  int alpha_band = 3;    ///< which of them is the opacity, where there is `alpha`
  int bits_per_sample = 8;
  std::string colour_space;  ///< "srgb", "b-w", "cmyk", "rgb16", "grey16", …
  bool alpha = false;
  bool progressive = false;  ///< progressive JPEG, interlaced PNG: must be held in memory whole
  bool chroma_subsampled = false;  ///< JPEG 4:2:0: colour at a quarter of the pixels
  bool icc_profile = false;
  bool lossless = false;  ///< WebP that is held in memory whole to be decoded
  int rows_at_once = 0;   ///< of a TIFF: those of a strip or tile, which is decompressed at once
  std::string camera_make;
  std::string camera_model;
  /// EXIF DateTimeOriginal as ISO 8601, with its offset where the file has one.
  std::string taken_at;
  std::optional<GpsPosition> gps;
};

}  // namespace shrike
