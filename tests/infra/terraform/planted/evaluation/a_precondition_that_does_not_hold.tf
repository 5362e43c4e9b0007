# finds: never.
variable "a" {
  type    = number
  default = 1
}

resource "aws_sqs_queue" "a" {
  name = "a"
  lifecycle {
    precondition {
      condition     = var.a > 2
      error_message = "never."
    }
  }
}
