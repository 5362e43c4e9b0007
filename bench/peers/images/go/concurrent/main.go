// The function with everything at once that can be: best effort.
//
// Detection starts when the object's first bytes tell that Rekognition reads it, and runs beside download and
// resizing; each rendition is made from the one before it and goes up while the next is made; the records of
// an event run side by side.
package main

import (
	"bytes"
	"context"
	"io"
	"log"
	"os"
	"runtime/debug"
	"strconv"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rekognition/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"golang.org/x/sync/errgroup"

	"images/pictures"
	"images/services"
)

const (
	// A decoded photograph of 24 megapixels and what is made from it take up to 256 MB.
	megabytesAnImage = 256
	// As many bytes as tell JPEG and PNG, which Rekognition reads.
	headLength = 8
)

type function struct {
	services   *services.Services
	widths     []int
	sideBySide int
}

func (f *function) handle(ctx context.Context, event events.S3Event) (map[string][]pictures.Answer, error) {
	answers := make([]pictures.Answer, len(event.Records))
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(f.sideBySide)
	for i, record := range event.Records {
		group.Go(func() (err error) {
			answers[i], err = f.process(groupCtx, record.S3.Bucket.Name, record.S3.Object.URLDecodedKey)
			return err
		})
	}
	return map[string][]pictures.Answer{"images": answers}, group.Wait()
}

func (f *function) process(ctx context.Context, bucket, key string) (pictures.Answer, error) {
	group, groupCtx := errgroup.WithContext(ctx)
	metadata := pictures.Metadata{Source: pictures.Source{Bucket: bucket, Key: key}}
	group.Go(func() error { return f.makeRenditions(groupCtx, group, &metadata) })
	if err := group.Wait(); err != nil {
		return pictures.Answer{}, err
	}
	return f.services.PutMetadata(ctx, metadata)
}

// makeRenditions leaves detection and uploads to the group. They write to members of their own.
func (f *function) makeRenditions(ctx context.Context, group *errgroup.Group, metadata *pictures.Metadata) error {
	bucket, key := metadata.Source.Bucket, metadata.Source.Key
	detect := func(image types.Image) {
		group.Go(func() (err error) {
			metadata.Labels, err = f.services.Detect(ctx, image)
			return err
		})
	}
	data, byReference, err := f.download(ctx, bucket, key, detect)
	if err != nil {
		return err
	}
	picture, format, err := pictures.Decode(data)
	if err != nil {
		return err
	}
	size := picture.Bounds().Size()
	metadata.Format, metadata.Width, metadata.Height = format, size.X, size.Y

	for i, width := range f.widths {
		picture = pictures.Shrink(picture, width)
		rendition, err := pictures.Encode(picture, key, width)
		if err != nil {
			return err
		}
		if i == 0 && !byReference {
			detect(types.Image{Bytes: rendition.Content})
		}
		group.Go(func() error { return f.services.PutRendition(ctx, rendition) })
		metadata.Renditions = append(metadata.Renditions, rendition)
	}
	return nil
}

// download starts detection of what Rekognition reads as soon as it is seen to be that, and tells whether it did.
func (f *function) download(
	ctx context.Context, bucket, key string, detect func(types.Image),
) (data []byte, detected bool, err error) {
	object, err := f.services.S3.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return nil, false, err
	}
	defer object.Body.Close()
	data = make([]byte, aws.ToInt64(object.ContentLength))
	head := data[:min(headLength, len(data))]
	if _, err = io.ReadFull(object.Body, head); err != nil {
		return nil, false, err
	}
	if bytes.HasPrefix(head, []byte("\xff\xd8\xff")) || bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")) {
		detect(services.ByReference(bucket, key))
		detected = true
	}
	_, err = io.ReadFull(object.Body, data[len(head):])
	return data, detected, err
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
	megabytes, err := strconv.Atoi(os.Getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"))
	if err != nil {
		log.Fatal(err)
	}
	// The collector works harder before the sandbox is full.
	debug.SetMemoryLimit(int64(megabytes) << 20 * 9 / 10)
	f := &function{services: clients, widths: widths, sideBySide: max(1, min(8, megabytes/megabytesAnImage))}
	lambda.Start(f.handle)
}
