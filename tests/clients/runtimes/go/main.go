// The function of ../../test_runtimes.py on aws-lambda-go. _HANDLER names the case.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type event struct {
	Message string
	Lines   []string
	Pieces  []string
	Seconds float64
	Status  int
}

// OrderRejected is reported under its own name.
type OrderRejected string

func (e OrderRejected) Error() string { return string(e) }

func echo(_ context.Context, event json.RawMessage) (json.RawMessage, error) { return event, nil }

func fail(_ context.Context, e event) (any, error) { return nil, OrderRejected(e.Message) }

func describe(ctx context.Context) (map[string]any, error) {
	invocation, _ := lambdacontext.FromContext(ctx)
	deadline, _ := ctx.Deadline()
	return map[string]any{
		"requestId":   invocation.AwsRequestID,
		"deadline":    deadline.UnixMilli(),
		"functionArn": invocation.InvokedFunctionArn,
		"traceId":     os.Getenv("_X_AMZN_TRACE_ID"),
		"custom":      invocation.ClientContext.Custom,
		"tenantId":    invocation.TenantID,
	}, nil
}

func talk(_ context.Context, e event) (any, error) {
	for _, line := range e.Lines {
		fmt.Println(line)
	}
	return nil, nil
}

func sleep(_ context.Context, e event) (any, error) {
	time.Sleep(time.Duration(e.Seconds * float64(time.Second)))
	return nil, nil
}

func exit(_ context.Context, e event) (any, error) {
	os.Exit(e.Status)
	return nil, nil
}

func stream(_ context.Context, e event) (io.Reader, error) {
	return strings.NewReader(strings.Join(e.Pieces, "")), nil
}

// failing is a reader that never has anything.
type failing struct{ error }

func (f failing) Read([]byte) (int, error) { return 0, f.error }

func breakStream(_ context.Context, e event) (io.Reader, error) {
	whole := strings.NewReader(strings.Join(e.Pieces, ""))
	return io.MultiReader(whole, failing{OrderRejected(e.Message)}), nil
}

func main() {
	handlers := map[string]any{
		"echo":         echo,
		"fail":         fail,
		"context":      describe,
		"talk":         talk,
		"sleep":        sleep,
		"exit":         exit,
		"stream":       stream,
		"break_stream": breakStream,
	}
	handler, known := handlers[os.Getenv("_HANDLER")]
	if !known {
		panic("no configuration")
	}
	lambda.Start(handler)
}
