# finds: aws_sqs_queue.q: name is to be a string, not ["a"]
resource "aws_sqs_queue" "q" {
  name = ["a"]
}
