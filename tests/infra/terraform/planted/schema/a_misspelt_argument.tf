# finds: aws_sqs_queue.q: visibility_timout_seconds is not known: visibility_timeout_seconds?
resource "aws_sqs_queue" "q" {
  visibility_timout_seconds = 30
}
