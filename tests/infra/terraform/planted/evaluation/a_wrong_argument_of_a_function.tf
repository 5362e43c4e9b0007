# finds: Invalid function argument
resource "aws_sqs_queue" "a" {
  name = join(",", 1)
}
