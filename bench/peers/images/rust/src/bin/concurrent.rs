//! The function with everything at once that can be, and with the fastest decoder: best effort.
//!
//! Detection starts when the object's first bytes tell that Rekognition reads it, and runs beside download and
//! resizing; a JPEG is decoded by libjpeg-turbo no larger than the largest rendition takes; each rendition is
//! made from the one before it and goes up while the next is made; the records of an event run side by side.
use std::env;
use std::sync::Arc;

use aws_lambda_events::s3::S3Event;
use aws_sdk_rekognition::types::Image;
use futures::{stream, StreamExt, TryStreamExt};
use image::{DynamicImage, ImageFormat};
use images::pictures::fit;
use images::services::{
    as_image, format_name, Answer, Label, Metadata, Rendition, Services, Source,
};
use images::turbo::{encode, Opened};
use lambda_runtime::{run, service_fn, Error, LambdaEvent};
use serde_json::{json, Value};
use tokio::sync::mpsc;
use tokio::task::{spawn_blocking, JoinHandle, JoinSet};

/// A decoded photograph of 24 megapixels and what is made from it take up to so much.
const MEGABYTES_AN_IMAGE: usize = 256;
/// Of JPEG and PNG, which Rekognition reads.
const MAGIC: [&[u8]; 2] = [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"];

/// Hands over each rendition when it is made.
fn render(
    data: &[u8],
    key: &str,
    widths: &[u32],
    made: &mpsc::UnboundedSender<Rendition>,
) -> Result<(ImageFormat, (u32, u32)), Error> {
    let Opened {
        format,
        size,
        largest,
    } = Opened::open(data, widths[0])?;
    let mut image = DynamicImage::ImageRgb8(largest);
    for width in widths {
        image = fit(&image, *width)?;
        let pixels = image.as_rgb8().ok_or("not in RGB")?;
        made.send(Rendition {
            key: format!("{key}/{width}.jpg"),
            width: pixels.width(),
            height: pixels.height(),
            content: encode(pixels)?,
        })?;
    }
    Ok((format, size))
}

type Detection = JoinHandle<Result<Vec<Label>, Error>>;

fn start_detection(services: &Arc<Services>, image: Image) -> Detection {
    let services = Arc::clone(services);
    tokio::spawn(async move { services.detect(image).await })
}

/// The object, and the detection of what Rekognition reads.
async fn download(
    services: &Arc<Services>,
    source: &Source,
) -> Result<(Vec<u8>, Option<Detection>), Error> {
    let mut object = services
        .s3
        .get_object()
        .bucket(&source.bucket)
        .key(&source.key)
        .send()
        .await?;
    let length = object.content_length.unwrap_or_default();
    let (mut data, mut detection) = (Vec::with_capacity(length.try_into()?), None);
    while let Some(chunk) = object.body.try_next().await? {
        data.extend_from_slice(&chunk);
        if detection.is_none() && MAGIC.iter().any(|magic| data.starts_with(magic)) {
            detection = Some(start_detection(services, source.as_image()));
        }
    }
    Ok((data, detection))
}

async fn process(services: Arc<Services>, source: Source) -> Result<Answer, Error> {
    let (data, mut detection) = download(&services, &source).await?;

    let (sender, mut made) = mpsc::unbounded_channel::<Rendition>();
    let rendering = {
        let (services, key) = (Arc::clone(&services), source.key.clone());
        spawn_blocking(move || render(&data, &key, &services.widths, &sender))
    };
    let (mut renditions, mut uploads) = (Vec::new(), JoinSet::new());
    while let Some(mut rendition) = made.recv().await {
        if detection.is_none() {
            detection = Some(start_detection(&services, as_image(&rendition.content)));
        }
        let (services, key) = (Arc::clone(&services), rendition.key.clone());
        let content = std::mem::take(&mut rendition.content);
        uploads.spawn(async move { services.put(&key, content, "image/jpeg").await });
        renditions.push(rendition);
    }
    let (format, (width, height)) = rendering.await??;
    let labels = detection.ok_or("no rendition")?.await??;
    while let Some(upload) = uploads.join_next().await {
        upload??;
    }
    let format = format_name(format);
    services
        .put_metadata(&Metadata {
            source,
            format,
            width,
            height,
            labels,
            renditions,
        })
        .await
}

async fn handle(
    services: &Arc<Services>,
    side_by_side: usize,
    event: LambdaEvent<S3Event>,
) -> Result<Value, Error> {
    let answers: Vec<Answer> = stream::iter(event.payload.records)
        .map(|record| async { process(Arc::clone(services), Source::of(record.s3)?).await })
        .buffered(side_by_side)
        .try_collect()
        .await?;
    Ok(json!({ "images": answers }))
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let services = Arc::new(Services::from_env().await?);
    let megabytes: usize = env::var("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")?.parse()?;
    let side_by_side = (megabytes / MEGABYTES_AN_IMAGE).clamp(1, 8);
    run(service_fn(|event| handle(&services, side_by_side, event))).await
}
