variable "name" {
  description = "The state machine's name; its role and log group are named after it."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,42}$", var.name))
    error_message = "name must be 1 to 42 letters, digits, - and _: IAM leaves 64 to a role, of which the region and the suffix take some."
  }
}

variable "definition" {
  description = "The Amazon States Language document, every placeholder filled in."
  type        = string

  validation {
    condition     = can(jsondecode(var.definition).StartAt)
    error_message = "definition must be a JSON document with StartAt."
  }
}

variable "function_arns" {
  description = "The ARNs of the functions that it invokes."
  type        = list(string)

  validation {
    condition     = length(var.function_arns) > 0
    error_message = "function_arns must name a function: a statement needs a resource."
  }
}

variable "map_over" {
  description = "For a Distributed Map: the bucket whose objects are its items, and where it writes what became of them. Null for none."
  type = object({
    items_bucket   = string
    results_bucket = string
    results_prefix = string
  })
  default = null

  validation {
    condition     = var.map_over == null ? true : can(regex("^[^/].*/$", var.map_over.results_prefix))
    error_message = "map_over.results_prefix must end, and not begin, with /."
  }
}

variable "log_retention_days" {
  description = "Days that the log is kept: a figure that CloudWatch Logs knows."
  type        = number
  default     = 30
}

variable "alarm_topic_arn" {
  description = "The SNS topic that alarms tell; null for alarms that are only seen in CloudWatch."
  type        = string
  default     = null
}
