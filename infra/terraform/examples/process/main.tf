data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

locals {
  # Names are known before the buckets exist, so that roles and permissions need not wait for them.
  home    = "${data.aws_caller_identity.current.account_id}-${data.aws_region.current.region}"
  images  = coalesce(var.images_bucket_name, "${var.stack_name}-images-${local.home}")
  results = coalesce(var.results_bucket_name, "${var.stack_name}-results-${local.home}")
}

module "topic" {
  source = "../../modules/topic"
  count  = var.email_address == null ? 0 : 1

  name          = "${var.stack_name}-results"
  email_address = var.email_address
}

module "process" {
  source = "../.."

  name                 = "${var.stack_name}-process"
  handler              = "process"
  zip_path             = var.zip_path
  architecture         = var.architecture
  memory_size          = var.memory_size
  timeout              = var.timeout
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = var.alarm_topic_arn
  reserved_concurrency = var.reserved_concurrency

  images_bucket  = local.images
  results_bucket = local.results
  topic_arn      = one(module.topic[*].arn)
  renditions     = var.renditions
  detect         = var.detect
  max_labels     = var.max_labels
  min_confidence = var.min_confidence
}

module "images" {
  source = "../../modules/bucket"

  name          = local.images
  versioned     = true
  force_destroy = var.force_destroy

  notifications = [{
    target     = "function"
    target_arn = module.process.arn
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
  failures_name  = module.process.failures_name
}
