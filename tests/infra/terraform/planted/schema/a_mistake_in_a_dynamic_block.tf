# finds: aws_s3_bucket_notification.n: queue.events is required
resource "aws_s3_bucket_notification" "n" {
  bucket = "b"
  dynamic "queue" {
    for_each = ["a"]
    content {
      queue_arn = queue.value
    }
  }
}
