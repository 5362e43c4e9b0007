# finds: aws_sqs_queue.q: tags is to be a map, not "a"
resource "aws_sqs_queue" "q" {
  tags = "a"
}
