// The function as the examples of aws-lambda-go, the SDK and imaging write it: one thing after the other.
package main

import (
	"context"
	"io"
	"log"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/rekognition/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"images/pictures"
	"images/services"
)

type function struct {
	services *services.Services
	widths   []int
}

func (f *function) handle(ctx context.Context, event events.S3Event) (map[string][]pictures.Answer, error) {
	var answers []pictures.Answer
	for _, record := range event.Records {
		answer, err := f.process(ctx, record.S3.Bucket.Name, record.S3.Object.URLDecodedKey)
		if err != nil {
			return nil, err
		}
		answers = append(answers, answer)
	}
	return map[string][]pictures.Answer{"images": answers}, nil
}

func (f *function) process(ctx context.Context, bucket, key string) (pictures.Answer, error) {
	var none pictures.Answer
	object, err := f.services.S3.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return none, err
	}
	defer object.Body.Close()
	data, err := io.ReadAll(object.Body)
	if err != nil {
		return none, err
	}
	picture, format, err := pictures.Decode(data)
	if err != nil {
		return none, err
	}

	var renditions []pictures.Rendition
	for _, width := range f.widths {
		rendition, err := pictures.Encode(pictures.Shrink(picture, width), key, width)
		if err != nil {
			return none, err
		}
		renditions = append(renditions, rendition)
	}

	image := types.Image{Bytes: renditions[0].Content}
	if format == "jpeg" || format == "png" {
		image = services.ByReference(bucket, key)
	}
	labels, err := f.services.Detect(ctx, image)
	if err != nil {
		return none, err
	}

	for _, rendition := range renditions {
		if err := f.services.PutRendition(ctx, rendition); err != nil {
			return none, err
		}
	}
	return f.services.PutMetadata(ctx, pictures.Metadata{
		Source: pictures.Source{Bucket: bucket, Key: key},
		Format: format,
		Width:  picture.Bounds().Dx(), Height: picture.Bounds().Dy(),
		Labels: labels, Renditions: renditions,
	})
}

func main() {
	clients, err := services.FromEnv(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	widths, err := pictures.Widths()
	if err != nil {
		log.Fatal(err)
	}
	f := &function{services: clients, widths: widths}
	lambda.Start(f.handle)
}
