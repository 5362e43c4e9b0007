# finds: output.o: aws_sqs_queue.q is not declared
output "o" {
  value = aws_sqs_queue.q.arn
}
