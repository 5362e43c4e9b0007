variable "name" {
  description = "The queue's name."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,80}$", var.name))
    error_message = "name must be 1 to 80 letters, digits, - and _: a standard queue's."
  }
}

variable "visibility_timeout" {
  description = "Seconds that a received message stays hidden. For a function's queue AWS recommends six times the function's timeout."
  type        = number
  default     = 30

  validation {
    condition     = var.visibility_timeout >= 0 && var.visibility_timeout <= 43200
    error_message = "visibility_timeout must be 0 to 43200 seconds."
  }
}

variable "sender_bucket" {
  description = "The name of the bucket of this account whose notifications may be sent to the queue; null for none."
  type        = string
  default     = null
}

variable "redrive" {
  description = "The queue that messages go to when they were received `after` times and not deleted; null for none."
  type = object({
    queue_arn = string
    after     = optional(number, 5)
  })
  default = null

  validation {
    condition     = var.redrive == null ? true : var.redrive.after >= 1 && var.redrive.after <= 1000
    error_message = "redrive.after must be 1 to 1000."
  }
}

variable "alarm_when_not_empty" {
  description = "Whether an alarm tells when messages are in the queue: for a queue of failures."
  type        = bool
  default     = false
}

variable "alarm_topic_arn" {
  description = "The SNS topic that the alarm tells; null for an alarm that is only seen in CloudWatch."
  type        = string
  default     = null
}
