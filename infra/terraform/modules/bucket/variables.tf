variable "name" {
  description = "The bucket's name, unique among all of AWS."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.name)) && !can(regex("\\.\\.", var.name))
    error_message = "name must be 3 to 63 of a-z, 0-9, - and ., beginning and ending with a letter or a digit."
  }
}

variable "versioned" {
  description = "Whether old versions of objects are kept."
  type        = bool
  default     = false
}

variable "expire_after_days" {
  description = "Objects are removed so many days after they came; 0 keeps them."
  type        = number
  default     = 0

  validation {
    condition     = var.expire_after_days >= 0 && floor(var.expire_after_days) == var.expire_after_days
    error_message = "expire_after_days must be a whole number of days, or 0 for never."
  }
}

variable "expire_old_versions_after_days" {
  description = "Versions are removed so many days after they were replaced or deleted (`versioned`)."
  type        = number
  default     = 30

  validation {
    condition     = var.expire_old_versions_after_days >= 1 && floor(var.expire_old_versions_after_days) == var.expire_old_versions_after_days
    error_message = "expire_old_versions_after_days must be a whole number of days from 1."
  }
}

variable "force_destroy" {
  description = "Whether `terraform destroy` removes the bucket with all that is in it."
  type        = bool
  default     = false
}

variable "notifications" {
  description = "Whom the bucket tells of what: `target` is function or queue, and must let S3 in; `events` as S3 names them; the filters are of keys, URL-encoded, and may be empty."
  type = list(object({
    target     = string
    target_arn = string
    events     = list(string)
    key_prefix = optional(string, "")
    key_suffix = optional(string, "")
  }))
  default = []

  validation {
    condition     = alltrue([for notification in var.notifications : contains(["function", "queue"], notification.target)])
    error_message = "A notification's target must be function or queue."
  }

  validation {
    condition     = alltrue(flatten([for notification in var.notifications : [for event in notification.events : startswith(event, "s3:")]]))
    error_message = "A notification's events must be S3's, such as s3:ObjectCreated:*."
  }
}
