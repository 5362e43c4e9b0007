locals {
  bucket_arns = {
    for thing, bucket in {
      images     = var.images_bucket
      results    = var.results_bucket
      references = var.references_bucket
    } : thing => bucket == null ? null : "arn:${local.partition}:s3:::${bucket}"
  }

  # Removals are process's: it looks after late uploads too, whose image is gone by then.
  features = toset(concat(
    ["removals", "tracing"],
    var.detect,
    var.results_bucket == null ? [] : ["results"],
    var.topic_arn == null ? [] : ["topic"],
    var.table_name == null ? [] : ["table"],
    var.invoked_by == "s3" ? ["failures"] : [],
    var.invoked_by == "sqs" ? ["queue"] : [],
  ))
}

locals {
  # S3 decrypts and encrypts in the function's name; what the key's own policy says must let it.
  use_keys = length(var.kms_key_arns) == 0 ? [] : [{
    Sid      = "UseKeys"
    Effect   = "Allow"
    Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource = var.kms_key_arns
  }]
}

module "policy" {
  source = "./modules/policy"

  handler  = var.handler
  features = local.features
  resources = merge(
    local.bucket_arns,
    { for thing, arn in local.bucket_arns : "${thing}/*" => arn == null ? null : "${arn}/*" },
    {
      topic         = var.topic_arn
      table         = var.table_name == null ? null : "arn:${local.partition}:dynamodb:${local.region}:${local.account}:table/${var.table_name}"
      state-machine = var.state_machine_arn
      queue         = var.queue_arn
      failures      = one(module.failures[*].arn)
      log-streams   = "${aws_cloudwatch_log_group.this.arn}:*"
    },
  )
}

resource "aws_iam_role" "this" {
  # A role is the whole account's, the function one region's.
  name        = "${var.name}-${local.region}-function"
  description = "What the ${var.name} function may do, and nothing else."

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name   = "calls"
  role   = aws_iam_role.this.id
  policy = jsonencode({ Version = "2012-10-17", Statement = concat(module.policy.statements, local.use_keys) })
}
