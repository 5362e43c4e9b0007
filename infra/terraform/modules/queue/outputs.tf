output "name" {
  description = "The queue's name."
  value       = aws_sqs_queue.this.name
}

output "url" {
  description = "The queue's URL."
  value       = aws_sqs_queue.this.id
}

# S3 refuses a notification to a queue that does not let it in: who uses the ARN waits for the policy.
output "arn" {
  description = "The queue's ARN. Waits for the queue's policy, so that a bucket's notification can be made with it."
  value       = aws_sqs_queue.this.arn
  depends_on  = [aws_sqs_queue_policy.this]
}
