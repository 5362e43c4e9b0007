output "images_bucket" {
  description = "Put images here."
  value       = module.images.name
}

output "results_bucket" {
  description = "Outputs come here."
  value       = module.results.name
}

output "references_bucket" {
  description = "Put the reference faces here."
  value       = module.references.name
}

output "function_name" {
  description = "The function."
  value       = module.compare_faces.name
}

output "topic_arn" {
  description = "The topic of comparisons."
  value       = module.topic.arn
}

output "failures_url" {
  description = "The queue of events that failed for good."
  value       = module.compare_faces.failures_url
}
