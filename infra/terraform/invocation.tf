# A bucket's ARN holds no account: without source_account, whoever makes the bucket anew after its removal could invoke.
resource "aws_lambda_permission" "s3" {
  count = var.invoked_by == "s3" ? 1 : 0

  statement_id   = "images"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.this.function_name
  principal      = "s3.amazonaws.com"
  source_arn     = local.bucket_arns.images
  source_account = local.account
}

module "failures" {
  source = "./modules/queue"
  count  = var.invoked_by == "s3" ? 1 : 0

  name                 = "${var.name}-failures"
  alarm_when_not_empty = true
  alarm_topic_arn      = var.alarm_topic_arn
}

resource "aws_lambda_function_event_invoke_config" "this" {
  count = var.invoked_by == "s3" ? 1 : 0

  function_name                = aws_lambda_function.this.function_name
  maximum_event_age_in_seconds = var.maximum_event_age
  maximum_retry_attempts       = var.maximum_retry_attempts

  destination_config {
    on_failure {
      destination = module.failures[0].arn
    }
  }
}

resource "aws_lambda_event_source_mapping" "queue" {
  count = var.invoked_by == "sqs" ? 1 : 0

  event_source_arn        = var.queue_arn
  function_name           = aws_lambda_function.this.arn
  batch_size              = var.batch_size
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = var.maximum_concurrency
  }

  lifecycle {
    precondition {
      condition     = var.queue_arn != null
      error_message = "invoked_by sqs needs queue_arn."
    }
    precondition {
      condition     = var.reserved_concurrency == null ? true : var.reserved_concurrency >= var.maximum_concurrency
      error_message = "maximum_concurrency must not exceed reserved_concurrency: Lambda would throttle the queue's batches, and these count as received."
    }
  }
}
