# finds: aws_sqs_queue.q: visibility_timeout_seconds is to be a number, not "long"
resource "aws_sqs_queue" "q" {
  visibility_timeout_seconds = "long"
}
