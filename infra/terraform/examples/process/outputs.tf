output "images_bucket" {
  description = "Put images here."
  value       = module.images.name
}

output "results_bucket" {
  description = "Outputs come here."
  value       = module.results.name
}

output "function_name" {
  description = "The function."
  value       = module.process.name
}

output "topic_arn" {
  description = "The topic of results; null without email_address."
  value       = one(module.topic[*].arn)
}

output "failures_url" {
  description = "The queue of events that failed for good."
  value       = module.process.failures_url
}
