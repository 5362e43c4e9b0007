//! Images by the `image` crate, resized by `fast_image_resize`.
use std::io::Cursor;

use fast_image_resize::Resizer;
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbImage};
use lambda_runtime::Error;

pub const QUALITY: u8 = 80;

/// An image as it is in its file: `orientation` tells how it is seen.
pub struct Picture {
    pub image: DynamicImage,
    pub orientation: Orientation,
    pub format: ImageFormat,
}

impl Picture {
    pub fn decode(data: &[u8]) -> Result<Self, Error> {
        let reader = ImageReader::new(Cursor::new(data)).with_guessed_format()?;
        let format = reader.format().ok_or("no image")?;
        let mut decoder = reader.into_decoder()?;
        let orientation = decoder.orientation()?;
        let image = DynamicImage::from_decoder(decoder)?;
        Ok(Self {
            image,
            orientation,
            format,
        })
    }

    pub fn upright_size(&self) -> (u32, u32) {
        upright(self.orientation, (self.image.width(), self.image.height()))
    }

    /// Fitted within `width` × `width`, upright, on white.
    pub fn shrink(&self, width: u32) -> Result<RgbImage, Error> {
        let mut fitted = fit(&self.image, width)?;
        fitted.apply_orientation(self.orientation);
        Ok(if fitted.color().has_alpha() {
            on_white(fitted)
        } else {
            fitted.into_rgb8()
        })
    }
}

/// The size that is seen of one in the file.
pub fn upright(orientation: Orientation, (width, height): (u32, u32)) -> (u32, u32) {
    match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => (height, width),
        _ => (width, height),
    }
}

/// Never enlarged; Lanczos.
pub fn fit(image: &DynamicImage, width: u32) -> Result<DynamicImage, Error> {
    let longest = image.width().max(image.height());
    if longest <= width {
        return Ok(image.clone());
    }
    let side = |length: u32| {
        (f64::from(length) * f64::from(width) / f64::from(longest))
            .round()
            .max(1.0) as u32
    };
    let mut fitted = DynamicImage::new(side(image.width()), side(image.height()), image.color());
    Resizer::new().resize(image, &mut fitted, None)?;
    Ok(fitted)
}

fn on_white(image: DynamicImage) -> RgbImage {
    let image = image.into_rgba8();
    RgbImage::from_fn(image.width(), image.height(), |x, y| {
        let [red, green, blue, alpha] = image.get_pixel(x, y).0.map(u32::from);
        image::Rgb(
            [red, green, blue]
                .map(|value| ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8),
        )
    })
}

pub fn encode(image: &RgbImage) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(image)?;
    Ok(out)
}
