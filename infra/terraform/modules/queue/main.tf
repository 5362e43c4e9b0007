data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  # Whoever may use the queue says so in a policy of its own; this one only shuts out what goes without TLS.
  without_tls = {
    Sid       = "DenyWithoutTls"
    Effect    = "Deny"
    Principal = "*"
    Action    = "sqs:*"
    Resource  = aws_sqs_queue.this.arn
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  }

  from_bucket = [
    for bucket in var.sender_bucket[*] : {
      Sid       = "LetTheBucketSend"
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sqs:SendMessage"
      Resource  = aws_sqs_queue.this.arn
      Condition = {
        ArnEquals    = { "aws:SourceArn" = "arn:${data.aws_partition.current.partition}:s3:::${bucket}" }
        StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id }
      }
    }
  ]
}

resource "aws_sqs_queue" "this" {
  name                       = var.name
  message_retention_seconds  = 14 * 24 * 60 * 60
  visibility_timeout_seconds = var.visibility_timeout
  receive_wait_time_seconds  = 20
  sqs_managed_sse_enabled    = true

  redrive_policy = var.redrive == null ? null : jsonencode({
    deadLetterTargetArn = var.redrive.queue_arn
    maxReceiveCount     = var.redrive.after
  })
}

resource "aws_sqs_queue_policy" "this" {
  queue_url = aws_sqs_queue.this.id
  policy    = jsonencode({ Version = "2012-10-17", Statement = concat([local.without_tls], local.from_bucket) })
}

resource "aws_cloudwatch_metric_alarm" "not_empty" {
  count = var.alarm_when_not_empty ? 1 : 0

  alarm_name          = "${var.name}-not-empty"
  alarm_description   = "${var.name}: there are events that failed for good"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.this.name }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = var.alarm_topic_arn == null ? [] : [var.alarm_topic_arn]
}
