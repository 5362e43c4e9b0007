data "aws_region" "current" {}

locals {
  region = data.aws_region.current.region

  # One row of two graphs, one line a function.
  function_graphs = [
    { title = "Invocations", metrics = [for name in var.function_names : ["AWS/Lambda", "Invocations", "FunctionName", name, { stat = "Sum" }]] },
    {
      title = "Errors and throttles"
      metrics = flatten([for name in var.function_names : [
        { line = ["AWS/Lambda", "Errors", "FunctionName", name, { stat = "Sum" }] },
        { line = ["AWS/Lambda", "Throttles", "FunctionName", name, { stat = "Sum" }] },
      ]])[*].line
    },
    {
      title = "Duration, median and 99th percentile (ms)"
      metrics = flatten([for name in var.function_names : [
        { line = ["AWS/Lambda", "Duration", "FunctionName", name, { stat = "p50" }] },
        { line = ["AWS/Lambda", "Duration", "FunctionName", name, { stat = "p99" }] },
      ]])[*].line
    },
  ]

  queue_graphs = [
    for name in var.failures_name[*] : {
      title   = "Events that failed for good"
      metrics = [["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", name, { stat = "Maximum" }]]
    }
  ]

  graphs = concat(local.function_graphs, local.queue_graphs)
}

resource "aws_cloudwatch_dashboard" "this" {
  # A dashboard is the whole account's, the functions one region's.
  dashboard_name = "${var.name}-${local.region}"

  dashboard_body = jsonencode({
    widgets = [
      for index, graph in local.graphs : {
        type   = "metric"
        x      = 12 * (index % 2)
        y      = 6 * floor(index / 2)
        width  = 12
        height = 6
        properties = {
          title   = graph.title
          metrics = graph.metrics
          region  = local.region
          view    = "timeSeries"
          period  = 60
        }
      }
    ]
  })
}
