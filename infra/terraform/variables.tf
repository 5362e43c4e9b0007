variable "name" {
  description = "The function's name; its log group, role, failures queue and alarms are named after it."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,40}$", var.name))
    error_message = "name must be 1 to 40 letters, digits, - and _: IAM leaves 64 to a role, of which the region and the suffix take some."
  }
}

variable "handler" {
  description = "Which function of the zip this is: `process`, `compare-faces`, `start-workflow`, `recognize`, `store-results` or `track-task`."
  type        = string
  default     = "process"

  validation {
    condition     = contains(["process", "compare-faces", "start-workflow", "recognize", "store-results", "track-task"], var.handler)
    error_message = "handler must be process, compare-faces, start-workflow, recognize, store-results or track-task."
  }
}

variable "zip_path" {
  description = "The deployment package. By default what `make package` leaves in this repository's dist/ for the architecture."
  type        = string
  default     = null
}

variable "architecture" {
  description = "`arm64` or `x86_64`; must be that of the zip."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture must be arm64 or x86_64."
  }
}

variable "memory_size" {
  description = "Memory in MB. It decides the CPU's share too, and how large an image may be decoded."
  type        = number
  default     = 512

  validation {
    condition     = var.memory_size >= 128 && var.memory_size <= 10240 && floor(var.memory_size) == var.memory_size
    error_message = "memory_size must be a whole number of MB from 128 to 10240."
  }
}

variable "timeout" {
  description = "Seconds that an invocation may take."
  type        = number
  default     = 30

  validation {
    condition     = var.timeout >= 1 && var.timeout <= 900 && floor(var.timeout) == var.timeout
    error_message = "timeout must be a whole number of seconds from 1 to 900."
  }
}

variable "reserved_concurrency" {
  description = "At most so many invocations at once, taken from the account's limit; null for no limit of its own."
  type        = number
  default     = null

  validation {
    condition     = var.reserved_concurrency == null ? true : var.reserved_concurrency >= 0 && floor(var.reserved_concurrency) == var.reserved_concurrency
    error_message = "reserved_concurrency must be null or a whole number from 0."
  }
}

variable "invoked_by" {
  description = "Who brings the events: `s3` (the images bucket, asynchronously: it gets a permission, and the function a failures queue), `sqs` (queue_arn, in batches) or `states` (a state machine, whose role must allow it)."
  type        = string
  default     = "s3"

  validation {
    condition     = contains(["s3", "sqs", "states"], var.invoked_by)
    error_message = "invoked_by must be s3, sqs or states."
  }
}

variable "maximum_retry_attempts" {
  description = "How often Lambda brings a failed event again (`invoked_by` s3)."
  type        = number
  default     = 2

  validation {
    condition     = contains([0, 1, 2], var.maximum_retry_attempts)
    error_message = "maximum_retry_attempts must be 0, 1 or 2."
  }
}

variable "maximum_event_age" {
  description = "Seconds after which Lambda gives an event up (`invoked_by` s3)."
  type        = number
  default     = 3600

  validation {
    condition     = var.maximum_event_age >= 60 && var.maximum_event_age <= 21600
    error_message = "maximum_event_age must be 60 to 21600 seconds."
  }
}

variable "queue_arn" {
  description = "The SQS queue that brings the events (`invoked_by` sqs)."
  type        = string
  default     = null
}

variable "batch_size" {
  description = "At most so many messages an invocation (`invoked_by` sqs)."
  type        = number
  default     = 10

  validation {
    condition     = var.batch_size >= 1 && var.batch_size <= 10
    error_message = "batch_size must be 1 to 10: larger batches of a queue would have to be waited for."
  }
}

variable "maximum_concurrency" {
  description = "At most so many batches at once (`invoked_by` sqs)."
  type        = number
  default     = 10

  validation {
    condition     = var.maximum_concurrency >= 2 && var.maximum_concurrency <= 1000
    error_message = "maximum_concurrency must be 2 to 1000."
  }
}

variable "images_bucket" {
  description = "The name of the bucket that images come into. It need not exist yet."
  type        = string
}

variable "results_bucket" {
  description = "The name of the bucket that outputs go to: process and store-results need it, compare-faces may have it."
  type        = string
  default     = null
}

variable "references_bucket" {
  description = "The name of the bucket of the reference images (compare-faces)."
  type        = string
  default     = null
}

