# finds: aws_sqs_queue.q: topic_arn is not known
resource "aws_sqs_queue" "q" {
  topic_arn = "x"
}
