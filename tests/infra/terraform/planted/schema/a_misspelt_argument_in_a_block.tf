# finds: aws_lambda_event_source_mapping.m: scaling_config.maximum_concurency is not known: maximum_concurrency?
resource "aws_lambda_event_source_mapping" "m" {
  function_name = "f"
  scaling_config {
    maximum_concurency = 2
  }
}
