//! The function as the examples of `lambda_runtime`, the SDK and `image` write it: one thing after the other.
use aws_lambda_events::s3::S3Event;
use images::pictures::{encode, Picture};
use images::services::{
    as_image, format_name, is_read_by_rekognition, Answer, Metadata, Rendition, Services, Source,
};
use lambda_runtime::{run, service_fn, Error, LambdaEvent};
use serde_json::{json, Value};

async fn process(services: &Services, source: Source) -> Result<Answer, Error> {
    let Source { bucket, key } = &source;
    let object = services
        .s3
        .get_object()
        .bucket(bucket)
        .key(key)
        .send()
        .await?;
    let data = object.body.collect().await?.into_bytes();
    let picture = Picture::decode(&data)?;

    let mut renditions = Vec::new();
    for width in &services.widths {
        let image = picture.shrink(*width)?;
        renditions.push(Rendition {
            key: format!("{key}/{width}.jpg"),
            width: image.width(),
            height: image.height(),
            content: encode(&image)?,
        });
    }

    let by_reference = is_read_by_rekognition(picture.format);
    let image = if by_reference {
        source.as_image()
    } else {
        as_image(&renditions[0].content)
    };
    let labels = services.detect(image).await?;

    for rendition in &mut renditions {
        services
            .put(
                &rendition.key,
                std::mem::take(&mut rendition.content),
                "image/jpeg",
            )
            .await?;
    }
    let (width, height) = picture.upright_size();
    let format = format_name(picture.format);
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

async fn handle(services: &Services, event: LambdaEvent<S3Event>) -> Result<Value, Error> {
    let mut answers = Vec::new();
    for record in event.payload.records {
        answers.push(process(services, Source::of(record.s3)?).await?);
    }
    Ok(json!({ "images": answers }))
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let services = Services::from_env().await?;
    run(service_fn(|event| handle(&services, event))).await
}
