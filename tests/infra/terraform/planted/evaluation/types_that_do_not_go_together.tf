# finds: Inconsistent conditional result types
resource "aws_sqs_queue" "a" {
  name = true ? [1] : { b = 2 }
}
