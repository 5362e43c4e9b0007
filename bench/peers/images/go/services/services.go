// Package services is what both functions ask of AWS, with clients that are made once.
package services

import (
	"bytes"
	"context"
	"encoding/json"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/rekognition"
	"github.com/aws/aws-sdk-go-v2/service/rekognition/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"images/pictures"
)

// Services are the clients, and where outputs go.
type Services struct {
	S3          *s3.Client
	rekognition *rekognition.Client
	output      string
}

// FromEnv makes the clients as the environment configures them.
func FromEnv(ctx context.Context) (*Services, error) {
	settings, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, err
	}
	return &Services{
		S3:          s3.NewFromConfig(settings),
		rekognition: rekognition.NewFromConfig(settings),
		output:      os.Getenv("OUTPUT_BUCKET"),
	}, nil
}

// ByReference is an image that Rekognition reads from the bucket itself.
func ByReference(bucket, key string) types.Image {
	return types.Image{S3Object: &types.S3Object{Bucket: &bucket, Name: &key}}
}

// Detect gives at most 10 labels, from 75 % on.
func (s *Services) Detect(ctx context.Context, image types.Image) ([]pictures.Label, error) {
	found, err := s.rekognition.DetectLabels(ctx, &rekognition.DetectLabelsInput{
		Image: &image, MaxLabels: aws.Int32(10), MinConfidence: aws.Float32(75),
	})
	if err != nil {
		return nil, err
	}
	labels := make([]pictures.Label, len(found.Labels))
	for i, label := range found.Labels {
		labels[i] = pictures.Label{Name: *label.Name, Confidence: *label.Confidence}
	}
	return labels, nil
}

// PutRendition writes its JPEG.
func (s *Services) PutRendition(ctx context.Context, rendition pictures.Rendition) error {
	return s.put(ctx, rendition.Key, rendition.Content, "image/jpeg")
}

// PutMetadata writes the metadata object, the last of an image, and gives the answer.
func (s *Services) PutMetadata(ctx context.Context, metadata pictures.Metadata) (pictures.Answer, error) {
	document, err := json.Marshal(metadata)
	if err != nil {
		return pictures.Answer{}, err
	}
	key := metadata.Source.Key
	err = s.put(ctx, key+"/metadata.json", document, "application/json")
	return pictures.Answer{Key: key, Labels: len(metadata.Labels), Renditions: len(metadata.Renditions)}, err
}

func (s *Services) put(ctx context.Context, key string, content []byte, contentType string) error {
	_, err := s.S3.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &s.output, Key: &key, Body: bytes.NewReader(content), ContentType: &contentType,
	})
	return err
}
