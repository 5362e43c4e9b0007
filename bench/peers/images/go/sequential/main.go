// The function as the examples of aws-lambda-go, the SDK and imaging write it: one thing after the other.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log"
	"os"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/rekognition"
	"github.com/aws/aws-sdk-go-v2/service/rekognition/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"images/pictures"
)

type function struct {
	s3          *s3.Client
	rekognition *rekognition.Client
	output      string
	widths      []int
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
	object, err := f.s3.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
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

	image := &types.Image{Bytes: renditions[0].Content}
	if format == "jpeg" || format == "png" {
		image = &types.Image{S3Object: &types.S3Object{Bucket: &bucket, Name: &key}}
	}
	found, err := f.rekognition.DetectLabels(ctx, &rekognition.DetectLabelsInput{
		Image: image, MaxLabels: aws.Int32(10), MinConfidence: aws.Float32(75),
	})
	if err != nil {
		return none, err
	}

	for _, rendition := range renditions {
		if err := f.put(ctx, rendition.Key, rendition.Content, "image/jpeg"); err != nil {
			return none, err
		}
	}
	labels := make([]pictures.Label, len(found.Labels))
	for i, label := range found.Labels {
		labels[i] = pictures.Label{Name: *label.Name, Confidence: *label.Confidence}
	}
	metadata, err := json.Marshal(pictures.Metadata{
		Source: pictures.Source{Bucket: bucket, Key: key},
		Format: format,
		Width:  picture.Bounds().Dx(), Height: picture.Bounds().Dy(),
		Labels: labels, Renditions: renditions,
	})
	if err != nil {
		return none, err
	}
	err = f.put(ctx, key+"/metadata.json", metadata, "application/json")
	return pictures.Answer{Key: key, Labels: len(labels), Renditions: len(renditions)}, err
}

func (f *function) put(ctx context.Context, key string, content []byte, contentType string) error {
	_, err := f.s3.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &f.output, Key: &key, Body: bytes.NewReader(content), ContentType: &contentType,
	})
	return err
}

func main() {
	settings, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	widths, err := pictures.Widths()
	if err != nil {
		log.Fatal(err)
	}
	f := &function{
		s3:          s3.NewFromConfig(settings),
		rekognition: rekognition.NewFromConfig(settings),
		output:      os.Getenv("OUTPUT_BUCKET"),
		widths:      widths,
	}
	lambda.Start(f.handle)
}
