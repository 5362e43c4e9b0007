variable "stack_name" {
  description = "What everything is named after."
  type        = string
  default     = "shrike-workflow"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,23}$", var.stack_name))
    error_message = "stack_name must be 1 to 24 of a-z, 0-9 and -, beginning with a letter: buckets are named after it."
  }
}

variable "images_bucket_name" {
  description = "The bucket that images come into; null for <stack>-images-<account>-<region>."
  type        = string
  default     = null
}

variable "results_bucket_name" {
  description = "The bucket that outputs go to; null for <stack>-results-<account>-<region>."
  type        = string
  default     = null
}

variable "results_expire_after_days" {
  description = "Outputs are removed so many days after they were written; 0 keeps them."
  type        = number
  default     = 0
}

variable "key_prefix" {
  description = "Only objects whose keys begin with it are processed; URL-encoded, as S3 wants it in a filter."
  type        = string
  default     = ""
}

variable "key_suffix" {
  description = "Only objects whose keys end with it are processed, such as .jpg; URL-encoded, as S3 wants it in a filter."
  type        = string
  default     = ""
}

variable "email_address" {
  description = "Who gets a mail of each image; null for nobody."
  type        = string
  default     = null
}

variable "zip_path" {
  description = "The deployment package; null for what make package leaves in dist/."
  type        = string
  default     = null
}

variable "architecture" {
  description = "arm64 or x86_64; must be that of the zip."
  type        = string
  default     = "arm64"
}

variable "memory_size" {
  description = "Memory of each function, in MB."
  type        = number
  default     = 512
}

variable "timeout" {
  description = "Seconds that an invocation of each function may take."
  type        = number
  default     = 60
}

variable "reserved_concurrency" {
  description = "At most so many invocations of recognize at once, taken from the account's limit; null for no limit of its own."
  type        = number
  default     = null
}

variable "detect" {
  description = "What every image is looked at for: some of labels, faces, text, moderation."
  type        = list(string)
  default     = ["labels", "faces"]
}

variable "max_labels" {
  description = "At most so many labels an image."
  type        = number
  default     = 10
}

variable "min_confidence" {
  description = "Labels of less confidence, in percent, are left out."
  type        = number
  default     = 75
}

variable "log_level" {
  description = "The least level that is logged: TRACE, DEBUG, INFO, WARN, ERROR or FATAL."
  type        = string
  default     = "INFO"
}

variable "log_retention_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 30
}

variable "alarm_topic_arn" {
  description = "The SNS topic that alarms tell; null for alarms that are only seen in CloudWatch."
  type        = string
  default     = null
}

variable "force_destroy" {
  description = "Whether terraform destroy removes the buckets with all that is in them."
  type        = bool
  default     = false
}
