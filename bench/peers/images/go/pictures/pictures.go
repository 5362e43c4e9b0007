// Package pictures is what both functions do with an image, by the imaging package.
package pictures

import (
	"bytes"
	"image"
	"image/color"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/disintegration/imaging"
	_ "golang.org/x/image/webp" // so that WebP is decoded too
)

// Metadata is the object that tells of an image.
type Metadata struct {
	Source     Source      `json:"source"`
	Format     string      `json:"format"`
	Width      int         `json:"width"`
	Height     int         `json:"height"`
	Labels     []Label     `json:"labels"`
	Renditions []Rendition `json:"renditions"`
}

// Source is the object with the image.
type Source struct {
	Bucket string `json:"bucket"`
	Key    string `json:"key"`
}

// Label is what Rekognition found.
type Label struct {
	Name       string  `json:"name"`
	Confidence float32 `json:"confidence"`
}

// Rendition is an object with a smaller version.
type Rendition struct {
	Key     string `json:"key"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	Content []byte `json:"-"`
}

// Answer is what the function answers of an image.
type Answer struct {
	Key        string `json:"key"`
	Labels     int    `json:"labels"`
	Renditions int    `json:"renditions"`
}

// Widths of the renditions as WIDTHS has them, the largest first.
func Widths() ([]int, error) {
	var widths []int
	for _, word := range strings.Split(os.Getenv("WIDTHS"), ",") {
		width, err := strconv.Atoi(word)
		if err != nil {
			return nil, err
		}
		widths = append(widths, width)
	}
	slices.Sort(widths)
	slices.Reverse(widths)
	return widths, nil
}

// Decode gives the image upright, and its format's name.
func Decode(data []byte) (image.Image, string, error) {
	_, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, "", err
	}
	decoded, err := imaging.Decode(bytes.NewReader(data), imaging.AutoOrientation(true))
	return decoded, format, err
}

// Shrink fits the image within width × width, on white.
func Shrink(picture image.Image, width int) *image.NRGBA {
	fitted := imaging.Fit(picture, width, width, imaging.Lanczos)
	if fitted.Opaque() {
		return fitted
	}
	canvas := imaging.New(fitted.Bounds().Dx(), fitted.Bounds().Dy(), color.White)
	return imaging.Overlay(canvas, fitted, image.Point{}, 1)
}

// Encode makes a rendition of an image that is as large as it is to be.
func Encode(picture image.Image, key string, width int) (Rendition, error) {
	var content bytes.Buffer
	err := imaging.Encode(&content, picture, imaging.JPEG, imaging.JPEGQuality(80))
	size := picture.Bounds().Size()
	return Rendition{key + "/" + strconv.Itoa(width) + ".jpg", size.X, size.Y, content.Bytes()}, err
}
