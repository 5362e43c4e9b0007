# finds: aws_sns_topic_policy.p: arn is required
resource "aws_sns_topic_policy" "p" {
  policy = "{}"
}
