# finds: aws_sqs_queue.q: sqs_managed_sse_enabled is to be a bool, not 1
resource "aws_sqs_queue" "q" {
  sqs_managed_sse_enabled = 1
}
