# finds: Cycle
resource "aws_sqs_queue" "a" {
  name = aws_sqs_queue.b.name
}

resource "aws_sqs_queue" "b" {
  name = aws_sqs_queue.a.name
}
