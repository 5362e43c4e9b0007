output "arn" {
  description = "The role's ARN, for `aws s3control create-job --role-arn`. Waits for the role's policy."
  value       = aws_iam_role.this.arn
  depends_on  = [aws_iam_role_policy.this]
}