variable "kms_key_arns" {
  description = "The keys of those of the buckets that are encrypted with SSE-KMS; none for what S3 encrypts with its own."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for arn in var.kms_key_arns : can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", arn))])
    error_message = "kms_key_arns must be ARNs of keys, not of aliases: policies know none."
  }
}

variable "topic_arn" {
  description = "The SNS topic that is told of results: compare-faces needs it, process and store-results may have it."
  type        = string
  default     = null
}

variable "table_name" {
  description = "The DynamoDB table of tasks: track-task needs it, process may have it."
  type        = string
  default     = null

  validation {
    condition     = var.table_name == null ? true : can(regex("^[A-Za-z0-9_.-]{3,255}$", var.table_name))
    error_message = "table_name must be 3 to 255 letters, digits, _, - and . ."
  }
}

variable "state_machine_arn" {
  description = "The standard state machine that is started for every image (start-workflow)."
  type        = string
  default     = null
}

variable "renditions" {
  description = "The smaller versions to make (process): name:WxH[,format][,qN][,animated] joined by ;, or empty for none."
  type        = string
  default     = "thumb:320x320,webp,q80;preview:1600x1600"

  validation {
    condition = var.renditions == "" ? true : alltrue([
      for part in split(";", var.renditions) :
      can(regex("^\\s*[a-z0-9-]{1,32}:([1-9][0-9]{0,4}x([1-9][0-9]{0,4})?|x[1-9][0-9]{0,4})(,\\s*(jpeg|png|webp|gif|tiff|avif|animated|q([1-9][0-9]?|100)))*\\s*$", part))
    ])
    error_message = "renditions must be name:WxH[,format][,qN][,animated] joined by ;, such as thumb:320x320,webp,q80;preview:1600x."
  }
}

variable "detect" {
  description = "What every image is looked at for (process, recognize): some of labels, faces, text, moderation."
  type        = list(string)
  default     = ["labels"]

  validation {
    condition     = length(setsubtract(var.detect, ["labels", "faces", "text", "moderation"])) == 0 && length(distinct(var.detect)) == length(var.detect)
    error_message = "detect must be some of labels, faces, text and moderation, each once."
  }
}

variable "max_labels" {
  description = "At most so many labels an image (process, recognize, track-task)."
  type        = number
  default     = 10

  validation {
    condition     = var.max_labels >= 1 && var.max_labels <= 1000 && floor(var.max_labels) == var.max_labels
    error_message = "max_labels must be a whole number from 1 to 1000."
  }
}

variable "min_confidence" {
  description = "Labels of less confidence, in percent, are left out (process, recognize, track-task)."
  type        = number
  default     = 75

  validation {
    condition     = var.min_confidence >= 0 && var.min_confidence <= 100
    error_message = "min_confidence must be 0 to 100."
  }
}

variable "similarity_threshold" {
  description = "Faces match from this similarity on, in percent (compare-faces)."
  type        = number
  default     = 80

  validation {
    condition     = var.similarity_threshold >= 0 && var.similarity_threshold <= 100
    error_message = "similarity_threshold must be 0 to 100."
  }
}

variable "output_prefix" {
  description = "Put before every output key (process, compare-faces, store-results); ends with /."
  type        = string
  default     = ""

  validation {
    condition     = var.output_prefix == "" ? true : can(regex("^[^/].{0,254}/$|^[^/]/$", var.output_prefix))
    error_message = "output_prefix must be empty, or at most 256 characters that end, and do not begin, with /."
  }
}

variable "environment" {
  description = "Further environment variables, such as MAX_IMAGE_MB or TASKS_TABLE_KEYS; what this module sets itself has precedence."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.environment) : can(regex("^[A-Za-z][A-Za-z0-9_]+$", name))])
    error_message = "environment's names must be letters, digits and _, beginning with a letter."
  }
}

variable "log_level" {
  description = "The least level that is logged: TRACE, DEBUG, INFO, WARN, ERROR or FATAL."
  type        = string
  default     = "INFO"

  validation {
    condition     = contains(["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"], var.log_level)
    error_message = "log_level must be TRACE, DEBUG, INFO, WARN, ERROR or FATAL."
  }
}

variable "log_retention_days" {
  description = "Days that the log is kept: a figure that CloudWatch Logs knows."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653."
  }
}

variable "alarm_topic_arn" {
  description = "The SNS topic that alarms tell; null for alarms that are only seen in CloudWatch. It must let cloudwatch.amazonaws.com publish."
  type        = string
  default     = null
}
