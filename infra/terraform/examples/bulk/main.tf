data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  # Names are known before the buckets exist, so that roles and permissions need not wait for them.
  home    = "${data.aws_caller_identity.current.account_id}-${data.aws_region.current.region}"
  images  = coalesce(var.images_bucket_name, "${var.stack_name}-images-${local.home}")
  results = coalesce(var.results_bucket_name, "${var.stack_name}-results-${local.home}")

  # Seconds: the backfill's TimeoutSeconds in bulk.asl.json must be more, the queue's visibility timeout is six times it.
  timeout = 30
}

module "failures" {
  source = "../../modules/queue"

  name                 = "${var.stack_name}-failures"
  alarm_when_not_empty = true
  alarm_topic_arn      = var.alarm_topic_arn
}

module "queue" {
  source = "../../modules/queue"

  name               = "${var.stack_name}-events"
  sender_bucket      = local.images
  visibility_timeout = 6 * local.timeout
  redrive            = { queue_arn = module.failures.arn }
}

module "process" {
  source = "../.."

  name                 = "${var.stack_name}-process"
  handler              = "process"
  invoked_by           = "sqs"
  queue_arn            = module.queue.arn
  maximum_concurrency  = var.maximum_concurrency
  zip_path             = var.zip_path
  architecture         = var.architecture
  memory_size          = var.memory_size
  timeout              = local.timeout
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = var.alarm_topic_arn
  reserved_concurrency = var.reserved_concurrency

  images_bucket  = local.images
  results_bucket = local.results
  renditions     = var.renditions
  detect         = var.detect
  max_labels     = var.max_labels
  min_confidence = var.min_confidence
}

# What is in the bucket already: either by Step Functions, which lists the bucket itself,
module "backfill" {
  source = "../../modules/state-machine"

  name               = "${var.stack_name}-backfill"
  function_arns      = [module.process.arn]
  log_retention_days = var.log_retention_days
  alarm_topic_arn    = var.alarm_topic_arn

  definition = templatefile("${path.module}/../../../stepfunctions/bulk.asl.json", {
    ImagesBucket       = local.images
    Partition          = data.aws_partition.current.partition
    ProcessFunctionArn = module.process.arn
    ResultsBucket      = local.results
  })

  map_over = {
    items_bucket   = local.images
    results_bucket = local.results
    results_prefix = "backfill/maps/"
  }
}

# or by S3 Batch Operations, of a manifest.
module "batch_role" {
  source = "../../modules/batch-role"

  name         = "${var.stack_name}-batch"
  function_arn = module.process.arn
  bucket       = local.results
}

module "images" {
  source = "../../modules/bucket"

  name          = local.images
  versioned     = true
  force_destroy = var.force_destroy

  notifications = [{
    target     = "queue"
    target_arn = module.queue.arn
    events     = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]
    key_prefix = var.key_prefix
    key_suffix = var.key_suffix
  }]
}

module "results" {
  source = "../../modules/bucket"

  name              = local.results
  expire_after_days = var.results_expire_after_days
  force_destroy     = var.force_destroy
}

module "dashboard" {
  source = "../../modules/dashboard"

  name           = var.stack_name
  function_names = [module.process.name]
  failures_name  = module.failures.name
}
