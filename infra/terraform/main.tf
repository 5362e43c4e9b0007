data "aws_partition" "current" {}

data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

locals {
  partition = data.aws_partition.current.partition
  account   = data.aws_caller_identity.current.account_id
  region    = data.aws_region.current.region

  zip_path = coalesce(var.zip_path, "${path.module}/../../dist/shrike-${var.architecture}.zip")

  looks = {
    DETECT         = join(",", var.detect)
    MAX_LABELS     = tostring(var.max_labels)
    MIN_CONFIDENCE = tostring(var.min_confidence)
  }
  output_prefix = var.output_prefix == "" ? null : var.output_prefix

  # What each handler reads of the environment, as the README's table has it. Null is not set.
  settings = {
    process = merge(local.looks, {
      OUTPUT_BUCKET = var.results_bucket
      OUTPUT_PREFIX = local.output_prefix
      RENDITIONS    = var.renditions
      SNS_TOPIC_ARN = var.topic_arn
      TASKS_TABLE   = var.table_name
    })
    compare-faces = {
      BUCKET_NAME          = var.references_bucket
      OUTPUT_BUCKET        = var.results_bucket
      OUTPUT_PREFIX        = local.output_prefix
      SIMILARITY_THRESHOLD = tostring(var.similarity_threshold)
      SNS_TOPIC_ARN        = var.topic_arn
    }
    start-workflow = { STATE_MACHINE_ARN = var.state_machine_arn }
    recognize      = local.looks
    store-results = {
      OUTPUT_PREFIX  = local.output_prefix
      RESULTS_BUCKET = var.results_bucket
      SNS_TOPIC_ARN  = var.topic_arn
    }
    track-task = {
      MAX_LABELS     = local.looks.MAX_LABELS
      MIN_CONFIDENCE = local.looks.MIN_CONFIDENCE
      TASKS_TABLE    = var.table_name
    }
  }
  environment = merge(var.environment, { for name, value in local.settings[var.handler] : name => value if value != null })
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
}

resource "aws_lambda_function" "this" {
  function_name                  = var.name
  description                    = "Shrike: ${var.handler}"
  role                           = aws_iam_role.this.arn
  runtime                        = "provided.al2023"
  handler                        = var.handler
  architectures                  = [var.architecture]
  filename                       = local.zip_path
  source_code_hash               = filebase64sha256(local.zip_path)
  memory_size                    = var.memory_size
  timeout                        = var.timeout
  reserved_concurrent_executions = var.reserved_concurrency

  environment {
    variables = local.environment
  }

  logging_config {
    log_format            = "JSON"
    log_group             = aws_cloudwatch_log_group.this.name
    application_log_level = var.log_level
    system_log_level      = "INFO"
  }

  tracing_config {
    mode = "Active"
  }

  # Lambda looks at the role when it makes the function, and again for each source of events.
  depends_on = [aws_iam_role_policy.this]

  lifecycle {
    precondition {
      condition     = fileexists(local.zip_path)
      error_message = "There is no ${local.zip_path}: run `make package`, or name the zip with zip_path."
    }
    precondition {
      condition     = !contains(["process", "store-results"], var.handler) || var.results_bucket != null
      error_message = "The ${var.handler} handler needs results_bucket."
    }
    precondition {
      condition     = var.handler != "compare-faces" || (var.references_bucket != null && var.topic_arn != null)
      error_message = "The compare-faces handler needs references_bucket and topic_arn."
    }
    precondition {
      condition     = var.handler != "start-workflow" || var.state_machine_arn != null
      error_message = "The start-workflow handler needs state_machine_arn."
    }
    precondition {
      condition     = var.handler != "track-task" || var.table_name != null
      error_message = "The track-task handler needs table_name."
    }
    precondition {
      condition     = !contains(["recognize", "store-results"], var.handler) || var.invoked_by == "states"
      error_message = "The ${var.handler} handler is a step of a workflow, which waits for its answer: invoked_by must be states."
    }
    precondition {
      condition     = var.results_bucket != var.images_bucket || var.output_prefix != ""
      error_message = "Outputs beside the images would be taken for images: give another results_bucket, or an output_prefix."
    }
  }
}
