data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  # Names are known before the buckets exist, so that roles and permissions need not wait for them.
  home    = "${data.aws_caller_identity.current.account_id}-${data.aws_region.current.region}"
  images  = coalesce(var.images_bucket_name, "${var.stack_name}-images-${local.home}")
  results = coalesce(var.results_bucket_name, "${var.stack_name}-results-${local.home}")
}

module "topic" {
  source = "../../modules/topic"

  name          = "${var.stack_name}-recognised"
  email_address = var.email_address
}

module "start_workflow" {
  source = "../.."

  name               = "${var.stack_name}-start-workflow"
  handler            = "start-workflow"
  zip_path           = var.zip_path
  architecture       = var.architecture
  memory_size        = var.memory_size
  timeout            = var.timeout
  log_level          = var.log_level
  log_retention_days = var.log_retention_days
  alarm_topic_arn    = var.alarm_topic_arn

  images_bucket     = local.images
  state_machine_arn = module.workflow.arn
}

module "recognize" {
  source = "../.."

  name                 = "${var.stack_name}-recognize"
  handler              = "recognize"
  invoked_by           = "states"
  zip_path             = var.zip_path
  architecture         = var.architecture
  memory_size          = var.memory_size
  timeout              = var.timeout
  log_level            = var.log_level
  log_retention_days   = var.log_retention_days
  alarm_topic_arn      = var.alarm_topic_arn
  reserved_concurrency = var.reserved_concurrency

  images_bucket  = local.images
  detect         = var.detect
  max_labels     = var.max_labels
  min_confidence = var.min_confidence
}

module "store_results" {
  source = "../.."

  name               = "${var.stack_name}-store-results"
  handler            = "store-results"
  invoked_by         = "states"
  zip_path           = var.zip_path
  architecture       = var.architecture
  memory_size        = var.memory_size
  timeout            = var.timeout
  log_level          = var.log_level
  log_retention_days = var.log_retention_days
  alarm_topic_arn    = var.alarm_topic_arn

  images_bucket  = local.images
  results_bucket = local.results
  topic_arn      = module.topic.arn
}

module "workflow" {
  source = "../../modules/state-machine"

  name               = var.stack_name
  function_arns      = [module.recognize.arn, module.store_results.arn]
  log_retention_days = var.log_retention_days
  alarm_topic_arn    = var.alarm_topic_arn

  definition = templatefile("${path.module}/../../../stepfunctions/workflow.asl.json", {
    Partition               = data.aws_partition.current.partition
    RecognizeFunctionArn    = module.recognize.arn
    StoreResultsFunctionArn = module.store_results.arn
  })
}

module "images" {
  source = "../../modules/bucket"

  name          = local.images
  force_destroy = var.force_destroy

  notifications = [{
    target     = "function"
    target_arn = module.start_workflow.arn
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

module "dashboard" {
  source = "../../modules/dashboard"

  name           = var.stack_name
  function_names = [module.start_workflow.name, module.recognize.name, module.store_results.name]
  failures_name  = module.start_workflow.failures_name
}
