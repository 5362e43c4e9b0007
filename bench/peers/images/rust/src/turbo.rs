//! JPEG by libjpeg-turbo, which scales while it decodes; other formats by the `image` crate.
use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::{guess_format, DynamicImage, ImageDecoder, ImageFormat, RgbImage};
use lambda_runtime::Error;
use turbojpeg::{Colorspace, Decompressor, PixelFormat, ScalingFactor, Subsamp};

use crate::pictures::{fit, upright, Picture, QUALITY};

/// What is seen of the image, and its largest rendition.
pub struct Opened {
    pub format: ImageFormat,
    pub size: (u32, u32),
    pub largest: RgbImage,
}

impl Opened {
    pub fn open(data: &[u8], width: u32) -> Result<Self, Error> {
        if guess_format(data)? == ImageFormat::Jpeg {
            if let Some(opened) = open_jpeg(data, width)? {
                return Ok(opened);
            }
        }
        let picture = Picture::decode(data)?;
        Ok(Self {
            format: picture.format,
            size: picture.upright_size(),
            largest: picture.shrink(width)?,
        })
    }
}

/// Nothing of a JPEG in the colours of print, which libjpeg-turbo leaves to others to convert.
fn open_jpeg(data: &[u8], width: u32) -> Result<Option<Opened>, Error> {
    let mut decompressor = Decompressor::new()?;
    let header = decompressor.read_header(data)?;
    if matches!(header.colorspace, Colorspace::CMYK | Colorspace::YCCK) {
        return Ok(None);
    }
    // The smallest that is not below what is wanted, as sharp does by default.
    let longest = header.width.max(header.height);
    let eighths = [1, 2, 4]
        .into_iter()
        .find(|eighths| longest * eighths / 8 >= width as usize)
        .unwrap_or(8);
    let factor = ScalingFactor::new(eighths, 8);
    decompressor.set_scaling_factor(factor)?;
    let scaled = header.scaled(factor);
    let mut pixels = RgbImage::new(scaled.width.try_into()?, scaled.height.try_into()?);
    decompressor.decompress(
        data,
        turbojpeg::Image {
            pixels: &mut *pixels,
            width: scaled.width,
            pitch: 3 * scaled.width,
            height: scaled.height,
            format: PixelFormat::RGB,
        },
    )?;

    let orientation = JpegDecoder::new(Cursor::new(data))?.orientation()?;
    let mut largest = fit(&DynamicImage::ImageRgb8(pixels), width)?;
    largest.apply_orientation(orientation);
    Ok(Some(Opened {
        format: ImageFormat::Jpeg,
        size: upright(
            orientation,
            (header.width.try_into()?, header.height.try_into()?),
        ),
        largest: largest.into_rgb8(),
    }))
}

pub fn encode(image: &RgbImage) -> Result<Vec<u8>, Error> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let pixels = turbojpeg::Image {
        pixels: &**image,
        width,
        pitch: 3 * width,
        height,
        format: PixelFormat::RGB,
    };
    Ok(turbojpeg::compress(pixels, QUALITY.into(), Subsamp::Sub2x2)?.to_vec())
}
