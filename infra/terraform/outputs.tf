output "name" {
  description = "The function's name."
  value       = aws_lambda_function.this.function_name
}

# S3 refuses a notification whose function it may not invoke: who uses the ARN waits for the permission.
output "arn" {
  description = "The function's ARN. Waits for the bucket's permission to invoke it, so that a notification can be made with it."
  value       = aws_lambda_function.this.arn
  depends_on  = [aws_lambda_permission.s3]
}

output "role_arn" {
  description = "The ARN of the function's role."
  value       = aws_iam_role.this.arn
}

output "log_group_name" {
  description = "The name of the function's log group."
  value       = aws_cloudwatch_log_group.this.name
}

output "failures_url" {
  description = "The URL of the queue of events that failed for good; null unless `invoked_by` is s3."
  value       = one(module.failures[*].url)
}

output "failures_name" {
  description = "The name of the queue of events that failed for good; null unless `invoked_by` is s3."
  value       = one(module.failures[*].name)
}
