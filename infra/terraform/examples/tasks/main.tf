data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

locals {
  # Names are known before the buckets exist, so that roles and permissions need not wait for them.
  home   = "${data.aws_caller_identity.current.account_id}-${data.aws_region.current.region}"
  images = coalesce(var.images_bucket_name, "${var.stack_name}-images-${local.home}")
}

resource "aws_dynamodb_table" "tasks" {
  name         = "${var.stack_name}-tasks"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "PK"
  range_key    = "SK"

  attribute {
    name = "PK"
    type = "S"
  }

  attribute {
    name = "SK"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  # Without it the table is encrypted with DynamoDB's own key; with it, by the account's key for DynamoDB, whose use is logged.
  server_side_encryption {
    enabled = true
  }
}

module "track_task" {
  source = "../.."

  name                 = "${var.stack_name}-track-task"
  handler              = "track-task"
  zip_path             = var.zip_path
  architecture         = var.architecture
  memory_size          = var.memory_size
  timeout              = var.timeout
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = var.alarm_topic_arn
  reserved_concurrency = var.reserved_concurrency

  images_bucket  = local.images
  table_name     = aws_dynamodb_table.tasks.name
  max_labels     = var.max_labels
  min_confidence = var.min_confidence
}

module "images" {
  source = "../../modules/bucket"

  name          = local.images
  force_destroy = var.force_destroy

  notifications = [{
    target     = "function"
    target_arn = module.track_task.arn
    events     = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]
    key_prefix = var.key_prefix
    key_suffix = var.key_suffix
  }]
}

module "dashboard" {
  source = "../../modules/dashboard"

  name           = var.stack_name
  function_names = [module.track_task.name]
  failures_name  = module.track_task.failures_name
}
