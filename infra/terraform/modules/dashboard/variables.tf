variable "name" {
  description = "The dashboard's name, before the region."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,240}$", var.name))
    error_message = "name must be 1 to 240 letters, digits, - and _: CloudWatch leaves 255, of which the region takes some."
  }
}

variable "function_names" {
  description = "The functions whose invocations, errors, throttles and durations are shown."
  type        = list(string)

  validation {
    condition     = length(var.function_names) > 0
    error_message = "function_names must name a function."
  }
}

variable "failures_name" {
  description = "The name of the queue of events that failed for good; null when there is none."
  type        = string
  default     = null
}
