data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition = data.aws_partition.current.partition
  account   = data.aws_caller_identity.current.account_id
  region    = data.aws_region.current.region

  # Known before it exists: its role speaks of it, and it needs the role.
  arn = "arn:${local.partition}:states:${local.region}:${local.account}:stateMachine:${var.name}"

  invoke = {
    Sid      = "InvokeFunctions"
    Effect   = "Allow"
    Action   = ["lambda:InvokeFunction"]
    Resource = var.function_arns
  }

  # AWS has no resource type for the delivery of logs, nor for traces.
  log = {
    Sid    = "DeliverLogs"
    Effect = "Allow"
    Action = [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
    ]
    Resource = "*"
  }
  trace = {
    Sid    = "Trace"
    Effect = "Allow"
    Action = [
      "xray:GetSamplingRules",
      "xray:GetSamplingTargets",
      "xray:PutTelemetryRecords",
      "xray:PutTraceSegments",
    ]
    Resource = "*"
  }

  # A Distributed Map runs its items as executions of the state machine itself, and lists them from a bucket.
  map = var.map_over == null ? [] : [
    {
      Sid      = "StartItsOwnMaps"
      Effect   = "Allow"
      Action   = ["states:StartExecution"]
      Resource = [local.arn]
    },
    {
      Sid    = "FollowItsOwnMaps"
      Effect = "Allow"
      Action = ["states:DescribeExecution", "states:StopExecution"]
      # As the guide to Distributed Map has it, and with the map's label behind a slash, as children are called.
      Resource = [
        "arn:${local.partition}:states:${local.region}:${local.account}:execution:${var.name}:*",
        "arn:${local.partition}:states:${local.region}:${local.account}:execution:${var.name}/*",
      ]
    },
    {
      Sid      = "ListItems"
      Effect   = "Allow"
      Action   = ["s3:ListBucket"]
      Resource = ["arn:${local.partition}:s3:::${var.map_over.items_bucket}"]
    },
    {
      Sid    = "WriteMapResults"
      Effect = "Allow"
      Action = ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
      Resource = [
        "arn:${local.partition}:s3:::${var.map_over.results_bucket}/${var.map_over.results_prefix}*",
      ]
    },
  ]
}

resource "aws_cloudwatch_log_group" "this" {
  # The prefix keeps the resource policy that the delivery of logs needs within its limit of characters.
  name              = "/aws/vendedlogs/states/${var.name}"
  retention_in_days = var.log_retention_days
}

resource "aws_iam_role" "this" {
  # A role is the whole account's, the state machine one region's.
  name        = "${var.name}-${local.region}-states"
  description = "What the ${var.name} state machine may do, and nothing else."

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "states.amazonaws.com" }
      Condition = {
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:states:${local.region}:${local.account}:*" }
        StringEquals = { "aws:SourceAccount" = local.account }
      }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name   = "calls"
  role   = aws_iam_role.this.id
  policy = jsonencode({ Version = "2012-10-17", Statement = concat([local.invoke, local.log, local.trace], local.map) })
}

resource "aws_sfn_state_machine" "this" {
  name       = var.name
  type       = "STANDARD"
  role_arn   = aws_iam_role.this.arn
  definition = var.definition

  logging_configuration {
    # Step Functions itself keeps every event of a standard execution for 90 days.
    level                  = "ERROR"
    include_execution_data = false
    log_destination        = "${aws_cloudwatch_log_group.this.arn}:*"
  }

  tracing_configuration {
    enabled = true
  }

  # Step Functions tries the delivery of logs when it makes the state machine.
  depends_on = [aws_iam_role_policy.this]
}

resource "aws_cloudwatch_metric_alarm" "failed" {
  alarm_name          = "${var.name}-executions-failed"
  alarm_description   = "${var.name}: executions failed"
  namespace           = "AWS/States"
  metric_name         = "ExecutionsFailed"
  dimensions          = { StateMachineArn = aws_sfn_state_machine.this.arn }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arn == null ? [] : [var.alarm_topic_arn]
}
