data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  bucket = "arn:${data.aws_partition.current.partition}:s3:::${var.bucket}"
}

resource "aws_iam_role" "this" {
  # A role is the whole account's, the function one region's.
  name        = "${var.name}-${data.aws_region.current.region}"
  description = "What an S3 Batch Operations job may do for ${var.name}, and nothing else."

  # Only who may pass this role can start a job with it; the service tells no source to ask for.
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "batchoperations.s3.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name = "calls"
  role = aws_iam_role.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "InvokeFunction"
        Effect   = "Allow"
        Action   = ["lambda:InvokeFunction"]
        Resource = [var.function_arn]
      },
      {
        Sid      = "ReadManifests"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:GetObjectVersion"]
        Resource = ["${local.bucket}/${var.manifests_prefix}*"]
      },
      {
        Sid      = "WriteReports"
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = ["${local.bucket}/${var.reports_prefix}*"]
      },
    ]
  })
}
