# finds: aws_lambda_event_source_mapping.m: scaling is not known
resource "aws_lambda_event_source_mapping" "m" {
  function_name = "f"
  scaling {
  }
}
