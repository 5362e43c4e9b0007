//! The clients, made once, and the metadata object.
use std::env;

use aws_config::BehaviorVersion;
use aws_lambda_events::s3::S3Entity;
use aws_sdk_rekognition::types::{Image, S3Object};
use image::ImageFormat;
use lambda_runtime::Error;
use percent_encoding::percent_decode_str;
use serde::Serialize;

pub struct Services {
    pub s3: aws_sdk_s3::Client,
    rekognition: aws_sdk_rekognition::Client,
    output: String,
    /// The largest first.
    pub widths: Vec<u32>,
}

#[derive(Clone, Serialize)]
pub struct Source {
    pub bucket: String,
    pub key: String,
}

#[derive(Serialize)]
pub struct Label {
    name: String,
    confidence: f32,
}

#[derive(Serialize)]
pub struct Rendition {
    pub key: String,
    pub width: u32,
    pub height: u32,
    #[serde(skip)]
    pub content: Vec<u8>,
}

#[derive(Serialize)]
pub struct Metadata {
    pub source: Source,
    pub format: String,
    pub width: u32,
    pub height: u32,
    pub labels: Vec<Label>,
    pub renditions: Vec<Rendition>,
}

/// What the function answers of an image.
#[derive(Serialize)]
pub struct Answer {
    key: String,
    labels: usize,
    renditions: usize,
}

impl Source {
    pub fn of(record: S3Entity) -> Result<Self, Error> {
        let encoded = record.object.key.ok_or("no key")?.replace('+', " ");
        let key = percent_decode_str(&encoded).decode_utf8()?.into_owned();
        Ok(Self {
            bucket: record.bucket.name.ok_or("no bucket")?,
            key,
        })
    }

    pub fn as_image(&self) -> Image {
        let object = S3Object::builder()
            .bucket(&self.bucket)
            .name(&self.key)
            .build();
        Image::builder().s3_object(object).build()
    }
}

pub fn format_name(format: ImageFormat) -> String {
    format
        .to_mime_type()
        .trim_start_matches("image/")
        .to_owned()
}

pub fn is_read_by_rekognition(format: ImageFormat) -> bool {
    matches!(format, ImageFormat::Jpeg | ImageFormat::Png)
}

pub fn as_image(content: &[u8]) -> Image {
    Image::builder().bytes(content.into()).build()
}

impl Services {
    pub async fn from_env() -> Result<Self, Error> {
        let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
        let mut widths = env::var("WIDTHS")?
            .split(',')
            .map(str::parse)
            .collect::<Result<Vec<u32>, _>>()?;
        widths.sort_by(|one, other| other.cmp(one));
        Ok(Self {
            s3: aws_sdk_s3::Client::new(&config),
            rekognition: aws_sdk_rekognition::Client::new(&config),
            output: env::var("OUTPUT_BUCKET")?,
            widths,
        })
    }

    pub async fn detect(&self, image: Image) -> Result<Vec<Label>, Error> {
        let found = self
            .rekognition
            .detect_labels()
            .image(image)
            .max_labels(10)
            .min_confidence(75.0)
            .send()
            .await?;
        let label = |label: aws_sdk_rekognition::types::Label| Label {
            name: label.name.unwrap_or_default(),
            confidence: label.confidence.unwrap_or_default(),
        };
        Ok(found
            .labels
            .unwrap_or_default()
            .into_iter()
            .map(label)
            .collect())
    }

    pub async fn put(&self, key: &str, content: Vec<u8>, content_type: &str) -> Result<(), Error> {
        let request = self.s3.put_object().bucket(&self.output).key(key);
        request
            .body(content.into())
            .content_type(content_type)
            .send()
            .await?;
        Ok(())
    }

    pub async fn put_metadata(&self, metadata: &Metadata) -> Result<Answer, Error> {
        let key = &metadata.source.key;
        self.put(
            &format!("{key}/metadata.json"),
            serde_json::to_vec(metadata)?,
            "application/json",
        )
        .await?;
        Ok(Answer {
            key: key.clone(),
            labels: metadata.labels.len(),
            renditions: metadata.renditions.len(),
        })
    }
}
