data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

locals {
  # Names are known before the buckets exist, so that roles and permissions need not wait for them.
  home       = "${data.aws_caller_identity.current.account_id}-${data.aws_region.current.region}"
  images     = coalesce(var.images_bucket_name, "${var.stack_name}-images-${local.home}")
  results    = coalesce(var.results_bucket_name, "${var.stack_name}-results-${local.home}")
  references = coalesce(var.references_bucket_name, "${var.stack_name}-references-${local.home}")
}

module "topic" {
  source = "../../modules/topic"

  name          = "${var.stack_name}-matches"
  email_address = var.email_address
}

module "compare_faces" {
  source = "../.."

  name                 = "${var.stack_name}-compare-faces"
  handler              = "compare-faces"
  zip_path             = var.zip_path
  architecture         = var.architecture
  memory_size          = var.memory_size
  timeout              = var.timeout
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = var.alarm_topic_arn
  reserved_concurrency = var.reserved_concurrency

  images_bucket        = local.images
  results_bucket       = local.results
  references_bucket    = local.references
  topic_arn            = module.topic.arn
  similarity_threshold = var.similarity_threshold
}

module "images" {
  source = "../../modules/bucket"

  name          = local.images
  force_destroy = var.force_destroy

  notifications = [{
    target     = "function"
    target_arn = module.compare_faces.arn
    events     = ["s3:ObjectCreated:*"]
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

module "references" {
  source = "../../modules/bucket"

  name          = local.references
  force_destroy = var.force_destroy
}

module "dashboard" {
  source = "../../modules/dashboard"

  name           = var.stack_name
  function_names = [module.compare_faces.name]
  failures_name  = module.compare_faces.failures_name
}
