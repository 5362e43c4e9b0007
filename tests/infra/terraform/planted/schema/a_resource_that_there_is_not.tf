# finds: aws_sqs_que.q: the provider has no such resource
resource "aws_sqs_que" "q" {}
