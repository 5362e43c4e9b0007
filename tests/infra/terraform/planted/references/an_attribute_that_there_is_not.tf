# finds: output.o: aws_sqs_queue.q has no attribute arm
resource "aws_sqs_queue" "q" {
  name = "q"
}

output "o" {
  value = aws_sqs_queue.q.arm
}
